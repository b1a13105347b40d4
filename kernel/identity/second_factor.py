"""The second factor: six digits from an authenticator on the phone (TOTP, RFC 6238)."""

import io
import secrets
from typing import NamedTuple
from uuid import UUID

import pyotp
from sqlalchemy import select
from sqlmodel import Session, col

from kernel import audit
from kernel.clock import utc_now
from kernel.columns import blind
from kernel.identity import grants
from kernel.identity.errors import NotEnrolling, WrongCode
from kernel.identity.models import RecoveryCode, SecondFactor, User

_STEP = 30
_CODES = 10


class Enrolment(NamedTuple):
    """What the authenticator scans. Shown once."""

    secret: str
    uri: str
    qr: str


def enrol(db: Session, user: User, issuer: str) -> Enrolment:
    """Begin: a fresh secret, good once it is confirmed by its first code."""
    held = db.get(SecondFactor, user.id, with_for_update=True)
    if held is not None and held.confirmed_at is not None:
        raise NotEnrolling
    secret = pyotp.random_base32()
    if held is None:
        db.add(SecondFactor(user_id=user.id, secret=secret))
    else:
        held.secret = secret
    db.flush()
    return shown(user, secret, issuer)


def shown(user: User, secret: str, issuer: str) -> Enrolment:
    import segno

    uri = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=issuer)
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        out, kind="svg", scale=5, border=2, dark="#000", light="#fff", xmldecl=False
    )
    return Enrolment(secret, uri, out.getvalue().decode())


def pending(db: Session, user: User, issuer: str) -> Enrolment | None:
    """The enrolment that waits for its first code."""
    held = db.get(SecondFactor, user.id)
    if held is None or held.confirmed_at is not None:
        return None
    return shown(user, held.secret, issuer)


def confirm(db: Session, user: User, code: str) -> list[str]:
    """The first code shows that the phone has the secret. Answers the recovery codes, once."""
    held = db.get(SecondFactor, user.id, with_for_update=True)
    if held is None or held.confirmed_at is not None:
        raise NotEnrolling
    if not _spend(held, code):
        raise WrongCode
    held.confirmed_at = utc_now()
    grants.changing(db)
    user.access_version += 1
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_CODES)]
    for each in codes:
        db.add(RecoveryCode(user_id=user.id, code=_hidden(user.id, each)))
    db.flush()
    return codes


def is_on(db: Session, user_id: UUID) -> bool:
    held = db.get(SecondFactor, user_id)
    return held is not None and held.confirmed_at is not None


def is_right(db: Session, user_id: UUID, code: str) -> bool:
    """Check a code of the authenticator, or a recovery code, and use it up."""
    held = db.get(SecondFactor, user_id, with_for_update=True)
    if held is None or held.confirmed_at is None:
        return False
    if _spend(held, code):
        db.flush()
        return True
    spare = db.execute(
        select(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == user_id,
            col(RecoveryCode.code) == _hidden(user_id, code.strip().lower()),
            col(RecoveryCode.used_at).is_(None),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if spare is None:
        return False
    spare.used_at = utc_now()
    audit.record(db, "sign_in", "recovery_code", ("user", user_id))
    db.flush()
    return True


def _hidden(user_id: UUID, code: str) -> bytes:
    return blind("recovery_code", f"{user_id}\0{code}")


def _spend(held: SecondFactor, code: str) -> bool:
    """A code is good for its own half minute and its neighbours, and once."""
    totp, now = pyotp.TOTP(held.secret), int(utc_now().timestamp()) // _STEP
    for step in (now, now - 1, now + 1):
        if step > held.last_step and pyotp.utils.strings_equal(
            code.replace(" ", ""), totp.at(step * _STEP)
        ):
            held.last_step = step
            return True
    return False
