"""From a lot to the patients whose results it measured, each look of it written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.patients import service as patients
from his.patients.service import Brief
from kernel import audit
from kernel.access import Actor
from kernel.paging import page_of
from lis.reagents.kit_models import ReagentKit, ReagentUse, UseKind
from lis.results.service import LabResult

_MEASURED = (UseKind.PATIENT, UseKind.REPEAT)
MOST = 5000


@dataclass(frozen=True, slots=True)
class Traced:
    """One result that a lot has measured."""

    result: LabResult
    patient: Brief
    kit_code: str
    kind: UseKind


def results(
    db: Session, actor: Actor, lot_id: UUID, *, after: str | None, limit: int
) -> tuple[list[Traced], str | None]:
    """The latest first; only patients whom the actor may see."""
    seen = select(col(LabResult.id)).where(
        col(LabResult.id) == col(ReagentUse.result_id),
        patients.seen_by(actor, LabResult.patient_id),
    )
    asked = select(ReagentUse).where(
        col(ReagentUse.lot_id) == lot_id, col(ReagentUse.kind).in_(_MEASURED), seen.exists()
    )
    by = (col(ReagentUse.id),)
    found, following = page_of(
        db, asked, by=by, types=(UUID,), after=after, limit=limit, descending=True
    )
    return _shown(db, actor, found), following


def everything(db: Session, actor: Actor, lot_id: UUID) -> list[Traced]:
    """For paper and files: up to 5,000."""
    found: list[Traced] = []
    after: str | None = None
    while len(found) < MOST:
        page, after = results(db, actor, lot_id, after=after, limit=500)
        found += page
        if after is None:
            break
    return found


def counts(db: Session, lot_id: UUID) -> tuple[int, int]:
    """(results, patients) that a lot has measured."""
    asked = (
        select(
            func.count(func.distinct(col(ReagentUse.result_id))),
            func.count(func.distinct(col(LabResult.patient_id))),
        )
        .join(LabResult, col(LabResult.id) == col(ReagentUse.result_id))
        .where(col(ReagentUse.lot_id) == lot_id, col(ReagentUse.kind).in_(_MEASURED))
    )
    found = db.execute(asked).one()
    return found[0], found[1]


def span(db: Session, lot_id: UUID) -> tuple[datetime | None, datetime | None]:
    """The first and the last instant at which it was used."""
    asked = select(func.min(col(ReagentUse.at)), func.max(col(ReagentUse.at))).where(
        col(ReagentUse.lot_id) == lot_id
    )
    found = db.execute(asked).one()
    return found[0], found[1]


def _shown(db: Session, actor: Actor, uses: list[ReagentUse]) -> list[Traced]:
    if not uses:
        return []
    asked = select(LabResult).where(col(LabResult.id).in_([u.result_id for u in uses]))
    known = {each.id: each for each in db.execute(asked).scalars()}
    kits = select(ReagentKit).where(col(ReagentKit.id).in_({u.kit_id for u in uses}))
    codes = {kit.id: kit.code for kit in db.execute(kits).scalars()}
    people = patients.briefs(db, actor, {each.patient_id for each in known.values()})
    audit.read_list(db, "patient", sorted(people))
    return [
        Traced(known[u.result_id], people[known[u.result_id].patient_id], codes[u.kit_id], u.kind)
        for u in uses
        if u.result_id is not None
    ]
