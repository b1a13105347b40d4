"""External rounds: our results are sent, the organiser's figures come, what was off is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.quality.errors import (
    NoSuchTest,
    RoundAlreadyKnown,
    RoundIsSubmitted,
    RoundNotSubmitted,
    RoundWithoutResults,
)
from lis.quality.figures import score
from lis.quality.models import ExternalResult, ExternalRound, RoundState
from lis.quality.targets import TOPIC
from lis.tests import service as tests


@dataclass(frozen=True, slots=True)
class Found:
    """What we found for a test of the round's sample."""

    test_code: str
    value: Decimal
    analyser: str = ""


@dataclass(frozen=True, slots=True)
class Peers:
    """What the organiser says of a result: the peer group's mean and SD."""

    result_id: UUID
    mean: Decimal
    sd: Decimal
    n: int | None = None
    group: str = ""


def get(db: Session, round_id: UUID, *, lock: bool = False) -> ExternalRound:
    found = db.get(ExternalRound, round_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    return found


def page(db: Session, *, after: str | None, limit: int) -> tuple[list[ExternalRound], str | None]:
    """The latest due first."""
    by = (col(ExternalRound.due_on), col(ExternalRound.id))
    return page_of(
        db,
        select(ExternalRound),
        by=by,
        types=(date.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def results_of(db: Session, round_ids: Sequence[UUID]) -> dict[UUID, list[ExternalResult]]:
    asked = select(ExternalResult).where(col(ExternalResult.round_id).in_(round_ids))
    found: dict[UUID, list[ExternalResult]] = {round_id: [] for round_id in round_ids}
    order = (col(ExternalResult.test_code), col(ExternalResult.id))
    for each in db.execute(asked.order_by(*order)).scalars():
        found[each.round_id].append(each)
    return found


def add(
    db: Session,
    actor: Actor,
    *,
    programme: str,
    organiser: str,
    code: str,
    due_on: date,
    sample: str = "",
    received_on: date | None = None,
    note: str = "",
) -> ExternalRound:
    """A round is expected, or its sample has come. Raises RoundAlreadyKnown."""
    asked = select(col(ExternalRound.id)).where(
        col(ExternalRound.programme) == programme, col(ExternalRound.code) == code
    )
    if db.execute(asked).first():
        raise RoundAlreadyKnown(code=code, programme=programme)
    made = ExternalRound(
        programme=programme,
        organiser=organiser,
        code=code,
        sample=sample,
        received_on=received_on,
        due_on=due_on,
        note=note,
    )
    db.add(made)
    db.flush()
    live.touch(db, TOPIC)
    return made


def enter(
    db: Session, actor: Actor, round_id: UUID, found: Sequence[Found]
) -> list[ExternalResult]:
    """Our results; entered again they replace the earlier ones until the round is sent.

    Raises RoundIsSubmitted, NoSuchTest.
    """
    of = get(db, round_id, lock=True)
    if of.state is not RoundState.OPEN:
        raise RoundIsSubmitted
    known = tests.profile(db, {each.test_code for each in found}, today())
    there = {(r.test_code, r.analyser): r for r in results_of(db, [of.id])[of.id]}
    for each in found:
        if each.test_code not in known:
            raise NoSuchTest(test=each.test_code)
        if old := there.get((each.test_code, each.analyser)):
            old.value = each.value
        else:
            db.add(
                ExternalResult(
                    round_id=of.id,
                    test_code=each.test_code,
                    analyser=each.analyser,
                    unit=known[each.test_code].unit,
                    value=each.value,
                )
            )
    db.flush()
    live.touch(db, TOPIC)
    return results_of(db, [of.id])[of.id]


def submit(db: Session, actor: Actor, round_id: UUID) -> ExternalRound:
    """Our results went to the organiser; they are not changed any more.

    Raises RoundIsSubmitted, RoundWithoutResults.
    """
    of = get(db, round_id, lock=True)
    if of.state is not RoundState.OPEN:
        raise RoundIsSubmitted
    if not results_of(db, [of.id])[of.id]:
        raise RoundWithoutResults
    of.state = RoundState.SUBMITTED
    of.submitted_at = utc_now()
    of.submitted_by_name = actor.name
    db.flush()
    live.touch(db, TOPIC)
    return of


def grade(
    db: Session, actor: Actor, round_id: UUID, peers: Sequence[Peers]
) -> list[ExternalResult]:
    """The organiser's report came: each result gets its z-score. Raises RoundNotSubmitted."""
    of = get(db, round_id, lock=True)
    if of.state is RoundState.OPEN:
        raise RoundNotSubmitted
    ours = {each.id: each for each in results_of(db, [of.id])[of.id]}
    for each in peers:
        result = ours.get(each.result_id)
        if result is None:
            raise NotFound
        result.peer_mean, result.peer_sd = each.mean, each.sd
        result.peer_n, result.peer_group = each.n, each.group
        result.z, result.bias, result.grade = score(result.value, each.mean, each.sd)
    if all(each.grade for each in ours.values()):
        of.state = RoundState.SCORED
    db.flush()
    live.touch(db, TOPIC)
    return list(ours.values())


def answer(
    db: Session, actor: Actor, result_id: UUID, *, cause: str, action: str
) -> ExternalResult:
    """Why a result was off, and what was done about it."""
    found = db.get(ExternalResult, result_id, with_for_update=True)
    if found is None:
        raise NotFound
    found.cause, found.action = cause, action
    found.answered_by_name = actor.name
    db.flush()
    live.touch(db, TOPIC)
    return found
