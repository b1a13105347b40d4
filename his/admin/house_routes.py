"""/api/admin: the facility and its places."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlmodel import col

from his.admin import permissions, places
from his.admin.facility import facility as ours
from his.admin.models import (
    Department,
    Printer,
    PrintRoute,
    Room,
    RoomKind,
    Site,
    Workstation,
)
from his.admin.schemas import (
    DepartmentIn,
    DepartmentNew,
    DepartmentOut,
    FacilityIn,
    FacilityOut,
    FormOut,
    FormsOut,
    PrinterIn,
    PrinterNew,
    PrinterOut,
    PrintRouteIn,
    PrintRouteNew,
    PrintRouteOut,
    RoomIn,
    RoomNew,
    RoomOut,
    SiteIn,
    SiteNew,
    SiteOut,
    WorkstationIn,
    WorkstationNew,
    WorkstationOut,
)
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.events import assembly_of
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.schemas import Input, Output, said

router = Router(prefix="/admin", tags=["his.admin"])

Reads = Annotated[Actor, Depends(Requires(permissions.READ))]
Manages = Annotated[Actor, Depends(Requires(permissions.FACILITY))]

Shown = TypeVar("Shown", bound=Output)


@router.get("/facility")
def facility(actor: Reads, db: Db) -> FacilityOut:
    return FacilityOut.model_validate(ours(db))


@router.put("/facility")
def save_facility(change: FacilityIn, actor: Manages, db: Db) -> FacilityOut:
    saved = places.save_facility(db, change.version, _fields(change))
    return FacilityOut.model_validate(saved)


@router.get("/sites")
def sites(actor: Reads, db: Db, after: After = None, limit: Limit = 50) -> Page[SiteOut]:
    return _by_code(db, Site, SiteOut, after, limit)


@router.post("/sites", status_code=201)
def add_site(place: SiteNew, actor: Manages, db: Db) -> SiteOut:
    return _added(db, Site, SiteOut, place)


@router.put("/sites/{site_id}")
def save_site(site_id: UUID, place: SiteIn, actor: Manages, db: Db) -> SiteOut:
    return _saved(db, Site, SiteOut, site_id, place)


@router.get("/departments")
def departments(
    actor: Reads, db: Db, after: After = None, limit: Limit = 50
) -> Page[DepartmentOut]:
    return _by_code(db, Department, DepartmentOut, after, limit)


@router.post("/departments", status_code=201)
def add_department(place: DepartmentNew, actor: Manages, db: Db) -> DepartmentOut:
    return _added(db, Department, DepartmentOut, place)


@router.put("/departments/{department_id}")
def save_department(
    department_id: UUID, place: DepartmentIn, actor: Manages, db: Db
) -> DepartmentOut:
    return _saved(db, Department, DepartmentOut, department_id, place)


@router.get("/rooms")
def rooms(
    actor: Reads,
    db: Db,
    kind: RoomKind | None = None,
    active: bool | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[RoomOut]:
    wanted: list[Any] = []
    if kind is not None:
        wanted.append(col(Room.kind) == kind)
    if active is not None:
        wanted.append(col(Room.active) == active)
    return _by_code(db, Room, RoomOut, after, limit, *wanted)


@router.post("/rooms", status_code=201)
def add_room(place: RoomNew, actor: Manages, db: Db) -> RoomOut:
    return _added(db, Room, RoomOut, place)


@router.put("/rooms/{room_id}")
def save_room(room_id: UUID, place: RoomIn, actor: Manages, db: Db) -> RoomOut:
    return _saved(db, Room, RoomOut, room_id, place)


@router.get("/workstations")
def workstations(
    actor: Reads, db: Db, after: After = None, limit: Limit = 50
) -> Page[WorkstationOut]:
    return _by_code(db, Workstation, WorkstationOut, after, limit)


@router.post("/workstations", status_code=201)
def add_workstation(place: WorkstationNew, actor: Manages, db: Db) -> WorkstationOut:
    return _added(db, Workstation, WorkstationOut, place)


@router.put("/workstations/{workstation_id}")
def save_workstation(
    workstation_id: UUID, place: WorkstationIn, actor: Manages, db: Db
) -> WorkstationOut:
    return _saved(db, Workstation, WorkstationOut, workstation_id, place)


@router.get("/printers")
def printers(actor: Reads, db: Db, after: After = None, limit: Limit = 50) -> Page[PrinterOut]:
    return _by_code(db, Printer, PrinterOut, after, limit)


@router.post("/printers", status_code=201)
def add_printer(place: PrinterNew, actor: Manages, db: Db) -> PrinterOut:
    return _added(db, Printer, PrinterOut, place)


@router.put("/printers/{printer_id}")
def save_printer(printer_id: UUID, place: PrinterIn, actor: Manages, db: Db) -> PrinterOut:
    return _saved(db, Printer, PrinterOut, printer_id, place)


@router.get("/print-routes")
def print_routes(
    actor: Reads, db: Db, after: After = None, limit: Limit = 50
) -> Page[PrintRouteOut]:
    found, following = page_of(
        db,
        select(PrintRoute),
        by=(col(PrintRoute.form), col(PrintRoute.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return Page(items=[PrintRouteOut.model_validate(r) for r in found], next=following)


@router.post("/print-routes", status_code=201)
def add_print_route(place: PrintRouteNew, actor: Manages, db: Db) -> PrintRouteOut:
    return _added(db, PrintRoute, PrintRouteOut, place)


@router.put("/print-routes/{route_id}")
def save_print_route(route_id: UUID, place: PrintRouteIn, actor: Manages, db: Db) -> PrintRouteOut:
    return _saved(db, PrintRoute, PrintRouteOut, route_id, place)


@router.get("/forms")
def forms(actor: Reads, db: Db) -> FormsOut:
    """Everything that is printed, for choosing its printer."""
    found = [p for m in assembly_of(db).modules for p in m.prints]
    return FormsOut(forms=[FormOut(id=p.id, title=said(p.title)) for p in found])


def _by_code(
    db: Db, kind: type[Any], shown: type[Shown], after: str | None, limit: int, *where: Any
) -> Page[Shown]:
    found, following = page_of(
        db, select(kind).where(*where), by=(kind.code,), types=(str,), after=after, limit=limit
    )
    return Page(items=[shown.model_validate(each) for each in found], next=following)


def _added(db: Db, kind: type[Any], shown: type[Shown], place: Input) -> Shown:
    return shown.model_validate(places.add(db, kind, _fields(place)))


def _saved(db: Db, kind: type[Any], shown: type[Shown], id_: UUID, place: Any) -> Shown:
    return shown.model_validate(places.save(db, kind, id_, place.version, _fields(place)))


def _fields(change: Any) -> dict[str, Any]:
    fields: dict[str, Any] = change.model_dump(exclude={"version"})
    return fields
