"""What the checks need, gathered: the patient, the drugs, the tables, the facility's settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters.service import Encounter, Priority
from his.outpatient import service as outpatient
from his.patients import service as patients
from his.prescribing import drugs, knowing, rules, slots
from his.prescribing.checks.doses import rounded
from his.prescribing.checks.facts import Allergy, Course, Found, Ingredient, Person
from his.prescribing.checks.kidney import egfr
from his.prescribing.checks.run import GRAVITY, capped, run
from his.prescribing.models import Prescription, PrescriptionLine
from his.prescribing.words import PrescriptionState
from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now

WEIGHT, EGFR, CREATININE = "29463-7", "98979-8", "14682-9"
_GROWING = 72  # months: an older weight than 30 days says nothing
_STILL = timedelta(days=100)  # no supply lasts longer


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what came of it."""

    person: Person
    courses: list[Course]
    found: list[Found]


def check(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    prescription: Prescription,
    lines: Sequence[PrescriptionLine],
) -> Checked:
    """Look at a prescription as it stands now. A table that cannot be read is an error, never
    an empty answer."""
    codes = {line.drug_code for line in lines}
    today_ = today()
    current = still_taken(db, prescription, codes)
    listed = drugs.many(db, codes)
    person = person_of(db, actor, encounter, prescription, codes)
    courses = [course_of(line, listed.get(line.drug_code)) for line in lines]
    courses += current
    known = knowing.knowledge(db, today_)
    found = [*run(person, courses, known), *slots.further(db, person, courses)]
    return Checked(person, courses, as_set(db, found, today_))


def as_set(db: Session, found: Sequence[Found], on: date) -> list[Found]:
    """Without what the facility switched off, and no graver than it wants."""
    set_ = rules.settings(db, on)
    kept = []
    for each in found:
        setting = set_.get(each.rule)
        if setting is None or each.final:
            kept.append(each)
        elif setting.is_on:
            kept.append(capped(each, setting.severity))
    return sorted(kept, key=lambda f: GRAVITY.index(f.severity))


def person_of(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    prescription: Prescription,
    codes: Sequence[str] | set[str] = (),
) -> Person:
    """The patient of a visit, as far as checks ask."""
    patient = patients.get(db, actor, encounter.patient_id)
    known = patients.allergies(db, actor, patient.id)
    status = patients.allergy_status(db, patient.id, known)
    icd = tuple(d.code for d in outpatient.diagnoses(db, encounter.id))
    days = patients.age_days(patient, today())
    stock = slots.stock_of(db, list(codes))
    staff = admin.staff(db, actor.id)
    return Person(
        sex=patient.sex.value,
        age_days=days,
        weight=prescription.weight or weight_of(db, patient.id, days),
        egfr=renal(db, patient.id, days, female=patient.sex is patients.Sex.FEMALE),
        pregnant=prescription.pregnant or expecting(encounter, icd),
        pregnant_weeks=prescription.pregnant_weeks,
        lactating=prescription.lactating,
        allergies=tuple(
            Allergy(a.substance, a.code or "", a.severity is patients.Severity.SEVERE)
            for a in known
        ),
        allergies_asked=status is not patients.AllergyStatus.NOT_ASKED,
        diagnoses=icd,
        guardian=bool(prescription.guardian),
        licensed=bool(staff and staff.licence),
        payer=encounter.payer.value,
        on=today(),
        stock=tuple((code, s.quantity) for code, s in stock.items()),
        stock_known=bool(stock),
    )


def expecting(encounter: Encounter, icd: Sequence[str]) -> bool:
    """Known at the desk, or by a diagnosis of pregnancy (not of what comes after birth)."""
    if encounter.priority is Priority.PREGNANT:
        return True
    after = ("O8", "O90", "O91", "O92", "O94", "O0")
    return any(
        c.startswith(("Z33", "Z34", "Z35")) or (c[:1] == "O" and not c.startswith(after))
        for c in icd
    )


def weight_of(db: Session, patient_id: UUID, age_days: int | None) -> Decimal | None:
    """The last weight, if it still says something: 30 days for a young child, else a year."""
    found = cdr.latest(db, patient_id, [WEIGHT]).get(WEIGHT)
    if found is None or found.number is None:
        return None
    young = age_days is not None and age_days < _GROWING * 31
    lasts = timedelta(days=30 if young else 365)
    return found.number if utc_now() - found.at <= lasts else None


def renal(db: Session, patient_id: UUID, age_days: int | None, *, female: bool) -> Decimal | None:
    """The last eGFR of a year, as reported or worked out from creatinine (adults)."""
    found = cdr.latest(db, patient_id, [EGFR, CREATININE])
    fresh = {
        code: o.number
        for code, o in found.items()
        if o.number is not None and utc_now() - o.at <= timedelta(days=365)
    }
    if EGFR in fresh:
        return fresh[EGFR]
    years = int((age_days or 0) / 365.25)
    creatinine = fresh.get(CREATININE)
    if creatinine is None or creatinine <= 0 or years < 18:
        return None
    return egfr(creatinine, years=years, female=female)


def still_taken(db: Session, prescription: Prescription, codes: set[str]) -> list[Course]:
    """What the patient still has from earlier prescriptions (not from what this one renews)."""
    asked = (
        select(PrescriptionLine, col(Prescription.signed_at))
        .join(Prescription, col(Prescription.id) == col(PrescriptionLine.prescription_id))
        .where(
            col(Prescription.patient_id) == prescription.patient_id,
            col(Prescription.state) == PrescriptionState.SIGNED,
            col(Prescription.signed_at) >= utc_now() - _STILL,
            col(Prescription.id) != prescription.id,
        )
        .limit(200)
    )
    replaced = {prescription.renewed_from, prescription.replaces}
    now = today()
    found = []
    for line, signed_at in db.execute(asked):
        ends = signed_at.astimezone(LOCAL).date() + timedelta(days=line.days)
        renewed = line.drug_code in codes and ends - now <= timedelta(days=7)
        if ends > now and line.prescription_id not in replaced and not renewed:
            found.append(course_of(line, None, current=True))
    return found


def course_of(line: PrescriptionLine, drug: drugs.Drug | None, *, current: bool = False) -> Course:
    """A line as the checks see it; of a new line the drug list of today counts."""
    facts: dict[str, Any] = line.facts or {}
    ingredients = drug.ingredients if drug else drugs.ingredients(facts)
    per_unit = drug.per_unit if drug else Decimal(str(facts.get("per_unit") or 1))
    takes = tuple(t for t in (line.morning, line.noon, line.afternoon, line.evening) if t)
    return Course(
        line=str(line.id),
        code=line.drug_code,
        name=line.name,
        ingredients=tuple(Ingredient(i.name, i.atc, i.amount, i.unit) for i in ingredients),
        route=drug.route if drug else line.route,
        control=drug.control if drug else line.control,
        takes=takes,
        days=line.days,
        quantity=line.quantity,
        use_unit=line.use_unit,
        unit=line.unit,
        per_unit=per_unit,
        as_needed=line.as_needed,
        indications=drug.icd if drug else (),
        in_scope=line.in_scope,
        known=current or drug is not None,
        current=current,
    )


def suggested(
    drug: drugs.Drug, person: Person, db: Session
) -> tuple[tuple[Decimal, Decimal, Decimal, Decimal], Decimal | None]:
    """What is usually given: by weight for a child where the table says, else the list's usual.

    Answers (morning, noon, afternoon, evening) and the mg/kg a take that it was worked out with.
    """
    morning, noon, afternoon, evening = drug.usual
    months = person.months
    if months is None or months >= 144 or person.weight is None or len(drug.ingredients) != 1:
        return (morning, noon, afternoon, evening), None
    [ingredient] = drug.ingredients
    limit = next(
        (e for e in knowing.knowledge(db, today()).doses.of(ingredient.atc) if e.child_dose), None
    )
    strength = ingredient.amount if ingredient.unit == "mg" else None
    if limit is None or limit.child_dose is None or not strength:
        return (morning, noon, afternoon, evening), None
    slots_used = [bool(t) for t in drug.usual]
    times = sum(slots_used) or 1
    per_take = limit.child_dose if limit.child_per == "dose" else limit.child_dose / times
    wanted = per_take * person.weight
    if limit.adult_max_day:
        wanted = min(wanted, limit.adult_max_day / times)
    units = rounded(wanted / strength, drug.step)
    most = limit.child_max_kg_day
    while most and units > drug.step and units * strength * times > most * person.weight:
        units -= drug.step
    takes = tuple(units if used else Decimal(0) for used in slots_used)
    return (takes[0], takes[1], takes[2], takes[3]), per_take
