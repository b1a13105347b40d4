"""What the record already knows is not typed again: a paper's content before it is issued."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.encounters import service as encounters
from his.orders import service as orders
from his.outpatient import papers, revisiting, service
from his.outpatient.models import DiagnosisKind
from his.outpatient.paper_models import VisitPaperKind
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import LOCAL

_LONGEST = 2000
_CHILD_DAYS = 7 * 366  # whose father and mother the certificate names


def proposal(db: Session, actor: Actor, encounter_id: UUID, kind: VisitPaperKind) -> dict[str, Any]:
    """The content as far as the record tells it; the doctor completes it."""
    encounter = encounters.get(db, actor, encounter_id)
    patient = patients.get(db, actor, encounter.patient_id)
    written = service.examination(db, encounter.id)
    day = encounter.opened_at.astimezone(LOCAL).date()
    said = service.diagnoses(db, encounter.id)
    diagnosis = "; ".join(
        f"{d.code} {d.name}" for d in said if d.kind is not DiagnosisKind.EXTERNAL_CAUSE
    )[:_LONGEST]
    treatment = written.plan if written else ""
    match kind:
        case VisitPaperKind.ADMISSION:
            return {
                "department": "",
                "reason": written.reason if written else encounter.reason,
                "diagnosis": diagnosis,
                "summary": _course(written),
                "treatment": treatment,
            }
        case VisitPaperKind.TRANSFER:
            return {
                "to_code": "",
                "to_name": "",
                "signs": (written.organs or written.general) if written else "",
                "course": _course(written),
                "results": _results(db, encounter.id),
                "diagnosis": diagnosis,
                "treatment": treatment,
                "condition": "",
                "reason": "1",
                "plan": "",
                "vehicle": "",
                "escort": "",
                "escort_title": "",
                "at": "",
            }
        case VisitPaperKind.SICK_LEAVE:
            number, card = papers.insurance_no(db, patient.id)
            days = patients.age_days(patient, day)
            kin = patients.contacts(db, patient.id) if days is not None else []
            child = days is not None and days < _CHILD_DAYS
            of = {c.relation: c.name for c in kin} if child else {}
            return {
                "diagnosis": diagnosis,
                "treatment": treatment,
                "from_day": day.isoformat(),
                "to_day": (day + timedelta(days=2)).isoformat(),
                "workplace": patient.workplace,
                "insurance_no": number,
                "card": card,
                "serial": "",
                "pregnancy_ended": False,
                "pregnancy_reason": "",
                "gestation_weeks": None,
                "father": of.get(patients.Relation.FATHER, ""),
                "mother": of.get(patients.Relation.MOTHER, ""),
                "head": "",
            }
        case VisitPaperKind.REVISIT:
            on = written.follow_up if written else None
            booked = revisiting.known(db, encounter)
            if booked:
                on = booked.at.astimezone(LOCAL).date()
            return {
                "on": on.isoformat() if on else "",
                "diagnosis": diagnosis,
                "room": booked.room if booked else admin.room(db, encounter.room_id).name,
                "note": "",
                "head": "",
            }


def _course(written: service.Examination | None) -> str:
    if written is None:
        return ""
    return "\n".join(each for each in (written.reason, written.illness) if each)[:_LONGEST]


def _results(db: Session, encounter_id: UUID) -> str:
    placed = orders.of_encounter(db, encounter_id)
    answers = orders.reports(db, [o.id for o in placed])
    lines = [f"{o.service_name}: {answers[o.id][-1].text}" for o in placed if answers[o.id]]
    return "\n".join(lines)[:_LONGEST]
