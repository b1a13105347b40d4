"""The work list of records that may be one person (danh sách nghi trùng)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from his.patients import likeness
from his.patients.errors import AlreadyDecided, TwoRecordsNeeded
from his.patients.finding import many, visible
from his.patients.likeness import Person
from his.patients.models import PairState, Patient, PatientIdentifier, PatientPair
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of, small
from kernel.text import Text

_AT_ONCE = 500


def duplicates(
    db: Session,
    actor: Actor,
    *,
    state: PairState = PairState.SUSPECTED,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[PatientPair], str | None]:
    """Pairs of one state, the likeliest first; those of merged records left out."""
    query = select(PatientPair).where(
        col(PatientPair.state) == state,
        _standing(actor, PatientPair.first_id),
        _standing(actor, PatientPair.second_id),
    )
    return page_of(
        db,
        query,
        by=(col(PatientPair.score), col(PatientPair.id)),
        types=(small, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def _standing(actor: Actor, column: Any) -> ColumnElement[bool]:
    return exists().where(
        col(Patient.id) == column, col(Patient.merged_into).is_(None), visible(actor)
    )


def suspect(db: Session, actor: Actor, *, one_id: UUID, other_id: UUID, note: str) -> PatientPair:
    """ "I think these are one person." A pair that was decided is opened again."""
    if one_id == other_id:
        raise TwoRecordsNeeded
    found = many(db, actor, (one_id, other_id))
    if len(found) < 2:
        raise NotFound
    likely = likeness.compare(_person(found[one_id]), _person(found[other_id]))
    first, second = sorted((one_id, other_id))
    pair = _pair(db, first, second) or PatientPair(
        first_id=first, second_id=second, score=0, reasons=[], state=PairState.SUSPECTED
    )
    pair.score, pair.reasons = likely.score, list(likely.reasons)
    pair.state, pair.note = PairState.SUSPECTED, note
    pair.decided_at = pair.decided_by = None
    pair.decided_by_name = ""
    db.add(pair)
    db.flush()
    return pair


def dismiss(db: Session, actor: Actor, pair_id: UUID, *, version: int, note: str) -> PatientPair:
    """ "They are two people": remembered, so that nobody is warned of them again."""
    pair = db.get(PatientPair, pair_id, with_for_update=True)
    if pair is None or len(many(db, actor, (pair.first_id, pair.second_id))) < 2:
        raise NotFound
    expect(pair, version)
    if pair.state is not PairState.SUSPECTED:
        raise AlreadyDecided
    pair.state, pair.note = PairState.NOT_SAME, note
    pair.decided_at, pair.decided_by = utc_now(), actor.id
    pair.decided_by_name = actor.name
    db.flush()
    return pair


def look_for_duplicates(db: Session) -> Text | None:
    """The nightly look at everybody: same document, or same name, birth date and sex.

    New pairs only, at most 500 of each kind a night; those who were said to be two people are
    not asked about again.
    """
    pairs: dict[tuple[UUID, UUID], set[tuple[str, object]]] = {}
    for first, second, kind in [*_same_document(db), *_same_name(db)]:
        shared = pairs.setdefault((first, second), set())
        if kind is not None:
            shared.add((kind, "shared"))
    people = many(db, SYSTEM, {id_ for pair in pairs for id_ in pair})
    for (first, second), documents in pairs.items():
        likely = likeness.compare(
            _person(people[first], documents), _person(people[second], documents)
        )
        db.add(
            PatientPair(
                first_id=first,
                second_id=second,
                score=likely.score,
                reasons=list(likely.reasons),
                state=PairState.SUSPECTED,
            )
        )
    db.flush()
    if not pairs:
        return None
    return Text("{n} cặp hồ sơ nghi trùng mới", "{n} new suspected pairs").put(n=len(pairs))


def _same_document(db: Session) -> list[tuple[UUID, UUID, str | None]]:
    one, other = aliased(PatientIdentifier), aliased(PatientIdentifier)
    query = (
        select(col(one.patient_id), col(other.patient_id), col(one.kind))
        .join(other, col(other.blind) == col(one.blind))
        .where(
            col(one.patient_id) < col(other.patient_id),
            col(one.ended_at).is_(None),
            col(other.ended_at).is_(None),
            _unpaired(one.patient_id, other.patient_id),
        )
        .limit(_AT_ONCE)
    )
    return [(first, second, kind.value) for first, second, kind in db.execute(query)]


def _same_name(db: Session) -> list[tuple[UUID, UUID, str | None]]:
    one, other = aliased(Patient), aliased(Patient)
    query = (
        select(col(one.id), col(other.id))
        .join(
            other,
            and_(col(other.name_sound) == col(one.name_sound), col(other.birth) == col(one.birth)),
        )
        .where(
            col(one.id) < col(other.id),
            col(one.sex) == col(other.sex),
            func.length(col(one.birth)) == 10,
            col(one.merged_into).is_(None),
            col(other.merged_into).is_(None),
            _unpaired(one.id, other.id),
        )
        .limit(_AT_ONCE)
    )
    return [(first, second, None) for first, second in db.execute(query)]


def _unpaired(first: Any, second: Any) -> ColumnElement[bool]:
    mine = (col(PatientPair.first_id) == first, col(PatientPair.second_id) == second)
    return ~exists().where(*mine)


def _person(patient: Patient, documents: Iterable[tuple[str, object]] = ()) -> Person:
    return Person(
        patient.name, patient.birth, patient.sex, patient.phone_blind, frozenset(documents)
    )


def _pair(db: Session, first: UUID, second: UUID) -> PatientPair | None:
    mine = (col(PatientPair.first_id) == first, col(PatientPair.second_id) == second)
    return db.execute(select(PatientPair).where(*mine)).scalar_one_or_none()
