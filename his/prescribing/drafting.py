"""The draft of a visit: written by doctors, kept, checked with each save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.prescribing import alerts, checking, drugs
from his.prescribing.checks.doses import plain, quantity
from his.prescribing.errors import NotADraft
from his.prescribing.models import Alert, Prescription, PrescriptionLine
from his.prescribing.words import PrescriptionState
from his.pricing import service as pricing
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound

TOPIC = "prescriptions"
_SLOTS = (("morning", "sáng"), ("noon", "trưa"), ("afternoon", "chiều"), ("evening", "tối"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line as the doctor entered it. `quantity` None: as many as the days need."""

    drug_code: str
    morning: Decimal = Decimal(0)
    noon: Decimal = Decimal(0)
    afternoon: Decimal = Decimal(0)
    evening: Decimal = Decimal(0)
    as_needed: bool = False
    days: int = 5
    quantity: Decimal | None = None
    instruction: str = ""

    @property
    def takes(self) -> tuple[Decimal, ...]:
        return (self.morning, self.noon, self.afternoon, self.evening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above and below the lines."""

    weight: Decimal | None = None
    guardian: str = ""
    pregnant: bool = False
    pregnant_weeks: int | None = None
    lactating: bool = False
    advice: str = ""
    follow_up: date | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)  # alert key -> why all the same


@dataclass(frozen=True, slots=True)
class Draft:
    """A prescription with its lines, what was checked, and what the doctor has answered."""

    prescription: Prescription
    lines: list[PrescriptionLine]
    checked: checking.Checked
    alerts: dict[str, Alert]


def of_encounter(db: Session, encounter_id: UUID) -> list[Prescription]:
    """All prescriptions of a visit, oldest first, drafts included."""
    asked = select(Prescription).where(col(Prescription.encounter_id) == encounter_id)
    ordered = asked.order_by(col(Prescription.drafted_at), col(Prescription.id)).limit(50)
    return list(db.execute(ordered).scalars())


def draft_of(db: Session, encounter_id: UUID) -> Prescription | None:
    """The one draft of a visit, if somebody began one."""
    found = [p for p in of_encounter(db, encounter_id) if p.state is PrescriptionState.DRAFT]
    return found[-1] if found else None


def lines(db: Session, prescription_id: UUID) -> list[PrescriptionLine]:
    asked = select(PrescriptionLine).where(col(PrescriptionLine.prescription_id) == prescription_id)
    ordered = asked.order_by(col(PrescriptionLine.position), col(PrescriptionLine.id))
    return list(db.execute(ordered).scalars())


def lines_of_many(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[PrescriptionLine]]:
    """The lines of several prescriptions, in one question."""
    found: dict[UUID, list[PrescriptionLine]] = {each: [] for each in ids}
    asked = select(PrescriptionLine).where(col(PrescriptionLine.prescription_id).in_(ids))
    for line in db.execute(asked.order_by(col(PrescriptionLine.position))).scalars():
        found[line.prescription_id].append(line)
    return found


def get(db: Session, actor: Actor, prescription_id: UUID, *, lock: bool = False) -> Prescription:
    """The prescription, if its patient is one that the actor may see. Raises NotFound."""
    found = db.get(Prescription, prescription_id, with_for_update=True if lock else None)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    return found


def show(db: Session, actor: Actor, encounter: Encounter, prescription: Prescription) -> Draft:
    """A draft as it stands, checked anew."""
    found = lines(db, prescription.id)
    checked = checking.check(db, actor, encounter, prescription, found)
    rows = {each.key: each for each in alerts.of_prescription(db, prescription.id)}
    return Draft(prescription, found, checked, rows)


def save(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    version: int,
    heading: Heading,
    wanted: Sequence[Wanted],
) -> Draft:
    """Put this in the place of the visit's draft; `version` 0 says that none was there yet.

    Raises ChangedMeanwhile when somebody else saved first, NotInCatalogue for a code that no
    list ever knew, and the visit's own refusal when it is closed.
    """
    encounter, prescription = _hold(db, actor, encounter_id)
    if prescription is None:
        prescription = begin(db, actor, encounter)
    else:
        expect(prescription, version)
    _saved(actor, prescription)
    _head(prescription, heading)
    _lines(db, encounter, prescription, wanted)
    return _checked(db, actor, encounter, prescription, heading.reasons)


def begin(db: Session, actor: Actor, encounter: Encounter) -> Prescription:
    """An empty draft; the guardian is the one on the patient's record."""
    made = Prescription(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        site_id=encounter.site_id,
        drafted_by=actor.id,
        drafted_by_name=actor.name,
        guardian=guardian_of(db, actor, encounter.patient_id),
    )
    db.add(made)
    db.flush()
    return made


def guardian_of(db: Session, actor: Actor, patient_id: UUID) -> str:
    """Who brought a child under 72 months, as far as the record knows; else ""."""
    days = patients.age_days(patients.get(db, actor, patient_id), today())
    if days is None or days > 72 * 31:
        return ""
    known = patients.contacts(db, patient_id)
    return known[0].name if known else ""


def drop(db: Session, actor: Actor, encounter_id: UUID, *, version: int) -> Prescription:
    """Give a draft up; it stays as cancelled."""
    _, prescription = _hold(db, actor, encounter_id)
    if prescription is None:
        raise NotFound
    expect(prescription, version)
    prescription.state = PrescriptionState.CANCELLED
    prescription.cancel_reason = "Bỏ đơn nháp"
    prescription.cancelled_by, prescription.cancelled_by_name = actor.id, actor.name
    db.flush()
    live.touch(db, TOPIC)
    return prescription


def add(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    wanted: Sequence[Wanted],
    advice: str = "",
    renewed_from: UUID | None = None,
    replaces: UUID | None = None,
) -> Draft:
    """Lines from elsewhere (an old prescription, a set) after those that are there already."""
    encounter, prescription = _hold(db, actor, encounter_id)
    prescription = prescription or begin(db, actor, encounter)
    there = lines(db, prescription.id)
    known = {line.drug_code for line in there}
    prescription.renewed_from = renewed_from or prescription.renewed_from
    prescription.replaces = replaces or prescription.replaces
    prescription.advice = prescription.advice or advice
    _saved(actor, prescription)
    more = [w for w in wanted if w.drug_code not in known]
    _lines(db, encounter, prescription, [*(as_wanted(line) for line in there), *more])
    return _checked(db, actor, encounter, prescription, {})


def _hold(db: Session, actor: Actor, encounter_id: UUID) -> tuple[Encounter, Prescription | None]:
    """The visit is ours until the transaction ends, so that two first drafts are one."""
    encounter = encounters.open_for_work(db, actor, encounter_id)
    found = draft_of(db, encounter.id)
    if found is not None and found.state is not PrescriptionState.DRAFT:
        raise NotADraft(code=found.code)
    return encounter, found


def _saved(actor: Actor, prescription: Prescription) -> None:
    """A change of the lines alone is a change of the prescription as well."""
    prescription.saved_at, prescription.saved_by_name = utc_now(), actor.name


def _head(prescription: Prescription, heading: Heading) -> None:
    for name in (
        "weight",
        "guardian",
        "pregnant",
        "pregnant_weeks",
        "lactating",
        "advice",
        "follow_up",
    ):
        value = getattr(heading, name)
        if getattr(prescription, name) != value:
            setattr(prescription, name, value)


def _checked(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    prescription: Prescription,
    reasons: Mapping[str, str],
) -> Draft:
    found = lines(db, prescription.id)
    checked = checking.check(db, actor, encounter, prescription, found)
    rows = alerts.note(db, actor, prescription, checked.found, reasons)
    db.flush()
    live.touch(db, TOPIC)
    return Draft(prescription, found, checked, rows)


def _lines(
    db: Session, encounter: Encounter, prescription: Prescription, wanted: Sequence[Wanted]
) -> None:
    """A draft's lines are put anew; nothing of a draft was ever ordered."""
    before = {line.drug_code: line for line in lines(db, prescription.id)}
    codes = [w.drug_code for w in wanted]
    listed = drugs.many(db, codes)
    prices = pricing.prices_of(db, "drug", codes, encounter.payer.value, today())
    db.execute(
        delete(PrescriptionLine).where(col(PrescriptionLine.prescription_id) == prescription.id)
    )
    for position, each in enumerate(wanted):
        drug = listed.get(each.drug_code)
        old = before.get(each.drug_code)
        if drug is None and old is None:
            catalogs.demand(db, "drug", each.drug_code)
        made = _line(prescription, position, each, drug, old)
        price = prices.get(made.drug_code)
        made.unit_price = price.unit_price if price else Decimal(0)
        made.in_scope = bool(price and price.in_scope)
        db.add(made)
    db.flush()


def _line(
    prescription: Prescription,
    position: int,
    wanted: Wanted,
    drug: drugs.Drug | None,
    old: PrescriptionLine | None,
) -> PrescriptionLine:
    of: drugs.Drug | PrescriptionLine | None = drug or old
    assert of is not None
    per_unit = drug.per_unit if drug else Decimal(1)
    return PrescriptionLine(
        prescription_id=prescription.id,
        encounter_id=prescription.encounter_id,
        patient_id=prescription.patient_id,
        position=position,
        drug_code=drug.code if drug else wanted.drug_code,
        name=of.name,
        substance=of.substance,
        strength=of.strength,
        drug_form=drug.form if drug else (old.drug_form if old else ""),
        control=of.control,
        route=of.route,
        unit=of.unit,
        use_unit=of.use_unit,
        morning=wanted.morning,
        noon=wanted.noon,
        afternoon=wanted.afternoon,
        evening=wanted.evening,
        as_needed=wanted.as_needed,
        days=wanted.days,
        quantity=quantity(wanted.takes, wanted.days, per_unit)
        if wanted.quantity is None
        else wanted.quantity,
        dose=dose_text(wanted, of.use_unit),
        instruction=wanted.instruction,
        facts=_facts(drug) if drug else (old.facts if old else None),
    )


def _facts(drug: drugs.Drug) -> dict[str, object]:
    kept = ("ingredients", "registration", "tender", "scope", "rate_bh", "pack", "maker", "country")
    return {
        "atc": drug.atc,
        "brand": drug.brand,
        "ministry_code": drug.ministry_code,
        "per_unit": str(drug.per_unit),
        "high_alert": drug.high_alert,
        **{name: drug.facts.get(name) for name in kept if drug.facts.get(name) is not None},
    }


def dose_text(wanted: Wanted, unit: str) -> str:
    """ "Sáng 1 viên, tối 1 viên": as printed, and as the claim has it (LIEU_DUNG)."""
    parts = [
        f"{title} {plain(amount)} {unit}"
        for (_, title), amount in zip(_SLOTS, wanted.takes, strict=True)
        if amount
    ]
    text = ", ".join(parts)
    if wanted.as_needed:
        text = f"Khi cần: {text}" if text else "Khi cần"
    return (text[:1].upper() + text[1:])[:300]


def as_wanted(line: PrescriptionLine) -> Wanted:
    return Wanted(
        drug_code=line.drug_code,
        morning=line.morning,
        noon=line.noon,
        afternoon=line.afternoon,
        evening=line.evening,
        as_needed=line.as_needed,
        days=line.days,
        quantity=line.quantity,
        instruction=line.instruction,
    )
