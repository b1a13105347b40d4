"""Passwords: argon2id, salted, and never anything else (TT 54/2017, criterion 123.1).

OWASP's t=2, m=19 MiB, p=1 unless the operator asks for more; a weaker hash is made again at
the next sign-in. Rules after NIST SP 800-63B: length and a list of the common ones, no
composition rules and no yearly change.
"""

import secrets
import unicodedata
from functools import lru_cache
from typing import Any

from passlib.hash import argon2

from kernel.identity.errors import PasswordIsTheName, PasswordTooCommon, PasswordTooShort
from kernel.identity.weak import WEAK
from kernel.settings import Settings

LEAST = 10
MOST = 128


class Hasher:
    """argon2id with the cost that this installation pays."""

    def __init__(self, settings: Settings) -> None:
        self._argon2: Any = argon2.using(
            type="ID",
            time_cost=settings.argon2_time,
            memory_cost=settings.argon2_memory_kib,
            parallelism=settings.argon2_parallelism,
        )
        self._nobody: str = self._argon2.hash(secrets.token_urlsafe(24))

    def hash(self, password: str) -> str:
        hashed: str = self._argon2.hash(_normal(password))
        return hashed

    def verify(self, password: str, hashed: str) -> bool:
        """Takes as long for a user who does not exist (`hashed` empty)."""
        right = bool(self._argon2.verify(_normal(password), hashed or self._nobody))
        return right and bool(hashed)

    def is_weaker(self, hashed: str) -> bool:
        """Was it made with less than today's settings?"""
        return bool(self._argon2.needs_update(hashed))


@lru_cache(maxsize=4)
def _hasher(time: int, memory: int, parallelism: int) -> Hasher:
    return Hasher(
        Settings(argon2_time=time, argon2_memory_kib=memory, argon2_parallelism=parallelism)
    )


def hasher(settings: Settings | None = None) -> Hasher:
    asked = settings or Settings()
    return _hasher(asked.argon2_time, asked.argon2_memory_kib, asked.argon2_parallelism)


def accept(password: str, username: str) -> None:
    """Refuse a password that would be guessed."""
    plain = _normal(password).casefold()
    if not LEAST <= len(plain) <= MOST:
        raise PasswordTooShort(least=LEAST, most=MOST)
    if len(username) >= 3 and username.casefold() in plain:
        raise PasswordIsTheName
    if plain in WEAK or len(set(plain)) < 4 or plain.rstrip("0123456789!@#.") in WEAK:
        raise PasswordTooCommon


def random_password() -> str:
    """Something an administrator can read out: four groups of four, 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _normal(password: str) -> str:
    """The same letters typed on another keyboard give the same password."""
    return unicodedata.normalize("NFKC", password)
