"""What a rule is: a small pure value that looks at a dossier's tables and names what is wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from his.insurance.layouts import Layout
from kernel.text import Text


class RuleSeverity(StrEnum):
    """An error keeps the dossier here; a warning is shown and may be sent."""

    ERROR = "error"
    WARNING = "warning"


class Mend(StrEnum):
    """On which screen it is mended."""

    PATIENT = "patient"
    COVERAGE = "coverage"
    EXAM = "exam"
    ORDERS = "orders"
    DRUGS = "drugs"
    PAPERS = "papers"
    BILL = "bill"
    PRICES = "prices"
    STAFF = "staff"
    FACILITY = "facility"
    DOSSIER = "dossier"


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is broken. `facts` fill the rule's sentence."""

    table: str
    row: int  # STT; 0 where it is the table or the whole
    field: str
    facts: Mapping[str, object] = made(default_factory=dict)
    mend: Mend | None = None  # where it is not the rule's own screen


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows beside the file. None: not asked, so rules about it keep silent."""

    facility: str = ""
    licences: frozenset[str] | None = None
    departments: frozenset[str] | None = None
    icd: frozenset[str] | None = None  # those of the dossier's codes that the list has
    places: frozenset[str] | None = None  # communes and provinces likewise
    card_check: str | None = None  # result code of the gateway; "" not asked yet
    level_rate: Decimal | None = None  # percent of the card's level
    expected_rates: frozenset[Decimal] | None = None  # MUC_HUONG that the coverage gives
    base_salary: Decimal | None = None
    other_sources: bool = True
    now: datetime | None = None
    sent_months: frozenset[tuple[int, int]] = frozenset()  # settled already with this visit


class Row(dict[str, str]):
    """One row of a table, with readers for numbers and clocks."""

    def n(self, name: str) -> Decimal | None:
        """A number; None when it is empty or none."""
        try:
            return Decimal(self[name]) if self.get(name) else None
        except InvalidOperation:
            return None

    def t(self, name: str) -> datetime | None:
        """A clock of 12 or 8 characters; None when it is empty or wrong."""
        return clock(self.get(name, ""))

    @property
    def stt(self) -> int:
        found = self.get("STT", "")
        return int(found) if found.isdigit() else 0


@lru_cache(maxsize=4096)
def clock(text: str) -> datetime | None:
    """Asked a hundred times of a dossier, of a dozen clocks."""
    for length, shape in ((12, "%Y%m%d%H%M"), (8, "%Y%m%d")):
        if len(text) == length and text.isdigit():
            try:
                return datetime.strptime(text, shape)  # noqa: DTZ007 (the forms have no zone)
            except ValueError:
                return None
    return None


class File:
    """A dossier's tables as rules read them."""

    def __init__(
        self, tables: Mapping[str, Sequence[Mapping[str, str]]], layout: Layout, known: Known
    ) -> None:
        self.layout = layout
        self.known = known
        self.tables = {name: [Row(row) for row in rows] for name, rows in tables.items()}

    def rows(self, *tables: str) -> Iterator[tuple[str, Row]]:
        for table in tables:
            for row in self.tables.get(table, []):
                yield table, row

    @property
    def head(self) -> Row:
        """The row of XML1 (empty where it is missing)."""
        return next(iter(self.tables.get("XML1", [])), Row())

    @property
    def day(self) -> date:
        """The day when the visit ended; what was then the law counts."""
        left = self.head.t("NGAY_RA")
        return left.date() if left else date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One classic reason of refusal (lý do từ chối), with the sentence that says where to mend."""

    code: str
    title: Text
    says: Text
    mend: Mend
    source: str
    by: Callable[[File], Iterable[Found]]
    severity: RuleSeverity = RuleSeverity.ERROR
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that is broken, in words."""

    code: str
    severity: RuleSeverity
    says: Text
    mend: Mend
    source: str
    table: str
    row: int
    field: str
