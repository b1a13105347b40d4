"""The facility, its sites, departments, rooms and people, as other modules ask for them.

Values to be read (kernel/settled.py): whoever changes one fetches the row itself.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.errors import NoFacilityYet
from his.admin.models import (
    Department,
    Facility,
    Printer,
    PrintRoute,
    Room,
    RoomKind,
    Site,
    Staff,
    Workstation,
)
from kernel.errors import NotFound
from kernel.printing import Letterhead
from kernel.settled import kept


def facility(db: Session) -> Facility:
    """The facility of this installation. Raises NoFacilityYet before it is set up."""
    found = facility_if_any(db)
    if found is None:
        raise NoFacilityYet
    return found


def facility_if_any(db: Session) -> Facility | None:
    return kept(
        db,
        "his.admin.facility",
        lambda: db.execute(select(Facility)).scalar_one_or_none(),
        Facility,
    )


def letterhead(db: Session) -> Letterhead:
    """The head of every printed form."""
    ours = facility_if_any(db)
    if ours is None:
        return Letterhead("", "HIS54", "", "", "")
    return Letterhead(ours.authority, ours.name, ours.address, ours.phone, ours.code, ours.demo)


def sites(db: Session) -> list[Site]:
    query = select(Site).order_by(col(Site.code))
    return list(kept(db, "his.admin.sites", lambda: list(db.execute(query).scalars()), Site))


def departments(db: Session, *, active: bool | None = None) -> list[Department]:
    def ask() -> list[Department]:
        query = select(Department).order_by(col(Department.code))
        if active is not None:
            query = query.where(col(Department.active) == active)
        return list(db.execute(query).scalars())

    return list(kept(db, ("his.admin.departments", active), ask, Department))


def department(db: Session, department_id: UUID) -> Department | None:
    return kept(
        db,
        ("his.admin.department", department_id),
        lambda: db.get(Department, department_id),
        Department,
    )


def rooms(db: Session, *, kind: RoomKind | None = None, active: bool | None = True) -> list[Room]:
    """Rooms by code: those in use, unless asked for all (`active=None`)."""

    def ask() -> list[Room]:
        query = select(Room).order_by(col(Room.code))
        if kind is not None:
            query = query.where(col(Room.kind) == kind)
        if active is not None:
            query = query.where(col(Room.active) == active)
        return list(db.execute(query).scalars())

    return list(kept(db, ("his.admin.rooms", kind, active), ask, Room))


def room(db: Session, room_id: UUID) -> Room:
    """Raises NotFound."""
    found: Room | None = kept(db, ("his.admin.room", room_id), lambda: db.get(Room, room_id), Room)
    if found is None:
        raise NotFound
    return found


def room_by_code(db: Session, code: str) -> Room:
    """Raises NotFound."""
    wanted = select(Room).where(col(Room.code) == code)
    found: Room | None = db.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def staff(db: Session, user_id: UUID) -> Staff | None:
    return kept(db, ("his.admin.staff", user_id), lambda: db.get(Staff, user_id), Staff)


def licences(db: Session) -> frozenset[str]:
    """The licences to practise of everybody for whom one was entered."""

    def ask() -> frozenset[str]:
        asked = select(col(Staff.licence)).where(col(Staff.licence) != "")
        return frozenset(db.execute(asked).scalars())

    return kept(db, "his.admin.licences", ask, Staff)


def printer_for(db: Session, form: str, *, workstation: str = "") -> Printer | None:
    """Where a form comes out: this workstation's own route first, then the house's; a route
    for this very form before one for every form."""
    here = (
        db.execute(
            select(col(Workstation.id)).where(col(Workstation.code) == workstation)
        ).scalar_one_or_none()
        if workstation
        else None
    )
    found = db.execute(
        select(PrintRoute, Printer)
        .join(Printer, col(PrintRoute.printer_id) == col(Printer.id))
        .where(col(PrintRoute.form).in_(("", form)), col(PrintRoute.active), col(Printer.active))
    ).all()
    fitting = [
        (route.workstation_id is not None, route.form != "", str(route.id), printer)
        for route, printer in found
        if route.workstation_id in (None, here)
    ]
    return max(fitting, key=lambda each: each[:3])[3] if fitting else None


def printer_name(db: Session, form: str, workstation: str) -> str:
    """What people call the printer at which a form comes out here; "" where none is set."""
    found = printer_for(db, form, workstation=workstation)
    return found.name if found else ""
