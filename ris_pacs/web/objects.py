"""Objects that people's work on pictures leaves: key images, measurements, presentation states.

They are DICOM objects like any other, kept by the archive beside the pictures and found by every
viewer; nobody changes one. Withdrawing it rejects it: it is shown no more, and stays on the disk.
"""

import io
import json
import zlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from kernel import audit, live
from kernel.access import Actor
from kernel.clock import local_now
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, ImagingStudy, InstanceState
from ris_pacs.web.content import Json
from ris_pacs.web.locating import NoSuchPicture

_NAMES = UUID("5437b6f2-0054-4000-8000-000000000101")
# The study's part of a head: as the machine wrote it, so that the archive finds nothing mixed.
HEAD = (
    "SpecificCharacterSet",
    "StudyDate",
    "StudyTime",
    "AccessionNumber",
    "ReferringPhysicianName",
    "StudyDescription",
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyInstanceUID",
    "StudyID",
)
Source = tuple[ImagingInstance, str]  # a picture and its series' UID


def subject(of: ImagingStudy) -> tuple[str, object]:
    return ("patient", of.patient_id) if of.patient_id else ("ris_study", of.id)


def source(db: Session, of: ImagingStudy, uid: str) -> Source:
    """One of the study's own pictures. Raises NoSuchPicture."""
    asked = (
        select(ImagingInstance, col(ImagingSeries.uid))
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .where(
            ImagingInstance.study_id == of.id,
            ImagingInstance.uid == uid,
            ImagingInstance.state == InstanceState.KEPT,
        )
    )
    found = db.exec(asked).first()
    if found is None:
        raise NoSuchPicture
    return found


def of_class(
    db: Session, study_id: UUID, classes: Iterable[str], *, kept: bool = True
) -> list[tuple[ImagingInstance, str, Json]]:
    """The study's objects of these SOP classes with their series and content, the oldest first."""
    state = InstanceState.KEPT if kept else InstanceState.REJECTED
    asked = (
        select(ImagingInstance, col(ImagingSeries.uid))
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .where(
            ImagingInstance.study_id == study_id,
            col(ImagingInstance.sop_class).in_(list(classes)),
            ImagingInstance.state == state,
        )
        .order_by(col(ImagingInstance.id))
    )
    return [(row, series, said(db, row)) for row, series in db.exec(asked)]


def there(db: Session, study_id: UUID, uids: set[str]) -> dict[str, tuple[str, str]]:
    """Study and series of those pictures of the study that are kept, by their UID."""
    if not uids:
        return {}
    asked = (
        select(col(ImagingInstance.uid), col(ImagingStudy.uid), col(ImagingSeries.uid))
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .join(ImagingStudy, col(ImagingStudy.id) == col(ImagingInstance.study_id))
        .where(
            ImagingInstance.study_id == study_id,
            col(ImagingInstance.uid).in_(uids),
            ImagingInstance.state == InstanceState.KEPT,
        )
    )
    return {uid: (study, series) for uid, study, series in db.exec(asked)}


def said(db: Session, row: Any) -> Json:
    """An object's DICOM JSON, without whose it is."""
    packed = row.metadata_json or archive.describe(archive.store(db), row)[0]
    found: Json = json.loads(zlib.decompress(packed))
    return found


def begun(
    db: Session,
    of: ImagingStudy,
    like: ImagingInstance,
    *,
    sop_class: str,
    modality: str,
    number: int,
    title: str,
    alone: bool = False,
) -> Any:
    """A new object of the study: its head as the picture's, in the house's series of its kind, or
    `alone` in one of its own."""
    from pydicom import Dataset, dcmread

    picture = dcmread(archive.file(db, like), stop_before_pixels=True, specific_tags=list(HEAD))
    made = Dataset()
    for name in HEAD:
        if name in picture:
            made[name] = picture[name]
    made.decode()
    made.SpecificCharacterSet = "ISO_IR 192"
    now = local_now()
    made.StudyInstanceUID = of.uid
    run = new_id() if alone else uuid5(_NAMES, f"{of.uid} {modality} {number}")
    made.SeriesInstanceUID = f"2.25.{run.int}"
    made.SOPClassUID, made.SOPInstanceUID = sop_class, f"2.25.{new_id().int}"
    made.Modality, made.SeriesNumber, made.SeriesDescription = modality, number, title
    made.Manufacturer, made.ManufacturerModelName = "HIS54", "ris_pacs.web"
    made.DeviceSerialNumber, made.SoftwareVersions = "1", "1"
    made.InstanceNumber = int(now.timestamp()) % 2**31
    made.ContentDate, made.ContentTime = f"{now:%Y%m%d}", f"{now:%H%M%S.%f}"
    made.InstanceCreationDate, made.InstanceCreationTime = made.ContentDate, made.ContentTime
    made.TimezoneOffsetFromUTC = f"{now:%z}"
    return made


def keep(db: Session, actor: Actor, made: Any) -> ImagingInstance:
    """Into the archive, by the same way as whatever machines send."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    to = io.BytesIO()
    made.save_as(to, enforce_file_format=True)
    store = archive.store(db)
    (kept,) = archive.keep(db, [archive.take_file(store, [to.getvalue()], "web")], actor)
    found = db.exec(select(ImagingInstance).where(ImagingInstance.uid == kept.uid)).one()
    live.touch(db, archive.TOPIC)
    return found


def withdraw(db: Session, of: ImagingStudy, row: ImagingInstance, what: str, reason: str) -> None:
    """Reject an object: it is shown and told of no more. Who did so and why is written down."""
    archive.turn(db, [row.id], InstanceState.REJECTED)
    archive.recount(db, of.id)
    facts: dict[str, Any] = {"object": row.uid, "reason": reason}
    audit.record(db, "withdraw", what, subject(of), **facts)


def person(name: str) -> str:
    """As a value of the kind PN holds it."""
    return archive.patient_name(" ".join(name.split()))[:64]
