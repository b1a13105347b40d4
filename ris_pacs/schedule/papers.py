"""What is printed: how to prepare, the consent to contrast, the day's register."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel import audit, printing
from kernel.access import Actor
from kernel.clock import LOCAL, today
from kernel.printing import Print, Printed
from kernel.text import Language, Text
from ris_pacs.schedule import asking, keeping, permissions
from ris_pacs.schedule.machines import machines, procedure_of
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.states import ExamState, Side

_HERE = Path(__file__).parent / "prints"

PREPARATION = Print(
    "ris_pacs.schedule.preparation",
    Text("Phiếu hẹn và chuẩn bị chụp", "Appointment and preparation"),
    _HERE / "preparation.typ",
    permissions.READ,
)
CONSENT = Print(
    "ris_pacs.schedule.consent",
    Text("Cam kết tiêm thuốc cản quang", "Consent to contrast"),
    _HERE / "consent.typ",
    permissions.READ,
)
REGISTER = Print(
    "ris_pacs.schedule.register",
    Text("Sổ chẩn đoán hình ảnh", "Register of imaging"),
    _HERE / "register.typ",
    permissions.READ,
)
ALL = (PREPARATION, CONSENT, REGISTER)

_SEX = {"male": Text("Nam", "M"), "female": Text("Nữ", "F"), "unknown": Text("", "")}
_SIDES = {
    Side.NONE: Text("", ""),
    Side.LEFT: Text("bên trái", "left"),
    Side.RIGHT: Text("bên phải", "right"),
    Side.BOTH: Text("hai bên", "both sides"),
}


def _at(moment: datetime | None) -> str:
    return moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y") if moment else ""


def _head(db: Session, actor: Actor, of: Exam, language: Language) -> dict[str, Any]:
    who = patients.briefs(db, actor, [of.patient_id])[of.patient_id]
    shown = {m.id: m for m in machines(db, active=None)}
    machine = shown.get(of.machine_id) if of.machine_id else None
    side = _SIDES[of.side].vi if language == "vi" else _SIDES[of.side].en
    return {
        "name": who.name,
        "patient_code": who.code,
        "birth": who.birth or "",
        "sex": _SEX[who.sex.value].vi if language == "vi" else _SEX[who.sex.value].en,
        "code": of.accession,
        "procedure": " ".join(p for p in (of.procedure_name, side) if p),
        "indication": of.indication,
        "planned": _at(of.planned_at),
        "machine": f"{machine.code} {machine.name}" if machine else "",
        "ordered_by": of.ordered_by_name,
    }


def preparation(db: Session, actor: Actor, of: Exam, *, language: Language = "vi") -> Printed:
    audit.read(db, ("patient", of.patient_id))
    known = procedure_of(db, of.service_code)
    data = _head(db, actor, of, language) | {"preparation": known.preparation if known else ""}
    return _render(db, actor, PREPARATION, of, data, language)


def consent(db: Session, actor: Actor, of: Exam, *, language: Language = "vi") -> Printed:
    audit.read(db, ("patient", of.patient_id))
    found = asking.of_exam(db, of)
    answers = (found.last.answers if found.last else None) or {}
    data = _head(db, actor, of, language) | {
        "questions": [
            {
                "asks": q.asks.vi if language == "vi" else q.asks.en,
                "answer": answers.get(q.id, ""),
            }
            for q in found.questions
        ],
        "egfr": f"{found.kidneys.egfr:.0f}" if found.kidneys.egfr is not None else "",
        "egfr_at": _at(found.kidneys.at),
        "asked_by": found.last.by_name if found.last else "",
    }
    return _render(db, actor, CONSENT, of, data, language)


def _render(
    db: Session, actor: Actor, what: Print, of: Exam, data: dict[str, Any], language: Language
) -> Printed:
    return printing.render(
        db,
        actor,
        what,
        subject=("patient", of.patient_id),
        document=of.id,
        data=data,
        code=of.accession,
        language=language,
    )


def register(
    db: Session, actor: Actor, on: str, *, modality: str = "", language: Language = "vi"
) -> Printed:
    """What was taken on a day, in the order in which it ended."""
    day = date.fromisoformat(on) if on else today()
    begin = datetime.combine(day, time.min, LOCAL)
    asked = select(Exam).where(
        col(Exam.ended_at) >= begin,
        col(Exam.ended_at) < begin + timedelta(days=1),
        Exam.state == ExamState.DONE,
        patients.seen_by(actor, Exam.patient_id),
    )
    if modality:
        asked = asked.where(Exam.modality == modality)
    found = list(db.exec(asked.order_by(col(Exam.ended_at), col(Exam.id)).limit(1000)))
    people = patients.briefs(db, actor, {e.patient_id for e in found})
    audit.read_list(db, "patient", set(people), "ris_pacs.schedule.register")
    answers = orders.reports(db, [e.order_id for e in found])
    payers = {e.id: encounters.by_id(db, e.encounter_id).payer.value for e in found}
    lines = []
    for n, each in enumerate(found, 1):
        who = people.get(each.patient_id)
        told = answers.get(each.order_id) or []
        films = sum(c.quantity for c in keeping.consumed(db, each.id) if c.kind == "supply")
        lines.append(
            {
                "no": n,
                "at": _at(each.ended_at),
                "code": each.accession,
                "name": who.name if who else "",
                "birth": (who.birth or "")[:4] if who else "",
                "sex": _SEX[who.sex.value].vi if who else "",
                "payer": payers[each.id],
                "indication": each.indication,
                "procedure": each.procedure_name,
                "ordered_by": each.ordered_by_name,
                "performed_by": each.performed_by_name,
                "result": told[-1].text[:400] if told else "",
                "read_by": told[-1].reported_by_name if told else "",
                "films": f"{films:f}" if films else "",
                "images": each.images,
            }
        )
    return printing.render(
        db,
        actor,
        REGISTER,
        subject=("ris_register", day),
        document=f"{day}/{modality or 'all'}",
        data={"day": day.strftime("%d/%m/%Y"), "modality": modality, "lines": lines},
        language=language,
    )
