"""A consultation of the practice clinic that goes on: whoever is curious may enter its room."""

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.consult import service as consult
from ris_pacs.consult.service import Consultation

_QUESTION = "Nhờ hội chẩn: thanh cản quang dài bao nhiêu, có cần chụp thêm không?"


def play(database: Database) -> None:
    """Once, on the study with most pictures that belongs to somebody."""
    with database.read() as db:
        if db.exec(select(col(Consultation.id)).limit(1)).first():
            return
        asks = _radiologist(db)
        matched = select(ImagingStudy).where(col(ImagingStudy.patient_id).is_not(None))
        most = (col(ImagingStudy.instance_count).desc(), col(ImagingStudy.id))
        study = db.exec(matched.order_by(*most).limit(1)).first()
    if asks is None or study is None:
        return
    with database.write(asks, "seed consultation") as db:
        consult.open_on(db, asks, study_uid=study.uid, question=_QUESTION)


def _radiologist(db: Session) -> Actor | None:
    user = db.exec(select(User).where(User.username == "radiology")).first()
    return Actor(user.id, user.name, frozenset(), username=user.username) if user else None
