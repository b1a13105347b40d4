"""Sessions: kept on the server, listed, ended at will (TT 54/2017, criterion 114.2).

The browser holds 32 random bytes in a cookie that scripts cannot read; we keep their SHA-256.
A session ends after a while of silence, and in any case after a working day.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Response
from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from kernel import keys
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.identity.models import SignIn
from kernel.settings import Settings

COOKIE = "his54_session"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def csrf_token(token: str) -> str:
    """What a change by this session must carry; it cannot be worked out without our keys."""
    mac = hmac.digest(keys.ring().derive("csrf"), token.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:24]).decode()


def is_csrf_token(token: str, given: str) -> bool:
    return hmac.compare_digest(csrf_token(token).encode(), given.encode())


def begin(
    db: Session,
    user_id: UUID,
    settings: Settings,
    *,
    ip: str,
    browser: str,
    second_factor: bool,
) -> tuple[str, SignIn]:
    """A new session: its token, shown to the browser alone, and its row."""
    token, now = new_token(), utc_now()
    made = SignIn(
        token=digest(token),
        user_id=user_id,
        at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=settings.session_hours),
        ip=ip[:60],
        browser=browser[:200],
        second_factor=second_factor,
    )
    db.add(made)
    db.flush()
    return token, made


def set_cookie(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path="/",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        COOKIE, httponly=True, samesite="lax", secure=settings.secure_cookies, path="/"
    )


def end(db: Session, session_id: UUID, *, of: UUID | None = None) -> SignIn:
    """Sign somebody out here and now. `of`: only this user's own. Raises NotFound."""
    found = db.get(SignIn, session_id)
    if found is None or (of is not None and found.user_id != of):
        raise NotFound
    if found.ended_at is None:
        found.ended_at = utc_now()
        db.flush()
    return found


def alive(now: datetime, settings: Settings) -> list[ColumnElement[bool]]:
    """The conditions under which a session still opens the door."""
    return [
        col(SignIn.ended_at).is_(None),
        col(SignIn.expires_at) > now,
        col(SignIn.seen_at) > now - timedelta(minutes=settings.session_idle_minutes),
    ]


def of_user(db: Session, user_id: UUID, settings: Settings) -> list[SignIn]:
    """The sessions that are open now, newest first."""
    query = select(SignIn).where(col(SignIn.user_id) == user_id, *alive(utc_now(), settings))
    return list(db.execute(query.order_by(col(SignIn.at).desc())).scalars())


def touch(db: Session, seen: dict[UUID, datetime]) -> None:
    for session_id, at in seen.items():
        db.execute(
            update(SignIn)
            .where(col(SignIn.id) == session_id, col(SignIn.seen_at) < at)
            .values(seen_at=at)
        )


def forget_old(db: Session) -> None:
    """Sessions of more than a year ago; who signed in and when stays on the audit."""
    db.execute(delete(SignIn).where(col(SignIn.expires_at) < utc_now() - timedelta(days=400)))
