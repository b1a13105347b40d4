"""The correction desk beside the reading room, without its codec processes."""

import json
from importlib import import_module
from typing import Any

import pytest
from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.ids import new_id
from kernel.outbox import Message, OutboxMessage, OutboxState
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, InstanceState
from ris_pacs.quality import applying, correcting, undoing
from ris_pacs.quality.models import Correction, CorrectionCode, CorrectionKind
from ris_pacs.reading import drawing
from ris_pacs.reading.models import Reading
from ris_pacs.web import marking, picturing
from ris_pacs.web import service as web
from ris_pacs.web.measuring import Measurement
from ris_pacs.web.shapes import Shape
from tests.ris_pacs.reading.readers import RADIOLOGIST, study

HOA = Actor(new_id(), "KTV. Hoa")
HINH = Actor(new_id(), "BS. Hình", frozenset((archive.UNMATCHED.id,)))
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9")


def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies and pictures are made at once: how codec processes end is tested elsewhere."""

    def apart(job: Any, **_: Any) -> bytes:
        module, _, function = job["work"].partition(":")
        made: bytes = getattr(import_module(module), function)(dict(job), picturing)
        return made

    monkeypatch.setattr(web, "apart", apart)
    monkeypatch.setattr(web, "labelled", lambda _: JPEG)


def drawn(db: Session) -> int:
    """What the worker does after the commit; how many."""
    asked = select(OutboxMessage).where(
        OutboxMessage.kind == drawing.KIND, OutboxMessage.state == OutboxState.WAITING
    )
    rows = db.exec(asked.order_by(col(OutboxMessage.id))).all()
    for row in rows:
        message = Message(row.id, row.kind, row.key, json.loads(row.payload), 1)
        message = Message(
            row.id, row.kind, row.key, {**message.payload, **drawing.ask(db, message)}, 1
        )
        drawing.answered(db, message, drawing.send(message))
        row.state = OutboxState.SENT
        db.add(row)
    db.flush()
    return len(rows)


def picture_of(db: Session, of: Reading) -> ImagingInstance:
    asked = select(ImagingInstance).where(
        ImagingInstance.study_id == study(db, of).id,
        col(ImagingInstance.rows).is_not(None),
        ImagingInstance.state == InstanceState.KEPT,
    )
    return db.exec(asked).one()


def marked(db: Session, of: Reading) -> web.KeyImage:
    """Somebody chooses its picture as key image."""
    uid = picture_of(db, of).uid
    return web.choose(db, RADIOLOGIST, of.study_uid, instance_uid=uid, note="Tràn khí")


def measured(db: Session, of: Reading) -> Measurement:
    return marking.save(
        db,
        RADIOLOGIST,
        of.study_uid,
        instance_uid=picture_of(db, of).uid,
        frame=1,
        shape=Shape.LENGTH,
        points=[(1, 1), (4, 5)],
        name="Nốt phổi",
    )


def corrected(
    db: Session, of: Reading, kind: CorrectionKind, to: Reading | None = None, **more: Any
) -> Correction:
    """Proposed by one, carried out by another."""
    made = correcting.propose(
        db,
        HOA,
        study_id=study(db, of).id,
        kind=kind,
        code=CorrectionCode.WORKLIST,
        reason="gắn nhầm người bệnh",
        instances=[picture_of(db, of).uid],
        to_patient_id=to.patient_id if to else None,
        to_order_id=to.order_id if to else None,
        **more,
    )
    files = applying.write(archive.store(db), applying.jobs_of(db, HINH, made))
    applying.apply(db, HINH, correcting.proposed(db, HINH, made.id, made.version), files)
    db.flush()
    db.expire_all()
    return correcting.get(db, HINH, made.id)


def undone(db: Session, of: Correction) -> None:
    undoing.undo(db, HINH, of.id, reason="hiệu chỉnh nhầm", version=of.version)
    db.flush()
    db.expire_all()
