"""How results are signed: two people or one with a reason, the signature asked again, trainees."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.errors import NotFound
from kernel.identity import signing
from kernel.paging import page_of
from lis.results.errors import (
    AloneNeedsReason,
    AloneOnlyAtNight,
    NotAlone,
    SignAgain,
    TraineeMayNotCheck,
    TraineeNotChecked,
    VerifyByAnother,
)
from lis.results.models import LabResult, ResultSource, ResultState
from lis.results.settings import TWO_PEOPLE
from lis.tests import service as tests
from lis.tests.service import Alone, Policy, Signing

_HOUSE = {"always": Alone.NEVER, "night": Alone.NIGHT, "reason": Alone.REASON}
_WAYS = {
    Signing.PASSWORD: frozenset({signing.PASSWORD}),
    Signing.PIN: frozenset({signing.PASSWORD, signing.PIN}),
}


def workers(result: LabResult) -> set[UUID | None]:
    """Whoever typed it or checked it; a machine is nobody."""
    machine = result.source in (ResultSource.ANALYSER, ResultSource.FILE)
    typed = set() if machine else {result.entered_by}
    return {*typed, result.checked_by}


def demand_two(
    db: Session,
    actor: Actor,
    found: Sequence[LabResult],
    rules: Mapping[str, Policy],
    alone: str,
) -> list[LabResult]:
    """Those that the actor did himself and may verify himself, with his reason (kept later).

    Raises VerifyByAnother, AloneOnlyAtNight, AloneNeedsReason.
    """
    own = [r for r in found if actor.id in workers(r)]
    if not own:
        return []
    house = _HOUSE[str(admin.parameter(db, TWO_PEOPLE.id))]
    hour = local_now().hour
    for each in own:
        rule = rules[each.section_code]
        says = house if rule.alone is Alone.HOUSE else rule.alone
        if says is Alone.NEVER:
            raise VerifyByAnother(test=each.name)
        if says is Alone.NIGHT and not rule.at_night(hour):
            raise AloneOnlyAtNight(test=each.name, start=rule.night_from, end=rule.night_to)
        if not alone.strip():
            raise AloneNeedsReason(test=each.name)
    return own


def demand_signature(actor: Actor, rules: Mapping[str, Policy], ticket: str) -> str:
    """How the actor signed, where a section asks; raises SignAgain."""
    how = ""
    signed = signing.read(actor, ticket) if ticket else None
    for section, rule in sorted(rules.items()):
        if rule.signing is Signing.NONE:
            continue
        if not signing.holds(signed, ways=_WAYS[rule.signing], minutes=rule.signing_minutes):
            ways = sorted(w for each in rules.values() for w in _WAYS.get(each.signing, ()))
            strict = any(each.signing is Signing.PASSWORD for each in rules.values())
            raise SignAgain(section=section, ways=[signing.PASSWORD] if strict else ways)
        assert signed
        how = signed.how
    return how


def demand_checker(db: Session, actor: Actor, sections: Collection[str]) -> None:
    """Raises TraineeMayNotCheck."""
    mine = tests.duties(db, actor)
    for code in sorted(set(sections)):
        if code in mine.learns:
            raise TraineeMayNotCheck(section=code)


def demand_checked(found: Sequence[LabResult]) -> None:
    """Raises TraineeNotChecked."""
    for each in found:
        if each.by_trainee and each.state is ResultState.ENTERED:
            raise TraineeNotChecked(test=each.name, by=each.entered_by_name)


def mark_trainees(db: Session, actor: Actor, made: Sequence[LabResult]) -> None:
    """What a trainee typed waits for another's check; a machine's value does not."""
    learns = tests.duties(db, actor).learns
    for each in made:
        if each.section_code in learns:
            each.by_trainee = True


def alone(
    db: Session, actor: Actor, *, seen: bool | None, after: str | None, limit: int
) -> tuple[list[LabResult], str | None]:
    """What one person entered and verified, the latest first; `seen`: looked at afterwards."""
    asked = select(LabResult).where(
        LabResult.alone_reason != "",
        col(LabResult.verified_at).is_not(None),
        patients.seen_by(actor, LabResult.patient_id),
    )
    if seen is not None:
        looked = col(LabResult.alone_seen_at)
        asked = asked.where(looked.is_not(None) if seen else looked.is_(None))
    by = (col(LabResult.verified_at), col(LabResult.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def look_at(db: Session, actor: Actor, result_id: UUID) -> LabResult:
    """Another person has looked at what one did alone. Raises NotAlone, VerifyByAnother."""
    found = db.get(LabResult, result_id, with_for_update=True)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    if not found.alone_reason:
        raise NotAlone
    if actor.id in {found.verified_by, *workers(found)}:
        raise VerifyByAnother(test=found.name)
    if found.alone_seen_at is None:
        found.alone_seen_at, found.alone_seen_by_name = utc_now(), actor.name
        db.flush()
    return found
