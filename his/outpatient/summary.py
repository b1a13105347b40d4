"""The visit on one page: what is printed, and what is filed when the visit closes."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.orders import service as orders
from his.outpatient import permissions, service
from his.outpatient.models import DiagnosisKind
from his.outpatient.vitals import BY_LOINC
from his.patients import service as patients
from kernel import printing
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import LOCAL
from kernel.text import Language, Text

PRINT = printing.Print(
    id="his.outpatient.summary",
    title=Text("Phiếu khám bệnh", "Visit summary"),
    template=Path(__file__).parent / "prints" / "summary.typ",
    needs=permissions.PRINT,
    again=permissions.REPRINT,
)


def of(db: Session, actor: Actor, encounter_id: UUID, language: Language = "vi") -> dict[str, Any]:
    """Everything that the summary shows, as JSON. Names and prices are those of the day."""
    encounter = encounters.get(db, actor, encounter_id)
    patient = patients.get(db, actor, encounter.patient_id)
    day = encounter.opened_at.astimezone(LOCAL).date()
    room = admin.room(db, encounter.room_id)
    written = service.examination(db, encounter.id)
    signs = cdr.latest(db, encounter.patient_id, list(BY_LOINC), encounter_id=encounter.id)
    placed = orders.of_encounter(db, encounter.id)
    answers = orders.reports(db, [o.id for o in placed])
    codes = service.diagnoses(db, encounter.id)
    content: dict[str, Any] = {
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "sex": patient.sex,
            "birth": patient.birth,
            "age": patients.age_text(patient, day, language),
        },
        "encounter": {
            "code": encounter.code,
            "room": f"{room.code} {room.name}",
            "payer": encounter.payer,
            "opened_at": encounter.opened_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
            "closed_at": encounter.closed_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
            if encounter.closed_at
            else "",
            "doctor": encounter.doctor_name,
            "disposition": encounter.disposition,
            "date": {"day": day.day, "month": day.month, "year": day.year},
        },
        "vitals": [
            {
                "title": BY_LOINC[code].title.to(language),
                "value": f"{o.number.normalize():f}" if o.number is not None else "",
                "unit": BY_LOINC[code].shown_unit,
                "flag": o.flag,
            }
            for code, o in sorted(signs.items(), key=lambda s: list(BY_LOINC).index(s[0]))
        ],
        "examination": {f: getattr(written, f) if written else None for f in service.FIELDS},
        "sections": (written.sections if written else None) or [],
        "main": [_diagnosis(d) for d in codes if d.kind is DiagnosisKind.MAIN],
        "secondary": [_diagnosis(d) for d in codes if d.kind is not DiagnosisKind.MAIN],
        "orders": [
            {
                "code": o.service_code,
                "name": o.service_name,
                "quantity": o.quantity,
                "result": answers[o.id][-1].text if answers[o.id] else "",
            }
            for o in placed
            if o.state not in (orders.OrderState.CANCELLED, orders.OrderState.REFUSED)
        ],
        "amendments": [
            {
                "field": a.field,
                "new": a.new,
                "by": a.by_name,
                "at": a.at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
                "reason": a.reason,
            }
            for a in service.amendments(db, encounter.id)
        ],
    }
    made: dict[str, Any] = plain(content)
    return made


def _diagnosis(diagnosis: service.Diagnosis) -> dict[str, str]:
    return {"code": diagnosis.code, "name": diagnosis.name, "note": diagnosis.note}


def print_summary(
    db: Session, actor: Actor, encounter_id: UUID, *, language: Language
) -> printing.Printed:
    """The visit summary as PDF; raises ReprintNotAllowed."""
    encounter = encounters.get(db, actor, encounter_id)
    return printing.render(
        db,
        actor,
        PRINT,
        subject=("patient", encounter.patient_id),
        document=encounter.id,
        data=of(db, actor, encounter_id, language),
        code=encounter.code,
        language=language,
        on=encounter.opened_at.astimezone(LOCAL).date(),
    )
