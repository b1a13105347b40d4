"""Tubes before their orders, over the API (cấp cứu)."""

from typing import Annotated

from fastapi import Depends

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from lis.specimens import ahead, knowing, permissions, showing
from lis.specimens.schemas import EmergencyDrawIn, SpecimenOut, TubeReasonIn, VesselOut

router = Router(prefix="/lis/ahead", tags=["lis.specimens"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Collector = Annotated[Actor, Depends(Requires(permissions.COLLECT))]


@router.get("")
def without_order(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[SpecimenOut]:
    """Tubes that were drawn in an emergency and whose order has not come, the oldest first."""
    found, following = ahead.waiting(db, actor, after=after, limit=limit)
    return Page(items=showing.specimens(db, actor, found), next=following)


@router.get("/vessels")
def vessels(_: Reader, db: Db) -> Page[VesselOut]:
    """The kinds of tubes, in the order in which they are drawn."""
    known = knowing.vessels(db)
    order = sorted(known, key=lambda code: (known[code].order, code))
    return Page(items=[showing.vessel(code, known) for code in order], next=None)


@router.post("", status_code=201)
def draw_ahead(given: EmergencyDrawIn, actor: Collector, db: Db) -> list[SpecimenOut]:
    """These tubes were drawn before there was an order."""
    made = ahead.draw(db, actor, **given.model_dump())
    return showing.specimens(db, actor, made)


@router.post("/{code}/join")
def join(code: str, actor: Collector, db: Db) -> SpecimenOut:
    """Put what waits for this patient onto the tube that was drawn before."""
    return showing.specimens(db, actor, [ahead.join_tube(db, actor, code)])[0]


@router.post("/{code}/disposal")
def give_up(code: str, why: TubeReasonIn, actor: Collector, db: Db) -> SpecimenOut:
    """No order will come for it."""
    gone = ahead.give_up(db, actor, code, reason=why.reason)
    return showing.specimens(db, actor, [gone])[0]
