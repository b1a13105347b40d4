"""Signing (ký xác nhận): whoever is signed in shows again that it is he, by password or PIN.

He gets a ticket, sealed, good for his session and a few minutes; what he signs demands it
(`demand`). Nothing of it is kept: the act itself says how it was signed. Wrong ones are counted
and lock, a PIN's apart from the password's.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from kernel import audit, keys
from kernel.access import ACTING, Acting, Actor
from kernel.clock import utc_now
from kernel.identity import users
from kernel.identity.errors import NoSigningPin, PinTooSimple
from kernel.identity.models import SigningPin
from kernel.identity.sign_in import Entrance

PASSWORD, PIN = "password", "pin"
EACH_TIME = timedelta(minutes=2)
_DOMAIN = "signing ticket"
_ROWS = "0123456789012345678909876543210987654321"


@dataclass(frozen=True, slots=True)
class Signed:
    """A ticket that was read: how, and when."""

    how: str
    minutes: float


def sign(door: Entrance, acting: Acting, actor: Actor, *, password: str, pin: str) -> str:
    """A ticket for what is signed now. Raises WrongSignature, NoSigningPin, SignInLocked."""
    how = PASSWORD if password else PIN
    _prove(door, acting, actor, how, password or pin)
    return issue(actor, how)


def issue(actor: Actor, how: str) -> str:
    """The ticket of somebody who has shown that it is he."""
    said = [str(actor.id), str(actor.session_id), how, utc_now().timestamp()]
    return keys.ring().seal(json.dumps(said).encode(), _DOMAIN).hex()


def read(actor: Actor, ticket: str) -> Signed | None:
    """None where it is not his, not of this session, or not ours."""
    try:
        who, session, how, at = json.loads(keys.ring().open(bytes.fromhex(ticket), _DOMAIN))
    except (ValueError, keys.WrongKey):
        return None
    if (who, session) != (str(actor.id), str(actor.session_id)):
        return None
    return Signed(how, (utc_now().timestamp() - at) / 60)


def holds(signed: Signed | None, *, ways: frozenset[str], minutes: int = 0) -> bool:
    """Whether a ticket is good for something that wants one of these ways; 0 minutes: now."""
    most = max(EACH_TIME.total_seconds() / 60, minutes)
    return signed is not None and signed.how in ways and 0 <= signed.minutes <= most


def has_pin(db: Session, user_id: UUID) -> bool:
    return db.get(SigningPin, user_id) is not None


def set_pin(door: Entrance, acting: Acting, actor: Actor, *, password: str, pin: str) -> None:
    """His own PIN, shown to be his by the password. Raises PinTooSimple, WrongSignature."""
    usual = not 6 <= len(pin) <= 12 or not pin.isdigit() or not pin.isascii()
    if usual or len(set(pin)) == 1 or pin in _ROWS:
        raise PinTooSimple
    _prove(door, acting, actor, PASSWORD, password)
    hashed = door.hasher.hash(pin)
    with door.database.write() as db:
        db.info[ACTING] = acting
        held = db.get(SigningPin, actor.id, with_for_update=True)
        if held is None:
            db.add(SigningPin(user_id=actor.id, pin=hashed))
        else:
            held.pin, held.set_at = hashed, utc_now()
        audit.record(db, "write", "session.pin", ("user", actor.id))


def _prove(door: Entrance, acting: Acting, actor: Actor, how: str, said: str) -> None:
    with door.database.read() as db:
        user = users.user(db, actor.id)
        held = db.get(SigningPin, actor.id)
        kept = user.password if how == PASSWORD else (held.pin if held else "")
    if how == PIN and held is None:
        raise NoSigningPin
    door.demand_proof(acting, user, said, kept, key=user.username if how == PASSWORD else "")
