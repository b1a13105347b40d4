"""What a reagent was used for: noted with each batch in one line, counted by a job.

The batch itself is not delayed: a row a batch is written with it, the job reads the results'
own facts (which kits, how much) and writes a line a result and kit.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from kernel.text import Text
from lis.quality.events import ControlsRun
from lis.quality.service import ControlRun, RunVerdict
from lis.reagents import now
from lis.reagents.kit_models import ReagentKit, ReagentTally, ReagentUse, UseKind
from lis.results import service as results
from lis.results.events import LabResultsEntered
from lis.results.service import LabResult, ResultSource

_BATCH = 200
_ROUNDS = 10  # of one run of the job: nobody waits long for its transaction
_UNMEASURED = (ResultSource.CALCULATED, ResultSource.REFERENCE_LAB)


def note_results(db: Session, event: LabResultsEntered) -> None:
    """Values were kept: what they used is counted later. Nothing where no kit is in use."""
    if event.result_ids and now.kits(db):
        ids = [str(each) for each in event.result_ids]
        db.add(ReagentTally(id=new_id(), result_ids=ids, at=utc_now()))


def note_controls(db: Session, event: ControlsRun) -> None:
    """Controls use reagents too, and a good one vouches for the lot that is in use."""
    there = now.of_bench(now.kits(db), (event.test_code, event.analyser))
    if not there:
        return
    db.add(
        ReagentTally(
            test_code=event.test_code,
            analyser=event.analyser,
            controls=event.values,
            kits=[[str(each.id), str(each.per_test)] for each in there],
            at=event.at,
        )
    )
    run = db.get(ControlRun, event.run_id)
    if run is None or run.verdict is RunVerdict.OUT:
        return
    fresh = [each.id for each in there if not each.controlled]
    if not fresh:
        return
    asked = select(ReagentKit).where(col(ReagentKit.id).in_(fresh)).order_by(col(ReagentKit.id))
    for kit in db.execute(asked.with_for_update()).scalars():
        if kit.in_use_since is not None and event.at >= kit.in_use_since:
            kit.controlled = {**kit.controlled, event.test_code: event.at.isoformat()}
    now.changed(db)


def count(db: Session, *, rounds: int | None = None) -> int:
    """Count what was noted; answers how many lines of use were written. Twice changes nothing."""
    written, done = 0, 0
    while (rounds is None or done < rounds) and (batch := _noted(db, _BATCH)):
        written += _count(db, batch)
        done += 1
        if len(batch) < _BATCH:
            break
    if written:
        live.touch(db, now.TOPIC)
    return written


def counted(db: Session) -> Text | None:
    """The job."""
    written = count(db, rounds=_ROUNDS)
    return Text(f"{written} dòng sử dụng.", f"{written} lines of use.") if written else None


def keep(
    db: Session,
    actor: Actor,
    kit: ReagentKit,
    kind: UseKind,
    amount: Decimal,
    note: str = "",
    *,
    test_code: str = "",
    at: datetime | None = None,
) -> ReagentUse:
    """One line by hand; the kit is locked by whoever calls."""
    made = ReagentUse(
        kit_id=kit.id,
        lot_id=kit.lot_id,
        reagent_id=kit.reagent_id,
        kind=kind,
        test_code=test_code,
        amount=amount,
        at=at or utc_now(),
        note=note,
        by_name=actor.name,
    )
    db.add(made)
    kit.used += amount
    db.flush()
    live.touch(db, now.TOPIC)
    return made


def _noted(db: Session, most: int) -> list[ReagentTally]:
    """Whoever counts meanwhile has others."""
    asked = (
        select(ReagentTally)
        .order_by(col(ReagentTally.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(db.execute(asked).scalars())


def _count(db: Session, batch: Sequence[ReagentTally]) -> int:
    db.flush()
    lines = _of_results(db, {UUID(each) for tally in batch for each in tally.result_ids})
    for tally in batch:
        for kit_id, amount in tally.kits:
            times = tally.controls
            lines.append(
                _line(UUID(kit_id), UseKind.CONTROL, tally.test_code, Decimal(amount), tally.at)
                | {"times": times, "amount": Decimal(amount) * times}
            )
    _write(db, lines)
    mine = col(ReagentTally.id).in_([each.id for each in batch])
    db.execute(delete(ReagentTally).where(mine).execution_options(synchronize_session="fetch"))
    return len(lines)


def _of_results(db: Session, result_ids: set[UUID]) -> list[dict[str, Any]]:
    """A line a run and kit. Corrections on paper have used nothing; earlier runs of the same
    test that were never counted (two in one message) are taken along."""
    if not result_ids:
        return []
    asked = select(col(LabResult.item_id)).where(col(LabResult.id).in_(result_ids))
    runs = results.runs_of(db, set(db.execute(asked).scalars()))
    measured = [
        each
        for found in runs.values()
        for each in found
        if each.lot and each.lot.get("kits") and _is_measured(each)
    ]
    known = select(col(ReagentUse.result_id)).where(
        col(ReagentUse.result_id).in_([each.id for each in measured])
    )
    before = set(db.execute(known).scalars())
    lines = []
    for each in measured:
        if each.id in before:
            continue
        kind = UseKind.PATIENT if each.run == 1 else UseKind.REPEAT
        for kit in each.lot["kits"]:
            amount = Decimal(kit["amount"])
            line = _line(UUID(kit["id"]), kind, each.test_code, amount, each.entered_at)
            lines.append(line | {"result_id": each.id})
    return lines


def _is_measured(of: LabResult) -> bool:
    corrected = of.replaces_id is not None and bool(of.reason)
    return of.source not in _UNMEASURED and not corrected


def _line(kit_id: UUID, kind: UseKind, test: str, amount: Decimal, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kit_id": kit_id,
        "kind": kind,
        "test_code": test,
        "result_id": None,
        "times": 1,
        "amount": amount,
        "at": at,
        "note": "",
        "by_name": SYSTEM.name,
    }


def _write(db: Session, lines: list[dict[str, Any]]) -> None:
    """All lines at once, and what each kit has used, always in the same order."""
    if not lines:
        return
    wanted = {line["kit_id"] for line in lines}
    asked = select(ReagentKit).where(col(ReagentKit.id).in_(wanted)).order_by(col(ReagentKit.id))
    locked = asked.with_for_update().execution_options(populate_existing=True)
    kits = {kit.id: kit for kit in db.execute(locked).scalars()}
    lines = [line for line in lines if line["kit_id"] in kits]
    for line in lines:
        kit = kits[line["kit_id"]]
        line |= {"lot_id": kit.lot_id, "reagent_id": kit.reagent_id}
        kit.used += line["amount"]
    if lines:
        db.execute(ReagentUse.__table__.insert(), lines)  # type: ignore[attr-defined]
    db.flush()
