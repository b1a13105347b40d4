"""The draft of a visit: written by doctors, kept, checked with each save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.prescribing import alerts, checking, drugs
from his.prescribing.checks.doses import quantity
from his.prescribing.errors import NotADraft
from his.prescribing.models import Alert, Prescription, PrescriptionLine
from his.prescribing.reading import draft_of, get, lines, lines_of_many, of_encounter
from his.prescribing.wanted import Heading, Wanted, as_wanted, dose_text
from his.prescribing.words import PrescriptionState
from his.pricing import service as pricing
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.once import forget

__all__ = [
    "TOPIC",
    "Draft",
    "Heading",
    "Wanted",
    "add",
    "as_wanted",
    "begin",
    "draft_of",
    "drop",
    "get",
    "guardian_of",
    "lines",
    "lines_of_many",
    "of_encounter",
    "save",
    "show",
]

TOPIC = "prescriptions"


@dataclass(frozen=True, slots=True)
class Draft:
    """A prescription with its lines, what was checked, and what the doctor has answered."""

    prescription: Prescription
    lines: list[PrescriptionLine]
    checked: checking.Checked
    alerts: dict[str, Alert]


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
    written = _lines(db, encounter, prescription, wanted)
    return _checked(db, actor, encounter, prescription, written, heading.reasons)


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
    source: Sequence[PrescriptionLine] = (),
) -> Draft:
    """Lines from elsewhere (an old prescription, a set) after those that are there already.

    `source`: the old lines themselves, so that a drug which has left the list is shown and
    stopped by its rule instead of being lost.
    """
    encounter, prescription = _hold(db, actor, encounter_id)
    prescription = prescription or begin(db, actor, encounter)
    there = lines(db, prescription.id)
    known = {line.drug_code for line in there}
    prescription.renewed_from = renewed_from or prescription.renewed_from
    prescription.replaces = replaces or prescription.replaces
    prescription.advice = prescription.advice or advice
    _saved(actor, prescription)
    more = [w for w in wanted if w.drug_code not in known]
    all_ = [*(as_wanted(line) for line in there), *more]
    written = _lines(db, encounter, prescription, all_, source=source)
    return _checked(db, actor, encounter, prescription, written, {})


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
    found: list[PrescriptionLine],
    reasons: Mapping[str, str],
) -> Draft:
    checked = checking.check(db, actor, encounter, prescription, found)
    rows = alerts.note(db, actor, prescription, checked.found, reasons)
    db.flush()
    live.touch(db, TOPIC)
    return Draft(prescription, found, checked, rows)


def _lines(
    db: Session,
    encounter: Encounter,
    prescription: Prescription,
    wanted: Sequence[Wanted],
    *,
    source: Sequence[PrescriptionLine] = (),
) -> list[PrescriptionLine]:
    """A draft's lines are put anew; nothing of a draft was ever ordered."""
    there = lines(db, prescription.id)
    before = {line.drug_code: line for line in (*source, *there)}
    codes = [w.drug_code for w in wanted]
    listed = drugs.many(db, codes)
    prices = pricing.prices_of(db, "drug", codes, encounter.payer.value, today())
    if there:
        its = col(PrescriptionLine.prescription_id) == prescription.id
        db.execute(delete(PrescriptionLine).where(its))
        forget(db, PrescriptionLine)
    written = []
    for position, each in enumerate(wanted):
        drug = listed.get(each.drug_code)
        old = before.get(each.drug_code)
        if drug is None and old is None:
            catalogs.demand(db, "drug", each.drug_code)
        made = _line(prescription, position, each, drug, old)
        price = prices.get(made.drug_code)
        made.unit_price = price.unit_price if price else Decimal(0)
        made.in_scope = bool(price and price.in_scope)
        written.append(made)
    db.add_all(written)
    db.flush()
    return written


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
