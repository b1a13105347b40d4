"""The practice clinic's rooms know which examination is paid there."""

from sqlmodel import Session

from his.admin import service as admin
from his.encounters.settings import EXAM_SERVICE
from kernel.access import SYSTEM

_EXAMS = {"P101": "KB-NOI", "P102": "KB-NHI", "P103": "KB-NOI", "P201": "KB-SAN"}


def exam_services(db: Session) -> None:
    for room in admin.rooms(db):
        wanted = _EXAMS.get(room.code)
        if wanted and not admin.parameter(db, EXAM_SERVICE.id, room_id=room.id):
            admin.set_parameter(
                db,
                SYSTEM,
                EXAM_SERVICE.id,
                value=wanted,
                room_id=room.id,
                reason="Dữ liệu thực hành",
            )
