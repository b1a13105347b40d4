"""Measurements of a signed report: kept with its version, and not withdrawn beneath it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from ris_pacs.reading import keeping, touching
from ris_pacs.reading.models import Reading, VersionKind
from ris_pacs.web import service as web
from ris_pacs.web.slots import MarksSigned


def of_reading(db: Session, reading: Reading) -> list[dict[str, Any]] | None:
    """What is measured now on its pictures, as it is kept with a version."""
    study = touching.study(db, reading.study_uid) if reading.study_uid else None
    kept = [
        {
            "object_uid": each.object_uid,
            "instance_uid": each.instance_uid,
            "frame": each.frame,
            "name": each.name or each.shape.value,
            "values": [
                {"what": v.what, "value": str(round(v.value, 2)), "unit": v.unit}
                for v in each.values
            ],
            "calibration": each.calibration.value,
            "by": each.by,
        }
        for each in (web.measurements(db, study.id) if study else ())
    ]
    return kept or None


def signed(db: Session, study_uid: str) -> Mapping[str, datetime]:
    """Objects of measurements in what stands signed of that study, and when it was."""
    found: dict[str, datetime] = {}
    for reading in db.exec(select(Reading).where(Reading.study_uid == study_uid)):
        version = keeping.standing(db, reading.id)
        if version is None or version.kind is VersionKind.PRELIMINARY:
            continue
        for each in version.measurements or ():
            found[str(each["object_uid"])] = version.signed_at
    return found


SLOT = MarksSigned(signed)
