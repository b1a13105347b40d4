"""The examination: what a nurse and a doctor write during a visit.

Split by activity: measuring.py (vital signs), diagnosing.py, amending.py, summary.py; here is
the examination itself, and the front door to all of them.
"""

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from his.encounters import service as encounters
from his.outpatient.amending import amend, amendments
from his.outpatient.diagnosing import diagnose, diagnoses
from his.outpatient.measuring import measure
from his.outpatient.models import Diagnosis, DiagnosisKind, Examination, Outcome
from his.outpatient.vitals import Reading
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect

__all__ = [
    "Diagnosis",
    "DiagnosisKind",
    "Examination",
    "Outcome",
    "Reading",
    "amend",
    "amendments",
    "close",
    "diagnose",
    "diagnoses",
    "examination",
    "measure",
    "write",
]

#: What a doctor writes, in the order of the work.
FIELDS = (
    "reason",
    "illness",
    "past",
    "general",
    "organs",
    "plan",
    "conclusion",
    "outcome",
    "follow_up",
)


def examination(db: Session, encounter_id: UUID) -> Examination | None:
    """What has been written for a visit, if anything has."""
    return db.exec(select(Examination).where(Examination.encounter_id == encounter_id)).first()


def write(
    db: Session, actor: Actor, encounter_id: UUID, *, version: int, texts: dict[str, Any]
) -> Examination:
    """Save the examination of an open visit. `version` 0 says that none was there yet.

    Raises ChangedMeanwhile when somebody else saved first, and the visit's own refusal when it
    is closed (amend it then).
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    encounters.locked(db, actor, encounter.id)  # two first saves at once: the second one waits
    found = db.exec(
        select(Examination).where(Examination.encounter_id == encounter_id).with_for_update()
    ).first()
    if found is None:
        found = Examination(
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            saved_at=utc_now(),
            saved_by=actor.id,
            saved_by_name=actor.name,
        )
        db.add(found)
    else:
        expect(found, version)
    for field, value in texts.items():
        setattr(found, field, value)
    found.saved_at, found.saved_by, found.saved_by_name = utc_now(), actor.id, actor.name
    db.flush()
    live.touch(db, "encounters")
    return found


def close(
    db: Session, actor: Actor, encounter_id: UUID, *, disposition: encounters.Disposition
) -> encounters.Encounter:
    """End the visit; refuses with everything that is missing, by name."""
    return encounters.close(db, actor, encounter_id, disposition=disposition)
