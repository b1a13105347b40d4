"""Who may speak with us: the known nodes, who was turned away, and when each was last heard."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from his.admin import service as admin
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect as expect
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.settings import Settings
from ris_pacs.dicom import secure
from ris_pacs.dicom.errors import (
    AeTitleTaken,
    AeTitleWrong,
    CertificateWrong,
    NodeNeedsAddress,
)
from ris_pacs.dicom.models import DicomNode, DicomStranger, NodeSight
from ris_pacs.dicom.secure import Trust
from ris_pacs.dicom.settings import AE_TITLE, PORT

TOPIC = "imaging.nodes"
RECEIVER = Actor(UUID(int=0x54D), "Dịch vụ DICOM", username="dicom")


@dataclass(frozen=True, slots=True)
class Caller:
    """A known node, as the receiver holds it while a line is open."""

    id: UUID
    ae_title: str
    name: str
    host: str
    port: int | None
    may_store: bool
    may_find: bool
    may_move: bool
    may_commit: bool
    we_ask: bool = False  # whether it is asked for commitment, and so may answer


def our_title(db: Session) -> str:
    return str(admin.parameter(db, AE_TITLE.id)).strip()[:16] or "HIS54"


def our_port(db: Session) -> int:
    set_here = Settings().dicom_port
    return int(admin.parameter(db, PORT.id)) if set_here is None else set_here


def every(db: Session) -> list[DicomNode]:
    query = select(DicomNode).order_by(col(DicomNode.name), col(DicomNode.id)).limit(500)
    return list(db.exec(query))


def get(db: Session, node_id: UUID) -> DicomNode:
    found = db.get(DicomNode, node_id)
    if found is None:
        raise NotFound
    return found


def named(db: Session, title: str) -> DicomNode | None:
    return db.exec(select(DicomNode).where(DicomNode.ae_title == title)).first()


def sights(db: Session, ids: list[UUID]) -> dict[UUID, NodeSight]:
    rows = db.exec(select(NodeSight).where(col(NodeSight.node_id).in_(ids)))
    return {row.node_id: row for row in rows}


def save(
    db: Session, actor: Actor, *, node_id: UUID | None, version: int = 0, **values: Any
) -> DicomNode:
    """Add or change a node. Raises AeTitleWrong, AeTitleTaken, NodeNeedsAddress,
    CertificateWrong."""
    title = values["ae_title"] = values["ae_title"].strip()
    plain = title.isascii() and title.isprintable() and "\\" not in title
    if not 1 <= len(title) <= 16 or not plain or title == our_title(db):
        raise AeTitleWrong
    values["host"] = values["host"].strip()
    needs = values["receives"] or values["check_address"]
    if (needs and not values["host"]) or (values["receives"] and not values["port"]):
        raise NodeNeedsAddress
    try:
        secure.read(values.get("certificate", ""))
    except ValueError as error:
        raise CertificateWrong from error
    other = named(db, title)
    if other is not None and other.id != node_id:
        raise AeTitleTaken(title=title)
    if node_id is None:
        row = DicomNode(**values)
    else:
        row = (
            db.exec(
                select(DicomNode).where(DicomNode.id == node_id).with_for_update()
            ).one_or_none()
            or _missing()
        )
        expect(row, version)
        for name, value in values.items():
            setattr(row, name, value)
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


def _missing() -> DicomNode:
    raise NotFound


def caller(
    db: Session, calling: str, called: str, address: str, *, tls: bool = False
) -> Caller | str:
    """Who that is, or why he is turned away: called, unknown, off, address, clear."""
    if called != our_title(db):
        return "called"
    node = named(db, calling)
    if node is None:
        return "unknown"
    if not node.active:
        return "off"
    if node.check_address and address not in _addresses(node.host):
        return "address"
    if node.tls and not tls:
        return "clear"
    return Caller(
        node.id,
        node.ae_title,
        node.name,
        node.host,
        node.port,
        node.may_store,
        node.may_find,
        node.may_move,
        node.may_commit,
        node.asks_commitment,
    )


def trust(node: DicomNode) -> Trust | None:
    """How it is believed, where it is called in TLS."""
    return Trust(node.certificate) if node.tls else None


def _addresses(host: str) -> set[str]:
    try:
        return {str(each[4][0]) for each in socket.getaddrinfo(host, None)}
    except OSError:
        return {host}


def turned_away(db: Session, calling: str, called: str, address: str, why: str) -> None:
    """Count it, so that whoever sets the machine up sees what it says."""
    now = utc_now()
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    values = {
        "id": new_id(),
        "calling": _plain(calling),
        "called": _plain(called),
        "address": address[:60],
        "why": why,
        "times": 1,
        "first_at": now,
        "last_at": now,
    }
    put = dialect.insert(DicomStranger).values(values)
    db.execute(
        put.on_conflict_do_update(
            index_elements=["calling", "called", "address", "why"],
            set_={"times": col(DicomStranger.times) + 1, "last_at": now},
        )
    )
    live.touch(db, TOPIC)


def _plain(title: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in title)[:16]


def strangers(db: Session) -> list[DicomStranger]:
    """The last ones who were turned away."""
    order = (col(DicomStranger.last_at).desc(), col(DicomStranger.id).desc())
    return list(db.exec(select(DicomStranger).order_by(*order).limit(50)))


def heard(
    db: Session, node_id: UUID, *, stored: int = 0, error: str = "", did: Iterable[str] = ()
) -> None:
    """Note that a node was on the line, and what it `did`: echo, worklist, step, commit."""
    now = utc_now()
    row = db.get(NodeSight, node_id, with_for_update=True) or NodeSight(node_id=node_id)
    row.seen_at = now
    for each in did:
        setattr(row, f"{each}_at", now)
    if stored:
        row.stored_at, row.stored = now, row.stored + stored
    if error:
        row.error, row.error_at = error[:300], now
    db.add(row)
    live.touch(db, TOPIC)
