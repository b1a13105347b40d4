"""Pictures and PDFs of a result (tệp kèm kết quả)."""

from collections.abc import Sequence
from typing import BinaryIO
from uuid import UUID

from fastapi.responses import Response
from sqlmodel import Session, col, select

from his.orders.models import Order
from his.orders.result_models import ResultFile
from kernel import files, live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound

_MOST_MB = 20


def of_order(db: Session, order_id: UUID) -> Sequence[ResultFile]:
    """The files that stand, oldest first."""
    asked = select(ResultFile).where(
        ResultFile.order_id == order_id, col(ResultFile.removed_at).is_(None)
    )
    return db.exec(asked.order_by(col(ResultFile.id)).limit(100)).all()


def attach(
    db: Session, actor: Actor, order: Order, *, content: BinaryIO, name: str, media_type: str
) -> ResultFile:
    """Keep a file with the order. Raises WrongKindOfFile, FileTooLarge, EmptyFile."""
    kept = files.keep(
        db,
        actor,
        content=content,
        name=name,
        media_type=media_type,
        subject=("patient", order.patient_id),
        taken=files.PAPERS,
        most_mb=_MOST_MB,
    )
    added = ResultFile(
        order_id=order.id,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        file_id=kept.id,
        name=kept.name,
        media_type=kept.media_type,
        added_at=utc_now(),
        added_by=actor.id,
        added_by_name=actor.name,
    )
    db.add(added)
    db.flush()
    live.touch(db, "orders")
    return added


def remove(
    db: Session, actor: Actor, order: Order, attachment_id: UUID, *, reason: str
) -> ResultFile:
    """Take a file out of the result; it stays in the archive with the reason."""
    found = _of(db, order, attachment_id)
    found.removed_at, found.removed_by_name = utc_now(), actor.name
    found.removed_reason = reason
    db.flush()
    live.touch(db, "orders")
    return found


def content(db: Session, order: Order, attachment_id: UUID, range_: str | None) -> Response:
    found = _of(db, order, attachment_id)
    return files.answer(db, files.get(db, found.file_id), range_=range_, inline=True)


def _of(db: Session, order: Order, attachment_id: UUID) -> ResultFile:
    found = db.get(ResultFile, attachment_id)
    if found is None or found.order_id != order.id:
        raise NotFound
    return found
