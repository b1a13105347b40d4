"""The search by anything: code, card, document, telephone, name (tra cứu người bệnh)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.patients import asked
from his.patients.asked import Asked
from his.patients.cards import Sex
from his.patients.finding import get, scope, visible
from his.patients.models import Patient
from his.patients.particulars import phone_blind
from his.patients.search_index import LONGEST
from his.patients.search_statements import (
    Ask,
    everybody,
    having_number,
    in_index,
    made,
    newest,
    on_sqlite,
    read_back,
)
from kernel.access import Actor
from kernel.columns import blind
from kernel.paging import cursor, place, small
from kernel.prepared import Prepared

_RECENT = 10_000
_MANY = 30_000  # so few patients are found by the index alone
_NEWEST = Prepared(select(func.max(col(Patient.number)).label("newest")))


class Listed(Protocol):
    """A patient as far as a line of a list shows him: a record, or a row of a search."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def birth(self) -> str | None: ...
    @property
    def sex(self) -> Sex: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def unknown(self) -> bool: ...
    @property
    def deceased_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A patient who was found; `merged_code` is of the merged record that led to him."""

    patient: Listed
    merged_code: str | None


_Step = tuple[Ask, dict[str, Any]]


def search(
    db: Session, actor: Actor, text: str, *, after: str | None = None, limit: int = 50
) -> tuple[list[Found], str | None]:
    """Patients whom the text names, the newest first; with no text, the newest of all.

    The words of a name may come in any order, without diacritics: first those who have just
    these words, then those whose words begin so. Answers (found, next cursor).
    """
    steps = _steps(db, text)
    first, below = place(after, small, small) if after else (0, None)
    hits: list[tuple[int, Any]] = []
    for step in range(first, len(steps)):
        asking = steps[step]
        if asking is not None:
            hits += [(step, row) for row in _asked(db, actor, asking, below, limit + 1 - len(hits))]
        below = None
        if len(hits) > limit:
            hits.pop()
            last, patient = hits[-1]
            return _survivors(db, actor, hits), cursor(last, patient.number)
    return _survivors(db, actor, hits), None


def _asked(db: Session, actor: Actor, step: _Step, below: int | None, most: int) -> list[Any]:
    ask, given = step
    values = {**given, "most": most}
    if below is not None:
        ask, values["below"] = ask._replace(below=True), below
    known = (ask, scope(actor))
    statement = _made.get(known)
    if statement is None:
        statement = _made[known] = Prepared(made(ask, visible(actor)))
    return statement.all(db, **values)


_made: dict[tuple[Ask, str], Prepared] = {}


def _survivors(db: Session, actor: Actor, hits: list[tuple[int, Any]]) -> list[Found]:
    found: dict[Any, Found] = {}
    for _, patient in hits:
        if patient.merged_into is None:
            found[patient.id] = Found(patient, None)
        else:
            survivor = get(db, actor, patient.merged_into)
            found.setdefault(survivor.id, Found(survivor, patient.code))
    return list(found.values())


def _steps(db: Session, text: str) -> list[_Step | None]:
    """Questions to ask one after the other until the page is full; None has nothing to ask."""
    wanted = asked.read(text)
    if not text.strip():
        return [(Ask(newest), {})]
    if wanted.is_exact:
        return [_by_number(wanted)]
    ask, given = _born(wanted)
    if not wanted.words:
        return [(ask._replace(how=everybody), given)]
    if db.get_bind().dialect.name == "sqlite":
        words = [*wanted.words, *([wanted.birth[:4]] if wanted.birth else [])]
        exact = " AND ".join(f'"{word}"' for word in words)
        begun = " AND ".join(f'"{word}"*' for word in words)
        ask = ask._replace(how=on_sqlite)
        return [
            (ask, given | {"match": exact}),
            (ask, given | {"match": f"({begun}) NOT ({exact})"}),
        ]
    last = _NEWEST.first(db).newest or 0
    floor = last - _RECENT if last > _MANY else last
    ask = ask._replace(words=len(wanted.words), year=wanted.birth is not None)
    given |= _spellings(wanted) | {"floor": floor}
    return [
        _recent(wanted, ask, given, whole=True) if floor < last else None,
        _by_index(wanted, ask, given, whole=True),
        _recent(wanted, ask, given, whole=False) if floor < last else None,
        _by_index(wanted, ask, given, whole=False),
    ]


_NEWEST = Prepared(select(func.max(col(Patient.number)).label("newest")))


def _born(wanted: Asked) -> _Step:
    """A full date finds those as well of whom only the year or the month is known."""
    if wanted.birth is None or len(wanted.birth) == 4:
        return Ask(everybody), {}
    values = (wanted.birth, wanted.birth[:7], wanted.birth[:4])
    return Ask(everybody, dates=True), {f"born_{n}": value for n, value in enumerate(values)}


def _by_number(wanted: Asked) -> _Step:
    given: dict[str, Any] = {}
    if wanted.code:
        given["code"] = wanted.code
    if wanted.token:
        given["card"] = blind("card", wanted.token)
    if key := phone_blind(wanted.phone):
        given["phone"] = key
    if wanted.last4:
        given["last4"] = blind("last4", wanted.last4)
    ask = Ask(having_number, numbers=len(wanted.numbers), ways=frozenset(given))
    keys = {f"number_{n}": blind(*number) for n, number in enumerate(wanted.numbers)}
    return ask, given | keys


def _recent(wanted: Asked, ask: Ask, given: dict[str, Any], *, whole: bool) -> _Step:
    """PostgreSQL: read back through the newest patients. Finds a page of common names at once,
    where the index would first collect a hundred thousand rows."""
    letters = [word for word in wanted.words if not word.isdigit()]
    has = {f"has_{n}": f"%{word}%" for n, word in enumerate(letters)}
    return ask._replace(how=read_back, whole=whole, letters=len(letters)), given | has


def _by_index(wanted: Asked, ask: Ask, given: dict[str, Any], *, whole: bool) -> _Step:
    """PostgreSQL: the older ones, whose name is rare among the newest."""
    exactly = whole and all(len(word) <= LONGEST for word in wanted.words)
    year = [f"{wanted.birth[:4]} "] if wanted.birth else []
    parts = [f"{word} " if whole else word[:LONGEST] for word in wanted.words]
    ask = ask._replace(how=in_index, whole=whole, exactly=exactly)
    return ask, given | {"parts": [*parts, *year]}


def _spellings(wanted: Asked) -> dict[str, str]:
    given = {f"is_{n}": f"% {word} %" for n, word in enumerate(wanted.words)}
    given |= {f"begins_{n}": f"% {word}%" for n, word in enumerate(wanted.words)}
    return given | ({"year": f"% {wanted.birth[:4]} %"} if wanted.birth else {})
