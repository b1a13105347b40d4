from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.admin import service as admin
from his.encounters import service as encounters
from his.queue import paper, permissions, service
from his.queue.figures import MOST_DAYS
from his.queue.lists import TicketLine
from his.queue.models import QueueRoom, Ticket, TicketState
from his.queue.schemas import (
    QueueOut,
    QueuePauseOut,
    QueueRoomIn,
    QueueRoomOut,
    QueuesOut,
    TicketCallIn,
    TicketCallOut,
    TicketIn,
    TicketMoveIn,
    TicketOut,
    TicketRangeIn,
    TicketRegradeIn,
    TicketRoom,
    TicketSendIn,
    TicketsOut,
    TicketWhyIn,
    WaitsByHour,
    WaitsOut,
)
from his.queue.waiting import by_hour
from kernel import audit, clock
from kernel.access import Actor, Requires
from kernel.db import Db, expect
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/queue", tags=["his.queue"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Caller = Annotated[Actor, Depends(Requires(permissions.CALL))]
Mover = Annotated[Actor, Depends(Requires(permissions.MOVE))]
Setter = Annotated[Actor, Depends(Requires(permissions.SETTINGS))]
Day = Annotated[date | None, Query(description="Vietnamese day; today when left out.")]
States = Annotated[list[TicketState] | None, Query(max_length=8)]


@router.get("/rooms")
def queues(actor: Reader, db: Db) -> QueuesOut:
    """Every room's queue now: how many wait, how long, who is called. No patient is named."""
    found = [QueueOut.of(each) for each in service.all_rooms(db)]
    staff = admin.staff(db, actor.id)
    own = staff.room_id if staff and any(q.room.id == staff.room_id for q in found) else None
    return QueuesOut(queues=found, own_room_id=own)


@router.get("/rooms/{room_id}/tickets")
def worklist(
    room_id: UUID,
    actor: Reader,
    db: Db,
    day: Day = None,
    state: States = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[TicketOut]:
    """A room's queue: who is served, then who waits in the order of calling, then the rest.

    Without `state` only those who are not over yet."""
    found, following = service.of_room(
        db, actor, room_id, day=day, states=state or (), after=after, limit=limit
    )
    return Page(items=_seen(db, found), next=following)


@router.post("/rooms/{room_id}/tickets", status_code=201)
def issue(
    room_id: UUID,
    ticket: TicketIn,
    actor: Annotated[Actor, Depends(Requires(permissions.ISSUE))],
    db: Db,
) -> TicketOut:
    """A number in a room, for a visit or for somebody who is not registered yet."""
    made = service.issue(
        db, actor, room_id=room_id, encounter_id=ticket.encounter_id, priority=ticket.priority
    )
    return _shown(db, actor, made)


@router.post("/rooms/{room_id}/next")
def call_next(room_id: UUID, desk: TicketCallIn, actor: Caller, db: Db) -> TicketOut:
    """Call whose turn it is."""
    return _shown(db, actor, service.call_next(db, actor, room_id, counter=desk.counter))


@router.post("/rooms/{room_id}/range")
def call_range(room_id: UUID, numbers: TicketRangeIn, actor: Caller, db: Db) -> TicketsOut:
    """Call everybody who waits from one number to another at once."""
    called = service.call_range(db, actor, room_id, **numbers.model_dump())
    return TicketsOut(tickets=[_shown(db, actor, ticket) for ticket in called])


@router.post("/rooms/{room_id}/pause")
def pause(room_id: UUID, why: TicketWhyIn, actor: Caller, db: Db) -> QueuePauseOut:
    """Nobody is called in this room for a while."""
    return QueuePauseOut.model_validate(service.pause(db, actor, room_id, reason=why.reason))


@router.post("/rooms/{room_id}/resume")
def resume(room_id: UUID, actor: Caller, db: Db) -> QueuePauseOut:
    """Go on calling."""
    return QueuePauseOut.model_validate(service.resume(db, actor, room_id))


@router.get("/rooms/{room_id}/settings")
def room_settings(room_id: UUID, _: Setter, db: Db) -> QueueRoomOut:
    """The letter of a room's tickets, and the board on which it stands."""
    return _settings(db, service.queue_room(db, room_id))


@router.put("/rooms/{room_id}/settings")
def set_room(room_id: UUID, wanted: QueueRoomIn, _: Setter, db: Db) -> QueueRoomOut:
    """Set the letter and the board; numbers already given keep theirs."""
    found = db.get(QueueRoom, room_id, with_for_update=True)
    if found:
        expect(found, wanted.version or 0, _settings(db, found))
    kept = service.set_queue_room(db, room_id, **wanted.model_dump(exclude={"version"}))
    return _settings(db, kept)


@router.get("/tickets/{ticket_id}")
def ticket(ticket_id: UUID, actor: Reader, db: Db) -> TicketOut:
    """One ticket, with its outlook while it waits."""
    line = service.one(db, actor, ticket_id)
    return _seen(db, [line])[0]


@router.get("/tickets/{ticket_id}/calls")
def calls(
    ticket_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[TicketCallOut]:
    """What was done to a ticket: who called it, when, from which desk."""
    _seen(db, [service.one(db, actor, ticket_id)])
    found, following = service.calls(db, ticket_id, after=after, limit=limit)
    return Page(items=[TicketCallOut.model_validate(c) for c in found], next=following)


@router.get("/of-visit/{encounter_id}")
def of_visit(encounter_id: UUID, actor: Reader, db: Db) -> TicketsOut:
    """A visit's way through the house: its tickets in every room, in order."""
    encounter = encounters.get(db, actor, encounter_id)
    return TicketsOut(tickets=_seen(db, service.of_encounter(db, actor, encounter.id)))


@router.post("/tickets/{ticket_id}/call")
def call(ticket_id: UUID, desk: TicketCallIn, actor: Caller, db: Db) -> TicketOut:
    """Call this very ticket, out of turn."""
    return _shown(db, actor, service.call(db, actor, ticket_id, counter=desk.counter))


@router.post("/tickets/{ticket_id}/recall")
def recall(ticket_id: UUID, desk: TicketCallIn, actor: Caller, db: Db) -> TicketOut:
    """Call a called ticket once more."""
    return _shown(db, actor, service.recall(db, actor, ticket_id, counter=desk.counter))


@router.post("/tickets/{ticket_id}/skip")
def skip(ticket_id: UUID, actor: Caller, db: Db) -> TicketOut:
    """He is not there: the ticket is kept aside until he comes."""
    return _shown(db, actor, service.skip(db, actor, ticket_id))


@router.post("/tickets/{ticket_id}/hold")
def hold(ticket_id: UUID, why: TicketWhyIn, actor: Caller, db: Db) -> TicketOut:
    """Let him wait outside the queue."""
    return _shown(db, actor, service.hold(db, actor, ticket_id, reason=why.reason))


@router.post("/tickets/{ticket_id}/return")
def return_(ticket_id: UUID, actor: Caller, db: Db) -> TicketOut:
    """Back into the queue: after tests ahead of the ordinary ones, after a skip behind."""
    return _shown(db, actor, service.return_(db, actor, ticket_id))


@router.post("/tickets/{ticket_id}/start")
def start(ticket_id: UUID, desk: TicketCallIn, actor: Caller, db: Db) -> TicketOut:
    """He is in the room."""
    return _shown(db, actor, service.start(db, actor, ticket_id, counter=desk.counter))


@router.post("/tickets/{ticket_id}/finish")
def finish(ticket_id: UUID, actor: Caller, db: Db) -> TicketOut:
    """He is served here; if he was sent from another room, he waits there again."""
    return _shown(db, actor, service.finish(db, actor, ticket_id))


@router.post("/tickets/{ticket_id}/leave")
def leave(ticket_id: UUID, why: TicketWhyIn, actor: Caller, db: Db) -> TicketOut:
    """He went away without being served."""
    return _shown(db, actor, service.leave(db, actor, ticket_id, reason=why.reason))


@router.post("/tickets/{ticket_id}/undo")
def undo(ticket_id: UUID, actor: Caller, db: Db) -> TicketOut:
    """Take back the last thing done to this ticket by a button of the queue."""
    return _shown(db, actor, service.undo(db, actor, ticket_id))


@router.post("/tickets/{ticket_id}/priority")
def regrade(
    ticket_id: UUID,
    wanted: TicketRegradeIn,
    actor: Annotated[Actor, Depends(Requires(permissions.REGRADE))],
    db: Db,
) -> TicketOut:
    """Another priority, by hand and with a reason."""
    ticket = service.regrade(db, actor, ticket_id, priority=wanted.priority, reason=wanted.reason)
    return _shown(db, actor, ticket)


@router.post("/tickets/{ticket_id}/move")
def move(ticket_id: UUID, to: TicketMoveIn, actor: Mover, db: Db) -> TicketOut:
    """He belongs in another room; answers the ticket there, which keeps his turn."""
    ticket = service.move(db, actor, ticket_id, room_id=to.room_id, reason=to.reason)
    return _shown(db, actor, ticket)


@router.post("/tickets/{ticket_id}/send", status_code=201)
def send(ticket_id: UUID, to: TicketSendIn, actor: Mover, db: Db) -> TicketOut:
    """Send him to another room for a while; answers the ticket there. His own is held."""
    return _shown(db, actor, service.send(db, actor, ticket_id, room_id=to.room_id))


@router.post("/tickets/{ticket_id}/prints/ticket", responses=PDF, response_class=Response)
def print_ticket(
    ticket_id: UUID, actor: Annotated[Actor, Depends(Requires(permissions.PRINT))], db: Db
) -> Response:
    """The number on paper (80 mm), with a QR code and the estimated wait."""
    line = service.one(db, actor, ticket_id)
    return pdf(paper.printed(db, actor, line), f"so-{line.ticket.label}")


@router.get("/figures")
def figures(
    _: Annotated[Actor, Depends(Requires(permissions.FIGURES))],
    db: Db,
    first: Day = None,
    last: Day = None,
    room_id: UUID | None = None,
) -> WaitsOut:
    """Average and 90th percentile of the waits by room and hour, over at most 31 days."""
    first, last = clock.span(first, last, MOST_DAYS)
    hours = by_hour(service.stays(db, first, last, room_id))
    named = {hour.room_id for hour in hours}
    rooms = [room for room in admin.rooms(db, active=None) if room.id in named]
    return WaitsOut(
        first=first,
        last=last,
        rooms=[TicketRoom.model_validate(room) for room in rooms],
        hours=[WaitsByHour.model_validate(hour) for hour in hours],
    )


def _shown(db: Db, actor: Actor, ticket: Ticket) -> TicketOut:
    return TicketOut.of(service.one(db, actor, ticket.id))


def _seen(db: Db, lines: Sequence[TicketLine]) -> list[TicketOut]:
    audit.read_list(db, "patient", dict.fromkeys(each.patient.id for each in lines if each.patient))
    return [TicketOut.of(line) for line in lines]


def _settings(db: Db, kept: QueueRoom) -> QueueRoomOut:
    known = db.get(QueueRoom, kept.room_id) is not None
    values = kept.model_dump(exclude={"version"})
    return QueueRoomOut(**values, version=kept.version if known else None)
