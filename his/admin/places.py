"""Changing where things are: sites, departments, rooms, workstations, printers, print routes."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin.errors import CodeTaken, InUse, NoFacilityYet
from his.admin.models import Department, Facility, Printer, PrintRoute, Room, Site, Workstation
from kernel.db import expect
from kernel.errors import NotFound

Place = Site | Department | Room | Workstation | Printer | PrintRoute
P = TypeVar("P", Site, Department, Room, Workstation, Printer, PrintRoute)

_KINDS: tuple[type[Any], ...] = (Site, Department, Room, Workstation, Printer, PrintRoute)
_POINTS_TO: dict[str, type[Any]] = {
    "site_id": Site,
    "department_id": Department,
    "room_id": Room,
    "workstation_id": Workstation,
    "printer_id": Printer,
}
_STANDS_IN: dict[type[Any], tuple[tuple[type[Any], str], ...]] = {
    Site: ((Department, "site_id"), (Room, "site_id")),
    Department: ((Room, "department_id"),),
    Printer: ((PrintRoute, "printer_id"),),
}


def add(db: Session, kind: type[P], fields: Mapping[str, Any]) -> P:
    """Raises CodeTaken, NotFound for a place it should stand in."""
    _demand_fit(db, kind, fields, None)
    made = kind(**fields)
    db.add(made)
    db.flush()
    return made


def save(db: Session, kind: type[P], place_id: UUID, version: int, fields: Mapping[str, Any]) -> P:
    """Raises ChangedMeanwhile, CodeTaken, InUse (a department whose rooms are in use)."""
    found = db.get(kind, place_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    _demand_fit(db, kind, fields, place_id)
    if found.active and fields.get("active") is False:
        _demand_empty(db, kind, place_id)
    for name, value in fields.items():
        setattr(found, name, value)
    db.flush()
    return found


def save_facility(db: Session, version: int, fields: Mapping[str, Any]) -> Facility:
    ours: Facility | None = db.execute(select(Facility).with_for_update()).scalar_one_or_none()
    if ours is None:
        raise NoFacilityYet
    expect(ours, version)
    for name, value in fields.items():
        setattr(ours, name, value)
    db.flush()
    return ours


def _demand_fit(
    db: Session, kind: type[Any], fields: Mapping[str, Any], place_id: UUID | None
) -> None:
    for name, value in fields.items():
        if name in _POINTS_TO and value is not None:
            there: type[Any] = _POINTS_TO[name]
            if db.get(there, value) is None:
                raise NotFound
    if "code" in fields:
        taken = select(kind.id).where(kind.code == fields["code"])
        if place_id is not None:
            taken = taken.where(kind.id != place_id)
        if db.execute(taken).first():
            raise CodeTaken(code=fields["code"])


def _demand_empty(db: Session, kind: type[Any], place_id: UUID) -> None:
    for inner, column in _STANDS_IN.get(kind, ()):
        still = select(func.count()).where(getattr(inner, column) == place_id, col(inner.active))
        if count := db.execute(still.select_from(inner)).scalar_one():
            raise InUse(count=count)
