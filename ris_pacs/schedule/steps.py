"""What machines told of their work (MPPS), and which exam it was.

A message belongs to an exam only where its study or order number is ours and the patient agrees;
everything else waits in a list for a person (IHE patient information reconciliation).
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.paging import page_of
from ris_pacs.archive import service as archive
from ris_pacs.dicom.slots import RECEIVER, Caller, StepRefused, StepSaid
from ris_pacs.schedule import dosing, working
from ris_pacs.schedule.errors import NoSuchStep, StepOfAnotherPatient
from ris_pacs.schedule.exams import TOPIC, exam, exam_of_accession, exam_of_study, locked, note
from ris_pacs.schedule.machines import machines_by_title
from ris_pacs.schedule.models import Exam, Step
from ris_pacs.schedule.states import WAITING, ExamState, Known, may_become

BEGUN, COMPLETED, DISCONTINUED = "IN PROGRESS", "COMPLETED", "DISCONTINUED"
_DUPLICATE, _UNKNOWN, _ENDED, _NO_LONGER = 0x0111, 0x0112, 0x0110, 0xA710
_WRONG_CLOCK = timedelta(hours=2)


def create(db: Session, who: Caller, said: StepSaid) -> None:
    """The machine has begun. Raises StepRefused."""
    if db.exec(select(Step).where(Step.uid == said.uid)).first() is not None:
        raise StepRefused(_DUPLICATE, "This step is known already")
    step = Step(uid=said.uid, ae_title=who.ae_title, status=said.status, at=utc_now())
    _put(step, said)
    found = _exam_of(db, said)
    step.exam_id = found.id if found else None
    db.add(step)
    db.flush()
    if found is not None:
        _follow(db, _actor(who, said), found.id, step)
    live.touch(db, TOPIC)


def change(db: Session, who: Caller, said: StepSaid) -> None:
    """More of it, or how it ended. Raises StepRefused."""
    asked = select(Step).where(Step.uid == said.uid).with_for_update()
    step = db.exec(asked.execution_options(populate_existing=True)).one_or_none()
    if step is None:
        raise StepRefused(_UNKNOWN, "No such step was begun here")
    if step.status != BEGUN:
        raise StepRefused(_ENDED, "The step has ended", _NO_LONGER)
    step.status = said.status or step.status
    _put(step, said)
    db.add(step)
    db.flush()
    if step.exam_id is not None:
        _follow(db, _actor(who, said), step.exam_id, step)
        if step.status == COMPLETED:
            dosing.of_step(db, step.exam_id, said)
    live.touch(db, TOPIC)


def _put(step: Step, said: StepSaid) -> None:
    """(An N-SET names only what is new.)"""
    for name in (
        "accession",
        "study_uid",
        "patient_code",
        "patient_name",
        "modality",
        "description",
        "performer",
        "why",
        "images",
        "started_at",
        "ended_at",
    ):
        value = getattr(said, name)
        if value:
            setattr(step, name, value)


def _actor(who: Caller, said: StepSaid) -> Actor:
    return Actor(RECEIVER.id, said.performer or who.name, username=RECEIVER.username)


def _exam_of(db: Session, said: StepSaid) -> Exam | None:
    found = exam_of_study(db, said.study_uid) if said.study_uid else None
    if found is None and said.accession:
        found = exam_of_accession(db, said.accession)
    if found is None:
        return None
    patient = patients.get(db, SYSTEM, found.patient_id)
    if said.patient_code != patient.code:
        return None
    if found.state in (ExamState.CANCELLED, ExamState.REPLACED):
        note(db, RECEIVER, found, "machine_began", known=Known.MACHINE, why="đã huỷ (cancelled)")
        return None
    return found


def _follow(db: Session, actor: Actor, exam_id: UUID, step: Step) -> None:
    """The exam stands where the machine says; a wrong clock of the machine changes nothing."""
    found = locked(db, actor, exam_id)
    if step.status == BEGUN:
        if found.state in WAITING or found.state is ExamState.DISCONTINUED:
            machine = next(iter(machines_by_title(db, step.ae_title)), None)
            working.start(
                db,
                actor,
                found.id,
                machine_id=machine.id if machine else None,
                known=Known.MACHINE,
                at=_sane(step.started_at),
                performer=step.performer,
            )
        return
    if step.performer:
        found.performed_by_name = step.performer[:200]
    if step.status == DISCONTINUED:
        if found.state is ExamState.IN_PROGRESS:
            reason = step.why or "máy báo ngừng (discontinued at the machine)"
            working.discontinue(db, actor, found.id, reason=reason, known=Known.MACHINE)
        return
    other = select(Step).where(
        Step.exam_id == exam_id, Step.status == BEGUN, col(Step.id) != step.id
    )
    if db.exec(other.limit(1)).first() is None and may_become(found.state, ExamState.DONE):
        images = found.images + step.images
        working.finish(
            db, actor, found.id, known=Known.MACHINE, at=_sane(step.ended_at), images=images
        )


def _sane(at: datetime | None) -> datetime | None:
    """The machine's clock, unless it is far off."""
    now = utc_now()
    return at if at is not None and abs(now - at) <= _WRONG_CLOCK else None


def unmatched(db: Session, *, after: str | None, limit: int) -> tuple[list[Step], str | None]:
    """What machines told of nobody we know, the latest first."""
    asked = select(Step).where(col(Step.exam_id).is_(None), Step.settled_by_name == "")
    by = (col(Step.at), col(Step.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def of_exam(db: Session, exam_id: UUID) -> list[Step]:
    asked = select(Step).where(Step.exam_id == exam_id).order_by(col(Step.at))
    return list(db.exec(asked.limit(50)))


def settle(
    db: Session, actor: Actor, step_id: UUID, *, exam_id: UUID | None, reason: str = ""
) -> Step:
    """It was that exam (its pictures go along), or none of ours.
    Raises NoSuchStep, NoSuchExam, StepOfAnotherPatient."""
    step = db.get(Step, step_id, with_for_update=True)
    if step is None or step.exam_id is not None or step.settled_by_name:
        raise NoSuchStep
    step.settled_by_name = actor.name
    db.add(step)
    if exam_id is not None:
        found = exam(db, actor, exam_id)
        patient = patients.get(db, actor, found.patient_id)
        if step.patient_code != patient.code and not reason:
            said = f"{step.patient_code} {step.patient_name}".strip() or "?"
            raise StepOfAnotherPatient(said=said, code=found.accession)
        step.exam_id = found.id
        db.flush()
        note(db, actor, found, "settle", why=reason or step.uid)
        if step.status != BEGUN and found.state in WAITING:
            working.start(db, actor, found.id, known=Known.MACHINE, performer=step.performer)
        _follow(db, actor, found.id, step)
        _take_pictures(db, actor, found, step, reason)
    live.touch(db, TOPIC)
    return step


def _take_pictures(db: Session, actor: Actor, of: Exam, step: Step, reason: str) -> None:
    asked = select(archive.ImagingStudy).where(archive.ImagingStudy.uid == step.study_uid)
    study = db.exec(asked).one_or_none() if step.study_uid else None
    if study is not None and study.patient_id is None:
        archive.match(
            db, actor, study.id, patient_id=of.patient_id, order_id=of.order_id, reason=reason
        )
