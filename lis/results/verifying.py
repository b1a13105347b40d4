"""The technical check and the medical verification: two people, many results at once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.events import publish
from kernel.text import Text
from lis.results import releasing, signing
from lis.results.errors import (
    CriticalToConfirm,
    NotCheckedYet,
    ResultNotWaiting,
    TestIsHeld,
    VerifyByAnother,
)
from lis.results.events import LabResultsVerified
from lis.results.models import CRITICAL, WAITING, LabResult, ResultState
from lis.results.sections import demand_verifier, demand_worker
from lis.results.settings import CHECK_FIRST
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState
from lis.tests import service as tests
from lis.tests.slots import held as held_back

TOPIC = "lis.results"
_ROUTINE = 2  # the rank of what can wait
STATES: dict[ResultState, Text] = {
    ResultState.ENTERED: Text("chờ duyệt", "waits"),
    ResultState.CHECKED: Text("đã soát", "checked"),
    ResultState.VERIFIED: Text("đã duyệt", "verified"),
    ResultState.REPLACED: Text("đã có bản mới", "replaced"),
    ResultState.WITHDRAWN: Text("đã thu hồi", "withdrawn"),
}


def held(
    db: Session, actor: Actor, result_ids: Iterable[UUID]
) -> tuple[list[LabResult], dict[UUID, Item]]:
    """Results to change, and their items: both locked, in one order, as they are now."""
    ids = sorted(set(result_ids))
    asked = select(LabResult).where(
        col(LabResult.id).in_(ids), patients.seen_by(actor, LabResult.patient_id)
    )
    item_ids = sorted({r.item_id for r in db.exec(asked)})
    items = {i.id: i for i in specimens.items(db, item_ids, lock=True)}
    again = asked.order_by(col(LabResult.id)).with_for_update()
    found = list(db.exec(again.execution_options(populate_existing=True)))
    if len(found) != len(ids):
        raise NotFound
    return found, items


def check(
    db: Session, actor: Actor, result_ids: Sequence[UUID], *, confirm: bool = False
) -> list[LabResult]:
    """A technician has looked at the runs; `confirm`: at the critical ones twice.

    Raises ResultNotWaiting, CriticalToConfirm, NotInSection, TraineeMayNotCheck.
    """
    found, items = held(db, actor, result_ids)
    demand_worker(db, actor, {r.section_code for r in found})
    signing.demand_checker(db, actor, {r.section_code for r in found})
    now = utc_now()
    for each in found:
        _waiting(each, (ResultState.ENTERED,))
        if each.flag in CRITICAL and each.confirmed_at is None:
            if not confirm:
                raise CriticalToConfirm(test=each.name, value=each.value)
            each.confirmed_at, each.confirmed_by_name = now, actor.name
        each.state = ResultState.CHECKED
        each.checked_at, each.checked_by, each.checked_by_name = now, actor.id, actor.name
    db.flush()
    steps = [items[r.item_id] for r in found if items[r.item_id].state is ItemState.RESULTED]
    specimens.move_items(db, actor, steps, ItemState.CHECKED, now)
    live.touch(db, TOPIC)
    return found


def verify(
    db: Session, actor: Actor, result_ids: Sequence[UUID], *, alone: str = "", ticket: str = ""
) -> list[LabResult]:
    """A physician signs results, hundreds at once, and they go out; the rest of an order follows.

    `alone`: why one person does both, where that is allowed; `ticket`: his signature, where a
    section asks for it (kernel/identity/signing.py).
    Raises ResultNotWaiting, NotCheckedYet, TraineeNotChecked, CriticalToConfirm,
    VerifyByAnother, AloneOnlyAtNight, AloneNeedsReason, NotInSection, SignAgain.
    """
    found, items = held(db, actor, result_ids)
    demand_verifier(db, actor, {r.section_code for r in found})
    rules = tests.policies(db, {r.section_code for r in found})
    how = signing.demand_signature(actor, rules, ticket)
    check_first = bool(admin.parameter(db, CHECK_FIRST.id))
    allowed = (ResultState.CHECKED,) if check_first else WAITING
    for each in found:
        if check_first and each.state is ResultState.ENTERED:
            raise NotCheckedYet(test=each.name)
        _waiting(each, allowed)
        if each.flag in CRITICAL and each.confirmed_at is None:
            raise CriticalToConfirm(test=each.name, value=each.value)
    signing.demand_checked(found)
    for each in signing.demand_two(db, actor, found, rules, alone):
        each.alone_reason = alone
    for each in found:
        each.signed_with = how
    _held_back(db, found)
    signed = _second(db, actor, found)
    if signed:
        sign(db, actor, signed, items)
    return found


def _held_back(db: Session, found: Sequence[LabResult]) -> None:
    """Raises TestIsHeld where a test's control is out."""
    stopped = held_back(db, {(r.test_code, r.analyser) for r in found})
    for each in found:
        if why := stopped.get((each.test_code, each.analyser)):
            raise TestIsHeld(test=each.name, why=why.vi, why_en=why.en)


def _second(db: Session, actor: Actor, found: Sequence[LabResult]) -> list[LabResult]:
    """Those that go out now; a test that wants two physicians waits for the second one.

    Raises VerifyByAnother.
    """
    now = utc_now()
    profiles = tests.profile(db, {r.test_code for r in found}, now.astimezone(LOCAL).date())
    signed = []
    for each in found:
        profile = profiles.get(each.test_code)
        if profile is None or not profile.second_verification:
            signed.append(each)
        elif each.first_verified_by is None:
            each.first_verified_at, each.first_verified_by = now, actor.id
            each.first_verified_by_name = actor.name
        elif each.first_verified_by == actor.id:
            raise VerifyByAnother(test=each.name)
        else:
            signed.append(each)
    db.flush()
    live.touch(db, TOPIC)
    return signed


def sign(
    db: Session,
    actor: Actor,
    found: Sequence[LabResult],
    items: dict[UUID, Item],
) -> None:
    """The results stand from now on and go out (locked before; rules were asked before)."""
    mark(actor, found, automatic=False)
    _replace(db, actor, found, utc_now())
    db.flush()
    go_out(db, actor, found, items, automatic=False)


def mark(actor: Actor, found: Sequence[LabResult], *, automatic: bool) -> None:
    now = utc_now()
    for each in found:
        each.state, each.automatic = ResultState.VERIFIED, automatic
        each.verified_at, each.verified_by, each.verified_by_name = now, actor.id, actor.name


def go_out(
    db: Session,
    actor: Actor,
    found: Sequence[LabResult],
    items: dict[UUID, Item],
    *,
    automatic: bool,
    partly: bool = True,
) -> None:
    """What was marked and is written answers its orders."""
    now = utc_now()
    mine = [items[r.item_id] for r in found]
    # (a correction leaves the moment in which the test was first answered)
    first = [i for i in mine if i.state is not ItemState.VERIFIED]
    specimens.move_items(db, actor, first, ItemState.VERIFIED, now)
    order_ids = {r.order_id for r in found}
    reasons = {r.order_id: r.reason for r in found if r.replaces_id and r.reason}
    for order_id, reason in sorted(reasons.items()):
        releasing.release(db, actor, [order_id], partly=partly, reason=reason)
    urgent = {i.order_id for i in mine if i.rank < _ROUTINE} - set(reasons)
    releasing.release(db, actor, urgent, partly=True)  # nobody waits for the rest of a STAT order
    releasing.release(db, actor, order_ids - set(reasons) - urgent, partly=partly)
    publish(
        db,
        LabResultsVerified(
            result_ids=tuple(r.id for r in found),
            order_ids=tuple(sorted(order_ids)),
            automatic=automatic,
            actor=actor,
        ),
    )
    live.touch(db, TOPIC)


def _replace(db: Session, actor: Actor, found: Sequence[LabResult], now: Any) -> None:
    """What a correction corrects ends with the moment in which the correction stands."""
    old_ids = [r.replaces_id for r in found if r.replaces_id]
    if not old_ids:
        return
    asked = select(LabResult).where(
        col(LabResult.id).in_(old_ids), LabResult.state == ResultState.VERIFIED
    )
    for old in db.exec(asked.order_by(col(LabResult.id)).with_for_update()):
        old.state, old.ended_at, old.ended_by_name = ResultState.REPLACED, now, actor.name


def _waiting(result: LabResult, allowed: tuple[ResultState, ...]) -> None:
    if result.state not in allowed:
        now = STATES[result.state]
        raise ResultNotWaiting(test=result.name, now=now.vi, now_en=now.en)
