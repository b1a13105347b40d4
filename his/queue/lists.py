"""What a room sees of its queue, and what the house sees of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from his.queue.models import QueueDay, Ticket, TicketCall, TicketState, label_of
from his.queue.room_day import Outlook, RoomDay, Spot, room_day
from his.queue.settings import MIX, SERVICE_MINUTES
from his.queue.states import OVER
from his.queue.turns import Mix
from his.queue.waiting import Stay, estimate
from kernel import clock
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.paging import cursor, page_of, place


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as lists show it. `patient` is none where the actor may not see him."""

    ticket: Ticket
    room: Room
    encounter: Encounter | None
    patient: patients.Brief | None
    outlook: Outlook | None


def of_room(
    db: Session,
    actor: Actor,
    room_id: UUID,
    *,
    day: date | None = None,
    states: Sequence[TicketState] = (),
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[TicketLine], str | None]:
    """A room's queue as it will be called; without `states` those who are not over yet."""
    room = admin.room(db, room_id)
    found = _room_day(db, room.id, day or clock.today())
    wanted = [s for s in found.order if (s.state in states if states else s.state not in OVER)]
    start = _after(wanted, after) if after else 0
    page = wanted[start : start + limit]
    lines = shown(db, actor, [s.id for s in page], found)
    more = start + limit < len(wanted)
    return lines, cursor(str(page[-1].id), start + limit) if more else None


def _after(wanted: Sequence[Spot], after: str) -> int:
    """Where the page begins: behind the last one shown, or, where he was called meanwhile, as
    far down the list as he was."""
    last, position = place(after, UUID, int)
    return next((i + 1 for i, s in enumerate(wanted) if s.id == last), max(0, position))


def of_encounter(db: Session, actor: Actor, encounter_id: UUID) -> list[TicketLine]:
    """A visit's way through the house, in order."""
    ids = db.execute(
        select(col(Ticket.id))
        .where(col(Ticket.encounter_id) == encounter_id)
        .order_by(col(Ticket.issued_at), col(Ticket.id))
        .limit(200)
    ).scalars()
    return shown(db, actor, list(ids.all()))


def one(db: Session, actor: Actor, ticket_id: UUID) -> TicketLine:
    """One ticket, with its outlook while it waits. Raises NotFound."""
    ticket = db.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFound
    waits = ticket.state is TicketState.WAITING and ticket.day == clock.today()
    day = _room_day(db, ticket.room_id, ticket.day) if waits else None
    return shown(db, actor, [ticket_id], day)[0]


def shown(
    db: Session, actor: Actor, ids: Sequence[UUID], day: RoomDay | None = None
) -> list[TicketLine]:
    """Tickets with room, visit and patient, in one query, in the order of `ids`."""
    if not ids:
        return []
    rows = db.execute(
        select(Ticket, Room, Encounter, *encounters.PERSON)
        .join(Room, col(Room.id) == col(Ticket.room_id))
        .outerjoin(Encounter, col(Encounter.id) == col(Ticket.encounter_id))
        .outerjoin(
            Patient,
            and_(col(Patient.id) == col(Ticket.patient_id), patients.visible(actor)),
        )
        .where(col(Ticket.id).in_(ids))
    )
    looks = day.outlooks(ids) if day else {}
    found = {
        ticket.id: TicketLine(
            ticket,
            room,
            encounter,
            encounters.brief(*person) if person[0] else None,
            looks.get(ticket.id),
        )
        for ticket, room, encounter, *person in rows
    }
    return [found[each] for each in ids if each in found]


def calls(
    db: Session, ticket_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[TicketCall], str | None]:
    """What was done to a ticket, in order."""
    query = select(TicketCall).where(col(TicketCall.ticket_id) == ticket_id)
    return page_of(db, query, by=(col(TicketCall.id),), types=(UUID,), after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A room's queue in one line: for the supervisor, and for whoever chooses a room."""

    room: Room
    waiting: int
    waiting_priority: int
    called: int
    serving: int
    held: int
    skipped: int
    done: int
    now: str  # the label last called or served
    longest_wait: timedelta | None
    next_wait: timedelta  # what somebody who comes now will wait
    paused_reason: str | None


def all_rooms(db: Session) -> list[QueueNow]:
    """Every room in use with its queue of today."""
    day = clock.today()
    spots: dict[UUID, list[tuple[Spot, str, datetime]]] = {}
    for row in db.execute(
        select(*_SPOT, col(Ticket.room_id), col(Ticket.prefix), col(Ticket.issued_at)).where(
            col(Ticket.day) == day
        )
    ):
        *spot, room_id, prefix, issued_at = row
        each = Spot(*spot)
        since = min(issued_at, each.turn_at)
        spots.setdefault(room_id, []).append((each, label_of(prefix, each.number), since))
    lines = {
        line.room_id: line
        for line in db.execute(select(QueueDay).where(col(QueueDay.day) == day)).scalars()
    }
    default = _default_service(db, None)
    now = clock.utc_now()
    return [
        _summed_up(room, spots.get(room.id, []), lines.get(room.id), default, now)
        for room in admin.rooms(db)
    ]


def _summed_up(
    room: Room,
    tickets: Sequence[tuple[Spot, str, datetime]],
    line: QueueDay | None,
    default: timedelta,
    now: datetime,
) -> QueueNow:
    count = dict.fromkeys(TicketState, 0)
    for spot, *_ in tickets:
        count[spot.state] += 1
    found = room_day((s for s, *_ in tickets), Mix(0, 0), default)
    waits = [now - since for s, _, since in tickets if s.state is TicketState.WAITING]
    busy = (TicketState.CALLED, TicketState.SERVING)
    last = max(
        ((s.called_at, label) for s, label, _ in tickets if s.state in busy and s.called_at),
        default=(None, ""),
    )
    serving = count[TicketState.SERVING]
    ahead = count[TicketState.WAITING] + count[TicketState.CALLED] + (1 if serving else 0)
    return QueueNow(
        room=room,
        waiting=count[TicketState.WAITING],
        waiting_priority=sum(
            1 for s, *_ in tickets if s.state is TicketState.WAITING and s.lane < 2
        ),
        called=count[TicketState.CALLED],
        serving=serving,
        held=count[TicketState.HELD],
        skipped=count[TicketState.SKIPPED],
        done=count[TicketState.DONE],
        now=last[1],
        longest_wait=max(waits, default=None),
        next_wait=estimate(ahead, found.service, servers=serving),
        paused_reason=line.paused_reason if line and line.paused_at else None,
    )


def stays(db: Session, first: date, last: date, room_id: UUID | None) -> list[Stay]:
    """The instants of every ticket of some days, for the figures."""
    query = select(
        col(Ticket.room_id),
        col(Ticket.issued_at),
        col(Ticket.first_called_at),
        col(Ticket.started_at),
        col(Ticket.finished_at),
        col(Ticket.state),
    ).where(
        col(Ticket.day) >= first,
        col(Ticket.day) <= last,
        col(Ticket.state) != TicketState.MOVED,
    )
    if room_id:
        query = query.where(col(Ticket.room_id) == room_id)
    return [
        Stay(room, issued, called, started, finished, state is TicketState.LEFT)
        for room, issued, called, started, finished, state in db.execute(query)
    ]


_SPOT = (
    col(Ticket.id),
    col(Ticket.state),
    col(Ticket.lane),
    col(Ticket.turn_at),
    col(Ticket.number),
    col(Ticket.called_at),
    col(Ticket.started_at),
    col(Ticket.finished_at),
)


def _room_day(db: Session, room_id: UUID, day: date) -> RoomDay:
    rows = db.execute(select(*_SPOT).where(col(Ticket.room_id) == room_id, col(Ticket.day) == day))
    mix = int(admin.parameter(db, MIX.id, room_id=room_id))
    line = db.get(QueueDay, (room_id, day))
    state = Mix(mix, line.since if line else mix)
    return room_day((Spot(*row) for row in rows), state, _default_service(db, room_id))


def _default_service(db: Session, room_id: UUID | None) -> timedelta:
    return timedelta(minutes=int(admin.parameter(db, SERVICE_MINUTES.id, room_id=room_id)))
