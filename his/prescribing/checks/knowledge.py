"""The tables of drug knowledge, ready to be asked by ATC code: plain values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from his.prescribing.words import Severity
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Interaction:
    """Two sides that do not go together."""

    id: str
    table: str
    names: tuple[str, str]
    a: tuple[str, ...]
    b: tuple[str, ...]
    severity: Severity
    effect: Text
    action: Text
    mechanism: str
    source: str
    conditional: bool


@dataclass(frozen=True, slots=True)
class AllergyClass:
    id: str
    title: Text
    atc: tuple[str, ...]
    cross: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """mg a day; child doses in mg/kg, a dose or a day."""

    name: str
    atc: tuple[str, ...]
    route: str
    adult_max_day: Decimal | None
    child_dose: Decimal | None
    child_per: str
    child_max_kg_day: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A drug is unwise for such a patient."""

    id: str
    name: str
    atc: tuple[str, ...]
    severity: Severity
    says: Text
    icd: tuple[str, ...] = ()
    trimesters: tuple[str, ...] = ()
    under: int | None = None
    over: int | None = None
    below: int | None = None
    max_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Drugs of which one (or `most`) at a time is enough."""

    id: str
    title: Text
    atc: tuple[str, ...]
    most: int


T = TypeVar("T", AllergyClass, DoseLimit, Risk, Group)


class ByAtc(Generic[T]):
    """Entries by the beginnings of ATC codes that they name."""

    def __init__(self, entries: Iterable[T]) -> None:
        self._by: dict[str, list[T]] = defaultdict(list)
        for each in entries:
            for atc in each.atc:
                self._by[atc].append(each)

    def of(self, atc: str) -> Iterator[T]:
        """What is said of a code, the most special first."""
        for length in range(len(atc), 0, -1):
            yield from self._by.get(atc[:length], ())


class Pairs:
    """Interactions by either side: what goes with a code is found without trying them all."""

    def __init__(self, rows: Iterable[Interaction]) -> None:
        self._by: dict[str, list[tuple[Interaction, tuple[str, ...]]]] = defaultdict(list)
        self.count = 0
        for each in rows:
            self.count += 1
            for atc in each.a:
                self._by[atc].append((each, each.b))
            if each.b != each.a:
                for atc in each.b:
                    self._by[atc].append((each, each.a))

    def between(self, one: str, other: str) -> list[Interaction]:
        found: dict[str, Interaction] = {}
        for length in range(1, len(one) + 1):
            for row, side in self._by.get(one[:length], ()):
                if any(other.startswith(atc) for atc in side):
                    found.setdefault(f"{row.table}/{row.id}", row)
        return list(found.values())

    def of(self, atc: str) -> list[Interaction]:
        """Everything that a drug interacts with."""
        found: dict[str, Interaction] = {}
        for length in range(1, len(atc) + 1):
            for row, _ in self._by.get(atc[:length], ()):
                found.setdefault(f"{row.table}/{row.id}", row)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All tables as they stand on a day."""

    interactions: Pairs = field(default_factory=lambda: Pairs(()))
    allergy_classes: tuple[AllergyClass, ...] = ()
    doses: ByAtc[DoseLimit] = field(default_factory=lambda: ByAtc[DoseLimit](()))
    renal: ByAtc[Risk] = field(default_factory=lambda: ByAtc[Risk](()))
    pregnancy: ByAtc[Risk] = field(default_factory=lambda: ByAtc[Risk](()))
    lactation: ByAtc[Risk] = field(default_factory=lambda: ByAtc[Risk](()))
    ages: ByAtc[Risk] = field(default_factory=lambda: ByAtc[Risk](()))
    diseases: ByAtc[Risk] = field(default_factory=lambda: ByAtc[Risk](()))
    groups: ByAtc[Group] = field(default_factory=lambda: ByAtc[Group](()))
    long_supply: tuple[tuple[tuple[str, ...], int], ...] = ()
    supply: tuple[tuple[str, int], ...] = ()
    approved: frozenset[str] = frozenset()  # tables that a pharmacist has approved
    counts: tuple[tuple[str, int], ...] = ()
