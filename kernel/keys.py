"""The key ring: what seals identifiers and files. It lives outside the database.

A ring is a JSON file (mode 0600) of 256-bit keys; the newest seals, all of them open. Every
sealed value begins with the number of its key, so that `his54 keys rotate` needs to touch no
data: old values open as before and are re-sealed when they are next saved.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_VERSION = b"\x01"


class WrongKey(Exception):
    """The value was sealed with a key that is not on this ring, or was tampered with."""


@dataclass(frozen=True, slots=True)
class Key:
    number: int
    made_at: str
    secret: bytes


class KeyRing:
    """AES-256-GCM keys by number, and one HMAC key for blind indexes."""

    def __init__(self, keys: tuple[Key, ...], index_key: bytes) -> None:
        self.keys = keys
        self._index_key = index_key
        self._ciphers = {k.number: AESGCM(k.secret) for k in keys}
        self._newest = max(self._ciphers)

    @property
    def newest(self) -> int:
        return self._newest

    def seal(self, plain: bytes, place: str) -> bytes:
        """version(1) key(2) nonce(12) ciphertext+tag; `place` is authenticated with it."""
        nonce = os.urandom(_NONCE)
        head = _VERSION + self._newest.to_bytes(2, "big")
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        number = int.from_bytes(sealed[1:3], "big")
        cipher = self._ciphers.get(number) or _rotated_meanwhile(self, number)
        if sealed[:1] != _VERSION or cipher is None:
            raise WrongKey(f"{place}: key {number} is not on the ring")
        try:
            return cipher.decrypt(sealed[3 : 3 + _NONCE], sealed[3 + _NONCE :], place.encode())
        except InvalidTag as error:
            raise WrongKey(f"{place}: does not open with key {number}") from error

    def blind(self, value: bytes) -> bytes:
        return hmac.digest(self._index_key, value, hashlib.sha256)[:16]

    def derive(self, purpose: str) -> bytes:
        """A 32-byte secret for one purpose (CSRF, links), the same after a restart."""
        return hmac.digest(self._index_key, f"derive\0{purpose}".encode(), hashlib.sha256)

    def rotated(self) -> "KeyRing":
        return KeyRing((*self.keys, _new_key(self._newest + 1)), self._index_key)


def _new_key(number: int) -> Key:
    return Key(number, datetime.now(UTC).isoformat(timespec="seconds"), secrets.token_bytes(32))


def fresh() -> KeyRing:
    return KeyRing((_new_key(1),), secrets.token_bytes(32))


def save(ring: KeyRing, file: Path) -> None:
    """Write the ring so that a crash leaves the old or the new one, readable by us alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        "index_key": ring._index_key.hex(),
        "keys": [
            {"number": k.number, "made_at": k.made_at, "secret": k.secret.hex()} for k in ring.keys
        ],
    }
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def load(file: Path) -> KeyRing:
    """Read the ring, making one on the first start."""
    if not file.exists():
        save(fresh(), file)
    content = json.loads(file.read_text())
    keys = tuple(
        Key(k["number"], k["made_at"], bytes.fromhex(k["secret"])) for k in content["keys"]
    )
    return KeyRing(keys, bytes.fromhex(content["index_key"]))


_lock = threading.Lock()
_current: KeyRing | None = None
_file: Path | None = None
_looked = 0.0
_changed = 0
_LOOK_EVERY = 5.0


def use(ring: KeyRing, file: Path | None = None) -> None:
    """The ring of this process. With its file, a rotation by another process is noticed."""
    global _current, _file, _changed  # noqa: PLW0603 (column types have no other way to reach it)
    with _lock:
        _current, _file = ring, file
        _changed = file.stat().st_mtime_ns if file else 0


def ring() -> KeyRing:
    if _current is None:
        raise RuntimeError("no key ring in use: call kernel.keys.use() first")
    if _file is not None and time.monotonic() - _looked > _LOOK_EVERY:
        _look_again()
    return _current


def _look_again() -> None:
    """Read the file again if it changed; keep what we have if it cannot be read."""
    global _current, _looked, _changed  # noqa: PLW0603
    with _lock:
        _looked = time.monotonic()
        with contextlib.suppress(OSError, ValueError, KeyError):
            if _file is not None and (changed := _file.stat().st_mtime_ns) != _changed:
                _current, _changed = load(_file), changed


def _rotated_meanwhile(asked: KeyRing, number: int) -> AESGCM | None:
    """Another process may have sealed with a key that it learnt of before us."""
    if asked is not _current or _file is None:
        return None
    _look_again()
    return _current._ciphers.get(number) if _current else None
