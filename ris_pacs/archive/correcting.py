"""What was corrected: pictures out of sight and back, their counts, and a file that was packed.

The files as they came stay where they are; who decides about it is ris_pacs.quality.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from kernel import live
from kernel.clock import utc_now
from ris_pacs.archive import indexing
from ris_pacs.archive.models import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
    StudyState,
)
from ris_pacs.archive.stores import LocalStore

_TOPIC = "imaging"


def turn(db: Session, ids: Iterable[UUID], state: InstanceState) -> None:
    """Out of sight, or back. Counts follow by `recount`."""
    rows = list(ids)
    for start in range(0, len(rows), 500):
        some = rows[start : start + 500]
        db.execute(
            update(ImagingInstance).where(col(ImagingInstance.id).in_(some)).values(state=state)
        )


def recount(db: Session, study_id: UUID, *, mixed: bool | None = None) -> ImagingStudy:
    """Counts, kinds and state of a study, from what is in sight."""
    study = db.exec(
        select(ImagingStudy)
        .where(ImagingStudy.id == study_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    asked = (
        select(col(ImagingInstance.series_id), func.count(), func.sum(col(ImagingInstance.size)))
        .where(ImagingInstance.study_id == study_id, ImagingInstance.state == InstanceState.KEPT)
        .group_by(col(ImagingInstance.series_id))
    )
    counts = {row[0]: (row[1], int(row[2] or 0)) for row in db.execute(asked)}
    now, kinds, runs = utc_now(), set(), 0
    for run in db.exec(select(ImagingSeries).where(ImagingSeries.study_id == study_id)):
        run.instance_count, run.size = counts.get(run.id, (0, 0))
        run.changed_at = now
        db.add(run)
        if run.instance_count:
            runs += 1
            kinds.update({run.modality} - {""})
    study.series_count, study.modalities = runs, " ".join(sorted(kinds))[:100]
    study.instance_count = sum(n for n, _ in counts.values())
    study.size = sum(size for _, size in counts.values())
    if mixed is not None:
        study.mixed = mixed
    standing = StudyState.MATCHED if study.patient_id else StudyState.UNMATCHED
    study.state = standing if study.instance_count else StudyState.ENDED
    study.changed_at = now
    db.add(study)
    db.flush()
    live.touch(db, _TOPIC)
    return study


@dataclass(frozen=True, slots=True)
class Packed:
    """The same picture in another transfer syntax, in a file of its own."""

    path: str
    size: int
    data_offset: int
    digest: str
    transfer_syntax: str


def pack(db: Session, store: LocalStore, row: ImagingInstance, to: Packed) -> None:
    """From now on this file is given. What came is still known by its digest when it comes
    again."""
    if row.received_syntax is None:
        row.received_syntax, row.received_digest = row.transfer_syntax, row.digest
    _point(db, store, row, to)


def unpack(db: Session, store: LocalStore, row: ImagingInstance, to: Packed) -> None:
    """Back to the file that came."""
    row.received_syntax = row.received_digest = None
    _point(db, store, row, to)


def _point(db: Session, store: LocalStore, row: ImagingInstance, to: Packed) -> None:
    row.path, row.size, row.data_offset = to.path, to.size, to.data_offset
    row.digest, row.transfer_syntax = to.digest, to.transfer_syntax
    row.metadata_json, row.frame_table = indexing.describe(store, row)
    row.indexed_at, row.checked_at, row.damaged = utc_now(), None, False
    db.add(row)
    # What lies ready about the study (ris_pacs.web) names the syntax: it is made anew.
    moved = update(ImagingStudy).where(col(ImagingStudy.id) == row.study_id)
    db.execute(moved.values(changed_at=utc_now()))
    db.flush()
