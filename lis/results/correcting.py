"""What was wrong: a repeat before it went out, a correction or a withdrawal after it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from lis.results import deriving, releasing
from lis.results.entering import confirmed
from lis.results.errors import CorrectionWaits, ResultNotOut, ResultNotWaiting
from lis.results.events import LabResultsEntered, LabResultWithdrawn
from lis.results.judging import judge
from lis.results.keeping import TOPIC, Work, keep, known
from lis.results.models import WAITING, LabResult, ResultSource, ResultState
from lis.results.sections import demand_worker
from lis.results.signing import mark_trainees
from lis.results.verifying import STATES, held
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState


def correct(
    db: Session,
    actor: Actor,
    result_id: UUID,
    *,
    value: str,
    reason: str,
    comment: str = "",
    detail: Mapping[str, Any] | None = None,
    confirm: bool = False,
) -> LabResult:
    """Write a right value beside one that went out. It goes out when somebody else verifies it:
    until then the old one stands; then both are kept, and whoever read the old one is told.
    What went out calculated from it is corrected along with it.

    Raises ResultNotOut, CorrectionWaits, CriticalNotConfirmed, and what entering raises.
    """
    [old], items = held(db, actor, [result_id])
    demand_worker(db, actor, {old.section_code})
    if old.state is not ResultState.VERIFIED:
        raise ResultNotOut(test=old.name)
    item = items[old.item_id]
    about = known(db, actor, [item])
    standing = about.standing[item.id]
    if standing.id != old.id:
        raise CorrectionWaits(test=old.name)
    profile = about.profiles[item.test_code]
    judged = judge(
        profile,
        value,
        about.person(item, old.measured_at),
        before=about.before(item),
        at=old.measured_at,
        detail=detail,
    )
    if judged.fault:
        raise judged.fault
    work = Work(
        item=item,
        profile=profile,
        judged=judged,
        source=ResultSource.HAND,
        at=old.measured_at,
        comment=comment,
        confirmed=confirm,
        replaces=old,
        reason=reason,
    )
    confirmed([work])
    [made] = keep(db, actor, [work], about)
    mark_trainees(db, actor, [made])
    more = deriving.recalculate(db, actor, made, about, old.measured_at)
    publish(db, LabResultsEntered(result_ids=(made.id, *(r.id for r in more)), actor=actor))
    return made


def repeat(
    db: Session, actor: Actor, result_ids: Sequence[UUID], *, reason: str
) -> list[LabResult]:
    """Results that wait are set aside and their tests run again; a correction is dropped, and
    what was calculated from it.

    Raises ResultNotWaiting, NotInSection.
    """
    found, items = held(db, actor, result_ids)
    demand_worker(db, actor, {r.section_code for r in found})
    for each in found:
        if each.state not in WAITING:
            now = STATES[each.state]
            raise ResultNotWaiting(test=each.name, now=now.vi, now_en=now.en)
    for each in [*found, *deriving.waiting_with(db, found)]:
        _take_back(each, actor, reason)
    db.flush()
    steps = [items[r.item_id] for r in found if items[r.item_id].state is not ItemState.VERIFIED]
    _to_the_bench(db, actor, steps)
    live.touch(db, TOPIC)
    return found


def withdraw(db: Session, actor: Actor, result_id: UUID, *, reason: str) -> LabResult:
    """A result that went out should not have been (another's tube, haemolysed): it stops holding
    at once, whoever read it is told, and its test is run again.

    Raises ResultNotOut, NotInSection.
    """
    [old], items = held(db, actor, [result_id])
    demand_worker(db, actor, {old.section_code})
    if old.state is not ResultState.VERIFIED:
        raise ResultNotOut(test=old.name)
    _take_back(old, actor, reason)
    item = items[old.item_id]
    for run in known(db, actor, [item]).runs.get(item.id, ()):
        if run.state in WAITING:  # a correction of what is withdrawn now
            _take_back(run, actor, reason)
    db.flush()
    specimens.move_items(db, actor, [item], ItemState.RESULTED)
    _to_the_bench(db, actor, [item])
    said = f"{old.name}: thu hồi kết quả {old.value}. {reason}"
    releasing.release(db, actor, [old.order_id], partly=True, reason=said[:500])
    publish(
        db,
        LabResultWithdrawn(
            result_id=old.id,
            order_id=old.order_id,
            patient_id=old.patient_id,
            reason=reason,
            actor=actor,
        ),
    )
    live.touch(db, TOPIC)
    return old


def _take_back(result: LabResult, actor: Actor, reason: str) -> None:
    result.state, result.reason = ResultState.WITHDRAWN, reason
    result.ended_at, result.ended_by_name = utc_now(), actor.name


def _to_the_bench(db: Session, actor: Actor, items: Sequence[Item]) -> None:
    back = [i for i in items if i.state in (ItemState.RESULTED, ItemState.CHECKED)]
    arrived = {i.id: i.received_at for i in back}
    for at in set(arrived.values()):  # they keep the moment in which they were received
        some = [i for i in back if arrived[i.id] == at]
        specimens.move_items(db, actor, some, ItemState.RECEIVED, at)
