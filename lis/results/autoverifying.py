"""Results that pass all rules of their test go out by themselves; each says why, or why not."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from kernel.access import SYSTEM, Actor
from kernel.text import Text
from lis.results import verifying
from lis.results.keeping import Known
from lis.results.models import LabResult, ResultSource, ResultState
from lis.results.settings import AUTOVERIFY
from lis.tests import service as tests
from lis.tests.service import Facts
from lis.tests.slots import held as held_back

AUTOMATIC = Actor(SYSTEM.id, "Tự duyệt theo quy tắc", username=SYSTEM.username)
_OFF = Text("Cơ sở không bật tự duyệt.", "Autoverification is off here.")
_TRAINEE = Text("Do người tập sự nhập.", "A trainee entered it.")
_INPUTS = Text("Chỉ số đầu vào chưa được duyệt.", "What it is calculated from is not verified.")


def consider(db: Session, results: Sequence[LabResult], about: Known) -> list[LabResult]:
    """Judge new results by the rules of their tests; answers those that verified themselves."""
    passed = decide(db, results, about)
    db.flush()
    go_out(db, passed, about)
    return passed


def decide(
    db: Session,
    results: Sequence[LabResult],
    about: Known,
    before: Sequence[LabResult] = (),
) -> list[LabResult]:
    """Each new result says why it passed or not; those that passed are verified from now on.

    `before`: what passed already, and may go into what is calculated.
    """
    waiting = [r for r in results if r.state is ResultState.ENTERED]
    if not waiting:
        return []
    on = bool(admin.parameter(db, AUTOVERIFY.id))
    passed = {r.id: r for r in before}
    found = []
    stopped = held_back(db, {(r.test_code, r.analyser) for r in waiting})
    for each in sorted(waiting, key=lambda r: r.source is ResultSource.CALCULATED):
        reasons = [] if on else [_OFF]
        if each.by_trainee:
            reasons.append(_TRAINEE)
        if each.source is ResultSource.CALCULATED and not _inputs_pass(each, about, passed):
            reasons.append(_INPUTS)
        if why := stopped.get((each.test_code, each.analyser)):
            reasons.append(why)
        decision = tests.decide(
            about.profiles[each.test_code].autoverify, _facts(each, about, tuple(reasons))
        )
        each.auto_reasons = _plain(decision.reasons)
        if decision.passed:
            passed[each.id] = each
            found.append(each)
    verifying.mark(AUTOMATIC, found, automatic=True)
    return found


def go_out(db: Session, passed: Sequence[LabResult], about: Known) -> None:
    """What verified itself answers its order."""
    if passed:
        items = {r.item_id: about.items[r.item_id] for r in passed}
        verifying.go_out(db, AUTOMATIC, passed, items, automatic=True, partly=False)


def _facts(result: LabResult, about: Known, held: tuple[Text, ...]) -> Facts:
    work, item = about.works[result.id], about.items[result.item_id]
    profile, judged = work.profile, work.judged
    hours = None
    if item.collected_at:
        hours = int((result.measured_at - item.collected_at).total_seconds() // 3600)
    return Facts(
        figure=judged.figure,
        limits=judged.limits,
        sign=judged.sign,
        flag=judged.flag,
        absurd=judged.absurd,
        source=result.source,
        delta=judged.delta,
        has_previous=about.before(item) is not None,
        analyser_flags=work.flags,
        approved=profile.approved,
        second_verification=profile.second_verification,
        hours_since_collection=hours,
        held=held,
    )


def _inputs_pass(result: LabResult, about: Known, passed: dict[UUID, LabResult]) -> bool:
    """What goes into a formula is verified, or verifies itself in this moment."""
    formula = about.profiles[result.test_code].formula
    wanted = {
        code for i in tests.CALCULATIONS[formula].inputs for code in (i.test, i.instead) if code
    }
    mine = [
        held
        for held in about.standing.values()
        if held.patient_id == result.patient_id and held.test_code in wanted
    ]
    return all(r.state is ResultState.VERIFIED or r.id in passed for r in mine)


@lru_cache(maxsize=512)  # nearly all results say one of a few things
def _plain(reasons: tuple[Text, ...]) -> list[dict[str, Any]]:
    return [{"vi": each.vi, "en": each.en} for each in reasons]
