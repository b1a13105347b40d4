"""The tickets behind the figures of waiting."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.queue.lists import TicketLine, shown
from his.queue.models import Ticket, TicketState
from kernel import clock
from kernel.access import Actor
from kernel.paging import page_of

MOST_DAYS = 31


def issued(
    db: Session,
    actor: Actor,
    room_id: UUID,
    *,
    first: date,
    last: date,
    hour: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[TicketLine], str | None]:
    """A room's tickets of some days, or of one hour of them, as the figures count them."""
    clock.span(first, last, MOST_DAYS)
    start, _ = clock.day_bounds(first)
    _, end = clock.day_bounds(last)
    query = select(Ticket).where(
        col(Ticket.room_id) == admin.room(db, room_id).id,
        col(Ticket.issued_at) >= start,
        col(Ticket.issued_at) < end,
        col(Ticket.state) != TicketState.MOVED,
    )
    if hour is not None:
        spans = []
        for n in range((last - first).days + 1):
            begins = clock.day_bounds(first + timedelta(n))[0] + timedelta(hours=hour)
            ends = begins + timedelta(hours=1)
            spans.append((col(Ticket.issued_at) >= begins) & (col(Ticket.issued_at) < ends))
        query = query.where(or_(*spans))
    by = (col(Ticket.issued_at), col(Ticket.id))
    kinds = (datetime.fromisoformat, UUID)
    found, following = page_of(db, query, by=by, types=kinds, after=after, limit=limit)
    return shown(db, actor, [ticket.id for ticket in found]), following
