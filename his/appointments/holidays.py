"""The holidays of the whole house, for whoever counts working time (ngày lễ)."""

from sqlmodel import Session, col, select

from his.admin.slots import Closed
from his.appointments.models import Absence


def closed_days(db: Session) -> list[Closed]:
    """The holidays of the whole house, the old ones too."""
    query = (
        select(Absence)
        .where(
            col(Absence.room_id).is_(None),
            col(Absence.doctor_id).is_(None),
            col(Absence.ended_at).is_(None),
        )
        .order_by(col(Absence.first), col(Absence.id))
    )
    return [Closed(each.first, each.last, each.reason) for each in db.exec(query)]
