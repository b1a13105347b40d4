"""Studies that go on to another node: by a rule when they have rested, or because somebody asks.

Each is written down, goes out by the outbox in parts, is tried again while the node is away, and
says in the end how many pictures the node took.
"""

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, select

from kernel import audit, live, outbox
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.module import Sender
from kernel.outbox import Message, Undeliverable
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.dicom import asking, commands, nodes, outgoing
from ris_pacs.dicom.errors import NodeDoesNotReceive
from ris_pacs.dicom.models import DicomNode, DicomRoute, DicomSending
from ris_pacs.dicom.plain import Plain
from ris_pacs.dicom.requesting import NotReached, Sending, association
from ris_pacs.dicom.retrieving import contexts

KIND = "ris_pacs.dicom.send"
TOPIC = "imaging.sendings"
_PART = 100  # pictures of one message
_REST = timedelta(seconds=60)
_BACK = timedelta(days=2)
_SECONDS = 150.0  # the outbox waits meanwhile; after it the part is tried again


class NotAllTaken(Exception):
    """The node refused some of them; they are tried again."""


def send(
    db: Session,
    actor: Actor,
    study: ImagingStudy,
    node: DicomNode,
    *,
    route_id: UUID | None = None,
) -> DicomSending:
    """Put it on its way. Raises NodeDoesNotReceive."""
    if not (node.active and node.receives and node.host and node.port):
        raise NodeDoesNotReceive(node=node.name)
    row = DicomSending(
        id=new_id(),
        study_id=study.id,
        node_id=node.id,
        route_id=route_id,
        instances=study.instance_count,
        asked_at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(row)
    db.flush()
    for start in range(0, max(1, study.instance_count), _PART):
        payload = {"sending": row.id, "from": start}
        outbox.put(db, KIND, f"{row.id}/{start}", payload, ("ris_study", study.id))
    audit.record(db, "send", node.ae_title, ("patient", study.patient_id or ""), study=study.uid)
    live.touch(db, TOPIC)
    return row


def _ask(db: Session, message: Message) -> Mapping[str, Any]:
    row = db.get(DicomSending, UUID(message.payload["sending"]))
    study = db.get(ImagingStudy, row.study_id) if row else None
    node = db.get(DicomNode, row.node_id) if row else None
    if study is None or node is None:
        raise Undeliverable("the study or the node is gone")
    if not (node.active and node.receives and node.host and node.port):
        raise Undeliverable("the node does not receive")
    start = int(message.payload["from"])
    files = outgoing.of_study(db, study)[start : start + _PART]
    to = (node.host, int(node.port), nodes.our_title(db), node.ae_title, nodes.trust(node))
    return {"files": files, "to": to}


def _send(message: Message) -> dict[str, Any]:
    files: list[Sending] = message.payload["files"]
    host, port, ours, theirs, trust = message.payload["to"]
    sent, until = 0, time.monotonic() + _SECONDS
    if not files:
        return {"sent": 0, "failed": 0}
    refused: dict[str, int] = {}
    try:
        with (
            association(
                host, port, calling=ours, called=theirs, contexts=contexts(files), trust=trust
            ) as line,
            Plain() as plain,
        ):
            for each in files:
                status = plain.store(line, each)
                if status == commands.SUCCESS or status & 0xF000 == 0xB000:
                    sent += 1
                else:
                    refused[f"{status:04X}"] = refused.get(f"{status:04X}", 0) + 1
                if time.monotonic() > until:
                    raise NotReached("slow")
    except NotReached as error:
        raise NotReached(error.why, f"{error.said} ({sent}/{len(files)})") from error
    certain = {f"{commands.NO_SUCH_CLASS:04X}", "0111"}
    if plain.errors:
        certain.add(f"{commands.CANNOT_UNDERSTAND:04X}")
    if refused and set(refused) <= certain:  # the same at every try
        why = "; ".join(dict.fromkeys(plain.errors))
        return {"sent": sent, "failed": sum(refused.values()), "why": why}
    if refused:
        raise NotAllTaken(", ".join(f"{n}x {status}" for status, n in refused.items()))
    return {"sent": sent, "failed": 0}


def _answered(db: Session, message: Message, told: Any) -> None:
    row = db.get(DicomSending, UUID(message.payload["sending"]), with_for_update=True)
    if row is None:
        return
    row.sent += told["sent"]
    row.failed += told["failed"]
    if told["failed"]:
        row.error = (told.get("why") or "the node takes neither this class nor this syntax")[:300]
    if row.sent + row.failed >= row.instances:
        row.done_at = utc_now()
        asking.begin(db, row)
    db.add(row)
    live.touch(db, TOPIC)


SENDER = Sender(
    KIND,
    Text("Gửi ca chụp tới thiết bị DICOM", "Send a study to a DICOM node"),
    send=_send,
    ask=_ask,
    answered=_answered,
)


# By rule


def routes(db: Session) -> list[DicomRoute]:
    query = select(DicomRoute).order_by(col(DicomRoute.name), col(DicomRoute.id)).limit(200)
    return list(db.exec(query))


def save_route(
    db: Session, actor: Actor, *, route_id: UUID | None, version: int = 0, **values: Any
) -> DicomRoute:
    """Add or change a rule. Raises NodeDoesNotReceive."""
    node = nodes.get(db, values["node_id"])
    if not (node.receives and node.host and node.port):
        raise NodeDoesNotReceive(node=node.name)
    if route_id is None:
        row = DicomRoute(**values)
    else:
        found = db.exec(
            select(DicomRoute).where(DicomRoute.id == route_id).with_for_update()
        ).one_or_none()
        if found is None:
            raise NotFound
        nodes.expect(found, version)
        row = found
        for name, value in values.items():
            setattr(row, name, value)
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


def fits(route: DicomRoute, study: ImagingStudy, today: date) -> bool:
    """Whether a rule means this study. Without a birth date no age fits."""
    if route.modality and route.modality not in study.modalities.split():
        return False
    if route.source and route.source != study.source:
        return False
    if route.age_from is None and route.age_to is None:
        return True
    try:
        born = date.fromisoformat(study.birth_date)
    except ValueError:
        return False
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return (route.age_from or 0) <= years <= (130 if route.age_to is None else route.age_to)


def route_rested(db: Session, rest: timedelta = _REST) -> Text | None:
    """Studies to which nothing came for a while, along each rule that means them; once, and again
    where pictures came later."""
    now, sent = utc_now(), 0
    for route in routes(db):
        node = db.get(DicomNode, route.node_id)
        if not route.active or node is None or not (node.active and node.receives and node.port):
            continue
        gone = exists().where(
            col(DicomSending.route_id) == route.id,
            col(DicomSending.study_id) == col(ImagingStudy.id),
            col(DicomSending.instances) >= col(ImagingStudy.instance_count),
        )
        rested = (
            select(ImagingStudy)
            .where(
                col(ImagingStudy.changed_at) > now - _BACK,
                col(ImagingStudy.changed_at) <= now - rest,
                col(ImagingStudy.state) != archive.StudyState.ENDED,
                col(ImagingStudy.source) != node.ae_title,
                ~gone,
            )
            .order_by(col(ImagingStudy.changed_at))
            .limit(200)
        )
        done: set[UUID] = set()
        for study in db.exec(rested).all():
            if study.id not in done and fits(route, study, now.date()):
                send(db, SYSTEM, study, node, route_id=route.id)
                done |= {study.id, *_priors(db, route, study, node)}
        sent += len(done)
    return Text(f"Đã chuyển {sent} ca chụp.", f"{sent} studies sent on.") if sent else None


def _priors(db: Session, route: DicomRoute, study: ImagingStudy, node: DicomNode) -> set[UUID]:
    """What he had before goes along, so that it is there when the new one is read."""
    if not route.priors or study.patient_id is None:
        return set()
    known = select(DicomSending.study_id).where(DicomSending.node_id == node.id)
    before = (
        select(ImagingStudy)
        .where(
            ImagingStudy.patient_id == study.patient_id,
            ImagingStudy.id != study.id,
            col(ImagingStudy.state) != archive.StudyState.ENDED,
            col(ImagingStudy.id).not_in(known),
        )
        .order_by(col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc())
        .limit(route.priors)
    )
    found = db.exec(before).all()
    for each in found:
        send(db, SYSTEM, each, node, route_id=route.id)
    return {each.id for each in found}
