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
from ris_pacs.consult import closing, permissions
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultState

MINUTES = Print(
    "ris_pacs.consult.minutes",
    Text("Biên bản hội chẩn hình ảnh từ xa", "Minutes of a consultation on pictures"),
    Path(__file__).parent / "prints" / "minutes.typ",
    permissions.JOIN,
)
ALL = (MINUTES,)
_ACTS = {
    ConsultAct.SAID: Text("", ""),
    ConsultAct.MEASURED: Text("Đo: ", "Measured: "),
    ConsultAct.ADVISED: Text("Ý kiến: ", "Opinion: "),
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


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
