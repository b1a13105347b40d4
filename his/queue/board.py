"""What the boards in the waiting areas show: numbers, and names as far as they are to be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.patients.service import Patient
from his.queue import lists
from his.queue.errors import NoSuchBoard
from his.queue.models import QueueDay, QueueRoom, Ticket, TicketState, label_of
from his.queue.rooms import AREAS, setting, usual
from his.queue.settings import BOARD_NAMES, MIX
from his.queue.turns import Mix, in_order
from kernel import clock
from kernel.columns import unaccented
from kernel.text import Text

_NEXT = 4
_SKIPPED = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A number on the board, with the name as the setting allows it ("" when hidden)."""

    label: str
    name: str
    counter: str
    serving: bool
    times: int  # how often it was called: a recall is read aloud again


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """One line of a board."""

    code: str
    name: Text
    now: list[Shown]  # the latest call first
    next: list[Shown]
    skipped: list[str]
    waiting: int
    paused: bool
    wait_minutes: int  # what somebody who comes now will wait


@dataclass(frozen=True, slots=True)
class Board:
    title: Text
    rooms: list[BoardRoom]


@dataclass(frozen=True, slots=True)
class Spot:
    """A ticket as a board needs it."""

    prefix: str
    name: str
    lane: int
    turn_at: datetime
    number: int
    counter: str
    state: TicketState
    called_at: datetime | None
    times: int

    @property
    def label(self) -> str:
        return label_of(self.prefix, self.number)


_SPOT = (
    col(Ticket.lane),
    col(Ticket.turn_at),
    col(Ticket.number),
    col(Ticket.counter),
    col(Ticket.state),
    col(Ticket.called_at),
    col(Ticket.called_times),
)


def shortened(name: str, how: str) -> str:
    """A name as a waiting room may see it: "Nguyễn Văn An" -> "N. V. An" (initials)."""
    words = name.split()
    if how == "full":
        return name
    if how != "initials" or not words:
        return ""
    return " ".join([*(f"{word[0].upper()}." for word in words[:-1]), words[-1]])


def boards(db: Session) -> tuple[dict[str, Text], list[Room]]:
    """Every board: areas by address, and rooms, each of which has one of its own."""
    areas: dict[str, Text] = {}
    rooms = _on_boards(db)
    for _, shown in rooms:
        areas.setdefault(shown.area, _area_title(shown))
    areas.pop("", None)
    return dict(sorted(areas.items())), [room for room, _ in rooms]


def board(db: Session, address: str) -> Board:
    """What stands on the board of an area or a room. Raises NoSuchBoard."""
    rooms = _on_boards(db)
    wanted = unaccented(address)
    alone = [pair for pair in rooms if unaccented(pair[0].code) == wanted]
    chosen = alone or [pair for pair in rooms if pair[1].area and pair[1].area == wanted]
    if not chosen:
        raise NoSuchBoard(address=address)
    title = _room_title(chosen[0][0]) if alone else _area_title(chosen[0][1])
    return Board(title, _lines(db, [room for room, _ in chosen]))


def _lines(db: Session, rooms: Sequence[Room]) -> list[BoardRoom]:
    day = clock.today()
    ids = [room.id for room in rooms]
    how = str(admin.parameter(db, BOARD_NAMES.id))
    default_mix = int(admin.parameter(db, MIX.id))
    busy = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.SKIPPED)
    tickets: dict[UUID, list[Spot]] = {}
    for room_id, prefix, name, *spot in db.execute(
        select(col(Ticket.room_id), col(Ticket.prefix), col(Patient.name), *_SPOT)
        .outerjoin(Patient, col(Patient.id) == col(Ticket.patient_id))
        .where(
            col(Ticket.room_id).in_(ids),
            col(Ticket.day) == day,
            col(Ticket.state).in_(busy),
        )
    ):
        tickets.setdefault(room_id, []).append(Spot(prefix, shortened(name or "", how), *spot))
    days = db.execute(
        select(QueueDay).where(col(QueueDay.day) == day, col(QueueDay.room_id).in_(ids))
    ).scalars()
    lines = {line.room_id: line for line in days}
    waits = {
        each.room.id: int(each.next_wait.total_seconds() // 60) for each in lists.all_rooms(db)
    }
    shown: list[BoardRoom] = []
    for room in rooms:
        line = lines.get(room.id)
        mix = Mix(line.mix, line.since) if line else Mix(default_mix, default_mix)
        paused = bool(line and line.paused_at)
        made = board_room(room.code, _room_title(room), tickets.get(room.id, []), mix, paused)
        shown.append(replace(made, wait_minutes=waits.get(room.id, 0)))
    return shown


def board_room(code: str, name: Text, tickets: Iterable[Spot], mix: Mix, paused: bool) -> BoardRoom:
    """One room's line: who is called or served now, who comes next, whose number was passed."""
    everybody = list(tickets)
    waiting = in_order((s for s in everybody if s.state is TicketState.WAITING), mix)
    busy = (TicketState.CALLED, TicketState.SERVING)
    now = sorted(
        (s for s in everybody if s.state in busy),
        key=lambda s: (s.called_at or s.turn_at, s.number),
        reverse=True,
    )
    skipped = sorted(s.number for s in everybody if s.state is TicketState.SKIPPED)
    labels = {s.number: s.label for s in everybody}
    return BoardRoom(
        code=code,
        name=name,
        now=[_shown(s) for s in now],
        next=[_shown(s) for s in waiting[:_NEXT]],
        skipped=[labels[n] for n in skipped[:_SKIPPED]],
        waiting=len(waiting),
        paused=paused,
        wait_minutes=0,
    )


def _shown(spot: Spot) -> Shown:
    serving = spot.state is TicketState.SERVING
    return Shown(spot.label, spot.name, spot.counter, serving, spot.times)


def _on_boards(db: Session) -> list[tuple[Room, QueueRoom]]:
    pairs = [(room, setting(db, room.id) or usual(room)) for room in admin.rooms(db)]
    return [pair for pair in pairs if pair[1].on_board]


def _area_title(shown: QueueRoom) -> Text:
    for area, title in AREAS.values():
        if (area, title.vi) == (shown.area, shown.area_name):
            return title
    return Text(shown.area_name, "")


def _room_title(room: Room) -> Text:
    return Text(room.name, room.name_en)
