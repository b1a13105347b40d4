"""A room stops calling for a while, and goes on (tạm dừng hàng chờ)."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.queue.errors import QueuePaused, QueueRunning
from his.queue.models import QueueDay, TicketAct
from his.queue.settings import MIX
from his.queue.tickets import line_of, note_down
from his.queue.turns import Mix
from kernel import clock
from kernel.access import Actor


def pause(db: Session, actor: Actor, room_id: UUID, *, reason: str) -> QueueDay:
    """Nobody is called in this room for a while (tạm dừng)."""
    room = admin.room(db, room_id)
    line, _ = line_today(db, room.id, clock.today())
    if line.paused_at:
        raise QueuePaused(reason=line.paused_reason)
    line.paused_at = clock.utc_now()
    line.paused_reason = reason
    note_down(db, actor, room.id, TicketAct.PAUSE, at=line.paused_at, reason=reason)
    db.flush()
    return line


def resume(db: Session, actor: Actor, room_id: UUID) -> QueueDay:
    """Go on calling."""
    room = admin.room(db, room_id)
    line, _ = line_today(db, room.id, clock.today())
    if not line.paused_at:
        raise QueueRunning
    line.paused_at = None
    line.paused_reason = ""
    note_down(db, actor, room.id, TicketAct.RESUME, at=clock.utc_now())
    db.flush()
    return line


def line_today(db: Session, room_id: UUID, day: date) -> tuple[QueueDay, Mix]:
    """The state of a room's queue, held, and its mix as it is set now."""
    mix = int(admin.parameter(db, MIX.id, room_id=room_id))
    line = line_of(db, room_id, day, mix=mix)
    line.mix = mix
    return line, Mix(mix, line.since)
