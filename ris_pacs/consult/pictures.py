"""What everybody in the room looks at: the study's series, picture by picture."""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, InstanceState
from ris_pacs.web import service as web

Point = tuple[float, float]  # across and down, from 0 to 1 of the picture
_SPACING, _AT_DETECTOR = "00280030", "00181164"


@dataclass(frozen=True, slots=True)
class Run:
    """A series with what of it can be shown. `spacing`: millimetres a pixel, down and across;
    `at_detector`: what lay before the detector is smaller than measured."""

    uid: str
    modality: str
    description: str
    pictures: int
    rows: int
    columns: int
    spacing: tuple[float, float] | None
    at_detector: bool


def runs(db: Session, study_id: UUID) -> list[Run]:
    """In the order of their numbers; series without pictures are left out."""
    found = []
    for series, instances in _by_series(db, study_id):
        middle = instances[len(instances) // 2]
        spacing, at_detector = _spacing(db, middle)
        found.append(
            Run(
                uid=series.uid,
                modality=series.modality,
                description=series.description,
                pictures=sum(each.frames for each in instances),
                rows=middle.rows or 0,
                columns=middle.columns or 0,
                spacing=spacing,
                at_detector=at_detector,
            )
        )
    return found


def place(db: Session, study_id: UUID, series_uid: str, number: int) -> tuple[Path, int] | None:
    """The file and the frame of picture `number` (from 1) of a series; None: there is none."""
    left = number
    for _, each in db.exec(_shown(study_id).where(ImagingSeries.uid == series_uid)):
        if left <= each.frames:
            return (archive.file(db, each), left) if left >= 1 else None
        left -= each.frames
    return None


def drawn(at: tuple[Path, int], *, width: int, quality: int, window: Sequence[float]) -> bytes:
    """A JPEG. Raises PictureNotShown, PictureTookTooLong."""
    path, frame = at
    return web.drawn(path, frame, width=width, quality=quality, window=window)


def length(run: Run, start: Point, end: Point) -> str:
    """A line as it is read: in millimetres, or in pixels where nobody calibrated them."""
    across, down = (end[0] - start[0]) * run.columns, (end[1] - start[1]) * run.rows
    if run.spacing is None:
        return f"{math.hypot(across, down):.0f} px"
    mm = math.hypot(down * run.spacing[0], across * run.spacing[1])
    return f"{mm:.1f} mm" + (" (tại đầu thu)" if run.at_detector else "")


def _by_series(db: Session, study_id: UUID) -> list[tuple[ImagingSeries, list[ImagingInstance]]]:
    found: dict[UUID, tuple[ImagingSeries, list[ImagingInstance]]] = {}
    for series, instance in db.exec(_shown(study_id)):
        found.setdefault(series.id, (series, []))[1].append(instance)
    return list(found.values())


def _shown(study_id: UUID) -> Any:
    """Series and pictures in their order, without what the index holds of each."""
    return (
        select(ImagingSeries, ImagingInstance)
        .join(ImagingInstance, col(ImagingInstance.series_id) == col(ImagingSeries.id))
        .where(
            ImagingSeries.study_id == study_id,
            ImagingInstance.state == InstanceState.KEPT,
            col(ImagingInstance.rows) > 0,
        )
        .order_by(
            col(ImagingSeries.number),
            col(ImagingSeries.id),
            col(ImagingInstance.number),
            col(ImagingInstance.id),
        )
        .options(
            defer(ImagingInstance.metadata_json),  # type: ignore[arg-type]
            defer(ImagingInstance.frame_table),  # type: ignore[arg-type]
        )
    )


def _spacing(db: Session, of: ImagingInstance) -> tuple[tuple[float, float] | None, bool]:
    described = of.metadata_json or archive.describe(archive.store(db), of)[0]
    told: dict[str, Any] = json.loads(zlib.decompress(described))
    for tag in (_SPACING, _AT_DETECTOR):
        value = told.get(tag, {}).get("Value")
        if value and len(value) == 2:
            return (float(value[0]), float(value[1])), tag == _AT_DETECTOR
    return None, False
