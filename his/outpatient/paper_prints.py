"""Papers on paper."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.outpatient import papers, permissions, service
from his.outpatient.models import DiagnosisKind
from his.outpatient.paper_models import Paper
from his.patients import service as patients
from kernel import printing
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import LOCAL
from kernel.text import Language

_FOLDER = Path(__file__).parent / "prints"

PRINTS = {
    kind: printing.Print(
        id=f"his.outpatient.{kind.value}",
        title=title,
        template=_FOLDER / "paper.typ",
        needs=permissions.PRINT,
        again=permissions.REPRINT,
    )
    for kind, title in papers.TITLES.items()
}


def printed(db: Session, actor: Actor, paper_id: UUID, *, language: Language) -> printing.Printed:
    """A paper as PDF; raises ReprintNotAllowed."""
    paper = papers.get(db, actor, paper_id)
    return printing.render(
        db,
        actor,
        PRINTS[paper.kind],
        subject=("patient", paper.patient_id),
        document=paper.id,
        data=data(db, actor, paper, language),
        code=paper.code,
        language=language,
    )


def data(db: Session, actor: Actor, paper: Paper, language: Language) -> dict[str, Any]:
    encounter = encounters.get(db, actor, paper.encounter_id)
    patient = patients.get(db, actor, paper.patient_id)
    day = encounter.opened_at.astimezone(LOCAL).date()
    content = papers.content_of(paper)
    shown: dict[str, Any] = papers.kept(content)
    if isinstance(content, papers.SickLeave):
        shown["days"] = content.days
    if isinstance(content, papers.Transfer):
        reason = catalogs.entry(db, "referral_reason", content.reason, on=paper.issued_on)
        shown["reason_name"] = reason.name if reason else content.reason
    for each in ("from_day", "to_day", "on"):
        if shown.get(each):
            shown[each] = "/".join(reversed(shown[each].split("-")))
    codes = service.diagnoses(db, encounter.id)
    _, card = papers.insurance_no(db, patient.id)
    made: dict[str, Any] = plain(
        {
            "kind": paper.kind,
            "title": papers.TITLES[paper.kind].to(language),
            "code": paper.code,
            "cancelled": bool(paper.cancelled_at),
            "content": shown,
            "patient": {
                "code": patient.code,
                "name": patient.name,
                "sex": patient.sex,
                "birth": "/".join(reversed((patient.birth or "").split("-"))),
                "age": patients.age_text(patient, day, language),
                "workplace": patient.workplace,
                "address": patient.street or "",
                "card": card,
            },
            "visit": {
                "code": encounter.code,
                "opened_at": encounter.opened_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
                "room": admin.room(db, encounter.room_id).name,
            },
            "main": [d.code for d in codes if d.kind is DiagnosisKind.MAIN],
            "others": [d.code for d in codes if d.kind is DiagnosisKind.SECONDARY],
            "doctor": paper.issued_by_name,
            "date": {
                "day": paper.issued_on.day,
                "month": paper.issued_on.month,
                "year": paper.issued_on.year,
            },
        }
    )
    return made
