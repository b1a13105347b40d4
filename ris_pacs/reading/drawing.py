"""The JPEG of a key image is drawn after its choice is kept: in a codec process with its limit of
time, with no transaction open. A slow codec makes nobody wait; it goes into the record afterwards.
"""

import io
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.orders import service as orders
from his.orders.service import Order
from kernel import live, outbox
from kernel.access import Actor
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Sender
from kernel.outbox import Message
from kernel.text import Text
from ris_pacs.reading.keeping import TOPIC
from ris_pacs.reading.models import Drawing, Reading, ReadingKey
from ris_pacs.web import service as web

KIND = "ris_pacs.reading.key_image"
_WIDTH = 900
_TRIES = 3
_log = logging.getLogger(__name__)


def wanted(db: Session, actor: Actor, row: ReadingKey) -> None:
    """Draw it, once this transaction has ended."""
    row.drawing, row.file_id, row.attachment_id = Drawing.WAITS, None, None
    db.add(row)
    db.flush()
    told = {"row": row.id, "by": actor.id, "by_name": actor.name}
    outbox.put(db, KIND, f"{row.id}/{new_id()}", told, ("ris_reading", row.reading_id))


def ask(db: Session, message: Message) -> Mapping[str, Any]:
    """Where the picture lies and what is written below it; nothing where nobody wants it."""
    row = db.get(ReadingKey, UUID(message.payload["row"]))
    reading = db.get(Reading, row.reading_id) if row and _waits(row) else None
    if row is None or reading is None:
        return {"job": None}
    try:
        where = (reading.study_uid, row.series_uid, row.instance_uid, row.frame)
        return {"job": web.label(db, *where, width=_WIDTH)}
    except Refusal:  # it went out of sight meanwhile
        return {"job": None}


def send(message: Message) -> bytes | None:
    """Draw it. A codec that took too long is tried again; a picture that is none is not."""
    if message.payload["job"] is None:
        return None
    try:
        return web.labelled(message.payload["job"])
    except web.PictureTookTooLong:
        if message.attempts < _TRIES:
            raise
        return None
    except Refusal as error:
        _log.warning("key image %s: %s", message.payload["row"], error)
        return None


def answered(db: Session, message: Message, drawn: bytes | None) -> None:
    """Into the record, if it is still wanted there."""
    row = db.get(ReadingKey, UUID(message.payload["row"]), with_for_update=True)
    if row is None or not _waits(row):
        return
    reading = db.get(Reading, row.reading_id)
    order = db.get(Order, reading.order_id) if reading else None
    if drawn is None or order is None:
        row.drawing = Drawing.FAILED
    else:
        asked = select(func.count()).where(
            ReadingKey.reading_id == row.reading_id, col(ReadingKey.file_id).is_not(None)
        )
        file = orders.attach(
            db,
            Actor(UUID(message.payload["by"]), message.payload["by_name"]),
            order,
            content=io.BytesIO(drawn),
            name=f"anh-chinh-{order.code}-{db.exec(asked).one() + 1}.jpg",
            media_type="image/jpeg",
        )
        row.file_id, row.attachment_id = file.file_id, file.id
        row.drawing = Drawing.DONE
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)


def _waits(row: ReadingKey) -> bool:
    return row.ended_at is None and row.drawing is Drawing.WAITS


SENDER = Sender(
    KIND, Text("Ảnh chính vào hồ sơ", "Key images into the record"), send, ask, answered
)
