"""A study's measurements and presentation states: listed, kept, withdrawn."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.web import marking, objects, presenting
from ris_pacs.web.measuring import Measurement
from ris_pacs.web.permissions import MARK, VIEW
from ris_pacs.web.presenting import Look, Words
from ris_pacs.web.schemas import (
    MeasuredOut,
    MeasuredValueOut,
    MeasureIn,
    PictureMeasurementOut,
    PictureMeasurementsOut,
    PictureWithdrawIn,
    PresentationIn,
    PresentationOut,
    PresentationsOut,
)

router = Router(prefix="/pictures/studies", tags=["ris_pacs.web"])

Uid = Annotated[str, Path(max_length=64)]
Viewer = Annotated[Actor, Depends(Requires(VIEW))]
Marker = Annotated[Actor, Depends(Requires(MARK))]


def _shown(of: Measurement, signed_at: datetime | None = None) -> PictureMeasurementOut:
    return PictureMeasurementOut(signed_at=signed_at, **asdict(of))


@router.get("/{study_uid}/measurements")
def picture_measurements(study_uid: Uid, actor: Viewer, db: Db) -> PictureMeasurementsOut:
    of = archive.study(db, actor, study_uid)
    audit.read(db, objects.subject(of), f"study {of.uid}")
    found = marking.measurements(db, of.id)
    signed = marking.signed(db, of.uid)
    items = [_shown(each, signed.get(each.object_uid)) for each in found]
    return PictureMeasurementsOut(items=items)


@router.post("/{study_uid}/measure")
def measure(study_uid: Uid, wanted: MeasureIn, actor: Viewer, db: Db) -> MeasuredOut:
    """What is drawn, measured on the kept pixels (mean and deviation of an area); not saved."""
    found, by = marking.tried(
        db,
        actor,
        study_uid,
        instance_uid=wanted.instance_uid,
        frame=wanted.frame,
        shape=wanted.shape,
        points=wanted.points,
    )
    values = [MeasuredValueOut.model_validate(each) for each in found]
    return MeasuredOut(values=values, calibration=by.by)


@router.post("/{study_uid}/measurements", status_code=201)
def save_measurement(
    study_uid: Uid, wanted: MeasureIn, actor: Marker, db: Db
) -> PictureMeasurementOut:
    """Kept as a DICOM structured report (TID 1500) beside the pictures."""
    kept = marking.save(
        db,
        actor,
        study_uid,
        instance_uid=wanted.instance_uid,
        frame=wanted.frame,
        shape=wanted.shape,
        points=wanted.points,
        name=wanted.name,
    )
    return _shown(kept)


@router.post("/{study_uid}/measurements/{measurement_id}/withdraw")
def withdraw_measurement(
    study_uid: Uid, measurement_id: UUID, wanted: PictureWithdrawIn, actor: Marker, db: Db
) -> PictureMeasurementOut:
    one = marking.withdraw_measurement(db, actor, study_uid, measurement_id, reason=wanted.reason)
    return _shown(one)


@router.get("/{study_uid}/presentations")
def presentations(study_uid: Uid, actor: Viewer, db: Db) -> PresentationsOut:
    of = archive.study(db, actor, study_uid)
    audit.read(db, objects.subject(of), f"study {of.uid}")
    found = presenting.of_study(db, of)
    return PresentationsOut(items=[PresentationOut.model_validate(each) for each in found])


@router.post("/{study_uid}/presentations", status_code=201)
def save_presentation(
    study_uid: Uid, wanted: PresentationIn, actor: Marker, db: Db
) -> PresentationOut:
    """Kept as a DICOM grayscale softcopy presentation state; the pictures are not touched."""
    said = wanted.look
    look = Look(
        label=said.label,
        centre=said.centre,
        width=said.width,
        inverted=said.inverted,
        rotation=said.rotation,
        flipped=said.flipped,
        area=said.area,
        words=tuple(Words(each.x, each.y, each.text) for each in said.words),
    )
    kept = marking.present(db, actor, study_uid, series_uid=wanted.series_uid, look=look)
    return PresentationOut.model_validate(kept)


@router.post("/{study_uid}/presentations/{presentation_id}/withdraw")
def withdraw_presentation(
    study_uid: Uid, presentation_id: UUID, wanted: PictureWithdrawIn, actor: Marker, db: Db
) -> PresentationOut:
    one = marking.withdraw_presentation(db, actor, study_uid, presentation_id, reason=wanted.reason)
    return PresentationOut.model_validate(one)
