"""Exams: found, listed, and moved along by whoever works on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import OrderState
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.paging import page_of
from ris_pacs.schedule import events
from ris_pacs.schedule.errors import NoSuchExam
from ris_pacs.schedule.models import Exam, ExamEvent
from ris_pacs.schedule.states import ExamState, Known, become

HOLDER = "ris_pacs"
TOPIC = "exams"


def exam(db: Session, actor: Actor, exam_id: UUID) -> Exam:
    """Raises NoSuchExam (also where the patient may not be seen)."""
    found = db.get(Exam, exam_id)
    if found is None:
        raise NoSuchExam
    patients.get(db, actor, found.patient_id)
    return found


def locked(db: Session, actor: Actor, exam_id: UUID) -> Exam:
    """Ours until the transaction ends. Raises NoSuchExam."""
    asked = select(Exam).where(Exam.id == exam_id).with_for_update()
    found = db.exec(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NoSuchExam
    patients.get(db, actor, found.patient_id)
    return found


def exam_of_order(db: Session, order_id: UUID, *, lock: bool = False) -> Exam | None:
    asked = select(Exam).where(Exam.order_id == order_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.exec(asked).one_or_none()


def exam_of_study(db: Session, study_uid: str) -> Exam | None:
    """The exam whose pictures carry this Study Instance UID, as we gave it."""
    return db.exec(select(Exam).where(Exam.study_uid == study_uid)).one_or_none()


def exam_of_accession(db: Session, accession: str) -> Exam | None:
    return db.exec(select(Exam).where(Exam.accession == accession)).one_or_none()


def exams_by_id(db: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Exam]:
    """Those of them whose patients the actor may see, in one query."""
    if not ids:
        return {}
    asked = select(Exam).where(col(Exam.id).in_(set(ids)), patients.seen_by(actor, Exam.patient_id))
    return {each.id: each for each in db.exec(asked)}


def exams(
    db: Session,
    actor: Actor,
    *,
    states: Collection[ExamState] = (),
    modality: str = "",
    machine_id: UUID | None = None,
    patient_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
    descending: bool = False,
) -> tuple[list[Exam], str | None]:
    """By when they are due (planned for, or ordered)."""
    asked = select(Exam).where(patients.seen_by(actor, Exam.patient_id))
    if states:
        asked = asked.where(col(Exam.state).in_(list(states)))
    if modality:
        asked = asked.where(Exam.modality == modality)
    if machine_id:
        asked = asked.where(Exam.machine_id == machine_id)
    if patient_id:
        asked = asked.where(Exam.patient_id == patients.get(db, actor, patient_id).id)
    if since:
        asked = asked.where(col(Exam.due_at) >= since)
    if until:
        asked = asked.where(col(Exam.due_at) < until)
    by = (col(Exam.due_at), col(Exam.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=descending)


def history(db: Session, exam_id: UUID) -> list[ExamEvent]:
    """What was done about it, the first first."""
    asked = select(ExamEvent).where(ExamEvent.exam_id == exam_id).order_by(col(ExamEvent.id))
    return list(db.exec(asked.limit(200)))


def note(
    db: Session,
    actor: Actor,
    of: Exam,
    act: str,
    *,
    known: Known = Known.HAND,
    why: str = "",
    at: datetime | None = None,
) -> None:
    db.add(
        ExamEvent(
            exam_id=of.id,
            act=act,
            state=of.state,
            known_by=known,
            note=why[:500],
            at=at or utc_now(),
            by=actor.id,
            by_name=actor.name,
        )
    )
    live.touch(db, TOPIC)


def turn(
    db: Session,
    actor: Actor,
    of: Exam,
    wanted: ExamState,
    *,
    known: Known = Known.HAND,
    why: str = "",
    act: str = "",
    at: datetime | None = None,
) -> None:
    """To that state, written down. Raises ExamCannotBecome."""
    of.state = become(of.accession, of.state, wanted)
    of.known_by = known
    db.add(of)
    note(db, actor, of, act or wanted.value, known=known, why=why, at=at)
    db.flush()


def tell(db: Session, actor: Actor, of: Exam, what: type[events.ExamChanged], **more: Any) -> None:
    publish(
        db,
        what(
            exam_id=of.id,
            order_id=of.order_id,
            patient_id=of.patient_id,
            encounter_id=of.encounter_id,
            site_id=of.site_id,
            accession=of.accession,
            study_uid=of.study_uid,
            modality=of.modality,
            actor=actor,
            at=utc_now(),
            **more,
        ),
    )


def take_over(db: Session, actor: Actor, of: Exam) -> None:
    """The order is imaging's from here on: nobody answers it by hand elsewhere."""
    for order in orders.hold(db, [of.order_id], HOLDER):
        db.flush()
        if order.state is OrderState.PLACED:
            orders.accept(db, actor, order.id)


def orders_of(db: Session, found: Sequence[Exam]) -> dict[UUID, orders.Order]:
    """Their orders, in one query."""
    ids = [e.order_id for e in found]
    if not ids:
        return {}
    asked = select(orders.Order).where(col(orders.Order.id).in_(ids))
    return {o.id: o for o in db.exec(asked)}
