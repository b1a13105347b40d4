from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from lis.quality import permissions, rounds
from lis.quality.models import ExternalRound
from lis.quality.round_schemas import (
    ExternalAnswerIn,
    ExternalFoundsIn,
    ExternalGradeIn,
    ExternalResultOut,
    ExternalRoundIn,
    ExternalRoundOut,
)
from lis.quality.rounds import Found, Peers
from lis.tests import service as tests

router = Router(prefix="/lab/quality", tags=["lis.quality"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Rounder = Annotated[Actor, Depends(Requires(permissions.ROUNDS))]


@router.get("/rounds")
def round_list(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ExternalRoundOut]:
    """External rounds with their results, the latest due first."""
    found, following = rounds.page(db, after=after, limit=limit)
    return Page(items=_shown(db, found), next=following)


@router.post("/rounds", status_code=201)
def add_round(told: ExternalRoundIn, actor: Rounder, db: Db) -> ExternalRoundOut:
    """A round is expected, or its sample has come."""
    return _shown(db, [rounds.add(db, actor, **told.model_dump())])[0]


@router.get("/rounds/{round_id}")
def one_round(round_id: UUID, actor: Reader, db: Db) -> ExternalRoundOut:
    """A round with its results."""
    return _shown(db, [rounds.get(db, round_id)])[0]


@router.post("/rounds/{round_id}/results")
def enter_round(round_id: UUID, told: ExternalFoundsIn, actor: Rounder, db: Db) -> ExternalRoundOut:
    """Our results; entered again they replace the earlier ones until the round is sent."""
    found = [Found(r.test_code, r.value, r.analyser) for r in told.results]
    rounds.enter(db, actor, round_id, found)
    return _shown(db, [rounds.get(db, round_id)])[0]


@router.post("/rounds/{round_id}/submit")
def submit_round(round_id: UUID, actor: Rounder, db: Db) -> ExternalRoundOut:
    """Our results went to the organiser."""
    return _shown(db, [rounds.submit(db, actor, round_id)])[0]


@router.post("/rounds/{round_id}/grade")
def grade_round(round_id: UUID, told: ExternalGradeIn, actor: Rounder, db: Db) -> ExternalRoundOut:
    """The organiser's report: the peer groups' means and SDs."""
    peers = [Peers(**each.model_dump()) for each in told.peers]
    rounds.grade(db, actor, round_id, peers)
    return _shown(db, [rounds.get(db, round_id)])[0]


@router.post("/round-results/{result_id}/answer")
def answer_round(
    result_id: UUID, told: ExternalAnswerIn, actor: Rounder, db: Db
) -> ExternalResultOut:
    """Why a result was off, and what was done about it."""
    found = rounds.answer(db, actor, result_id, **told.model_dump())
    known = tests.profile(db, [found.test_code], today())
    return ExternalResultOut.of(found, known.get(found.test_code))


def _shown(db: Db, found: Sequence[ExternalRound]) -> list[ExternalRoundOut]:
    results = rounds.results_of(db, [each.id for each in found])
    codes = {r.test_code for each in results.values() for r in each}
    known = tests.profile(db, codes, today())
    return [ExternalRoundOut.shown(each, results[each.id], known) for each in found]
