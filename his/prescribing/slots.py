"""What higher modules add to prescribing (put these in `Module.contributes`)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from his.prescribing.checks.facts import Course, Found, Person
from his.prescribing.models import Prescription
from kernel.events import assembly_of
from kernel.text import Text

__all__ = [
    "Course",
    "DispensedOf",
    "DrugCheck",
    "Found",
    "Person",
    "Stock",
    "StockOf",
    "further",
    "is_dispensed",
    "stock_of",
]


@dataclass(frozen=True, slots=True)
class Stock:
    """What may still be promised of a drug, in units of dispensing."""

    quantity: Decimal
    unit: str
    note: str = ""  # "Kho lẻ 120, kho chẵn 900", "cận hạn 12/2026"


@dataclass(frozen=True, slots=True)
class StockOf:
    """Who knows the stock (the pharmacy): `by(db, drug_codes)`, one question for all."""

    by: Callable[[Session, Collection[str]], dict[str, Stock]]


@dataclass(frozen=True, slots=True)
class DrugCheck:
    """A further check of a prescription. `by(db, person, courses)` answers what it found."""

    id: str
    title: Text
    by: Callable[[Session, Person, Sequence[Course]], Sequence[Found]]


@dataclass(frozen=True, slots=True)
class DispensedOf:
    """Whether anything of a prescription was given out: then it cannot be taken back."""

    by: Callable[[Session, Prescription], bool]


def stock_of(db: Session, codes: Collection[str]) -> dict[str, Stock]:
    """The stock of several drugs; empty where nobody keeps stock (pharmacy off)."""
    found: dict[str, Stock] = {}
    if codes:
        for slot in assembly_of(db).contributions(StockOf):
            found.update(slot.by(db, codes))
    return found


def is_dispensed(db: Session, prescription: Prescription) -> bool:
    return any(slot.by(db, prescription) for slot in assembly_of(db).contributions(DispensedOf))


def further(db: Session, person: Person, courses: Sequence[Course]) -> list[Found]:
    """What the checks of higher modules found."""
    checks = assembly_of(db).contributions(DrugCheck)
    return [found for each in checks for found in each.by(db, person, courses)]
