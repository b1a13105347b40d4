"""The statements of the search, made once for each kind of question (his/patients/search.py)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    not_,
    select,
    table,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from his.patients.models import (
    CardState,
    Patient,
    PatientCard,
    PatientContact,
    PatientIdentifier,
)
from his.patients.search_index import WORDS

_MOST = 200  # of one number: four last digits are shared by many
_words = table(WORDS, column("rowid", Integer), column(WORDS))
_Ids = Select[*tuple[Any, ...]]
_PAGE: Any = bindparam("most", type_=Integer)

_SHOWN = (
    *(col(Patient.id), col(Patient.number), col(Patient.code), col(Patient.name)),
    *(col(Patient.birth), col(Patient.sex), col(Patient.phone), col(Patient.unknown)),
    *(col(Patient.deceased_at), col(Patient.merged_into)),
)


class Ask(NamedTuple):
    """What a statement is made for; there are few of them, and each is made once."""

    how: Callable[["Ask"], Select[*tuple[Any, ...]]]
    whole: bool = False
    words: int = 0
    letters: int = 0  # of these words, those that are no numbers
    exactly: bool = True  # the index's answer needs no second look
    year: bool = False
    dates: bool = False
    below: bool = False
    numbers: int = 0
    ways: frozenset[str] = frozenset()


def made(ask: Ask, visible: ColumnElement[bool]) -> _Ids:
    """The whole statement: the newest first, at most so many."""
    # SQLite's index of words answers in the order of its own row ids, which are our numbers.
    number: Any = _words.c.rowid if ask.how is on_sqlite else col(Patient.number)
    query = ask.how(ask).where(visible)
    if ask.below:
        query = query.where(number < bindparam("below"))
    if ask.dates:
        born = type_coerce(col(Patient.birth), String)
        query = query.where(born.in_([bindparam(f"born_{n}", type_=String) for n in range(3)]))
    if ask.how is in_index:
        # Materialised: else the planner may read back through all rows in the hope of a few hits.
        hit = query.cte("hit").prefix_with("MATERIALIZED")
        page = select(hit.c.number).order_by(hit.c.number.desc()).limit(_PAGE)
        query = select(*_SHOWN).where(col(Patient.number).in_(page))
    return query.order_by(number.desc()).limit(_PAGE)


def everybody(_: Ask) -> _Ids:
    return select(*_SHOWN)


def newest(_: Ask) -> _Ids:
    return select(*_SHOWN).where(col(Patient.merged_into).is_(None))


def having_number(ask: Ask) -> _Ids:
    patient, owner = col(Patient.id), col(PatientIdentifier.patient_id)
    ways: list[Any] = []
    if "code" in ask.ways:
        ways.append(select(patient).where(col(Patient.code) == bindparam("code")))
    if "card" in ask.ways:
        ways.append(
            select(col(PatientCard.patient_id)).where(
                col(PatientCard.blind) == bindparam("card"),
                col(PatientCard.state) == CardState.ACTIVE,
            )
        )
    if ask.numbers:
        keys: list[Any] = [bindparam(f"number_{n}") for n in range(ask.numbers)]
        ways.append(select(owner).where(col(PatientIdentifier.blind).in_(keys)))
    if "phone" in ask.ways:
        key: Any = bindparam("phone")
        ways.append(select(patient).where(col(Patient.phone_blind) == key))
        kin = select(col(PatientContact.patient_id))
        ways.append(kin.where(col(PatientContact.phone_blind) == key))
    if "last4" in ask.ways:
        key = bindparam("last4")
        ways.append(select(patient).where(col(Patient.phone_last4) == key))
        ways.append(select(owner).where(col(PatientIdentifier.last4) == key))
    bounded = [way.limit(literal_column(str(_MOST))).subquery() for way in ways]
    ids = union_all(*(select(each.c[0]) for each in bounded))
    return select(*_SHOWN).where(patient.in_(ids))


def on_sqlite(_: Ask) -> _Ids:
    rowid = _words.c.rowid
    return (
        select(*_SHOWN)
        .join(_words, rowid == col(Patient.number))
        .where(_words.c[WORDS].op("MATCH")(bindparam("match", type_=String)))
    )


def read_back(ask: Ask) -> _Ids:
    query = select(*_SHOWN).where(col(Patient.number) > bindparam("floor"))
    # Asked first of each row, because it is cheap: whether the letters are in it at all.
    for n in range(ask.letters):
        query = query.where(col(Patient.name_search).like(bindparam(f"has_{n}", type_=String)))
    return query.where(*_matching(ask))


def in_index(ask: Ask) -> _Ids:
    beginnings = func.his_patient_beginnings(
        col(Patient.name_search), col(Patient.birth_year), type_=ARRAY(Text)
    )
    parts = cast(bindparam("parts", type_=ARRAY(Text)), ARRAY(Text))
    floor: Any = bindparam("floor")
    hits: _Ids = select(col(Patient.number)).where(beginnings.contains(parts))
    if not ask.exactly:
        hits = hits.where(*_matching(ask))
    return hits.where(col(Patient.number) <= floor)


def _matching(ask: Ask) -> list[ColumnElement[bool]]:
    """Just these words; or words that begin so, but are not just these."""
    if ask.whole:
        return [_spelt(ask, "is")]
    return [_spelt(ask, "begins"), not_(_spelt(ask, "is"))]


def _spelt(ask: Ask, how: str) -> ColumnElement[bool]:
    """The same question, asked of one row at a time."""
    line = func.concat(" ", col(Patient.name_search), " ", col(Patient.birth_year), " ")
    parts = [f"{how}_{n}" for n in range(ask.words)] + (["year"] if ask.year else [])
    return and_(*(line.like(bindparam(part, type_=String)) for part in parts))
