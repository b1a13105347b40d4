"""Marks follow their pictures: key images, measurements and presentation states of pictures that
the correction desk replaced are written anew for the copies, by whoever made them.

An object that points at pictures which stay behind as well stays behind with them. When the
correction is undone, what stood before stands again; nothing is deleted.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from kernel import audit, logs
from ris_pacs.archive import service as archive
from ris_pacs.archive.events import PicturesCorrected, PicturesRestored
from ris_pacs.archive.service import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
)
from ris_pacs.web import content, keys, objects

_MOST = 200


def corrected(db: Session, event: PicturesCorrected) -> None:
    """Write the marks of the replaced pictures anew, in the study where the copies are."""
    new = db.get(ImagingStudy, event.new_study_id)
    assert new is not None
    away = event.new_study_id != event.study_id
    uids = {**event.uids, **_series(db, event.uids)}
    head = None
    turned: list[UUID] = []
    for row in _marks(db, event.study_id, InstanceState.KEPT):
        said = objects.said(db, row)
        if row.sop_class == content.KEY_OBJECT and content.code(said) in keys.OTHER:
            continue  # a rejection note speaks of what was rejected
        pointed = _pointed(said)
        stays = bool(objects.there(db, event.study_id, pointed - event.uids.keys()))
        if not pointed & event.uids.keys() or (away and stays):
            continue
        try:
            made = _read(db, row)
            _replace(made, {**uids, event.study_uid: new.uid} if away else uids)
            if away:
                head = head or _head(db, new)
                for name, element in head.items():
                    made[name] = element
                made.SeriesInstanceUID = _uid(event.correction_id, made.SeriesInstanceUID)
            made.SOPInstanceUID = _uid(event.correction_id, row.uid)
            objects.keep(db, event.actor, made)
        except Exception as error:  # noqa: BLE001 (another viewer's object: the correction stands)
            logs.log.warning("mark_not_followed", id=str(row.id), error=type(error).__name__)
            continue
        turned.append(row.id)
    _turned(db, turned, event, "followed")


def restored(db: Session, event: PicturesRestored) -> None:
    """The marks of before, unless somebody withdrew their copies meanwhile."""
    back, gone = [], []
    for row in _marks(db, event.study_id, InstanceState.REJECTED):
        asked = select(ImagingInstance).where(
            ImagingInstance.uid == _uid(event.correction_id, row.uid),
            ImagingInstance.state == InstanceState.KEPT,
        )
        if (copy := db.exec(asked).first()) is not None:
            back.append(row.id)
            gone.append(copy.id)
    archive.turn(db, back, InstanceState.KEPT)
    _turned(db, gone, event, "restored")


def _turned(
    db: Session, ids: list[UUID], event: PicturesCorrected | PicturesRestored, what: str
) -> None:
    if not ids:
        return
    archive.turn(db, ids, InstanceState.REJECTED)
    db.flush()
    db.expire_all()
    studies = {event.study_id, event.new_study_id} - {None}
    for each in sorted(s for s in studies if s is not None):
        archive.recount(db, each)
    of = db.get(ImagingStudy, event.study_id)
    assert of is not None
    facts = {"correction": str(event.correction_id), "marks": len(ids)}
    audit.record(db, what, f"marks of study {of.uid}", objects.subject(of), **facts)


def _marks(db: Session, study_id: UUID, state: InstanceState) -> list[ImagingInstance]:
    asked = select(ImagingInstance).where(
        ImagingInstance.study_id == study_id,
        col(ImagingInstance.sop_class).in_(sorted(content.DERIVED)),
        ImagingInstance.state == state,
    )
    return list(db.exec(asked.order_by(col(ImagingInstance.id)).limit(_MOST)))


def _pointed(said: content.Json) -> set[str]:
    """Every picture that an object names, wherever it does."""
    found: set[str] = set()
    heap: list[Any] = [said]
    while heap:
        each = heap.pop()
        found.update(str(v) for v in content.values(each, "00081155"))
        heap += [i for e in each.values() if isinstance(e, dict) for i in e.get("Value") or ()]
        heap = [h for h in heap if isinstance(h, dict)]
    return found


def _series(db: Session, uids: Mapping[str, str]) -> dict[str, str]:
    """The series of the replaced pictures -> the series of their copies."""
    both = [*uids, *uids.values()]
    held: dict[str, str] = {}
    for start in range(0, len(both), 500):
        asked = (
            select(col(ImagingInstance.uid), col(ImagingSeries.uid))
            .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
            .where(col(ImagingInstance.uid).in_(both[start : start + 500]))
        )
        held.update(dict(db.exec(asked).all()))
    return {held[a]: held[b] for a, b in uids.items() if a in held and b in held}


def _read(db: Session, row: ImagingInstance) -> Any:
    from pydicom import dcmread

    made = dcmread(archive.file(db, row))
    made.decode()
    made.SpecificCharacterSet = "ISO_IR 192"
    return made


def _head(db: Session, of: ImagingStudy) -> dict[str, Any]:
    """Whose the copies are, as the copies say it."""
    asked = select(ImagingInstance).where(
        ImagingInstance.study_id == of.id,
        ImagingInstance.state == InstanceState.KEPT,
        col(ImagingInstance.rows).is_not(None),
    )
    from pydicom import dcmread

    row = db.exec(asked.limit(1)).one()
    picture = dcmread(
        archive.file(db, row), stop_before_pixels=True, specific_tags=list(objects.HEAD)
    )
    picture.decode()
    return {
        name: picture[name]
        for name in objects.HEAD
        if name in picture and name != "SpecificCharacterSet"
    }


def _replace(dataset: Any, uids: Mapping[str, str]) -> None:
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                _replace(item, uids)
        elif element.VR == "UI" and str(element.value) in uids:
            element.value = uids[str(element.value)]


def _uid(correction: UUID, uid: str) -> str:
    """The same of the same, so that undoing finds it."""
    return f"2.25.{uuid5(correction, uid).int}"
