"""The examination: what a nurse and a doctor write during a visit.

Split by activity: measuring.py (vital signs), diagnosing.py, amending.py, summary.py; here is
the examination itself, and the front door to all of them.
"""

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from his.admin import service as admin
from his.encounters import service as encounters
from his.outpatient.amending import amend, amendments
from his.outpatient.diagnosing import Code, diagnose, diagnoses
from his.outpatient.errors import PaperNeeded
from his.outpatient.measuring import measure
from his.outpatient.models import Diagnosis, DiagnosisKind, Examination, Outcome
from his.outpatient.paper_models import Paper, VisitPaperKind
from his.outpatient.papers import (
    Admission,
    Issued,
    Revisit,
    SickLeave,
    Transfer,
    admission_of,
    revisit_of,
    sick_leave_of,
    standing,
    transfer_of,
)
from his.outpatient.papers import cancel as cancel_paper
from his.outpatient.papers import issue as issue_paper
from his.outpatient.papers import of_encounter as papers_of
from his.outpatient.vitals import Reading
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.once import once
from kernel.text import Text

__all__ = [
    "Admission",
    "Code",
    "Diagnosis",
    "DiagnosisKind",
    "Examination",
    "Issued",
    "Outcome",
    "Paper",
    "Reading",
    "Revisit",
    "SickLeave",
    "Transfer",
    "VisitPaperKind",
    "admission_of",
    "amend",
    "amendments",
    "cancel_paper",
    "close",
    "diagnose",
    "diagnoses",
    "examination",
    "issue_paper",
    "measure",
    "papers_of",
    "revisit_of",
    "sick_leave_of",
    "transfer_of",
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

_PAPERS = {
    encounters.Disposition.ADMITTED: (
        VisitPaperKind.ADMISSION,
        Text("phiếu khám vào viện", "the admission request"),
    ),
    encounters.Disposition.REFERRED: (
        VisitPaperKind.TRANSFER,
        Text("giấy chuyển cơ sở khám bệnh, chữa bệnh", "the transfer paper"),
    ),
}


def examination(db: Session, encounter_id: UUID) -> Examination | None:
    """What has been written for a visit, if anything has."""
    asked = select(Examination).where(Examination.encounter_id == encounter_id)
    return once(
        db,
        ("his.outpatient.examination", encounter_id),
        lambda: db.exec(asked).first(),
        Examination,
    )


def write(
    db: Session, actor: Actor, encounter_id: UUID, *, version: int, texts: dict[str, Any]
) -> Examination:
    """Save the examination of an open visit. `version` 0 says that none was there yet.

    Raises ChangedMeanwhile when somebody else saved first, and the visit's own refusal when it
    is closed (amend it then).
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
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
    """End the visit; refuses with everything that is missing, by name.

    Raises PaperNeeded where the disposition asks for a paper that was not issued.
    """
    wanted = _PAPERS.get(disposition)
    if wanted and admin.parameter(db, "his.outpatient.papers_required"):
        kind, name = wanted
        encounters.locked(db, actor, encounter_id)
        if standing(db, encounter_id, kind) is None:
            raise PaperNeeded(paper=name.vi, paper_en=name.en, kind=kind.value)
    return encounters.close(db, actor, encounter_id, disposition=disposition)
