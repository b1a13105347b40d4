"""Measurements and presentation states of a study: told, kept, withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from kernel import audit
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.events import assembly_of
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.web import measuring, objects, presenting, reporting, shapes
from ris_pacs.web.errors import (
    MeasurementIsSigned,
    NoSuchMeasurement,
    NoSuchPresentation,
    NotThatManyPoints,
)
from ris_pacs.web.locating import NoSuchPicture
from ris_pacs.web.measuring import Measurement
from ris_pacs.web.presenting import Look, Presentation
from ris_pacs.web.shapes import Point, Scale, Shape, Value
from ris_pacs.web.slots import MarksSigned


def measurements(db: Session, study_id: UUID) -> list[Measurement]:
    """The study's measurements, the oldest first. Whoever asks has opened the study."""
    return measuring.of_study(db, study_id)


def tried(
    db: Session,
    actor: Actor,
    study_uid: str,
    *,
    instance_uid: str,
    frame: int,
    shape: Shape,
    points: Sequence[Point],
) -> tuple[list[Value], Scale]:
    """What it would measure; nothing is kept. Raises as `save` does."""
    of = archive.study(db, actor, study_uid)
    return reporting.measure(
        db, _picture(db, of, instance_uid, frame, shape, points), frame, shape, points
    )


def save(
    db: Session,
    actor: Actor,
    study_uid: str,
    *,
    instance_uid: str,
    frame: int,
    shape: Shape,
    points: Sequence[Point],
    name: str,
) -> Measurement:
    """Raises NoSuchStudy, NoSuchPicture, NotThatManyPoints, PictureNotShown."""
    of = archive.study(db, actor, study_uid)
    source = _picture(db, of, instance_uid, frame, shape, points)
    row = reporting.put(db, actor, of, source, frame, shape, points, name)
    told = {"picture": instance_uid, "shape": shape.value, "name": name}
    audit.record(db, "measure", row.uid, objects.subject(of), **told)
    (kept,) = measuring.of_object(db, row, objects.said(db, row))
    return kept


def _picture(
    db: Session, of: ImagingStudy, uid: str, frame: int, shape: Shape, points: Sequence[Point]
) -> objects.Source:
    fewest, most = shapes.POINTS[shape]
    if not fewest <= len(points) <= most:
        raise NotThatManyPoints(shape=shape.value, points=len(points))
    source = objects.source(db, of, uid)
    if not source[0].rows or not 1 <= frame <= source[0].frames:
        raise NoSuchPicture
    return source


def withdraw_measurement(
    db: Session, actor: Actor, study_uid: str, measurement_id: UUID, *, reason: str
) -> Measurement:
    """Shown no more; that it was there, and why it is not, stays. Raises NoSuchMeasurement."""
    of = archive.study(db, actor, study_uid)
    found = measuring.of_study(db, of.id)
    one = next((each for each in found if each.id == measurement_id), None)
    if one is None:
        raise NoSuchMeasurement
    if at := signed(db, of.uid).get(one.object_uid):
        raise MeasurementIsSigned(at=f"{at.astimezone(LOCAL):%H:%M %d/%m/%Y}")
    reporting.withdraw(db, actor, of, one, reason)
    return one


def signed(db: Session, study_uid: str) -> dict[str, datetime]:
    """Which measurements' objects stand in a signed report, and since when."""
    found: dict[str, datetime] = {}
    for slot in assembly_of(db).contributions(MarksSigned):
        found.update(slot.by(db, study_uid))
    return found


def present(
    db: Session, actor: Actor, study_uid: str, *, series_uid: str, look: Look
) -> Presentation:
    """Keep how a series is to be seen. Raises NoSuchStudy, NoSuchPicture."""
    of = archive.study(db, actor, study_uid)
    row = presenting.put(db, actor, of, series_uid, look)
    told = {"series": series_uid, "label": look.label}
    audit.record(db, "present", row.uid, objects.subject(of), **told)
    return next(each for each in presenting.of_study(db, of) if each.id == row.id)


def withdraw_presentation(
    db: Session, actor: Actor, study_uid: str, presentation_id: UUID, *, reason: str
) -> Presentation:
    of = archive.study(db, actor, study_uid)
    one = next((p for p in presenting.of_study(db, of) if p.id == presentation_id), None)
    if one is None:
        raise NoSuchPresentation
    asked = select(ImagingInstance).where(ImagingInstance.id == one.id).with_for_update()
    objects.withdraw(db, of, db.exec(asked).one(), "presentation state", reason)
    return one
