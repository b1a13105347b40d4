"""Critical findings: who was told, by whom, when, and what was read back."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.events import CriticalCalled
from his.orders.service import CriticalAlarm
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from ris_pacs.reading import events
from ris_pacs.reading.errors import NothingCritical
from ris_pacs.reading.keeping import TOPIC, locked, tell
from ris_pacs.reading.models import CriticalCall, Reading


def call(
    db: Session,
    actor: Actor,
    reading_id: UUID,
    *,
    to_name: str,
    to_phone: str = "",
    reached: bool = True,
    read_back: str = "",
) -> CriticalCall:
    """He was told and read it back; or nobody answered, and that is written down as well.

    Raises NothingCritical.
    """
    found = locked(db, actor, reading_id)
    if not found.critical:
        raise NothingCritical
    made = CriticalCall(
        reading_id=found.id,
        said=found.critical,
        to_name=to_name,
        to_phone=to_phone,
        reached=reached,
        read_back=read_back if reached else "",
        by=actor.id,
        by_name=actor.name,
        at=utc_now(),
    )
    db.add(made)
    db.flush()
    if reached:
        note = f"{to_name} {to_phone}".strip() + f": đọc lại “{read_back}”"
        publish(db, CriticalCalled(order_id=found.order_id, note=note[:500], actor=actor))
        tell(db, actor, events.CriticalToldByPhone, found, call_id=made.id)
    live.touch(db, TOPIC)
    return made


def calls(db: Session, reading_id: UUID) -> Sequence[CriticalCall]:
    asked = select(CriticalCall).where(CriticalCall.reading_id == reading_id)
    return db.exec(asked.order_by(col(CriticalCall.at), col(CriticalCall.id)).limit(100)).all()


def alarm(db: Session, of: Reading) -> CriticalAlarm | None:
    """The alarm that the requester sees; it stands until he acknowledges it."""
    asked = select(CriticalAlarm).where(
        CriticalAlarm.order_id == of.order_id, col(CriticalAlarm.ended_at).is_(None)
    )
    return db.exec(asked.order_by(col(CriticalAlarm.at).desc()).limit(1)).first()


def nobody_told(db: Session, of: Reading) -> bool:
    """A critical finding that nobody outside has heard of yet: the patient should not be the
    first."""
    if not of.critical:
        return False
    found = alarm(db, of)
    if found is not None and found.acknowledged_at is not None:
        return False
    return not any(c.reached and c.said == of.critical for c in calls(db, of.id))
