"""The patient's own page (trang của người bệnh): where his number stands, opened by the QR on it.

No name, no reason, no department beyond the room where he waits: whoever finds the paper learns
what the board on the wall shows.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.service import RoomKind
from his.queue import lists
from his.queue.errors import NoSuchNumber
from his.queue.models import StepState, Ticket, TicketState
from his.queue.states import ACTIVE
from his.queue.steps import of_visit
from kernel import clock
from kernel.access import SYSTEM
from kernel.text import Text

SAYS: dict[TicketState, Text] = {
    TicketState.WAITING: Text("Đang chờ", "Waiting"),
    TicketState.CALLED: Text("Mời vào", "Please come in"),
    TicketState.SERVING: Text("Đang phục vụ", "Being served"),
    TicketState.HELD: Text("Tạm giữ số", "Kept for you"),
    TicketState.SKIPPED: Text("Đã gọi, hãy báo quầy", "Was called: tell the desk"),
    TicketState.DONE: Text("Đã xong", "Done"),
    TicketState.MOVED: Text("Đã chuyển phòng", "Goes on elsewhere"),
    TicketState.LEFT: Text("Đã hủy", "Cancelled"),
}
PLACES: dict[str, Text] = {
    RoomKind.LAB: Text("Xét nghiệm", "Laboratory"),
    RoomKind.IMAGING: Text("Chẩn đoán hình ảnh", "Imaging"),
    RoomKind.PROCEDURE: Text("Thủ thuật", "Procedure"),
    RoomKind.CASHIER: Text("Thu ngân", "Cashier"),
    RoomKind.PHARMACY: Text("Nhà thuốc", "Pharmacy"),
    RoomKind.EXAM: Text("Phòng khám", "Consulting room"),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One room on the way."""

    label: str
    code: str
    room: Text
    state: TicketState
    says: Text
    ahead: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """What the page shows: where he is wanted now, what was, what comes."""

    now: Stop | None
    stops: list[Stop]
    coming: list[Text]
    over: bool


def way(db: Session, token: str) -> Way:
    """Raises NoSuchNumber; a number of another day is over."""
    found: Ticket | None = db.execute(
        select(Ticket).where(col(Ticket.token) == token)
    ).scalar_one_or_none()
    if found is None:
        raise NoSuchNumber
    if found.day != clock.today():
        return Way(None, [], [], over=True)
    ids = [found.id]
    if found.encounter_id:
        lines = lists.of_encounter(db, SYSTEM, found.encounter_id)
        ids = [line.ticket.id for line in lines if line.ticket.day == found.day]
    stops = [_stop(db, ticket_id) for ticket_id in ids]
    return Way(
        now=_now(stops),
        stops=stops,
        coming=_coming(db, found),
        over=all(stop.state not in ACTIVE for stop in stops),
    )


def _stop(db: Session, ticket_id: UUID) -> Stop:
    line = lists.one(db, SYSTEM, ticket_id)
    look = line.outlook
    return Stop(
        label=line.ticket.label,
        code=line.room.code,
        room=Text(line.room.name, line.room.name_en or line.room.name),
        state=line.ticket.state,
        says=SAYS[line.ticket.state],
        ahead=look.ahead if look else None,
        minutes=int(look.wait.total_seconds() // 60) if look else None,
    )


_WANTED = (TicketState.CALLED, TicketState.SERVING, TicketState.WAITING, TicketState.SKIPPED)


def _now(stops: list[Stop]) -> Stop | None:
    """Where he is wanted first: who calls him, who serves him, where he waits."""
    for state in (*_WANTED, TicketState.HELD):
        here = [stop for stop in stops if stop.state is state]
        if here:
            return min(here, key=lambda s: (s.ahead is None, s.ahead or 0))
    return None


def _coming(db: Session, ticket: Ticket) -> list[Text]:
    if ticket.encounter_id is None:
        return []
    steps = of_visit(db, ticket.encounter_id)
    places = [s.place for s in steps if s.state is StepState.OPEN and s.ticket_id is None]
    return [PLACES[place] for place in dict.fromkeys(places) if place in PLACES]
