"""Reports go out: preliminary, final, with an addendum, retracted; each is a version that stays."""

import re
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from kernel.access import Actor, demand
from kernel.clock import LOCAL, utc_now
from kernel.ids import new_id
from ris_pacs.reading import (
    answering,
    drafting,
    events,
    keeping,
    keys,
    people,
    signed_marks,
    signing,
    touching,
)
from ris_pacs.reading.digesting import digest_of
from ris_pacs.reading.drafting import Written
from ris_pacs.reading.errors import (
    NeedsSupervisor,
    NotAReader,
    PicturesAreAnothers,
    PlaceNotFilled,
    ReadBySomebodyElse,
    ReportIsEmpty,
    SignedTooSoon,
)
from ris_pacs.reading.keeping import demand_state, locked, tell
from ris_pacs.reading.models import OPEN, OUT, Reading, ReadingState, ReadingVersion, VersionKind
from ris_pacs.reading.permissions import SIGN
from ris_pacs.reading.settings import LEAST_MINUTES

S = ReadingState
K = VersionKind
_PLACE = re.compile(r"\{\w+\}|\[\.\.\.\]|___+")


def preliminary(
    db: Session,
    actor: Actor,
    reading_id: UUID,
    written: Written,
    *,
    supervisor_id: UUID | None = None,
) -> ReadingVersion:
    """Out before it is signed: by who learns, for his supervisor; or in a hurry.

    Raises NeedsSupervisor, ReportIsEmpty, PlaceNotFilled.
    """
    found = _writable(db, actor, reading_id)
    _whole(written)
    if supervisor_id is not None:
        name = people.signers(db).get(supervisor_id)
        if name is None:
            raise NotAReader(name=people.name_of(db, supervisor_id))
        found.supervisor_id, found.supervisor_name = supervisor_id, name
    if not actor.holds(SIGN) and found.supervisor_id is None:
        raise NeedsSupervisor
    found.writer_id, found.writer_name = actor.id, actor.name
    _keep(db, actor, found, written)
    found.state, found.preliminary_at = S.PRELIMINARY, found.preliminary_at or utc_now()
    return _out(db, actor, found, K.PRELIMINARY, written)


def sign(
    db: Session,
    actor: Actor,
    reading_id: UUID,
    written: Written,
    *,
    ticket: str = "",
) -> ReadingVersion:
    """The final report, signed. Whoever signs answers for it; a trainee's name stays beside.

    Raises SignImaging, SignedTooSoon, ForReviewOnly, ReportIsEmpty, PlaceNotFilled.
    """
    demand(actor, SIGN)
    found = _writable(db, actor, reading_id, signs=True)
    _whole(written)
    _not_too_soon(db, found)
    how = signing.demand_signature(db, actor, ticket)
    shown = signing.demand_screen(db)
    if found.writer_id is None:
        found.writer_id, found.writer_name = actor.id, actor.name
    _keep(db, actor, found, written)
    again = found.state is S.RETRACTED
    found.state = S.FINAL
    found.final_at = found.final_at or utc_now()
    found.signed_by, found.signed_by_name = actor.id, actor.name
    reason = "Kết quả viết lại sau khi thu hồi." if again else ""
    return _out(db, actor, found, K.FINAL, written, how=how, screen=shown, reason=reason)


def addend(
    db: Session,
    actor: Actor,
    reading_id: UUID,
    *,
    text: str,
    reason: str,
    critical: str = "",
    ticket: str = "",
) -> ReadingVersion:
    """Add to a signed report; what it said before stays readable above it. Raises SignImaging."""
    demand(actor, SIGN)
    found = locked(db, actor, reading_id)
    demand_state(found, *OUT)
    if touching.whole(db, found.id):
        raise PicturesAreAnothers(code=found.accession)
    how = signing.demand_signature(db, actor, ticket)
    shown = signing.demand_screen(db)
    before = keeping.standing(db, found.id)
    assert before
    at = utc_now()
    added = f"{before.conclusion}\nBổ sung ({at.astimezone(LOCAL):%H:%M %d/%m/%Y}): {text}"
    written = Written(
        findings=before.findings,
        conclusion=added[:2000],
        recommendation=before.recommendation,
        critical=critical.strip() or before.critical,
        structured=before.structured or {},
    )
    found.state = S.ADDENDED
    found.writer_id, found.writer_name = actor.id, actor.name
    found.signed_by, found.signed_by_name = actor.id, actor.name
    return _out(db, actor, found, K.ADDENDUM, written, how=how, screen=shown, reason=reason)


def retract(
    db: Session, actor: Actor, reading_id: UUID, *, reason: str, ticket: str = ""
) -> ReadingVersion:
    """It should not have been (another's pictures, the wrong side): it holds no longer, whoever
    read it is told, and it may be written anew. Raises SignImaging."""
    demand(actor, SIGN)
    found = locked(db, actor, reading_id)
    demand_state(found, *OUT, S.PRELIMINARY)
    how = signing.demand_signature(db, actor, ticket)
    found.state, found.reason, found.moved_at = S.RETRACTED, reason, None
    found.reader_id, found.reader_name = actor.id, actor.name
    found.writer_id, found.writer_name = None, ""
    said = Written()
    return _out(db, actor, found, K.RETRACTION, said, how=how, reason=reason, who=actor)


def from_outside(
    db: Session,
    actor: Actor,
    reading_id: UUID,
    written: Written,
    *,
    reader_name: str,
    kind: VersionKind = VersionKind.FINAL,
    reason: str = "",
) -> ReadingVersion:
    """A report that another system signed (teleradiology, the RIS of a partner)."""
    found = locked(db, actor, reading_id)
    demand_state(found, *OPEN, *OUT, S.RETRACTED)
    _whole(written)
    out = found.state in OUT
    found.writer_id, found.writer_name = actor.id, reader_name
    found.signed_by, found.signed_by_name = actor.id, reader_name
    if kind is K.PRELIMINARY and not out:
        found.state, found.preliminary_at = S.PRELIMINARY, utc_now()
    else:
        kind = K.ADDENDUM if out else K.FINAL
        found.state = S.ADDENDED if out else S.FINAL
        found.final_at = found.final_at or utc_now()
    return _out(
        db, actor, found, kind, written, how="outside", reason=reason, signed_as=reader_name
    )


def _writable(db: Session, actor: Actor, reading_id: UUID, *, signs: bool = False) -> Reading:
    found = locked(db, actor, reading_id)
    demand_state(found, *OPEN, S.RETRACTED)
    over = signs and found.state is S.PRELIMINARY  # a supervisor signs what another wrote
    if found.reader_id not in (None, actor.id) and not over:
        raise ReadBySomebodyElse(reader=found.reader_name)
    if found.reader_id is None:
        found.reader_id, found.reader_name = actor.id, actor.name
        found.assigned_at = utc_now()
    return found


def _whole(written: Written) -> None:
    if not written.findings.strip():
        raise ReportIsEmpty(missing="mô tả", missing_en="findings")
    if not written.conclusion.strip():
        raise ReportIsEmpty(missing="kết luận", missing_en="conclusion")
    said = f"{written.findings}\n{written.conclusion}\n{written.recommendation}"
    if left := _PLACE.findall(said):
        raise PlaceNotFilled(places=", ".join(dict.fromkeys(left)))


def _not_too_soon(db: Session, found: Reading) -> None:
    least = int(admin.parameter(db, LEAST_MINUTES.id))
    passed = (utc_now() - found.asked_at).total_seconds() / 60
    if passed < least:
        raise SignedTooSoon(minutes=int(passed), least=least)


def _keep(db: Session, actor: Actor, found: Reading, written: Written) -> None:
    kept = keeping.draft(db, found.id, lock=True)
    if kept is None:
        kept = drafting.empty(found.id, actor)
        db.add(kept)
    drafting.fill(kept, actor, written)
    found.started_at = found.started_at or utc_now()


_EVENTS: dict[VersionKind, type[events.ReportOut]] = {
    K.PRELIMINARY: events.ReportPreliminary,
    K.FINAL: events.ReportFinal,
    K.ADDENDUM: events.ReportAddended,
    K.RETRACTION: events.ReportRetracted,
}


def _out(
    db: Session,
    actor: Actor,
    found: Reading,
    kind: VersionKind,
    written: Written,
    *,
    how: str = "",
    screen: str = "",
    reason: str = "",
    signed_as: str = "",
    who: Actor | None = None,
) -> ReadingVersion:
    """Write the version, answer the order by it, and tell."""
    before = keeping.versions(db, found.id)
    critical = written.critical.strip()
    made = ReadingVersion(
        id=new_id(),
        reading_id=found.id,
        number=len(before) + 1,
        kind=kind,
        title=found.service_name,
        findings=written.findings.strip(),
        conclusion=written.conclusion.strip(),
        recommendation=written.recommendation.strip(),
        critical=critical,
        structured=dict(written.structured) or None,
        key_images=keys.of_reading(db, found) if kind is not K.RETRACTION else None,
        measurements=signed_marks.of_reading(db, found) if kind is not K.RETRACTION else None,
        reason=reason,
        study_uid=found.study_uid,
        writer_id=who.id if who else found.writer_id or actor.id,
        writer_name=who.name if who else found.writer_name or actor.name,
        signed_by=actor.id,
        signed_by_name=signed_as or actor.name,
        signed_with=how,
        signed_at=utc_now(),
        screen=screen,
        digest="",
    )
    report = answering.give(db, actor, found.order_id, made)
    made.report_id, made.digest = report.id, digest_of(made)
    db.add(made)
    found.critical = critical
    if kind is not K.PRELIMINARY:
        touching.settle(db, actor, found, kind.value)
    if kind in (K.FINAL, K.ADDENDUM):
        keys.release(db, actor, found)
    told: dict[str, Any] = {"reason": reason} if kind is K.RETRACTION else {}
    tell(
        db,
        actor,
        _EVENTS[kind],
        found,
        version_id=made.id,
        number=made.number,
        report_id=report.id,
        **told,
    )
    return made
