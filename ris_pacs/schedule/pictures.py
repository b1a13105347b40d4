"""Machines that tell nothing: their pictures say that an exam has begun, and that it has ended."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.events import StudyMatched
from ris_pacs.dicom.slots import RECEIVER
from ris_pacs.schedule import dosing, working
from ris_pacs.schedule.exams import exam_of_order, exam_of_study
from ris_pacs.schedule.machines import machines_by_title
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.settings import QUIET
from ris_pacs.schedule.states import WAITING, ExamState, Known


def order_of_study(db: Session, study_uid: str) -> tuple[UUID, UUID] | None:
    """(patient, order) of the exam for which we made this UID (archive's matching asks)."""
    found = exam_of_study(db, study_uid)
    return (found.patient_id, found.order_id) if found else None


def began(db: Session, event: StudyMatched) -> None:
    """Pictures of an exam that nobody has started: it is in progress."""
    if event.order_id is None:
        return
    found = exam_of_order(db, event.order_id, lock=True)
    if found is None or found.state not in WAITING:
        return
    study = db.get(archive.ImagingStudy, event.study_id)
    source = study.source if study else ""
    machine = next(iter(machines_by_title(db, source)), None) if source else None
    working.start(
        db,
        RECEIVER,
        found.id,
        machine_id=machine.id if machine else None,
        known=Known.PICTURES,
        at=study.received_at if study else None,
        performer=machine.name if machine else source,
    )


def settle_quiet(db: Session) -> Text | None:
    """Exams whose pictures have ended, and dose reports that came (a job, every minute)."""
    before = utc_now() - timedelta(minutes=int(admin.parameter(db, QUIET.id)))
    asked = (
        select(Exam, archive.ImagingStudy)
        .join(archive.ImagingStudy, col(archive.ImagingStudy.order_id) == col(Exam.order_id))
        .where(
            Exam.state == ExamState.IN_PROGRESS,
            Exam.known_by == Known.PICTURES,
            col(Exam.closed_at).is_(None),
        )
        .order_by(col(Exam.id))
        .limit(200)
    )
    last: dict[UUID, list[archive.ImagingStudy]] = {}
    for found, study in db.exec(asked).all():
        last.setdefault(found.id, []).append(study)
    ended = 0
    for exam_id, studies in last.items():
        quiet = max(s.changed_at for s in studies)
        if quiet > before:
            continue
        images = sum(s.instance_count for s in studies)
        working.finish(db, SYSTEM, exam_id, known=Known.PICTURES, at=quiet, images=images)
        ended += 1
    read = dosing.read_new(db)
    if not ended and not read:
        return None
    return Text(
        f"{ended} ca chụp xong theo ảnh, {read} báo cáo liều.",
        f"{ended} exams ended by their pictures, {read} dose reports.",
    )
