"""How a room's queue is shown: its letter, and the board on which it stands."""

from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.admin.service import Room, RoomKind
from his.queue.models import QueueRoom
from kernel.settled import kept
from kernel.text import Text

# Where a room stands until somebody says otherwise.
AREAS: dict[RoomKind, tuple[str, Text]] = {
    RoomKind.RECEPTION: ("tiep-don", Text("Khu tiếp đón", "Reception")),
    RoomKind.EXAM: ("kham-benh", Text("Khu khám bệnh", "Examination")),
    RoomKind.PROCEDURE: ("kham-benh", Text("Khu khám bệnh", "Examination")),
    RoomKind.LAB: ("can-lam-sang", Text("Khu cận lâm sàng", "Laboratory and imaging")),
    RoomKind.IMAGING: ("can-lam-sang", Text("Khu cận lâm sàng", "Laboratory and imaging")),
    RoomKind.CASHIER: ("thu-ngan-thuoc", Text("Thu ngân, nhà thuốc", "Cashier and pharmacy")),
    RoomKind.PHARMACY: ("thu-ngan-thuoc", Text("Thu ngân, nhà thuốc", "Cashier and pharmacy")),
}


def queue_room(db: Session, room_id: UUID) -> QueueRoom:
    """What was set for a room; one with what is usual, not kept, where nothing was."""
    room = admin.room(db, room_id)
    return setting(db, room_id) or usual(room)


def setting(db: Session, room_id: UUID) -> QueueRoom | None:
    """What was set for a room, to be read."""
    asked = ("his.queue.room", room_id)
    return kept(db, asked, lambda: db.get(QueueRoom, room_id), QueueRoom)


def usual(room: Room) -> QueueRoom:
    area, name = AREAS[room.kind]
    return QueueRoom(room_id=room.id, area=area, area_name=name.vi)


def set_queue_room(
    db: Session,
    room_id: UUID,
    *,
    prefix: str,
    area: str,
    area_name: str,
    on_board: bool,
) -> QueueRoom:
    """Set a room's letter and board. Numbers already given keep their letter."""
    room = admin.room(db, room_id)
    found = db.get(QueueRoom, room.id, with_for_update=True) or usual(room)
    found.prefix = prefix
    found.area = area
    found.area_name = area_name
    found.on_board = on_board
    db.add(found)
    db.flush()
    return found
