"""Before the machine: accepted, protocolled, given a machine and a time, or sent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders import service as orders
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from ris_pacs.schedule import events
from ris_pacs.schedule.errors import (
    MachineDoesNot,
    NotAnImagingService,
    OutsideMachineHours,
    PlannedInThePast,
    ProtocolFirst,
    SideIsMissing,
    SlotOfMachineTaken,
)
from ris_pacs.schedule.exams import exam_of_order, locked, note, take_over, tell, turn
from ris_pacs.schedule.machines import machine, needs_side, procedure_of
from ris_pacs.schedule.models import Exam, Machine
from ris_pacs.schedule.permissions import PROTOCOL
from ris_pacs.schedule.settings import REPEAT_DAYS
from ris_pacs.schedule.states import OPEN, Contrast, ExamState, Side


def accept(db: Session, actor: Actor, exam_id: UUID, *, side: Side | None = None) -> Exam:
    """It will be done as ordered. Raises SideIsMissing, ProtocolFirst, ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    _say_side(db, found, side)
    known = procedure_of(db, found.service_code)
    if known is not None and known.needs_protocol and not actor.holds(PROTOCOL):
        raise ProtocolFirst(code=found.accession)
    turn(db, actor, found, ExamState.ACCEPTED, act="accept")
    take_over(db, actor, found)
    tell(db, actor, found, events.ExamAccepted)
    return found


def protocol(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    text: str,
    contrast: Contrast | None = None,
    side: Side | None = None,
    machine_id: UUID | None = None,
) -> Exam:
    """How it is done: the technique, whether contrast is given, which side.
    Raises SideIsMissing, MachineDoesNot, ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    _say_side(db, found, side)
    was = found.state
    found.protocol = text
    if contrast is not None:
        found.contrast = contrast
    elif found.contrast is Contrast.POSSIBLE:
        found.contrast = Contrast.NONE
    found.protocolled_at, found.protocolled_by = utc_now(), actor.id
    found.protocolled_by_name = actor.name
    if machine_id is not None:
        _put_on(found, machine(db, machine_id))
    stays = was in (ExamState.SCHEDULED, ExamState.ARRIVED)
    if stays:
        note(db, actor, found, "protocol", why=text)
    else:
        turn(db, actor, found, ExamState.PROTOCOLLED, why=text, act="protocol")
    take_over(db, actor, found)
    if was is ExamState.ORDERED:
        tell(db, actor, found, events.ExamAccepted)
    return found


def _say_side(db: Session, of: Exam, side: Side | None) -> None:
    if side is not None:
        of.side = side
    if of.side is Side.NONE and needs_side(db, of.service_code):
        raise SideIsMissing(code=of.accession)


def _put_on(of: Exam, on: Machine) -> None:
    if on.modality != of.modality and {on.modality, of.modality} != {"DX", "CR"}:
        raise MachineDoesNot(machine=on.code, modality=of.modality)
    of.machine_id, of.room_id = on.id, on.room_id or of.room_id


def schedule(
    db: Session, actor: Actor, exam_id: UUID, *, machine_id: UUID, at: datetime | None
) -> Exam:
    """A machine and a time (none: when his turn comes). Two never get the same time.
    Raises MachineDoesNot, SlotOfMachineTaken, OutsideMachineHours, PlannedInThePast,
    SideIsMissing, ProtocolFirst, ExamCannotBecome."""
    found = locked(db, actor, exam_id)
    _say_side(db, found, None)
    known = procedure_of(db, found.service_code)
    if known is not None and known.needs_protocol and found.protocolled_at is None:
        raise ProtocolFirst(code=found.accession)
    asked = select(Machine).where(Machine.id == machine_id).with_for_update()
    on = db.exec(asked.execution_options(populate_existing=True)).one_or_none()
    on = on or machine(db, machine_id)
    _put_on(found, on)
    was = found.state
    if at is not None:
        _free(db, on, found, at)
    found.planned_at = at
    found.due_at = at or found.ordered_at
    turn(db, actor, found, ExamState.SCHEDULED, why=f"{on.code} {_said(at)}", act="schedule")
    take_over(db, actor, found)
    if was is ExamState.ORDERED:
        tell(db, actor, found, events.ExamAccepted)
    tell(db, actor, found, events.ExamScheduled, machine_id=on.id, planned_at=at)
    return found


def _said(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%d/%m %H:%M}" if at else ""


def _free(db: Session, on: Machine, of: Exam, at: datetime) -> None:
    """Raises PlannedInThePast, OutsideMachineHours, SlotOfMachineTaken."""
    begin, end = at, at + timedelta(minutes=of.minutes)
    if end <= utc_now():
        raise PlannedInThePast
    local, last = begin.astimezone(LOCAL), end.astimezone(LOCAL)
    opens, closes = _clock(on.opens), _clock(on.closes)
    if local.date() != last.date() or local.time() < opens or last.time() > closes:
        raise OutsideMachineHours(machine=on.code, opens=on.opens, closes=on.closes)
    for other in on_day(db, on.id, local.date()):
        if other.id == of.id or other.planned_at is None:
            continue
        theirs = other.planned_at + timedelta(minutes=other.minutes)
        if other.planned_at < end and begin < theirs:
            raise SlotOfMachineTaken(
                machine=on.code, code=other.accession, at=_said(other.planned_at)
            )


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def on_day(db: Session, machine_id: UUID, day: date) -> list[Exam]:
    """What is planned on a machine on a day, by time."""
    begin = datetime.combine(day, time.min, LOCAL)
    asked = select(Exam).where(
        Exam.machine_id == machine_id,
        col(Exam.planned_at) >= begin,
        col(Exam.planned_at) < begin + timedelta(days=1),
        col(Exam.state).in_([*OPEN, ExamState.DONE]),
    )
    return list(db.exec(asked.order_by(col(Exam.planned_at)).limit(300)))


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a machine's day."""

    at: datetime
    minutes: int
    exam: Exam | None


def day_of(db: Session, on: Machine, day: date) -> list[Slot]:
    """A machine's day in its slots; an exam that takes longer covers the ones behind it."""
    taken: Sequence[Exam] = on_day(db, on.id, day)
    at = datetime.combine(day, _clock(on.opens), LOCAL)
    until = datetime.combine(day, _clock(on.closes), LOCAL)
    step = timedelta(minutes=on.slot_minutes)
    found = [Slot(e.planned_at, e.minutes, e) for e in taken if e.planned_at]
    while at + step <= until:
        covered = any(s.at < at + step and at < s.at + timedelta(minutes=s.minutes) for s in found)
        if not covered:
            found.append(Slot(at, on.slot_minutes, None))
        at += step
    return sorted(found, key=lambda s: s.at)


def refuse(db: Session, actor: Actor, exam_id: UUID, *, reason: str) -> Exam:
    """Back to whoever ordered, with the reason; its price goes with it."""
    found = locked(db, actor, exam_id)
    take_over(db, actor, found)
    orders.refuse(db, actor, found.order_id, reason=reason)
    db.flush()
    return found


def exchange(db: Session, actor: Actor, exam_id: UUID, *, service_code: str, reason: str) -> Exam:
    """Another technique than ordered: a new order at its own price in the place of the old one,
    which goes back to whoever asked with the reason. Raises NotAnImagingService."""
    old = locked(db, actor, exam_id)
    if procedure_of(db, service_code) is None:
        raise NotAnImagingService(code=service_code)
    take_over(db, actor, old)
    was = orders.get(db, actor, old.order_id)
    turn(db, actor, old, ExamState.REPLACED, why=reason, act="exchange")
    old.closed_at, old.ended_reason = utc_now(), reason[:500]
    orders.refuse(db, actor, was.id, reason=reason)
    new = _place(db, actor, was, service_code, note=f"Thay {was.code}: {reason}")
    old.replaced_by = new.id
    db.flush()
    tell(db, actor, old, events.ExamReplaced, by_exam_id=new.id, reason=reason)
    return new


def add_on(db: Session, actor: Actor, exam_id: UUID, *, service_code: str, reason: str) -> Exam:
    """One more technique in the same sitting, as an order of its own (it is billed).
    Raises NotAnImagingService."""
    beside = locked(db, actor, exam_id)
    if procedure_of(db, service_code) is None:
        raise NotAnImagingService(code=service_code)
    was = orders.get(db, actor, beside.order_id)
    return _place(db, actor, was, service_code, note=f"Thêm cùng {was.code}: {reason}")


def _place(db: Session, actor: Actor, was: orders.Order, service_code: str, *, note: str) -> Exam:
    placed = orders.place(
        db,
        actor,
        encounter_id=was.encounter_id,
        service_code=service_code,
        urgency=was.urgency,
        indication=was.indication,
        note=note[:500],
        room_id=None,
    )
    made = exam_of_order(db, placed.id)
    if made is None:
        raise NotAnImagingService(code=service_code)
    return made


def repeats(db: Session, of: Exam) -> list[Exam]:
    """The same technique of the same person a few days ago (radiation, money)."""
    days = int(admin.parameter(db, REPEAT_DAYS.id))
    if not days:
        return []
    asked = select(Exam).where(
        Exam.patient_id == of.patient_id,
        Exam.service_code == of.service_code,
        col(Exam.id) != of.id,
        col(Exam.due_at) >= of.due_at - timedelta(days=days),
        col(Exam.state).in_([*OPEN, ExamState.DONE]),
    )
    return list(db.exec(asked.order_by(col(Exam.due_at).desc()).limit(5)))
