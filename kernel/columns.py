"""Column types that every module shares."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from kernel import keys

# Tables are never validated (schemas do that): pydantic makes no validator of them unasked.
SQLModel.model_config["defer_build"] = True


def words(of: type[StrEnum]) -> Any:
    """Store an enum as its own words: readable in psql, and a new word needs no migration."""
    return Enum(of, native_enum=False, length=40, values_callable=lambda e: [w.value for w in e])


class Instant(TypeDecorator[datetime]):
    """A moment, UTC inside; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Scaled(TypeDecorator[Decimal]):
    """An exact decimal kept as a scaled integer, on SQLite too. Never a float."""

    impl = BigInteger
    cache_ok = True
    places = 0

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("money never passes through a float")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than {self.places} decimals: {value}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class Amount(_Scaled):
    """Dong with 2 decimals (QĐ 3176 asks for them in claims)."""

    cache_ok = True  # (SQLAlchemy does not look at the base's)
    places = 2


class UnitPrice(_Scaled):
    """Dong with 3 decimals, for unit prices (QĐ 3176, XML2.DON_GIA)."""

    cache_ok = True  # (SQLAlchemy does not look at the base's)
    places = 3


class Quantity(_Scaled):
    """A count or measure with 4 decimals."""

    cache_ok = True  # (SQLAlchemy does not look at the base's)
    places = 4


class PartialDate(TypeDecorator[str]):
    """A birth date as far as it is known: "1980", "1980-05" or "1980-05-17"."""

    impl = String(10)
    cache_ok = True
    shape = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not self.shape.fullmatch(value):
            raise ValueError(f"not a (partial) date: {value}")
        return value


class Encrypted(TypeDecorator[str]):
    """A secret text (CCCD, card, phone, address): AES-256-GCM under the key ring.

    `place` ("his_patient.phone") is bound into each value, so that a value copied into
    another column does not open. Search by a `Blind` column beside it.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys.ring().seal(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keys.ring().open(value, self.place).decode()


def blind(kind: str, value: str) -> bytes:
    """The blind index of a secret: equal values meet, and nothing else is learnt (16 bytes)."""
    return keys.ring().blind(f"{kind}\0{value}".encode())


def unaccented(text: str) -> str:
    """Lower case without diacritics, as people type it: `Đặng Thị Hoà` -> `dang thi hoa`."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(bare.split())


def nfc(text: str) -> str:
    """A text as it is kept: NFC, no control characters, single spaces, no edges."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or c.isprintable())
    return kept.strip()
