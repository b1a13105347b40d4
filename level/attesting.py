"""Signatures of the facility, and what does not apply to it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from kernel import files
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.module import Attested
from kernel.paging import page_of
from kernel.text import Text
from level import mailing, settings
from level.catalogue import circular_54, known_ids
from level.errors import (
    AttestationLapsed,
    AttestationTooLong,
    AttestationWithdrawn,
    CannotBeWaived,
    HasItsDocument,
    NoSuchCriterion,
    NothingToAttest,
    SignedInTheFuture,
)
from level.models import Attestation, Waiver
from level.showing import Piece, pieces


def wanted(db: Session) -> list[tuple[Piece, Attested]]:
    """Everything that waits for, or has, a signature: in the order of the house."""
    found = pieces(assembly_of(db))
    return [(p, p.evidence) for p in found if isinstance(p.evidence, Attested)]


def attest(
    db: Session,
    actor: Actor,
    *,
    claim: str,
    statement: str,
    signer_name: str,
    signer_role: str,
    signed_on: date,
    valid_until: date | None = None,
    module: str | None = None,
) -> Attestation:
    """Record a named person's signed word; `attach` adds the document.

    Without `valid_until` it holds as long as the claim allows. Raises NothingToAttest,
    SignedInTheFuture, AttestationTooLong, AttestationLapsed.
    """
    asked = [w for w in wanted(db) if w[0].claim == claim and module in (None, w[0].module)]
    if not asked:
        if claim not in known_ids():
            raise NoSuchCriterion(criterion=claim)
        raise NothingToAttest(criterion=claim)
    piece, evidence = asked[0]
    days = evidence.valid_days
    if signed_on > today():
        raise SignedInTheFuture
    latest = signed_on + timedelta(days=days)
    until = valid_until or latest
    if until > latest:
        raise AttestationTooLong(days=days, latest=f"{latest:%d/%m/%Y}")
    if until < today() or until <= signed_on:
        raise AttestationLapsed
    made = Attestation(
        claim=claim,
        module=piece.module,
        statement=statement,
        signer_name=signer_name,
        signer_role=signer_role,
        signed_on=signed_on,
        valid_until=until,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        recorded_at=utc_now(),
    )
    db.add(made)
    db.flush()
    return made


def attestation(db: Session, attestation_id: UUID, *, locked: bool = False) -> Attestation:
    found = db.get(Attestation, attestation_id, with_for_update=locked or None)
    if found is None:
        raise NotFound
    return found


def attach(
    db: Session,
    actor: Actor,
    attestation_id: UUID,
    *,
    content: BinaryIO,
    name: str,
    media_type: str,
) -> Attestation:
    """Put the signed document beside the attestation, once. Raises HasItsDocument."""
    found = attestation(db, attestation_id, locked=True)
    if found.withdrawn_at:
        raise AttestationWithdrawn
    if found.document_id:
        raise HasItsDocument
    kept = files.keep(
        db,
        actor,
        content=content,
        name=name,
        media_type=media_type,
        subject=("criterion", found.claim),
    )
    found.document_id = kept.id
    found.document_name = kept.name
    db.flush()
    return found


def withdraw(
    db: Session, actor: Actor, attestation_id: UUID, *, reason: str, version: int
) -> Attestation:
    """Take a signature back; it stays on record with who and why. Raises AttestationWithdrawn."""
    found = attestation(db, attestation_id, locked=True)
    expect(found, version)
    if found.withdrawn_at:
        raise AttestationWithdrawn
    found.withdrawn_at = utc_now()
    found.withdrawn_by_name = actor.name
    found.withdrawn_why = reason
    db.flush()
    return found


def attestations(
    db: Session, *, claims: Collection[str] = (), after: str | None = None, limit: int = 50
) -> tuple[list[Attestation], str | None]:
    """The newest first."""
    query = select(Attestation)
    if claims:
        query = query.where(col(Attestation.claim).in_(claims))
    by = [col(Attestation.id)]
    return page_of(db, query, by=by, types=[UUID], after=after, limit=limit, descending=True)


def in_force(db: Session, day: date) -> list[Attestation]:
    """Every signature that is not withdrawn, lapsed ones too (they are told as lapsed)."""
    query = select(Attestation).where(
        col(Attestation.withdrawn_at).is_(None), col(Attestation.signed_on) <= day
    )
    return list(db.execute(query).scalars())


def lapsing(db: Session, day: date) -> list[Attestation]:
    """What lapses within the reminder's days and has no longer-lived successor."""
    days = int(admin.parameter(db, settings.REMIND_DAYS.id))
    signed = in_force(db, day)
    last: dict[tuple[str, str], Attestation] = {}
    for each in sorted(signed, key=lambda a: (a.valid_until, a.recorded_at)):
        last[each.claim, each.module] = each
    return [a for a in last.values() if a.valid_until <= day + timedelta(days=days)]


def remind(db: Session) -> Text | None:
    """Write to those who see to it, once, of what is about to lapse.

    Who signs sees the same on his home page for as long as it lasts.
    """
    due = [a for a in lapsing(db, today()) if a.reminded_at is None]
    for each in due:
        each.reminded_at = utc_now()
    db.flush()
    if not due:
        return None
    mailing.post(db, due)
    named = ", ".join(sorted({a.claim for a in due}))
    return Text("Sắp hết hạn: {named}", "About to lapse: {named}").put(named=named)


def waive(
    db: Session,
    actor: Actor,
    *,
    item: str,
    reason: str,
    approver_name: str,
    approver_role: str,
    decided_on: date,
    expires_on: date,
) -> Waiver:
    """Say that a criterion, clause or part does not apply here. Raises CannotBeWaived."""
    if item not in known_ids():
        raise NoSuchCriterion(criterion=item)
    reading = {s: str(admin.parameter(db, p.id)) for s, p in settings.READINGS.items()}
    service = circular_54("2017", reading).waivable.get(item)
    if service is None:
        raise CannotBeWaived(criterion=item)
    if decided_on > today():
        raise SignedInTheFuture
    latest = decided_on + timedelta(days=LONGEST_WAIVER)
    if expires_on > latest:
        raise AttestationTooLong(days=LONGEST_WAIVER, latest=f"{latest:%d/%m/%Y}")
    if expires_on < today() or expires_on <= decided_on:
        raise AttestationLapsed
    made = Waiver(
        item=item,
        service=service,
        reason=reason,
        approver_name=approver_name,
        approver_role=approver_role,
        decided_on=decided_on,
        expires_on=expires_on,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        recorded_at=utc_now(),
    )
    db.add(made)
    db.flush()
    return made


LONGEST_WAIVER = 731
"""Two yearly reports: what a facility does not provide is asked again."""


def end_waiver(db: Session, actor: Actor, waiver_id: UUID, *, reason: str, version: int) -> Waiver:
    """The service is provided after all. Raises AttestationWithdrawn."""
    found = db.get(Waiver, waiver_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    if found.ended_at:
        raise AttestationWithdrawn
    found.ended_at = utc_now()
    found.ended_by_name = actor.name
    found.ended_why = reason
    db.flush()
    return found


def waivers(
    db: Session, *, items: Collection[str] = (), after: str | None = None, limit: int = 50
) -> tuple[list[Waiver], str | None]:
    """The newest first."""
    query = select(Waiver)
    if items:
        query = query.where(col(Waiver.item).in_(items))
    by = [col(Waiver.id)]
    return page_of(db, query, by=by, types=[UUID], after=after, limit=limit, descending=True)


def waived(db: Session, day: date) -> dict[str, Waiver]:
    """What does not apply here today."""
    query = select(Waiver).where(
        col(Waiver.ended_at).is_(None), col(Waiver.decided_on) <= day, col(Waiver.expires_on) >= day
    )
    return {w.item: w for w in db.execute(query).scalars()}
