"""Prescriptions of the practice clinic's stories, written and signed through the services."""

from decimal import Decimal
from typing import Any

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.patients import service as patients
from his.prescribing import checking, drugs, permissions, service
from his.prescribing.service import Draft, Heading, Wanted
from kernel.access import Actor
from kernel.clock import today

#: Given in the ward or the emergency room, not on an out-patient prescription.
_NOT_HOME = ("2.", "5.05")
_CHRONIC = ("I10", "E11", "E78", "I48", "J45", "B18")
#: The teaching story: the interaction is signed all the same, with a reason.
_REASON = "Đã cân nhắc lợi ích và nguy cơ, hẹn theo dõi sát"


def prescribe(db: Session, doctor: Actor, visit: Encounter, story: dict[str, Any]) -> Draft | None:
    """What the story names, as far as a patient takes it home; the draft, not yet signed."""
    patient = patients.get(db, doctor, visit.patient_id)
    months = (patients.age_days(patient, today()) or 0) // 30
    wanted = []
    for name in story.get("drugs", ()):
        drug = _of(db, name, months)
        if drug is not None:
            wanted.append(_line(db, doctor, visit, drug, story))
    if not wanted:
        return None
    heading = Heading(
        weight=None if months >= 144 else _weight(months),
        guardian="Mẹ của bé" if months < 72 else "",
        advice="Uống thuốc đúng giờ, uống đủ nước. Khám lại ngay khi thấy bất thường.",
    )
    return service.save(db, doctor, visit.id, version=0, heading=heading, wanted=wanted)


def sign(db: Session, doctor: Actor, draft: Draft) -> list[service.Prescription]:
    """Sign it, with a reason for what was warned of; what is stopped stays a draft's worth of
    drugs less, as a doctor would."""
    may = Actor(
        doctor.id,
        doctor.name,
        frozenset({permissions.OVERRIDE_STOP.id}),
        username=doctor.username,
        roles=doctor.roles,
    )
    stopped = {
        code
        for found in draft.checked.found
        if found.severity is service.Severity.STOP
        for code in found.codes
    }
    kept = [line for line in draft.lines if line.drug_code not in stopped]
    if len(kept) < len(draft.lines):
        draft = service.save(
            db,
            doctor,
            draft.prescription.encounter_id,
            version=draft.prescription.version,
            heading=Heading(
                weight=draft.prescription.weight,
                guardian=draft.prescription.guardian,
                advice=draft.prescription.advice,
            ),
            wanted=[_again(line) for line in kept],
        )
    if not kept:
        service.drop(
            db, doctor, draft.prescription.encounter_id, version=draft.prescription.version
        )
        return []
    reasons = {f.key: _REASON for f in draft.checked.found}
    prescription = draft.prescription
    return service.sign(db, may, prescription.id, version=prescription.version, reasons=reasons)


def _of(db: Session, substance: str, months: int) -> drugs.Drug | None:
    """A product of this substance that is taken at home: sachets and syrups for the small."""
    found = [
        drugs.of(e)
        for e in catalogs.search(db, "drug", substance, limit=50)
        if e.facts.get("substance") == substance
    ]
    home = [d for d in found if not d.route.startswith(_NOT_HOME)]
    small = [d for d in home if d.form.startswith(("Gói", "Siro", "Hỗn dịch"))]
    if months < 84 and small:
        return small[0]
    large = [d for d in home if d not in small] or home
    return large[0] if large else None


def _line(
    db: Session, doctor: Actor, visit: Encounter, drug: drugs.Drug, story: dict[str, Any]
) -> Wanted:
    prescription = service.draft_of(db, visit.id) or service.Prescription(
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        site_id=visit.site_id,
        drafted_by=doctor.id,
        drafted_by_name=doctor.name,
    )
    person = checking.person_of(db, doctor, visit, prescription)
    if person.weight is None and person.months is not None and person.months < 144:
        prescription.weight = _weight(person.months)
        person = checking.person_of(db, doctor, visit, prescription)
    takes, _ = checking.suggested(drug, person, db)
    if not any(takes):
        takes = (Decimal(1), Decimal(0), Decimal(0), Decimal(1))
    chronic = any(code.startswith(_CHRONIC) for code in (*story["icd"], *story["secondary"]))
    return Wanted(
        drug_code=drug.code,
        morning=takes[0],
        noon=takes[1],
        afternoon=takes[2],
        evening=takes[3],
        days=28 if chronic else 5,
        instruction="Uống sau ăn" if drug.route == "1.01" else "",
    )


def _again(line: service.PrescriptionLine) -> Wanted:
    return Wanted(
        drug_code=line.drug_code,
        morning=line.morning,
        noon=line.noon,
        afternoon=line.afternoon,
        evening=line.evening,
        days=line.days,
        instruction=line.instruction,
    )


def _weight(months: int) -> Decimal:
    """A middling weight for the age."""
    years = max(months, 1) / 12
    return Decimal(str(round(9 + 2 * years, 1))) if years >= 1 else Decimal("8.5")
