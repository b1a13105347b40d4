"""A correction is carried out: corrected copies are written first, outside any transaction; then
copies come into sight, what was wrong goes out of it with a note, and everybody is told.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import ACTING, Acting, Actor
from kernel.clock import LOCAL, utc_now
from kernel.db import Database
from kernel.events import publish
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import (
    ImagingSeries,
    ImagingStudy,
    InstanceState,
    Outcome,
    Ready,
)
from ris_pacs.quality import correcting, errors, events
from ris_pacs.quality.models import Correction, CorrectionKind
from ris_pacs.quality.settings import UNDO_DAYS
from ris_pacs.web import service as web

_SECONDS = 900.0
_AT_ONCE = 50
_SEX = {"male": "M", "female": "F"}


@dataclass(slots=True)
class Made:
    """What was written, on the disk and in no index yet."""

    ready: list[Ready] = field(default_factory=list)
    uids: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    study_uid: str = ""
    note_uid: str = ""


def approve(
    database: Database, actor: Actor, acting: Acting, correction_id: UUID, *, version: int
) -> None:
    """Raises SecondPersonNeeded, CorrectionIsDecided, PicturesChanged, CorrectionFailed."""
    store = archive.store_of(database.folder)
    with database.write(actor) as db:  # nobody else decides it meanwhile without being seen
        found = correcting.proposed(db, actor, correction_id, version)
        jobs = jobs_of(db, actor, found)
    made = write(store, jobs)
    try:
        with database.write(actor) as db:
            db.info[ACTING] = acting
            apply(db, actor, correcting.proposed(db, actor, correction_id, version), made)
    except BaseException:
        for each in made.ready:
            store.remove(each.instance["path"])
        raise


def jobs_of(db: Session, actor: Actor, of: Correction) -> dict[str, Any]:
    """What is to be written, with its UIDs. Raises PicturesChanged."""
    study = db.get(ImagingStudy, of.study_id)
    assert study is not None
    rows = correcting.chosen(db, study.id, series=(), instances=of.instances)
    if {row.uid for row in rows} != set(of.instances):
        raise errors.PicturesChanged
    runs = {r.id: r.uid for r in db.exec(select(ImagingSeries).where(_in(study)))}
    store = archive.store(db)
    changes: dict[str, str] = {k: v for k, v in of.changes.items() if k in correcting.CHANGEABLE}
    study_uid = study.uid
    if of.kind is CorrectionKind.MOVE:
        study_uid = f"2.25.{new_id().int}"
        changes |= _owner(db, actor, of)
    new_runs = {uid: f"2.25.{new_id().int}" for uid in runs.values()}
    items = [
        {
            "path": str(store.local(row.path)),
            "old": row.uid,
            "study": study_uid,
            "series": new_runs[runs[row.series_id]],
            "uid": f"2.25.{new_id().int}",
        }
        for row in rows
    ]
    return {
        "copies": [] if of.kind is CorrectionKind.REJECT else items,
        "changes": changes,
        "ratio": of.changes.get("ratio", "") if of.kind is CorrectionKind.LOSSY else "",
        "study": study_uid,
        "note": _note(study, of, [(r.sop_class, r.uid, runs[r.series_id]) for r in rows]),
    }


def _in(study: ImagingStudy) -> Any:
    return col(ImagingSeries.study_id) == study.id


def _owner(db: Session, actor: Actor, of: Correction) -> dict[str, str]:
    """The right patient's own words."""
    assert of.to_patient_id is not None
    patient = patients.get(db, actor, of.to_patient_id)
    birth = (patient.birth or "").replace("-", "")
    order = None
    if of.to_order_id:
        order = orders.get(db, actor, of.to_order_id)
    return {
        "PatientName": archive.patient_name(patient.name),
        "PatientID": patient.code,
        "PatientBirthDate": birth if len(birth) == 8 else "",
        "PatientSex": _SEX.get(patient.sex, "O"),
        "AccessionNumber": order.code if order else "",
    }


def _note(study: ImagingStudy, of: Correction, rejected: Sequence[Any]) -> dict[str, Any]:
    at = utc_now().astimezone(LOCAL)
    return {
        "work": "ris_pacs.quality.deriving:note",
        "uid": f"2.25.{new_id().int}",
        "series": f"2.25.{new_id().int}",
        "code": of.code.value,
        "reason": of.reason,
        "day": at.strftime("%Y%m%d"),
        "time": at.strftime("%H%M%S"),
        "rejected": list(rejected),
        "elements": {
            "PatientName": study.dicom_patient_name,
            "PatientID": study.dicom_patient_id,
            "PatientBirthDate": study.birth_date.replace("-", ""),
            "PatientSex": study.sex,
            "AccessionNumber": study.accession,
            "StudyInstanceUID": study.uid,
            "StudyDate": (study.study_date or "").replace("-", ""),
            "StudyTime": study.study_time,
            "StudyID": study.study_number,
            "ReferringPhysicianName": study.referring,
        },
    }


def write(store: archive.LocalStore, jobs: dict[str, Any]) -> Made:
    """Copies and note, in a codec process. Raises CorrectionFailed."""
    made = Made(study_uid=jobs["study"], note_uid=jobs["note"]["uid"])
    at = utc_now().astimezone(LOCAL).strftime("%Y%m%d%H%M%S")
    try:
        with tempfile.TemporaryDirectory() as folder:
            for start in range(0, len(jobs["copies"]), _AT_ONCE):
                items = jobs["copies"][start : start + _AT_ONCE]
                told = [{**i, "out": str(Path(folder) / str(n))} for n, i in enumerate(items)]
                job = {"changes": jobs["changes"], "items": told, "at": at, "ratio": jobs["ratio"]}
                said = web.apart(
                    {"work": "ris_pacs.quality.deriving:derive", **job}, seconds=_SECONDS
                )
                made.before = made.before or json.loads(said)
                for each in told:
                    _take(store, made, Path(each["out"]).read_bytes())
                    made.uids[each["old"]] = each["uid"]
            _take(store, made, web.apart(jobs["note"], seconds=_SECONDS))
    except (web.CodecRefused, archive.NotDicom, OSError) as error:
        for ready in made.ready:
            store.remove(ready.instance["path"])
        raise errors.CorrectionFailed(why=str(error)[:200]) from error
    return made


def _take(store: archive.LocalStore, made: Made, raw: bytes) -> None:
    made.ready.append(archive.prepare(store, archive.take_file(store, [raw], "QC")))


def apply(db: Session, actor: Actor, of: Correction, made: Made) -> None:
    """In one transaction. Raises PicturesChanged."""
    study = db.get(ImagingStudy, of.study_id)
    assert study is not None
    rows = correcting.chosen(db, study.id, series=(), instances=of.instances)
    if {row.uid for row in rows} != set(of.instances):
        raise errors.PicturesChanged
    ids = [row.id for row in rows]
    kept = archive.keep_ready(db, made.ready, actor)
    if any(each.status is not Outcome.STORED for each in kept):
        raise errors.PicturesChanged
    db.expire_all()
    archive.turn(db, ids, InstanceState.REJECTED)
    mixed = False if of.kind is CorrectionKind.MOVE else None
    archive.recount(db, study.id, mixed=mixed)
    new = study
    if of.kind is not CorrectionKind.REJECT:
        asked = select(ImagingStudy).where(ImagingStudy.uid == made.study_uid)
        new = db.exec(asked).one()
        of.new_study_id = new.id
    if of.kind is CorrectionKind.MOVE:
        assert of.to_patient_id is not None
        right = (of.to_patient_id, of.to_order_id)
        if (new.patient_id, new.order_id) != right:
            archive.match(
                db,
                actor,
                new.id,
                patient_id=of.to_patient_id,
                order_id=of.to_order_id,
                reason=of.reason,
            )
    of.uids, of.before, of.note_uid = made.uids, made.before, made.note_uid
    days = int(admin.parameter(db, UNDO_DAYS.id))
    correcting.applied(of, actor, utc_now() + timedelta(days=days))
    db.add(of)
    correcting.tell(db, of, actor.name, "")
    _announce(db, actor, of, study, new)


def _announce(
    db: Session, actor: Actor, of: Correction, study: ImagingStudy, new: ImagingStudy
) -> None:
    if of.kind is CorrectionKind.REJECT:
        publish(
            db,
            events.PicturesRejected(
                **correcting.told(of, study, actor),
                patient_id=study.patient_id,
                order_id=study.order_id,
                uids=tuple(of.instances),
            ),
        )
        return
    publish(
        db,
        events.PicturesCorrected(
            **correcting.told(of, study, actor),
            new_study_id=new.id,
            new_study_uid=new.uid,
            patient_before=study.patient_id,
            patient_after=new.patient_id,
            order_before=study.order_id,
            order_after=new.order_id,
            uids=dict(of.uids),
        ),
    )
