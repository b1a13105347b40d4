"""A person's own reports: which one, with which filters."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.reports.models import SavedReport
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.reports import Filters, Report


def save(db: Session, actor: Actor, report: Report, filters: Filters, *, name: str) -> SavedReport:
    saved = SavedReport(owner_id=actor.id, name=name, report_id=report.id, filters=dict(filters))
    db.add(saved)
    db.flush()
    return saved


def mine(db: Session, actor: Actor) -> list[SavedReport]:
    found = select(SavedReport).where(
        SavedReport.owner_id == actor.id, col(SavedReport.ended_at).is_(None)
    )
    return list(db.exec(found.order_by(col(SavedReport.id)).limit(100)))


def drop(db: Session, actor: Actor, saved_id: UUID) -> SavedReport:
    """Raises NotFound where it is not one's own."""
    saved = db.get(SavedReport, saved_id, with_for_update=True)
    if saved is None or saved.owner_id != actor.id:
        raise NotFound
    saved.ended_at = saved.ended_at or utc_now()
    return saved
