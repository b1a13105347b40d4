"""Photos and papers that no machine made: into the archive, with the patient and the order."""

import os
from typing import BinaryIO
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import Order, OrderKind
from his.patients import service as patients
from his.patients.service import Patient
from kernel import audit
from kernel.access import ACTING, Acting, Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy, Outcome
from ris_pacs.delivery.errors import CaptureNotTaken, CaptureOrderNotTheirs
from ris_pacs.schedule import service as schedule
from ris_pacs.web import service as web

MODALITIES = ("XC", "ES", "US", "DM", "OT")
WORK = "ris_pacs.delivery.capturing:make"
_MOST = 60 * 1_048_576
_SECONDS = 60.0
_SEX = {"male": "M", "female": "F"}


def add(
    database: Database,
    actor: Actor,
    acting: Acting,
    *,
    patient_id: UUID,
    order_id: UUID | None,
    content: BinaryIO,
    title: str,
    modality: str,
) -> str:
    """Answers the study's UID. Raises CaptureNotTaken, CaptureOrderNotTheirs."""
    with database.read() as db:
        patient = patients.get(db, actor, patient_id)
        order = _order(db, actor, patient, order_id)
        uid = study_uid(db, patient, order)
        said = elements(actor, patient, order, uid, title, modality)
    store = archive.store_of(database.folder)
    draft = store.draft(new_id())
    try:
        size = 0
        while chunk := content.read(1 << 20):
            size += len(chunk)
            if size > _MOST:
                raise CaptureNotTaken
            draft.file.write(chunk)
        os.fsync(draft.file.fileno())
        job = {
            "work": WORK,
            "path": str(draft.path),
            "elements": said,
        }
        try:
            made = web.apart(job, seconds=_SECONDS)
        except web.CodecRefused as error:
            raise CaptureNotTaken from error
    finally:
        draft.discard()
    incoming = archive.take_file(store, [made], "web")
    ready = archive.prepare(store, incoming)
    try:
        with database.write(actor) as db:
            db.info[ACTING] = acting
            (kept,) = archive.keep_ready(db, [ready], actor)
            if kept.status is not Outcome.STORED:
                raise CaptureNotTaken
            _hold(db, actor, uid, patient, order, title)
    except BaseException:
        store.remove(ready.instance["path"])
        raise
    return uid


def _order(db: Session, actor: Actor, patient: Patient, order_id: UUID | None) -> Order | None:
    if order_id is None:
        return None
    found = orders.get(db, actor, order_id)
    theirs = patients.get(db, actor, found.patient_id).id == patient.id
    if not theirs or found.kind not in (OrderKind.IMAGING, OrderKind.FUNCTION):
        raise CaptureOrderNotTheirs
    return found


def study_uid(db: Session, patient: Patient, order: Order | None) -> str:
    """The order's own study; without an order, one of the patient's for each day."""
    if order is not None:
        asked = select(ImagingStudy.uid).where(
            ImagingStudy.order_id == order.id, ImagingStudy.patient_id == patient.id
        )
        there = db.exec(asked.order_by(col(ImagingStudy.id).desc()).limit(1)).first()
        exam = None if there else schedule.exam_of_order(db, order.id)
        return there or (exam.study_uid if exam else f"2.25.{order.id.int}")
    day = today()
    return f"2.25.{(patient.id.int & ~0xFFFFFFFF) ^ day.toordinal()}"


def elements(
    actor: Actor,
    patient: Patient,
    order: Order | None,
    uid: str,
    title: str,
    modality: str,
) -> dict[str, str]:
    at = utc_now().astimezone(LOCAL)
    day, time = at.strftime("%Y%m%d"), at.strftime("%H%M%S")
    birth = (patient.birth or "").replace("-", "")
    return {
        "PatientName": archive.patient_name(patient.name),
        "PatientID": patient.code,
        "PatientBirthDate": birth if len(birth) == 8 else "",
        "PatientSex": _SEX.get(patient.sex, "O"),
        "AccessionNumber": order.code if order else "",
        "StudyInstanceUID": uid,
        "StudyID": "1",
        "StudyDate": day,
        "StudyTime": time,
        "StudyDescription": order.service_name[:64] if order else "",
        "SeriesInstanceUID": f"2.25.{new_id().int}",
        "SeriesDescription": title[:64],
        "SeriesNumber": "900",
        "Modality": modality,
        "ContentDate": day,
        "ContentTime": time,
        "OperatorsName": archive.patient_name(actor.name)[:64],
        "ReferringPhysicianName": archive.patient_name(order.placed_by_name)[:64] if order else "",
    }


def _hold(
    db: Session, actor: Actor, uid: str, patient: Patient, order: Order | None, title: str
) -> None:
    """It was added on the patient's own page: whose it is, is known."""
    db.expire_all()
    study = db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid)).one()
    order_id = order.id if order else None
    if study.patient_id != patient.id or (order_id and study.order_id != order_id):
        archive.match(
            db, actor, study.id, patient_id=patient.id, order_id=order_id, reason=title[:200]
        )
    audit.record(db, "imaging.capture", title[:100], ("patient", patient.id), study=uid)
