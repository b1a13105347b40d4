"""Where specimens are kept, and where they are sent."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.text import Language
from lis.specimens import keeping, papers, permissions, shipping, showing
from lis.specimens.keep_schemas import (
    ArrivalIn,
    LocationChangeIn,
    LocationContents,
    LocationIn,
    LocationOut,
    ShipmentIn,
    ShipmentOut,
    ShipmentWhole,
)
from lis.specimens.models import Location

router = Router(prefix="/lis", tags=["lis.specimens"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Collector = Annotated[Actor, Depends(Requires(permissions.COLLECT))]
Keeper = Annotated[Actor, Depends(Requires(permissions.KEEP))]
Editor = Annotated[Actor, Depends(Requires(permissions.SET_UP))]


@router.get("/places")
def places(_: Reader, db: Db) -> Page[LocationOut]:
    """Rooms, fridges and racks, each by its way, with how many tubes stand there."""
    return Page(items=[showing.place(each) for each in keeping.places(db)], next=None)


@router.post("/places", status_code=201)
def add_place(given: LocationIn, actor: Editor, db: Db) -> LocationOut:
    made = keeping.save_place(db, actor, **given.model_dump())
    return _shown(db, made)


@router.put("/places/{location_id}")
def save_place(location_id: UUID, given: LocationChangeIn, actor: Editor, db: Db) -> LocationOut:
    saved = keeping.save_place(db, actor, location_id=location_id, **given.model_dump())
    return _shown(db, saved)


@router.get("/places/{location_id}")
def contents(location_id: UUID, actor: Reader, db: Db) -> LocationContents:
    """A rack, and which tube stands where."""
    rack = keeping.place(db, location_id)
    held = keeping.contents(db, rack.id)
    return LocationContents(place=_shown(db, rack), tubes=showing.specimens(db, actor, held))


@router.get("/shipments")
def shipments(
    _: Reader, db: Db, outside: bool | None = None, after: After = None, limit: Limit = 50
) -> Page[ShipmentOut]:
    """Hand-overs and shipments, the latest first."""
    found, following = shipping.page(db, outside=outside, after=after, limit=limit)
    return Page(items=[showing.shipment(each) for each in found], next=following)


@router.post("/hand-overs", status_code=201)
def hand_over(given: ShipmentIn, actor: Collector, db: Db) -> ShipmentWhole:
    """A rack of tubes leaves for our laboratory."""
    made = shipping.send(db, actor, **{**given.model_dump(), "outside": False})
    return _whole(db, actor, made.id)


@router.post("/shipments", status_code=201)
def ship(given: ShipmentIn, actor: Keeper, db: Db) -> ShipmentWhole:
    """Tubes leave for a reference laboratory."""
    made = shipping.send(db, actor, **{**given.model_dump(), "outside": True})
    return _whole(db, actor, made.id)


@router.get("/shipments/{shipment_id}")
def shipment(shipment_id: UUID, actor: Reader, db: Db) -> ShipmentWhole:
    return _whole(db, actor, shipment_id)


@router.post("/shipments/{shipment_id}/arrival")
def arrive(shipment_id: UUID, given: ArrivalIn, actor: Keeper, db: Db) -> ShipmentWhole:
    """The other end has it."""
    made = shipping.arrive(db, actor, shipment_id, note=given.note)
    return _whole(db, actor, made.id)


@router.post("/shipments/{shipment_id}/print", responses=PDF, response_class=Response)
def print_shipment(
    shipment_id: UUID, actor: Reader, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The hand-over slip (phiếu giao nhận mẫu) as PDF."""
    printed = papers.handover(db, actor, shipment_id, language=language)
    return pdf(printed, "phieu-giao-nhan-mau")


def _whole(db: Db, actor: Actor, shipment_id: UUID) -> ShipmentWhole:
    made = shipping.shipment(db, shipment_id)
    held = shipping.lines(db, made.id)
    return ShipmentWhole(shipment=showing.shipment(made), tubes=showing.specimens(db, actor, held))


def _shown(db: Db, place: Location) -> LocationOut:
    return showing.place(next(p for p in keeping.places(db) if p.location.id == place.id))
