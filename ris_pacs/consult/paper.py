"""The minutes on paper (biên bản hội chẩn từ xa)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.patients import service as patients
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL, today
from kernel.printing import Print, Printed
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.consult import closing, opinions, permissions
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultOpinion, ConsultState

MINUTES = Print(
    "ris_pacs.consult.minutes",
    Text("Biên bản hội chẩn hình ảnh từ xa", "Minutes of a consultation on pictures"),
    Path(__file__).parent / "prints" / "minutes.typ",
    permissions.JOIN,
)
OPINION = Print(
    "ris_pacs.consult.opinion",
    Text("Kết quả đọc hình ảnh từ xa", "A reading of pictures by another site"),
    Path(__file__).parent / "prints" / "opinion.typ",
    permissions.JOIN,
)
ALL = (MINUTES, OPINION)
_ACTS = {
    ConsultAct.SAID: Text("", ""),
    ConsultAct.MEASURED: Text("Đo: ", "Measured: "),
    ConsultAct.ADVISED: Text("Ý kiến: ", "Opinion: "),
    ConsultAct.REPORTED: Text("Ký kết quả đọc: ", "Signed a reading: "),
}


def minutes(db: Session, actor: Actor, room: Consultation) -> Printed:
    study = archive.by_id(db, actor, room.study_id)
    patient = patients.get(db, actor, room.patient_id)
    told = closing.content(db, room)
    data: dict[str, Any] = {
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "age": patients.age_text(patient, today(), actor.language),
        },
        "study": " · ".join(filter(None, (study.modalities, study.description, study.accession))),
        "draft": room.state is not ConsultState.SIGNED,
        "signed": _at(room.ended_at) if room.ended_at else "",
        "signed_by": room.ended_by_name,
        **told,
        "opened_at": _at(room.opened_at),
        "lines": [
            [
                f"{datetime.fromisoformat(each['at']).astimezone(LOCAL):%H:%M}",
                each["by"],
                _ACTS[ConsultAct(each["act"])].to(actor.language) + each["text"],
            ]
            for each in told["lines"]
        ],
    }
    return printing.render(
        db,
        actor,
        MINUTES,
        subject=("patient", room.patient_id),
        document=room.id,
        data=data,
        code=patient.code,
        language=actor.language,
    )


def opinion(db: Session, actor: Actor, room: Consultation, of: ConsultOpinion) -> Printed:
    study = archive.by_id(db, actor, room.study_id)
    patient = patients.get(db, actor, room.patient_id)
    data: dict[str, Any] = {
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "age": patients.age_text(patient, today(), actor.language),
        },
        "code": room.code,
        "study": " · ".join(filter(None, (study.modalities, study.description, study.accession))),
        "question": room.question,
        "findings": of.findings,
        "conclusion": of.conclusion,
        "recommendation": of.recommendation,
        "by": of.by_name,
        "facility": of.facility,
        "licence": of.licence,
        "at": _at(of.at),
        "seal": of.seal[:16],
        "whole": opinions.is_whole(of),
    }
    return printing.render(
        db,
        actor,
        OPINION,
        subject=("patient", room.patient_id),
        document=of.id,
        data=data,
        code=patient.code,
        language=actor.language,
    )


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
