"""Hand-overs: a rack of tubes from the ward to the laboratory, or to another laboratory."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import clock, counters
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.specimens import chain
from lis.specimens.errors import ShipmentIsThere
from lis.specimens.models import Shipment, ShipmentLine, Specimen
from lis.specimens.states import CustodyAct, SpecimenState


def send(
    db: Session,
    actor: Actor,
    codes: Sequence[str],
    *,
    outside: bool,
    to_name: str,
    carrier: str = "",
    temperature: str = "",
    note: str = "",
) -> Shipment:
    """These tubes leave together. In the house each is received by its own scan; a reference
    laboratory says that the whole arrived. Raises SpecimenCannotBecome."""
    tubes = chain.many_locked(db, codes)
    if not tubes:
        raise NotFound
    now = utc_now()
    number = counters.take_quick(db, f"lis.specimens.shipment/{clock.today():%y%m}")
    made = Shipment(
        code=f"GM{clock.today():%y%m}-{number:04d}",
        outside=outside,
        to_name=to_name,
        carrier=carrier,
        temperature=temperature,
        note=note,
        made_at=now,
        made_by=actor.id,
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    to, act = SpecimenState.SENT, CustodyAct.SEND
    if outside:
        to, act = SpecimenState.SHIPPED, CustodyAct.SHIP
    for tube in tubes:
        chain.turn(tube, to, now)
        db.add(ShipmentLine(shipment_id=made.id, specimen_id=tube.id))
    cold = f" · {temperature}" if temperature else ""
    chain.write(db, actor, tubes, act, at=now, place=to_name, note=f"{made.code}{cold}")
    return made


def arrive(db: Session, actor: Actor, shipment_id: UUID, *, note: str) -> Shipment:
    """The other laboratory has it: what is with it is written down for each tube.

    Raises ShipmentIsThere."""
    made = db.get(Shipment, shipment_id, with_for_update=True)
    if made is None:
        raise NotFound
    if made.arrived_at is not None:
        at = made.arrived_at.astimezone(LOCAL)
        raise ShipmentIsThere(code=made.code, at=f"{at:%H:%M %d/%m/%Y}")
    made.arrived_at, made.arrived_by_name, made.arrived_note = utc_now(), actor.name, note
    said = f"{made.code} {note}".strip()
    chain.write(db, actor, lines(db, made.id), CustodyAct.ARRIVE, place=made.to_name, note=said)
    return made


def shipment(db: Session, shipment_id: UUID) -> Shipment:
    found = db.get(Shipment, shipment_id)
    if found is None:
        raise NotFound
    return found


def lines(db: Session, shipment_id: UUID) -> list[Specimen]:
    asked = (
        select(Specimen)
        .join(ShipmentLine, col(ShipmentLine.specimen_id) == col(Specimen.id))
        .where(ShipmentLine.shipment_id == shipment_id)
        .order_by(col(Specimen.code))
    )
    return list(db.exec(asked.limit(500)))


def page(
    db: Session, *, outside: bool | None, after: str | None, limit: int
) -> tuple[list[Shipment], str | None]:
    """The latest first."""
    asked = select(Shipment)
    if outside is not None:
        asked = asked.where(Shipment.outside == outside)
    by = (col(Shipment.made_at), col(Shipment.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)
