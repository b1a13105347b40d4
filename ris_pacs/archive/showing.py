"""What the archive answers: studies, series, instances, their metadata, frames and files.

Names and codes of the house are laid over what machines wrote, at read-out; files stay as they
came. The text of an answer is stored text joined, never built anew.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from his.orders.service import Order
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.files import STORE
from ris_pacs.archive import frames, indexing, jsons, permissions
from ris_pacs.archive.errors import FrameNotThere, NoSuchStudy, PictureDamaged
from ris_pacs.archive.frame_source import FrameSource
from ris_pacs.archive.metadata import BULK
from ris_pacs.archive.models import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
    StudyState,
)
from ris_pacs.archive.reading import DEFLATED
from ris_pacs.archive.stores import LocalStore

_SEX = {"male": "M", "female": "F"}


def visible(actor: Actor) -> ColumnElement[bool]:
    """The one filter over studies: patients whom he may see; those of nobody with a right."""
    owned = col(ImagingStudy.patient_id).is_not(None) & patients.seen_by(
        actor, ImagingStudy.patient_id
    )
    shown = col(ImagingStudy.state) != StudyState.ENDED
    if actor.holds(permissions.UNMATCHED):
        return shown & or_(owned, col(ImagingStudy.patient_id).is_(None))
    return shown & owned


def study(db: Session, actor: Actor, uid: str) -> ImagingStudy:
    """By its Study Instance UID. Raises NoSuchStudy."""
    found = db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid, visible(actor))).first()
    if found is None:
        raise NoSuchStudy
    return found


def by_id(db: Session, actor: Actor, study_id: UUID) -> ImagingStudy:
    found = db.exec(select(ImagingStudy).where(ImagingStudy.id == study_id, visible(actor))).first()
    if found is None:
        raise NoSuchStudy
    return found


def series(db: Session, of: ImagingStudy) -> list[ImagingSeries]:
    """The series of a study that have pictures in sight, by their number."""
    query = select(ImagingSeries).where(
        ImagingSeries.study_id == of.id, col(ImagingSeries.instance_count) > 0
    )
    return list(db.exec(query.order_by(col(ImagingSeries.number), col(ImagingSeries.id))))


def one_series(db: Session, of: ImagingStudy, uid: str) -> ImagingSeries:
    query = select(ImagingSeries).where(ImagingSeries.study_id == of.id, ImagingSeries.uid == uid)
    found = db.exec(query).first()
    if found is None:
        raise NoSuchStudy
    return found


def instances(
    db: Session, of: ImagingStudy, run: ImagingSeries | None = None, uid: str = ""
) -> list[ImagingInstance]:
    """The instances of a study or of one of its series, in the order of their numbers."""
    query = select(ImagingInstance).where(
        ImagingInstance.study_id == of.id, ImagingInstance.state == InstanceState.KEPT
    )
    if run is not None:
        query = query.where(ImagingInstance.series_id == run.id)
    if uid:
        query = query.where(ImagingInstance.uid == uid)
    return list(
        db.exec(
            query.order_by(
                col(ImagingInstance.series_id), col(ImagingInstance.number), col(ImagingInstance.id)
            )
        )
    )


def instance(db: Session, actor: Actor, uid: str) -> tuple[ImagingStudy, ImagingInstance]:
    """By its SOP Instance UID, with its study. Raises NoSuchStudy."""
    found = db.exec(
        select(ImagingStudy, ImagingInstance)
        .join(ImagingInstance, col(ImagingInstance.study_id) == col(ImagingStudy.id))
        .where(
            ImagingInstance.uid == uid,
            ImagingInstance.state == InstanceState.KEPT,
            visible(actor),
        )
    ).first()
    if found is None:
        raise NoSuchStudy
    return found[0], found[1]


# As DICOM JSON


def overlays(db: Session, of: Iterable[ImagingStudy]) -> dict[UUID, dict[str, Any]]:
    """Whose each study is, as the house knows it: the patient's name and code and the order's
    number for those that were matched, what the machine wrote for the others."""
    rows = list(of)
    people = _people(db, {s.patient_id for s in rows if s.patient_id})
    numbers = _numbers(db, {s.order_id for s in rows if s.order_id})
    return {each.id: _overlay(each, people, numbers) for each in rows}


def _overlay(
    of: ImagingStudy, people: dict[UUID, Patient], numbers: dict[UUID, str]
) -> dict[str, Any]:
    accession = numbers.get(of.order_id, of.accession) if of.order_id else of.accession
    patient = people.get(of.patient_id) if of.patient_id else None
    if patient is None:
        return jsons.patient(
            name=of.dicom_patient_name,
            code=of.dicom_patient_id,
            issuer=of.issuer,
            birth=of.birth_date,
            sex=of.sex,
            accession=accession,
        )
    birth = patient.birth if patient.birth and len(patient.birth) == 10 else of.birth_date
    return jsons.patient(
        name=patient_name(patient.name),
        code=patient.code,
        issuer="",
        birth=birth,
        sex=_SEX.get(patient.sex, "O"),
        accession=accession,
    )


def patient_name(name: str) -> str:
    """A Vietnamese name as DICOM writes names: family name, then the rest."""
    family, _, given = name.partition(" ")
    return f"{family}^{given}" if given else family


def _people(db: Session, ids: set[UUID]) -> dict[UUID, Patient]:
    if not ids:
        return {}
    return {p.id: p for p in db.exec(select(Patient).where(col(Patient.id).in_(ids)))}


def _numbers(db: Session, ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.exec(select(col(Order.id), col(Order.code)).where(col(Order.id).in_(ids)))
    return dict(rows.all())


def study_json(of: ImagingStudy, overlay: dict[str, Any]) -> str:
    """A study as QIDO answers it."""
    counts = {
        "00080056": jsons.element("CS", "ONLINE"),
        "00080061": {"vr": "CS", "Value": of.modalities.split()},
        "00201206": jsons.element("IS", of.series_count),
        "00201208": jsons.element("IS", of.instance_count),
    }
    return jsons.joined(of.attributes, jsons.compact(overlay), jsons.compact(counts))


def series_json(of: ImagingSeries, study_uid: str) -> str:
    """A series as QIDO answers it, without its study's part."""
    more = {
        "0020000D": jsons.element("UI", study_uid),
        "00201209": jsons.element("IS", of.instance_count),
    }
    return jsons.joined(of.attributes, jsons.compact(more))


def metadata(
    db: Session,
    of: ImagingStudy,
    rows: Iterable[ImagingInstance],
    series_uids: dict[UUID, str],
    bulk: Callable[[str, str, str], str],
    overlay: dict[str, Any] | None = None,
) -> Iterator[bytes]:
    """The metadata of instances as one JSON array. `bulk(study, series, instance)` answers the
    address before the tag path of what is too big for the text."""
    whose = jsons.compact(overlays(db, [of])[of.id] if overlay is None else overlay).encode()
    first = True
    for row in rows:
        packed = row.metadata_json
        if packed is None:
            packed = indexing.describe(store(db), row)[0]
        text = zlib.decompress(packed)
        if BULK.encode() in text:
            address = bulk(of.uid, series_uids[row.series_id], row.uid)
            text = text.replace(f'"{BULK}/'.encode(), f'"{address}/'.encode())
        inside = text[1:-1]
        told = whose[:-1] + (b"," + inside if inside else b"") + b"}"
        yield (b"[" if first else b",") + told
        first = False
    yield b"[]" if first else b"]"


# As bytes


def store(db: Session) -> LocalStore:
    """The store that belongs to this session's database."""
    beside: Any = db.info.get(STORE)
    if beside is None:
        raise PictureDamaged
    return LocalStore(beside.folder.parent / "dicom")


def frame(db: Session, row: ImagingInstance, number: int) -> FrameSource:
    """Frame `number` from 1. Raises FrameNotThere."""
    return frame_in(store(db), row, number)


def frame_in(kept: LocalStore, row: ImagingInstance, number: int) -> FrameSource:
    """The same for who has no session at hand. Raises FrameNotThere."""
    if not 1 <= number <= row.frames:
        raise FrameNotThere(frame=number)
    path = kept.local(row.path)
    if row.transfer_syntax == DEFLATED:
        return FrameSource(path, (), row.transfer_syntax, row, deflated=True)
    table = row.frame_table
    if table is None:
        table = indexing.describe(kept, row)[1]
    if not table:
        if row.rows and row.columns:
            return FrameSource(path, (), row.transfer_syntax, row)
        raise FrameNotThere(frame=number)
    found = frames.parts(table, number)
    if not found:
        raise FrameNotThere(frame=number)
    return FrameSource(path, tuple(found), row.transfer_syntax, row)


def file(db: Session, row: ImagingInstance) -> Path:
    """The file as it came. Raises PictureDamaged when it is gone."""
    path = store(db).local(row.path)
    if not path.exists():
        raise PictureDamaged
    return path
