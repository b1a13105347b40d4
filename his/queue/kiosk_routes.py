"""Kiosks, and the tickets behind the figures."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.queue import permissions, service
from his.queue.schemas import KioskIn, KioskMadeOut, KioskOut, TicketOut
from kernel import audit, clock
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router

router = Router(prefix="/queue", tags=["his.queue"])

Setter = Annotated[Actor, Depends(Requires(permissions.SETTINGS))]
Day = Annotated[date | None, Query(description="Vietnamese day; today when left out.")]


@router.get("/kiosks")
def kiosks(_: Setter, db: Db, after: After = None, limit: Limit = 50) -> Page[KioskOut]:
    """The devices that give numbers."""
    found, following = service.kiosks(db, after=after, limit=limit)
    return Page(items=[KioskOut.model_validate(each) for each in found], next=following)


@router.post("/kiosks", status_code=201)
def make_kiosk(wanted: KioskIn, actor: Setter, db: Db) -> KioskMadeOut:
    """A new kiosk; its code is shown this once, and typed at /kiosk."""
    made, token = service.make_kiosk(db, actor, name=wanted.name, room_id=wanted.room_id)
    return KioskMadeOut(kiosk=KioskOut.model_validate(made), token=token)


@router.post("/kiosks/{kiosk_id}/block")
def block_kiosk(kiosk_id: UUID, actor: Setter, db: Db) -> KioskOut:
    """It gives no numbers any more."""
    return KioskOut.model_validate(service.block_kiosk(db, actor, kiosk_id))


@router.get("/rooms/{room_id}/figures")
def behind_figures(
    room_id: UUID,
    actor: Annotated[Actor, Depends(Requires(permissions.FIGURES))],
    db: Db,
    first: Day = None,
    last: Day = None,
    hour: Annotated[int | None, Query(ge=0, le=23)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[TicketOut]:
    """The tickets that a figure counts, as they were issued."""
    end = last or clock.today()
    found, following = service.issued(
        db, actor, room_id, first=first or end, last=end, hour=hour, after=after, limit=limit
    )
    people = [line.patient.id for line in found if line.patient]
    audit.read_list(db, "patient", dict.fromkeys(people))
    return Page(items=[TicketOut.of(line) for line in found], next=following)
