"""The front door of the viewer: key images, measurements, and pictures for the record."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import audit
from kernel.access import Actor
from kernel.events import publish
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, ImagingStudy
from ris_pacs.web import codecs, events, keys, objects, pictures
from ris_pacs.web.codecs import CodecRefused
from ris_pacs.web.errors import (
    AlreadyKeyImage,
    MeasurementIsSigned,
    NoSuchKeyImage,
    PictureTookTooLong,
)
from ris_pacs.web.keys import KeyImage
from ris_pacs.web.locating import NoSuchPicture
from ris_pacs.web.marking import measurements, signed
from ris_pacs.web.marking import save as measure
from ris_pacs.web.marking import withdraw_measurement as unmeasure
from ris_pacs.web.measuring import Measurement
from ris_pacs.web.shapes import Calibration, Shape, Value

__all__ = [
    "Calibration",
    "CodecRefused",
    "KeyImage",
    "Measurement",
    "MeasurementIsSigned",
    "PictureTookTooLong",
    "Shape",
    "Value",
    "apart",
    "choose",
    "drawn",
    "jpeg",
    "key_images",
    "label",
    "labelled",
    "measure",
    "measurements",
    "signed",
    "unmeasure",
    "withdraw",
]
_WARNING = "Ảnh tham khảo, không dùng để chẩn đoán. / For reference, not for diagnosis."


def key_images(db: Session, study_id: UUID) -> list[KeyImage]:
    """The study's key images, the first chosen first. Whoever asks has opened the study."""
    return keys.of_study(db, study_id)


def choose(
    db: Session, actor: Actor, study_uid: str, *, instance_uid: str, frame: int = 1, note: str = ""
) -> KeyImage:
    """Mark a picture as one that shows what matters. Raises NoSuchStudy, NoSuchPicture,
    AlreadyKeyImage."""
    of = archive.study(db, actor, study_uid)
    source = objects.source(db, of, instance_uid)
    if not source[0].rows or not 1 <= frame <= source[0].frames:
        raise NoSuchPicture
    if any((k.instance_uid, k.frame) == (instance_uid, frame) for k in keys.of_study(db, of.id)):
        raise AlreadyKeyImage
    row = keys.put(db, actor, of, source, frame, note)
    audit.record(db, "choose", "key image", objects.subject(of), picture=instance_uid, frame=frame)
    (key,) = keys.of_object(db, row, objects.said(db, row))
    chosen(db, actor, of, (key,))
    return key


def chosen(db: Session, actor: Actor, of: ImagingStudy, found: tuple[KeyImage, ...]) -> None:
    """Tell the others; also where a viewer stored the object itself."""
    publish(
        db,
        events.KeyImagesChosen(
            study_id=of.id,
            study_uid=of.uid,
            patient_id=of.patient_id,
            order_id=of.order_id,
            keys=found,
            actor=actor,
        ),
    )


def withdraw(db: Session, actor: Actor, study_uid: str, key_id: UUID, *, reason: str) -> KeyImage:
    """No longer a key image. Raises NoSuchStudy, NoSuchKeyImage."""
    of = archive.study(db, actor, study_uid)
    key = next((each for each in keys.of_study(db, of.id) if each.id == key_id), None)
    if key is None:
        raise NoSuchKeyImage
    keys.withdraw(db, actor, of, key, reason)
    publish(
        db,
        events.KeyImagesWithdrawn(
            study_id=of.id,
            study_uid=of.uid,
            patient_id=of.patient_id,
            order_id=of.order_id,
            keys=(key,),
            reason=reason,
            actor=actor,
        ),
    )
    return key


def jpeg(
    db: Session,
    study_uid: str,
    series_uid: str,
    instance_uid: str,
    frame: int = 1,
    *,
    width: int = 1024,
) -> bytes:
    """A picture for people who read, not for who reads pictures: whose it is in its margin.
    Raises NoSuchPicture, PictureNotShown, PictureTookTooLong."""
    return labelled(label(db, study_uid, series_uid, instance_uid, frame, width=width))


def label(
    db: Session,
    study_uid: str,
    series_uid: str,
    instance_uid: str,
    frame: int = 1,
    *,
    width: int = 1024,
) -> dict[str, Any]:
    """What `labelled` needs to draw it, outside any transaction. Raises NoSuchPicture."""
    asked = (
        select(ImagingInstance, ImagingSeries, ImagingStudy)
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .join(ImagingStudy, col(ImagingStudy.id) == col(ImagingInstance.study_id))
        .where(
            ImagingInstance.uid == instance_uid,
            ImagingSeries.uid == series_uid,
            ImagingStudy.uid == study_uid,
        )
    )
    found = db.exec(asked).first()
    if found is None or not 1 <= frame <= found[0].frames:
        raise NoSuchPicture
    row, run, of = found
    return {
        "work": "ris_pacs.web.labelling:labelled",
        "path": str(archive.file(db, row)),
        "frame": frame,
        "width": max(256, min(width, 4096)),
        "label": _label(db, of, run, row, frame),
        "warning": _WARNING,
    }


def labelled(job: Mapping[str, Any]) -> bytes:
    """Draw it, in a codec process with its limit of time. Raises PictureNotShown,
    PictureTookTooLong."""
    return pictures.run(job)


def drawn(
    path: Path, frame: int, *, width: int, quality: int, window: Sequence[float] = ()
) -> bytes:
    """A JPEG of a file's frame, at most `width` pixels wide and high. `window`: centre, width.
    Raises PictureNotShown, PictureTookTooLong."""
    job = {"work": "rendered", "path": str(path), "frame": frame, "kind": "image/jpeg"}
    size = {"viewport": (width, width), "quality": quality}
    return pictures.run({**job, **size, "window": list(window) or None})


def _label(
    db: Session, of: ImagingStudy, run: ImagingSeries, row: ImagingInstance, frame: int
) -> list[str]:
    """Whose, when, what: as the house knows it."""
    told = archive.overlays(db, [of])[of.id]

    def said(tag: str) -> str:
        value = (told.get(tag, {}).get("Value") or [""])[0]
        return str(value.get("Alphabetic", "") if isinstance(value, dict) else value)

    day = of.study_date or ""
    when = "/".join(reversed(day.split("-"))) if day else ""
    birth, number = said("00100030"), str(row.number or "")
    who = (said("00100010").replace("^", " "), said("00100020"), birth[:4], said("00100040"))
    what = (when, of.description, run.modality, run.description, said("00080050"))
    place = number + (f"/{frame}" if row.frames > 1 else "")
    return [
        " · ".join(each for each in who if each),
        " · ".join(each for each in (*what, place) if each),
    ]


def apart(job: Mapping[str, Any], *, seconds: float) -> bytes:
    """Long work, one piece after the other, in a process beside. Raises CodecRefused."""
    return codecs.LONG.run(job, seconds=seconds)
