"""Two records of one person become one, and may be taken apart again (gộp, tách hồ sơ).

The kept record wins; what it leaves blank is filled from the other one. Every row of every
module that belongs to the other (the PatientColumn slot) is pointed to the kept one and noted,
so that an un-merge restores exactly. The other record stays and names its survivor; its codes
and cards lead there. Merges are taken back in the opposite order.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, inspect, select
from sqlmodel import Session, SQLModel, col

from his.patients import events
from his.patients.errors import (
    AlreadyUnmerged,
    MergedAlready,
    MergeNeedsCare,
    TwoRecordsNeeded,
    UnmergeLaterFirst,
)
from his.patients.finding import exactly
from his.patients.models import PairState, Patient, PatientMerge, PatientPair
from his.patients.slots import MergeCheck, PatientColumn
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import assembly_of, publish
from kernel.text import Text

# Filled together: a telephone goes with its indexes, a birth date with its year.
BLANKS = (
    ("birth", ("birth", "birth_year")),
    ("birth_time", ("birth_time",)),
    ("nationality", ("nationality",)),
    ("ethnic_group", ("ethnic_group",)),
    ("occupation", ("occupation",)),
    ("workplace", ("workplace",)),
    ("street", ("street", "commune", "province")),
    ("phone", ("phone", "phone_blind", "phone_last4")),
    ("photo_id", ("photo_id",)),
    ("newborn_of", ("newborn_of", "birth_order")),
    ("deceased_at", ("deceased_at",)),
)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: blanks filled, rows moved by table, and what to think of."""

    kept: Patient
    gone: Patient
    filled: tuple[str, ...]
    moved: dict[str, int]
    warnings: tuple[tuple[str, Text], ...]


def preview(db: Session, actor: Actor, *, kept_id: UUID, gone_id: UUID) -> MergePreview:
    """Look before merging. Raises TwoRecordsNeeded, MergedAlready, NotFound."""
    kept, gone = _both(db, actor, kept_id, gone_id, lock=False)
    counts: dict[str, int] = {}
    for column in _columns(db):
        model = _model(column.table)
        mine = getattr(model, column.column) == gone.id
        count = db.execute(select(func.count()).select_from(model).where(mine)).scalar_one()
        if count:
            counts[column.table] = counts.get(column.table, 0) + count
    return MergePreview(
        kept, gone, tuple(_blanks(kept, gone)), counts, tuple(_warnings(db, actor, kept, gone))
    )


def merge(
    db: Session,
    actor: Actor,
    *,
    kept_id: UUID,
    gone_id: UUID,
    reason: str,
    accepted: Sequence[str] = (),
) -> PatientMerge:
    """Make one record of two. `accepted` are the ids of the preview's warnings.

    Raises TwoRecordsNeeded, MergedAlready, MergeNeedsCare, NotFound.
    """
    kept, gone = _both(db, actor, kept_id, gone_id, lock=True)
    open_ = [(id_, says) for id_, says in _warnings(db, actor, kept, gone) if id_ not in accepted]
    if open_:
        raise MergeNeedsCare(warnings=[{"id": id_, "says": says.json()} for id_, says in open_])
    before = {"kept": _snapshot(kept), "gone": _snapshot(gone)}
    filled = _blanks(kept, gone)
    for field in filled:
        setattr(kept, field, getattr(gone, field))
    moved = {}
    for column in _columns(db):
        rows = _point(db, column, gone.id, kept.id)
        if rows:
            moved[f"{column.table}.{column.column}"] = rows
    gone.merged_into = kept.id
    merged = PatientMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        reason=reason,
        merged_by=actor.id,
        merged_by_name=actor.name,
        moved=moved,
        snapshot=json.dumps({**before, "filled": filled}, ensure_ascii=False),
    )
    db.add(merged)
    _decide(db, actor, kept.id, gone.id, PairState.MERGED)
    db.flush()
    publish(db, events.PatientsMerged(kept_id=kept.id, gone_id=gone.id, actor=actor))
    return merged


def unmerge(
    db: Session,
    actor: Actor,
    merge_id: UUID,
    *,
    version: int,
    reason: str,
    patient_id: UUID | None = None,
) -> PatientMerge:
    """Take a merge back: what was moved returns, what was filled and is unchanged is blank again.

    Rows made since then stay with the kept record. Raises AlreadyUnmerged, UnmergeLaterFirst.
    """
    merged = db.get(PatientMerge, merge_id, with_for_update=True)
    if merged is None or patient_id not in (None, merged.kept_id, merged.gone_id):
        raise NotFound
    kept, gone = _lock_in_order(db, actor, merged.kept_id, merged.gone_id)
    expect(merged, version)
    if merged.unmerged_at is not None:
        raise AlreadyUnmerged
    if kept.merged_into is not None:
        raise UnmergeLaterFirst
    gone.merged_into = None
    db.flush()
    for place, ids in merged.moved.items():
        table, column = place.rsplit(".", 1)
        _point(db, PatientColumn(table, column), kept.id, gone.id, only=ids)
    filled = json.loads(merged.snapshot)["filled"]
    blank = json.loads(merged.snapshot)["kept"]
    for group in _groups(filled):
        if all(getattr(kept, field) == getattr(gone, field) for field in group):
            for field in group:
                setattr(kept, field, blank[field] if field == "workplace" else None)
    merged.unmerged_at = utc_now()
    merged.unmerged_by = actor.id
    merged.unmerged_by_name = actor.name
    merged.unmerge_reason = reason
    _decide(db, actor, kept.id, gone.id, PairState.NOT_SAME)
    db.flush()
    publish(db, events.PatientsUnmerged(kept_id=kept.id, gone_id=gone.id, actor=actor))
    return merged


def merges(db: Session, patient_id: UUID) -> list[PatientMerge]:
    """Every merge this record took part in, the newest first."""
    query = (
        select(PatientMerge)
        .where(
            (col(PatientMerge.kept_id) == patient_id) | (col(PatientMerge.gone_id) == patient_id)
        )
        .order_by(col(PatientMerge.merged_at).desc(), col(PatientMerge.id).desc())
    )
    return list(db.execute(query).scalars())


def _both(
    db: Session, actor: Actor, kept_id: UUID, gone_id: UUID, *, lock: bool
) -> tuple[Patient, Patient]:
    if kept_id == gone_id:
        raise TwoRecordsNeeded
    if lock:
        kept, gone = _lock_in_order(db, actor, kept_id, gone_id)
    else:
        kept, gone = exactly(db, actor, kept_id), exactly(db, actor, gone_id)
    for each in (kept, gone):
        if each.merged_into is not None:
            raise MergedAlready(code=each.code, patient_id=each.merged_into)
    return kept, gone


def _lock_in_order(
    db: Session, actor: Actor, kept_id: UUID, gone_id: UUID
) -> tuple[Patient, Patient]:
    """Both rows, always in the same order: two who merge the same pair wait, not deadlock."""
    rows = {id_: exactly(db, actor, id_, lock=True) for id_ in sorted((kept_id, gone_id))}
    return rows[kept_id], rows[gone_id]


def _warnings(db: Session, actor: Actor, kept: Patient, gone: Patient) -> list[tuple[str, Text]]:
    found = [
        (f"{check.id}/{number}", says)
        for check in assembly_of(db).contributions(MergeCheck)
        for number, says in enumerate(check.by(db, actor, kept.id, gone.id))
    ]
    if kept.sex is not gone.sex and not (kept.unknown or gone.unknown):
        found.append(
            ("his.patients.sex", Text("Hai hồ sơ khác giới tính.", "The records differ in sex."))
        )
    if kept.birth and gone.birth and kept.birth[:4] != gone.birth[:4]:
        found.append(
            ("his.patients.birth", Text("Hai hồ sơ khác năm sinh.", "The birth years differ."))
        )
    if gone.id == kept.newborn_of or kept.id == gone.newborn_of:
        found.append(
            ("his.patients.mother", Text("Đây là hồ sơ mẹ và con.", "These are mother and child."))
        )
    return found


def _blanks(kept: Patient, gone: Patient) -> list[str]:
    filled: list[str] = []
    for main, group in BLANKS:
        both = getattr(kept, main), getattr(gone, main)
        empty = (None, "")
        if both[0] in empty and both[1] not in empty and both[1] != kept.id:
            filled += group
    return filled


def _groups(filled: Sequence[str]) -> list[tuple[str, ...]]:
    return [group for main, group in BLANKS if main in filled]


def _snapshot(patient: Patient) -> dict[str, Any]:
    state = inspect(patient)
    return {
        attribute.key: plain(value)
        for attribute in state.mapper.column_attrs
        if not isinstance(value := getattr(patient, attribute.key), bytes)
    }


def _columns(db: Session) -> tuple[PatientColumn, ...]:
    return assembly_of(db).contributions(PatientColumn)


def _model(table: str) -> type[SQLModel]:
    """The class behind a table, so that the session (and with it the audit) sees each change."""
    for mapper in SQLModel._sa_registry.mappers:
        if str(mapper.local_table) == table:
            found: type[SQLModel] = mapper.class_
            return found
    raise LookupError(f"no model of the table {table}")


def _point(
    db: Session,
    column: PatientColumn,
    here: UUID,
    there: UUID,
    *,
    only: Sequence[str] | None = None,
) -> list[str]:
    """Point rows from one patient to the other; answers the ids of those that were."""
    model = _model(column.table)
    (key,) = inspect(model).primary_key
    # (a mother merged with her own child does not become her own mother)
    mine = (getattr(model, column.column) == here, key != there)
    query = select(model).where(*mine).with_for_update()
    if only is not None:
        read = key.type.python_type
        query = query.where(key.in_([read(each) for each in only]))
    name = inspect(model).get_property_by_column(key).key
    rows = []
    for row in db.execute(query.order_by(key)).scalars():
        setattr(row, column.column, there)
        rows.append(str(getattr(row, name)))
    db.flush()
    return rows


def _decide(db: Session, actor: Actor, a: UUID, b: UUID, state: PairState) -> None:
    first, second = sorted((a, b))
    mine = (col(PatientPair.first_id) == first, col(PatientPair.second_id) == second)
    pair = db.execute(select(PatientPair).where(*mine)).scalar_one_or_none()
    if pair is None:
        if state is PairState.MERGED:
            return
        pair = PatientPair(first_id=first, second_id=second, score=0, reasons=[], state=state)
        db.add(pair)
    pair.state = state
    pair.decided_at = utc_now()
    pair.decided_by = actor.id
    pair.decided_by_name = actor.name
