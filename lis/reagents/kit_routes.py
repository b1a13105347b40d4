from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from lis.reagents import counting, kits, paper, permissions, showing
from lis.reagents.kit_schemas import (
    KitExcuseIn,
    KitFinishIn,
    KitOpenIn,
    KitPutOnIn,
    KitUseIn,
    ReagentUseOut,
)
from lis.reagents.schemas import ReagentKitOut

router = Router(prefix="/lab/reagents/kits", tags=["lis.reagents"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
User = Annotated[Actor, Depends(Requires(permissions.USE))]


@router.get("")
def kit_list(
    actor: Reader, db: Db, on_board: bool = True, after: After = None, limit: Limit = 50
) -> Page[ReagentKitOut]:
    """Opened kits, the latest first."""
    found, following = kits.kits(db, on_board=on_board, after=after, limit=limit)
    return Page(items=showing.kits_out(db, found), next=following)


@router.post("", status_code=201)
def open_kit(told: KitOpenIn, actor: User, db: Db) -> ReagentKitOut:
    """Take a kit of a lot, and put it on the instrument if so told."""
    return showing.kit_out(db, kits.open_kit(db, actor, **told.model_dump()))


@router.post("/count")
def count_use(actor: User, db: Db) -> Page[ReagentKitOut]:
    """Count what results have used until this moment; the job does it every minute."""
    counting.count(db)
    return Page(items=showing.kits_out(db, kits.on_board(db)), next=None)


@router.get("/{kit_id}")
def one_kit(kit_id: UUID, actor: Reader, db: Db) -> ReagentKitOut:
    """A kit that was opened."""
    return showing.kit_out(db, kits.kit(db, kit_id))


@router.get("/{kit_id}/uses")
def kit_log(
    kit_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ReagentUseOut]:
    """What it was used for, the latest first."""
    kits.kit(db, kit_id)
    found, following = kits.log(db, kit_id, after=after, limit=limit)
    return Page(items=[ReagentUseOut.model_validate(each) for each in found], next=following)


@router.post("/{kit_id}/uses", status_code=201)
def use_kit(kit_id: UUID, told: KitUseIn, actor: User, db: Db) -> ReagentKitOut:
    """Calibration, priming, what was spilt."""
    kits.use(db, actor, kit_id, **told.model_dump())
    return showing.kit_out(db, kits.kit(db, kit_id))


@router.post("/{kit_id}/on")
def put_on(kit_id: UUID, told: KitPutOnIn, actor: User, db: Db) -> ReagentKitOut:
    """This kit is on the instrument from now on."""
    return showing.kit_out(db, kits.put_on(db, actor, kit_id, **told.model_dump()))


@router.post("/{kit_id}/off")
def take_off(kit_id: UUID, actor: User, db: Db) -> ReagentKitOut:
    """It stands beside the instrument."""
    return showing.kit_out(db, kits.take_off(db, actor, kit_id))


@router.post("/{kit_id}/excuse")
def excuse(
    kit_id: UUID,
    told: KitExcuseIn,
    actor: Annotated[Actor, Depends(Requires(permissions.OVERRIDE))],
    db: Db,
) -> ReagentKitOut:
    """An expired kit goes on, for a reason that stands at each of its results."""
    return showing.kit_out(db, kits.excuse(db, actor, kit_id, reason=told.reason))


@router.post("/{kit_id}/finish")
def finish(kit_id: UUID, told: KitFinishIn, actor: User, db: Db) -> ReagentKitOut:
    """It is empty, or is thrown away."""
    return showing.kit_out(db, kits.finish(db, actor, kit_id, reason=told.reason))


@router.post("/{kit_id}/prints/label", responses=PDF, response_class=Response)
def print_label(kit_id: UUID, actor: User, db: Db) -> Response:
    """The label of an opened kit: its number, opened, usable until."""
    return pdf(*paper.label(db, actor, kit_id))
