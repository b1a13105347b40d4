"""A form posted twice is done once: the second answer is the first one, read back.

The key comes with the request (`Idempotency-Key`, one per form, kept 24 hours per user). Its
row is inserted first, in the transaction that does the work, and gets the answer at the end;
a parallel twin waits on the row (PostgreSQL) or for its turn (SQLite).
"""

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Request, Response
from sqlalchemy import LargeBinary, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from kernel import keys
from kernel.access import acting_in
from kernel.clock import utc_now
from kernel.columns import Instant
from kernel.errors import Conflict, Invalid
from kernel.text import Text

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_PENDING = "idempotent"
_PLACE = "kernel_idempotency_key.answer"
_SECRET = "answer_is_secret"


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


class Replay(Exception):  # noqa: N818 (not an error: the answer given before)
    def __init__(self, status: int, media_type: str, answer: bytes) -> None:
        self.response = Response(answer, status, {"Idempotent-Replay": "true"}, media_type)


def secret_answer(request: Request) -> None:
    """A dependency, named before Db: the answer holds a secret shown once, so it is not kept."""
    setattr(request.state, _SECRET, True)


async def begin(request: Request, db: Session) -> None:
    """Claim the key, or raise the answer that it got before."""
    key = request.headers.get(HEADER)
    actor = acting_in(request).actor
    if key is None or actor is None or getattr(request.state, _SECRET, False):
        return
    if not 1 <= len(key) <= 80:
        raise BadIdempotencyKey
    await run_sync(_claim, db, actor.id, key, await _digest(request))
    setattr(request.state, _PENDING, (db, actor.id, key))


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


def _claim(db: Session, actor_id: UUID, key: str, digest: bytes) -> None:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = {"actor_id": actor_id, "key": key, "request": digest, "at": utc_now(), "status": 0}
    claim = dialect.insert(IdempotencyKey).values(row).on_conflict_do_nothing()
    # RETURNING, because psycopg's rowcount is -1 here.
    if db.execute(claim.returning(col(IdempotencyKey.key))).first() is not None:
        return
    mine = and_(col(IdempotencyKey.actor_id) == actor_id, col(IdempotencyKey.key) == key)
    known = db.execute(select(IdempotencyKey).where(mine)).scalar_one()
    if known.at < utc_now() - KEPT:
        db.execute(delete(IdempotencyKey).where(mine))
        _claim(db, actor_id, key, digest)
        return
    if known.request != digest:
        raise IdempotencyKeyReused
    if known.answer is None:
        raise StillRunning
    raise Replay(known.status, known.media_type, keys.ring().open(known.answer, _PLACE))


async def keep(request: Request, response: Response) -> None:
    """Put the answer beside its key, in the same transaction."""
    pending = getattr(request.state, _PENDING, None)
    if pending is None:
        return
    db, actor_id, key = pending
    answer = update(IdempotencyKey).where(
        col(IdempotencyKey.actor_id) == actor_id, col(IdempotencyKey.key) == key
    )
    given = {
        "status": response.status_code,
        "media_type": response.headers.get("content-type", ""),
        "answer": keys.ring().seal(bytes(response.body), _PLACE),  # it may tell of a patient
    }
    await run_sync(lambda: db.execute(answer.values(**given)))


def forget_old(db: Session) -> None:
    db.execute(delete(IdempotencyKey).where(col(IdempotencyKey.at) < utc_now() - KEPT))
