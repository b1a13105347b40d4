"""After the measurement: where each tube stands, what is due, and its end (lưu, huỷ mẫu)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.specimens import chain
from lis.specimens.errors import (
    LocationCodeTaken,
    LocationInsideItself,
    LocationInUse,
    NoSuchPosition,
    PositionTaken,
    StillWorkedOn,
)
from lis.specimens.items import TOPIC
from lis.specimens.models import Item, Location, Specimen
from lis.specimens.settings import KEEP_DAYS
from lis.specimens.states import IN_LABORATORY, CustodyAct, ItemState, SpecimenState

_AT = re.compile(r"([A-Z])(\d{1,2})")
_IN_WORK = (ItemState.COLLECTED, ItemState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Place:
    """A location with the way to it ("Phòng lưu › Tủ 1 › Khay A") and how full it is."""

    location: Location
    path: str
    held: int


def places(db: Session) -> list[Place]:
    """Every place where specimens are kept, by its way; two queries."""
    known = {each.id: each for each in db.exec(select(Location).limit(2000))}
    asked = (
        select(Specimen.location_id, func.count())
        .where(col(Specimen.location_id).is_not(None))
        .group_by(col(Specimen.location_id))
    )
    counted = {location_id: held for location_id, held in db.exec(asked) if location_id}
    made = [Place(each, _path(each, known), counted.get(each.id, 0)) for each in known.values()]
    return sorted(made, key=lambda p: p.path)


def _path(place: Location, known: dict[UUID, Location]) -> str:
    names = [place.name]
    above = place.parent_id
    while above is not None and above in known and len(names) < 6:
        names.append(known[above].name)
        above = known[above].parent_id
    return " › ".join(reversed(names))


def save_place(
    db: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    parent_id: UUID | None = None,
    rows: int = 0,
    columns: int = 0,
    temperature: str = "",
    active: bool = True,
    location_id: UUID | None = None,
    version: int = 0,
) -> Location:
    """A new place, or a change of one.

    Raises NotFound (also of the place around it), LocationCodeTaken, LocationInsideItself,
    LocationInUse, ChangedMeanwhile.
    """
    other = db.exec(select(Location).where(Location.code == code)).first()
    if other is not None and other.id != location_id:
        raise LocationCodeTaken(code=code, place=other.name)
    around = parent_id
    while around is not None:
        if around == location_id:
            raise LocationInsideItself(place=name)
        around = place(db, around).parent_id
    kept = db.get(Location, location_id, with_for_update=True) if location_id else None
    if location_id and kept is None:
        raise NotFound
    if kept is None:
        kept = Location(code=code, name=name)
        db.add(kept)
    else:
        expect(kept, version)
        if (not active or (rows, columns) != (kept.rows, kept.columns)) and _holds(db, kept):
            raise LocationInUse(place=kept.name)
    kept.code, kept.name, kept.parent_id = code, name, parent_id
    kept.rows, kept.columns = rows, columns
    kept.temperature, kept.active = temperature, active
    db.flush()
    live.touch(db, TOPIC)
    return kept


def _holds(db: Session, place: Location) -> bool:
    tube = select(Specimen.id).where(Specimen.location_id == place.id).limit(1)
    inner = select(Location.id).where(Location.parent_id == place.id, col(Location.active)).limit(1)
    return db.exec(tube).first() is not None or db.exec(inner).first() is not None


def place(db: Session, location_id: UUID) -> Location:
    found = db.get(Location, location_id)
    if found is None:
        raise NotFound
    return found


def contents(db: Session, location_id: UUID) -> list[Specimen]:
    """What stands in a place, by position."""
    asked = select(Specimen).where(Specimen.location_id == location_id)
    return list(db.exec(asked.order_by(col(Specimen.position)).limit(800)))


def store(
    db: Session, actor: Actor, code: str, *, location_id: UUID, position: str = ""
) -> Specimen:
    """It stands there now; without a position in the first free one of the rack.

    Raises PositionTaken, NoSuchPosition, SpecimenCannotBecome.
    """
    tube = chain.locked(db, actor, code)
    rack = db.get(Location, location_id, with_for_update=True)
    if rack is None or not rack.active:
        raise NotFound
    taken = {each.position: each for each in contents(db, rack.id) if each.id != tube.id}
    where = position.strip().upper()
    if rack.rows and rack.columns:
        where = where or _free(rack, taken)
        _demand(rack, where)
    elif not where:
        where = tube.code  # a box without positions: each tube is its own place
    if where in taken:
        raise PositionTaken(position=where, place=rack.name, other=taken[where].code)
    chain.turn(tube, SpecimenState.STORED)
    tube.location_id, tube.position = rack.id, where
    shown = "" if where == tube.code else f" {where}"
    chain.write(db, actor, [tube], CustodyAct.STORE, place=f"{rack.name}{shown}")
    return tube


def _free(rack: Location, taken: dict[str, Specimen]) -> str:
    for row in range(rack.rows):
        for column in range(1, rack.columns + 1):
            if (name := f"{chr(65 + row)}{column}") not in taken:
                return name
    first = f"{chr(64 + rack.rows)}{rack.columns}"
    raise PositionTaken(position=first, place=rack.name, other=taken[first].code)


def _demand(rack: Location, position: str) -> None:
    found = _AT.fullmatch(position)
    if (
        not found
        or ord(found[1]) - 65 >= rack.rows
        or not 1 <= int(found[2]) <= rack.columns
        or found[2].startswith("0")
    ):
        last = f"{chr(64 + rack.rows)}{rack.columns}"
        raise NoSuchPosition(position=position, place=rack.name, first="A1", last=last)


def take_out(db: Session, actor: Actor, code: str, *, note: str = "") -> Specimen:
    """It is worked on again: its place is free."""
    tube = chain.locked(db, actor, code)
    chain.turn(tube, SpecimenState.RECEIVED)
    chain.write(db, actor, [tube], CustodyAct.TAKE_OUT, note=note)
    return tube


def due(
    db: Session, actor: Actor, *, after: str | None, limit: int
) -> tuple[list[Specimen], str | None]:
    """What has been kept as long as it must be, the oldest first."""
    before = utc_now() - timedelta(days=int(admin.parameter(db, KEEP_DAYS.id)))
    asked = select(Specimen).where(
        col(Specimen.closed_at).is_(None),
        col(Specimen.state).in_(IN_LABORATORY),
        col(Specimen.received_at) <= before,
        col(Specimen.id).not_in(
            select(col(Item.specimen_id)).where(
                col(Item.closed_at).is_(None), col(Item.specimen_id).is_not(None)
            )
        ),
    )
    by = (col(Specimen.state_at), col(Specimen.id))
    return page_of(db, asked, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit)


def dispose(db: Session, actor: Actor, codes: Sequence[str], *, how: str) -> list[Specimen]:
    """Their end: who, when, how. What is still being measured is not thrown away."""
    tubes = chain.many_locked(db, codes)
    asked = select(Item).where(
        col(Item.specimen_id).in_([t.id for t in tubes]),
        col(Item.closed_at).is_(None),
        col(Item.state).in_(_IN_WORK),
    )
    working = list(db.exec(asked))
    if working:
        code = next(t.code for t in tubes if t.id == working[0].specimen_id)
        raise StillWorkedOn(code=code, tests=", ".join(i.test_code for i in working))
    for tube in tubes:
        chain.turn(tube, SpecimenState.DISPOSED)
        tube.reason = how
    chain.write(db, actor, tubes, CustodyAct.DISPOSE, note=how)
    return tubes
