"""The search by anything: code, card, document, telephone, name (tra cứu người bệnh)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    not_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from his.patients import asked
from his.patients.asked import Asked
from his.patients.finding import get, visible
from his.patients.models import (
    CardState,
    Patient,
    PatientCard,
    PatientContact,
    PatientIdentifier,
)
from his.patients.particulars import phone_blind
from his.patients.search_index import LONGEST, WORDS
from kernel.access import Actor
from kernel.columns import blind
from kernel.paging import cursor, place, small

_MOST = 200  # of one number: four last digits are shared by many
_RECENT = 10_000

_words = table(WORDS, column("rowid", Integer), column(WORDS))
_People = Select[Patient]
_Step = Callable[[int | None], _People]


@dataclass(frozen=True, slots=True)
class Found:
    """A patient who was found; `merged_code` is of the merged record that led to him."""

    patient: Patient
    merged_code: str | None


def search(
    db: Session, actor: Actor, text: str, *, after: str | None = None, limit: int = 50
) -> tuple[list[Found], str | None]:
    """Patients whom the text names, the newest first; with no text, the newest of all.

    The words of a name may come in any order, without diacritics: first those who have just
    these words, then those whose words begin so. Answers (found, next cursor).
    """
    steps = _steps(db, text)
    first, below = place(after, small, small) if after else (0, None)
    hits: list[tuple[int, Patient]] = []
    for step in range(first, len(steps)):
        query = steps[step](below).where(visible(actor)).options(defer(Patient.street))  # type: ignore[arg-type]
        rows = db.execute(query.limit(limit + 1 - len(hits))).scalars()
        hits += [(step, patient) for patient in rows]
        below = None
        if len(hits) > limit:
            hits.pop()
            last, patient = hits[-1]
            return _survivors(db, actor, hits), cursor(last, patient.number)
    return _survivors(db, actor, hits), None


def _survivors(db: Session, actor: Actor, hits: list[tuple[int, Patient]]) -> list[Found]:
    found: dict[Any, Found] = {}
    for _, patient in hits:
        if patient.merged_into is None:
            found[patient.id] = Found(patient, None)
        else:
            survivor = get(db, actor, patient.merged_into)
            found.setdefault(survivor.id, Found(survivor, patient.code))
    return list(found.values())


def _steps(db: Session, text: str) -> list[_Step]:
    """Queries to ask one after the other until the page is full."""
    wanted = asked.read(text)
    if not text.strip():
        return [_newest]
    if wanted.is_exact:
        return [lambda below: _below(_by_number(wanted), below)]
    if not wanted.words:
        return [lambda below: _below(_born(select(Patient), wanted), below)]
    if db.get_bind().dialect.name == "sqlite":
        return [
            lambda below: _on_sqlite(wanted, whole=True, below=below),
            lambda below: _on_sqlite(wanted, whole=False, below=below),
        ]
    # A number, not a subquery: the planner has to see how short that stretch is.
    floor = (db.execute(select(func.max(col(Patient.number)))).scalar() or 0) - _RECENT
    return [
        lambda below: _recent(wanted, floor, whole=True, below=below),
        lambda below: _by_index(wanted, floor, whole=True, below=below),
        lambda below: _recent(wanted, floor, whole=False, below=below),
        lambda below: _by_index(wanted, floor, whole=False, below=below),
    ]


def _below(query: _People, below: int | None) -> _People:
    if below is not None:
        query = query.where(col(Patient.number) < below)
    return query.order_by(col(Patient.number).desc())


def _newest(below: int | None) -> _People:
    return _below(select(Patient).where(col(Patient.merged_into).is_(None)), below)


def _born(query: _People, wanted: Asked) -> _People:
    """A full date finds those as well of whom only the year or the month is known."""
    if wanted.birth is None or len(wanted.birth) == 4:
        return query
    return query.where(col(Patient.birth).in_({wanted.birth, wanted.birth[:7], wanted.birth[:4]}))


def _by_number(wanted: Asked) -> _People:
    patient, owner = col(Patient.id), col(PatientIdentifier.patient_id)
    ways: list[Any] = []
    if wanted.code:
        ways.append(select(patient).where(col(Patient.code) == wanted.code))
    if wanted.token:
        ways.append(
            select(col(PatientCard.patient_id)).where(
                col(PatientCard.blind) == blind("card", wanted.token),
                col(PatientCard.state) == CardState.ACTIVE,
            )
        )
    if wanted.numbers:
        keys = [blind(*number) for number in wanted.numbers]
        ways.append(select(owner).where(col(PatientIdentifier.blind).in_(keys)))
    if key := phone_blind(wanted.phone):
        ways.append(select(patient).where(col(Patient.phone_blind) == key))
        kin = select(col(PatientContact.patient_id))
        ways.append(kin.where(col(PatientContact.phone_blind) == key))
    if wanted.last4:
        key = blind("last4", wanted.last4)
        ways.append(select(patient).where(col(Patient.phone_last4) == key))
        ways.append(select(owner).where(col(PatientIdentifier.last4) == key))
    bounded = [way.limit(_MOST).subquery() for way in ways]
    ids = union_all(*(select(each.c[0]) for each in bounded))
    return select(Patient).where(patient.in_(ids))


def _on_sqlite(wanted: Asked, *, whole: bool, below: int | None) -> _People:
    words = [*wanted.words, *([wanted.birth[:4]] if wanted.birth else [])]
    exact = " AND ".join(f'"{word}"' for word in words)
    begun = " AND ".join(f'"{word}"*' for word in words)
    match = exact if whole else f"({begun}) NOT ({exact})"
    rowid = _words.c.rowid
    query = (
        select(Patient)
        .join(_words, rowid == col(Patient.number))
        .where(_words.c[WORDS].op("MATCH")(match))
    )
    if below is not None:
        query = query.where(rowid < below)
    return _born(query, wanted).order_by(rowid.desc())


def _recent(wanted: Asked, floor: int, *, whole: bool, below: int | None) -> _People:
    """PostgreSQL: read back through the newest patients. Finds a page of common names at once,
    where the index would first collect a hundred thousand rows."""
    query = select(Patient).where(col(Patient.number) > floor, *_matching(wanted, whole=whole))
    return _below(_born(query, wanted), below)


def _by_index(wanted: Asked, floor: int, *, whole: bool, below: int | None) -> _People:
    """PostgreSQL: the older ones, whose name is rare among the newest.

    Materialised: else the planner may read back through all rows in the hope of a few hits.
    """
    beginnings = func.his_patient_beginnings(
        col(Patient.name_search), col(Patient.birth_year), type_=ARRAY(Text)
    )
    parts = cast(_indexed(wanted, whole=whole), ARRAY(Text))
    hits = select(col(Patient.id)).where(beginnings.contains(parts))
    if not whole or any(len(word) > LONGEST for word in wanted.words):
        hits = hits.where(*_matching(wanted, whole=whole))
    hit = hits.where(col(Patient.number) <= floor).cte("hit").prefix_with("MATERIALIZED")
    query = select(Patient).where(col(Patient.id).in_(select(hit.c.id)))
    return _below(_born(query, wanted), below)


def _indexed(wanted: Asked, *, whole: bool) -> list[str]:
    year = [f"{wanted.birth[:4]} "] if wanted.birth else []
    if whole:
        return [*(f"{word} " for word in wanted.words), *year]
    return [*(word[:LONGEST] for word in wanted.words), *year]


def _matching(wanted: Asked, *, whole: bool) -> list[ColumnElement[bool]]:
    """Just these words; or words that begin so, but are not just these."""
    if whole:
        return [_spelt(wanted, whole=True)]
    return [_spelt(wanted, whole=False), not_(_spelt(wanted, whole=True))]


def _spelt(wanted: Asked, *, whole: bool) -> ColumnElement[bool]:
    """The same question, asked of one row at a time."""
    line = func.concat(" ", col(Patient.name_search), " ", col(Patient.birth_year), " ")
    words = [f"{word} " if whole else word for word in wanted.words]
    year = [f"{wanted.birth[:4]} "] if wanted.birth else []
    return and_(*(line.like(f"% {part}%") for part in (*words, *year)))
