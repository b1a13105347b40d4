"""The audit's seal: a chain of hashes in which a changed or missing row is found.

Rows are appended unchained, so that nobody waits (kernel/audit.py). A job gives each row its
position and its hash every second: SHA-256(hash before || canonical JSON of the row). One sealer
works at a time. Numbers of rows that committed late (PostgreSQL gives them out before the commit)
simply get a later position. Daily the last position and hash are written to a file outside the
database (the anchor, also told in the log), so that a shortened or rebuilt chain is found too.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    Row,
    func,
    insert,
    select,
    text,
)
from sqlmodel import Field, Session, SQLModel, col

from kernel import logs
from kernel.append_only import only_grows
from kernel.audit import Audit
from kernel.clock import local_now, utc_now

GENESIS = hashlib.sha256(b"HIS54 audit").digest()
_BATCH = 1000
_NEAR = 5_000  # how far back a row may commit late and still be sealed within a second
_LOCK = 0x48495354  # of pg_try_advisory_xact_lock
LATE = timedelta(minutes=5)

_big = BigInteger().with_variant(Integer, "sqlite")


class AuditSeal(SQLModel, table=True):
    """The place of one audit row in the chain."""

    __tablename__ = "kernel_audit_seal"
    audited: ClassVar[bool] = False

    position: int = Field(sa_column=Column(_big, primary_key=True, autoincrement=False))
    audit_id: int = Field(sa_column=Column(_big, unique=True, nullable=False))
    hash: bytes = Field(sa_type=LargeBinary)


for _table in (Audit, AuditSeal):
    only_grows(_table)

_ROW = SQLModel.metadata.tables["kernel_audit"].c
_SEAL = SQLModel.metadata.tables["kernel_audit_seal"].c


def canonical(row: Audit | Row[Any]) -> bytes:
    """A row as it is hashed: JSON with sorted keys, UTF-8, no spaces, instants in UTC."""
    return json.dumps(
        {
            "id": row.id,
            "at": row.at.isoformat(timespec="microseconds"),
            "actor_id": str(row.actor_id) if row.actor_id else None,
            "actor_name": row.actor_name,
            "action": row.action,
            "what": row.what,
            "subject_kind": row.subject_kind,
            "subject_id": row.subject_id,
            "request_id": row.request_id,
            "ip": row.ip,
            "workstation": row.workstation,
            "purpose": row.purpose,
            "facts": row.facts,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def link(before: bytes, row: Audit | Row[Any]) -> bytes:
    return hashlib.sha256(before + canonical(row)).digest()


def last_seal(db: Session) -> AuditSeal | None:
    query = select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1)
    return db.execute(query).scalar_one_or_none()


def _unsealed(back_to: int | None = None) -> Any:
    """Rows without a place in the chain, oldest number first."""
    query = (
        select(*_ROW)
        .outerjoin(AuditSeal, _SEAL.audit_id == _ROW.id)
        .where(_SEAL.audit_id.is_(None))
        .order_by(_ROW.id)
    )
    return query if back_to is None else query.where(_ROW.id > back_to)


def _newest_sealed(db: Session) -> int:
    return db.execute(select(func.max(col(AuditSeal.audit_id)))).scalar_one() or 0


def anything_unsealed(db: Session) -> bool:
    back_to = _newest_sealed(db) - _NEAR
    return db.execute(_unsealed(back_to).limit(1)).first() is not None


def seal(db: Session, *, everywhere: bool = False, at_most: int = _BATCH) -> int:
    """Chain the next rows; how many. Nobody else seals meanwhile.

    `everywhere` also looks for rows that committed very late (nightly).
    """
    if db.get_bind().dialect.name == "postgresql":
        mine = db.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": _LOCK}).scalar()
        if not mine:
            return 0
    last = last_seal(db)
    position, hash_ = (last.position, last.hash) if last else (0, GENESIS)
    back_to = None if everywhere else _newest_sealed(db) - _NEAR
    seals = []
    for row in db.execute(_unsealed(back_to).limit(at_most)):
        position += 1
        hash_ = link(hash_, row)
        seals.append({"position": position, "audit_id": row.id, "hash": hash_})
    if seals:
        db.execute(insert(AuditSeal), seals)
    return len(seals)


def unsealed_for(db: Session) -> timedelta:
    """How old the oldest unsealed row is: the audit's lag."""
    oldest = _unsealed(_newest_sealed(db) - _NEAR).limit(1)
    row = db.execute(oldest).first()
    return utc_now() - row.at if row else timedelta()


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain's end was at some time, kept outside the database."""

    position: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the audit is not what was sealed."""

    kind: str  # changed, missing, seal_missing, unsealed, anchor
    position: int
    audit_id: int | None

    def __str__(self) -> str:
        where = f"row {self.audit_id}" if self.audit_id is not None else "a row"
        return {
            "changed": f"{where} (position {self.position}) is not as it was sealed",
            "missing": f"{where} (position {self.position}) is missing",
            "seal_missing": f"the seal at position {self.position} is missing",
            "unsealed": f"{where} was never sealed",
            "anchor": f"the chain does not reach or meet the anchor at position {self.position}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the chain showed."""

    rows: int
    last_position: int
    last_hash: bytes
    fault: Fault | None


def verify(db: Session, *, start: int = 1, anchors: Iterable[Anchor] = ()) -> Verified:
    """Walk the chain from a position; stops at the first fault. Memory stays bounded."""
    known = {a.position: a.hash for a in anchors if a.position >= start}
    before = GENESIS
    if start > 1:
        earlier = db.get(AuditSeal, start - 1)
        if earlier is None:
            return Verified(0, 0, GENESIS, Fault("seal_missing", start - 1, None))
        before = earlier.hash
    position, rows = start - 1, 0
    for row in _walk(db, start):
        position += 1
        fault = None
        if row.position != position:
            fault = Fault("seal_missing", position, None)
        elif row.id is None:
            fault = Fault("missing", position, row.audit_id)
        elif link(before, row) != row.hash:
            fault = Fault("changed", position, row.audit_id)
        elif known.get(position, row.hash) != row.hash:
            fault = Fault("anchor", position, row.audit_id)
        if fault:
            return Verified(rows, position - 1, before, fault)
        known.pop(position, None)
        before = row.hash
        rows += 1
    if known:
        return Verified(rows, position, before, Fault("anchor", min(known), None))
    return Verified(rows, position, before, _never_sealed(db))


def _never_sealed(db: Session) -> Fault | None:
    row = db.execute(_unsealed().where(_ROW.at < utc_now() - LATE).limit(1)).first()
    return Fault("unsealed", 0, row.id) if row else None


def _walk(db: Session, start: int) -> Iterator[Row[Any]]:
    """The seals in order, each with its audit row (all None where it is gone)."""
    following = start
    while True:
        batch = db.execute(
            select(*_SEAL, *_ROW)
            .outerjoin(Audit, _ROW.id == _SEAL.audit_id)
            .where(_SEAL.position >= following)
            .order_by(_SEAL.position)
            .limit(_BATCH)
        ).all()
        yield from batch
        if len(batch) < _BATCH:
            return
        following = batch[-1].position + 1


def write_anchor(db: Session, folder: Path) -> Anchor | None:
    """Write the chain's end to `<folder>/<day>.json`. Copy that folder somewhere else."""
    last = last_seal(db)
    if last is None:
        return None
    anchor = Anchor(last.position, last.hash, utc_now())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{local_now():%Y-%m-%dT%H%M%S}.json"
    draft = file.with_suffix(".new")
    with draft.open("w") as out:
        content = {
            "position": anchor.position,
            "hash": anchor.hash.hex(),
            "at": anchor.at.isoformat(timespec="seconds"),
        }
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    logs.log.info("audit_anchor", position=anchor.position, hash=anchor.hash.hex())
    return anchor


def anchors(folder: Path) -> list[Anchor]:
    """The anchors in a folder, oldest first."""
    found = []
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        kept = json.loads(file.read_text())
        at = datetime.fromisoformat(kept["at"])
        found.append(Anchor(kept["position"], bytes.fromhex(kept["hash"]), at))
    return found
