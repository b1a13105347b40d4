"""At the machine: the patient comes, pictures are taken, it ends (by hand or by MPPS)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from his.orders import service as orders
from his.orders.service import OrderState
from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.schedule import asking, events
from ris_pacs.schedule.errors import ProtocolFirst, SideIsMissing
from ris_pacs.schedule.exams import locked, note, take_over, tell, turn
from ris_pacs.schedule.machines import machine, needs_side
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.states import ExamState, Known


def arrive(db: Session, actor: Actor, exam_id: UUID, *, room_id: UUID | None = None) -> Exam:
    """The patient is here. Raises ProtocolFirst, ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    if found.state is ExamState.ORDERED:
        raise ProtocolFirst(code=found.accession)
    turn(db, actor, found, ExamState.ARRIVED)
    found.arrived_at = utc_now()
    if room_id:
        found.room_id = room_id
    take_over(db, actor, found)
    tell(db, actor, found, events.ExamArrived)
    return found


def call(db: Session, actor: Actor, exam_id: UUID) -> Exam:
    """He is called to the machine; once more where he does not come."""
    found = locked(db, actor, exam_id)
    found.called += 1
    db.add(found)
    note(db, actor, found, "call")
    tell(db, actor, found, events.ExamCalled)
    return found


def absent(db: Session, actor: Actor, exam_id: UUID, *, why: str = "") -> Exam:
    """He was called and is not here: back to those who wait."""
    found = locked(db, actor, exam_id)
    if found.state is ExamState.ARRIVED:
        back = ExamState.SCHEDULED if found.planned_at else ExamState.ACCEPTED
        turn(db, actor, found, back, why=why, act="absent")
        found.arrived_at = None
    else:
        note(db, actor, found, "absent", why=why)
    return found


def start(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    machine_id: UUID | None = None,
    known: Known = Known.HAND,
    at: datetime | None = None,
    performer: str = "",
) -> Exam:
    """Pictures are taken from now on. By hand it asks for the side and the safety questions; what
    a machine tells has happened already, and is written down with what was missing.
    Raises SideIsMissing, SafetyNotAsked, SafetyStops, ProtocolFirst, ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    why = ""
    if known is Known.HAND:
        if found.state is ExamState.ORDERED:
            raise ProtocolFirst(code=found.accession)
        if not found.side and needs_side(db, found.service_code):
            raise SideIsMissing(code=found.accession)
        asking.demand(db, found)
    else:
        why = asking.missing(db, found)
    turn(db, actor, found, ExamState.IN_PROGRESS, known=known, why=why, act="start", at=at)
    found.started_at = at or utc_now()
    if machine_id:
        found.machine_id = machine(db, machine_id).id
        found.room_id = machine(db, machine_id).room_id or found.room_id
    found.performed_by = actor.id if known is Known.HAND else None
    found.performed_by_name = (performer or actor.name)[:200]
    take_over(db, actor, found)
    order = orders.get(db, actor, found.order_id)
    if order.state in (OrderState.PLACED, OrderState.ACCEPTED):
        orders.start(db, actor, order.id)
    if found.machine_id:
        used = machine(db, found.machine_id)
        order.machines = used.device_code or used.code
    tell(db, actor, found, events.ExamStarted)
    return found


def finish(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    known: Known = Known.HAND,
    at: datetime | None = None,
    images: int | None = None,
) -> Exam:
    """All pictures are taken. Raises ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    if found.state in (ExamState.ACCEPTED, ExamState.PROTOCOLLED) or found.state in (
        ExamState.SCHEDULED,
        ExamState.ARRIVED,
        ExamState.ORDERED,
    ):
        found = start(db, actor, exam_id, known=known, at=at)
    turn(db, actor, found, ExamState.DONE, known=known, at=at)
    found.ended_at = at or utc_now()
    found.closed_at = utc_now()
    if images is not None:
        found.images = images
    db.flush()
    tell(db, actor, found, events.ExamDone)
    return found


def discontinue(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    reason: str,
    known: Known = Known.HAND,
    at: datetime | None = None,
) -> Exam:
    """It was broken off; somebody decides whether the order is refused or it goes on."""
    found = locked(db, actor, exam_id)
    turn(db, actor, found, ExamState.DISCONTINUED, known=known, why=reason, at=at)
    found.ended_at = at or utc_now()
    found.closed_at = utc_now()
    found.ended_reason = reason[:500]
    db.flush()
    tell(db, actor, found, events.ExamDiscontinued, reason=reason)
    return found


def resume(db: Session, actor: Actor, exam_id: UUID, *, reason: str = "") -> Exam:
    """What was broken off goes on."""
    found = locked(db, actor, exam_id)
    turn(db, actor, found, ExamState.IN_PROGRESS, why=reason, act="resume")
    found.closed_at = found.ended_at = None
    found.ended_reason = ""
    db.flush()
    return found
