"""A form posted twice is done once: the second answer is the first one, read back.

The key comes with the request (`Idempotency-Key`, one per form, kept 24 hours per user). Its
row is inserted first, in the transaction that does the work, and gets the answer at the end;
a parallel twin waits on the row (PostgreSQL) or for its turn (SQLite).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Request, Response
from sqlalchemy import LargeBinary, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from kernel import keys
from kernel.access import acting_in
from kernel.clock import utc_now
from kernel.columns import Instant
from kernel.errors import Conflict, Invalid
from kernel.prepared import Prepared
from kernel.settled import STAMP, told
from kernel.text import Text

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_PENDING = "idempotent"
_PLACE = "kernel_idempotency_key.answer"
_SECRET = "answer_is_secret"  # noqa: S105 (the name of a mark)


class IdempotencyKey(SQLModel, table=True):
    """The memory of one posted form."""

    __tablename__ = "kernel_idempotency_key"
    audited: ClassVar[bool] = False

    actor_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=80)
    request: bytes = Field(sa_type=LargeBinary, description="SHA-256 of method, path and body.")
    at: datetime = Field(sa_type=Instant, index=True)
    status: int = 0
    media_type: str = Field(default="", max_length=100)
    answer: bytes | None = Field(default=None, sa_type=LargeBinary)


class IdempotencyKeyReused(Invalid):
    """The key was used for another form."""

    says = Text(
        "Mã chống gửi trùng đã dùng cho một yêu cầu khác. Hãy tải lại biểu mẫu.",
        "This idempotency key was used for another request. Reload the form.",
    )


class BadIdempotencyKey(Invalid):
    """A key is 1 to 80 characters."""

    says = Text(
        "Mã chống gửi trùng phải dài từ 1 đến 80 ký tự.",
        "An idempotency key has 1 to 80 characters.",
    )


class StillRunning(Conflict):
    """The same form is being saved right now."""

    says = Text(
        "Biểu mẫu này đang được lưu. Hãy chờ giây lát.",
        "This form is being saved. Wait a moment.",
    )


class Replay(Exception):
    def __init__(self, status: int, media_type: str, answer: bytes) -> None:
        self.response = Response(answer, status, {"Idempotent-Replay": "true"}, media_type)


def secret_answer(request: Request) -> None:
    """A dependency, named before Db: the answer holds a secret shown once, so it is not kept."""
    setattr(request.state, _SECRET, True)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of the form that it posts."""

    actor_id: UUID
    key: str
    digest: bytes


async def asked(request: Request) -> Claim | None:
    """The claim of a request that carries a key. Raises BadIdempotencyKey."""
    key = request.headers.get(HEADER)
    actor = acting_in(request).actor
    if key is None or actor is None or getattr(request.state, _SECRET, False):
        return None
    if not 1 <= len(key) <= 80:
        raise BadIdempotencyKey
    return Claim(actor.id, key, await _digest(request))


async def begin(request: Request, db: Session) -> None:
    """Claim the key, or raise the answer that it got before."""
    claim = await asked(request)
    if claim is not None:
        await run_sync(take, db, claim)
        setattr(request.state, _PENDING, (db, claim))


async def _digest(request: Request) -> bytes:
    """SHA-256 of what was asked for."""
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    if getattr(request, "_form", None) is None:
        asked.update(await request.body())
        return asked.digest()
    # A form with files was read as it came: its body is gone, its parts are here.
    for name, value in (await request.form()).multi_items():
        asked.update(name.encode() + b"\0")
        if isinstance(value, str):
            asked.update(value.encode())
        else:
            while piece := await value.read(65536):
                asked.update(piece)
            await value.seek(0)
    return asked.digest()


_table = SQLModel.metadata.tables["kernel_idempotency_key"]
_new: dict[str, Any] = {
    name: bindparam(name) for name in ("actor_id", "key", "request", "at", "status", "media_type")
}
_TAKE: dict[str, Any] = {
    "sqlite": sqlite.insert(_table).values(_new).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_table).values(_new).on_conflict_do_nothing(),
}
# The first statement of most requests: it brings the house's stamp along.
_taking = {name: Prepared(take.returning(_table.c.key, STAMP)) for name, take in _TAKE.items()}
_putting = Prepared(
    update(_table)
    .where(_table.c.actor_id == bindparam("whose"), _table.c.key == bindparam("which"))
    .values({name: bindparam(name) for name in ("status", "media_type", "answer")})
)


def take(db: Session, claim: Claim) -> None:
    """Claim the key, or raise the answer that it got before."""
    actor_id, key, digest = claim.actor_id, claim.key, claim.digest
    row: dict[str, Any] = {"actor_id": actor_id, "key": key, "request": digest, "at": utc_now()}
    row |= {"status": 0, "media_type": ""}
    # RETURNING, because psycopg's rowcount is -1 here.
    taken = _taking[db.get_bind().dialect.name].first(db, **row)
    if taken is not None:
        told(db, taken.stamp)
        return
    mine = and_(col(IdempotencyKey.actor_id) == actor_id, col(IdempotencyKey.key) == key)
    known = db.execute(select(IdempotencyKey).where(mine)).scalar_one()
    if known.at < utc_now() - KEPT:
        db.execute(delete(IdempotencyKey).where(mine))
        take(db, claim)
        return
    if known.request != digest:
        raise IdempotencyKeyReused
    if known.answer is None:
        raise StillRunning
    raise Replay(known.status, known.media_type, keys.ring().open(known.answer, _PLACE))


async def keep(request: Request, response: Response) -> None:
    """Put the answer beside its key, in the same transaction."""
    pending = getattr(request.state, _PENDING, None)
    if pending is not None:
        db, claim = pending
        await run_sync(put, db, claim, response)


def put(db: Session, claim: Claim, response: Response) -> None:
    """Put the answer beside its key."""
    given = {
        "whose": claim.actor_id,
        "which": claim.key,
        "status": response.status_code,
        "media_type": response.headers.get("content-type", ""),
        "answer": keys.ring().seal(bytes(response.body), _PLACE),  # it may tell of a patient
    }
    _putting.run(db, [given])


def forget_old(db: Session) -> None:
    db.execute(delete(IdempotencyKey).where(col(IdempotencyKey.at) < utc_now() - KEPT))
