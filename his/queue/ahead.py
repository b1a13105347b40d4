"""Who goes ahead in this house, as it is set now (quy tắc ưu tiên)."""

from sqlmodel import Session

from his.admin import service as admin
from his.queue.priority import Rules
from his.queue.settings import AGED_FROM, CHILD_UNDER, HOUSE_AHEAD


def rules_of(db: Session) -> Rules:
    """Who goes ahead, as it is set now."""
    more = str(admin.parameter(db, HOUSE_AHEAD.id))
    return Rules(
        child_under=int(admin.parameter(db, CHILD_UNDER.id)),
        aged_from=int(admin.parameter(db, AGED_FROM.id)),
        back_ahead=more in ("back", "both"),
        appointment_ahead=more in ("appointment", "both"),
    )
