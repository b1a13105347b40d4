"""A patient's portrait (ảnh chân dung): the check against borrowed cards."""

from typing import BinaryIO
from uuid import UUID

from fastapi.responses import Response
from sqlmodel import Session

from his.patients.events import PatientChanged
from his.patients.finding import get, locked
from his.patients.models import Patient
from kernel import files
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import publish


def keep_photo(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    content: BinaryIO,
    name: str,
    media_type: str,
) -> Patient:
    """Take a new portrait; the old file stays in the archive."""
    patient = locked(db, actor, patient_id)
    kept = files.keep(
        db,
        actor,
        content=content,
        name=name,
        media_type=media_type,
        subject=("patient", patient.id),
        taken=files.PICTURES,
        most_mb=5,
    )
    patient.photo_id = kept.id
    db.flush()
    publish(db, PatientChanged(patient_id=patient.id, fields=("photo",), actor=actor))
    return patient


def photo_of(db: Session, actor: Actor, patient_id: UUID) -> Response:
    """Raises NotFound where there is none."""
    patient = get(db, actor, patient_id)
    if patient.photo_id is None:
        raise NotFound
    return files.answer(db, files.get(db, patient.photo_id), inline=True)
