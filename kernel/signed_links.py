"""The address of a link, and the pass of whoever has proved himself: signed, never stored. Pure."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime
from uuid import UUID

_SEAL = 12  # bytes: 96 bits of what nobody can guess
_ADDRESS, _PASS = b"address\0", b"pass\0"


def address(link_id: UUID, key: bytes) -> str:
    """38 letters: which link, and the seal that only we can make."""
    return _worded(link_id.bytes + _seal(_ADDRESS, link_id.bytes, key))


def read(token: str, key: bytes) -> UUID | None:
    """The link of an address; None for any that we did not make."""
    raw = _unworded(token)
    if raw is None or len(raw) != 16 + _SEAL:
        return None
    right = _seal(_ADDRESS, raw[:16], key)
    return UUID(bytes=raw[:16]) if hmac.compare_digest(raw[16:], right) else None


def pass_for(link_id: UUID, until: datetime, key: bytes) -> str:
    """Opens this one link until a moment."""
    body = link_id.bytes + int(until.timestamp()).to_bytes(8, "big")
    return _worded(body + _seal(_PASS, body, key))


def passes(given: str, link_id: UUID, now: datetime, key: bytes) -> bool:
    raw = _unworded(given)
    if raw is None or len(raw) != 24 + _SEAL:
        return False
    body = raw[:24]
    if not hmac.compare_digest(raw[24:], _seal(_PASS, body, key)):
        return False
    until = int.from_bytes(body[16:], "big")
    return body[:16] == link_id.bytes and now.astimezone(UTC).timestamp() < until


def _seal(purpose: bytes, body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, purpose + body, hashlib.sha256)[:_SEAL]


def _worded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unworded(token: str) -> bytes | None:
    """The bytes of a token written the one way in which we write it."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    return raw if _worded(raw) == token else None
