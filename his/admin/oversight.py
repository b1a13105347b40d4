"""/api/audit, /api/outbox: what the kernel keeps, shown to those who watch over it."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from sqlmodel import Session

from his.admin import job_routes, permissions
from his.admin.job_routes import words_of
from his.admin.naming import named
from his.admin.slots import SubjectScope
from kernel import audit, audit_chain, audit_search, housekeeping, outbox
from kernel.access import Actor, Requires, demand
from kernel.audit_search import Question
from kernel.clock import local_now
from kernel.db import Db
from kernel.events import assembly_of
from kernel.jobs import JobOutcome, JobState
from kernel.outbox import OutboxMessage, OutboxState
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import Input, Output, Reason, Words, said

_Word = Annotated[str | None, Query(min_length=1, max_length=80)]
_Day = Annotated[date | None, Query()]

audit_routes = Router(prefix="/audit", tags=["his.admin"])
outbox_routes = Router(prefix="/outbox", tags=["his.admin"])


class AuditRowOut(Output):
    """One line of the audit."""

    id: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    action: str
    what: str
    what_title: Words
    subject_kind: str
    subject_id: str
    request_id: str
    ip: str
    workstation: str
    purpose: str
    facts: dict[str, Any] | None

    @classmethod
    def of(cls, db: Session, row: audit.Audit) -> Self:
        return cls(what_title=said(named(db, row.what)), **row.model_dump(include=_OF_A_ROW))


_OF_A_ROW = set(AuditRowOut.model_fields) - {"what_title"}


class AuditSealOut(Output):
    """How far the audit is sealed, and what the last walk along it showed."""

    position: int
    hash: str
    unsealed_seconds: float
    anchor: str
    anchor_at: datetime | None
    verified_at: datetime | None
    verified: JobOutcome | None
    says: Words  # of the verification; `anchor` is "position: hash", as in the exported file


class MessageOut(Output):
    """An outgoing message, without what is in it."""

    id: UUID
    kind: str
    title: Words
    key: str
    subject_kind: str
    subject_id: str
    state: OutboxState
    attempts: int
    next_at: datetime
    last_error: str | None
    made_at: datetime
    sent_at: datetime | None
    ended_by: UUID | None
    ended_why: str

    @classmethod
    def of(cls, db: Session, row: OutboxMessage) -> Self:
        return cls(title=said(named(db, row.kind)), **row.model_dump(include=_OF_A_MESSAGE))


_OF_A_MESSAGE = set(MessageOut.model_fields) - {"title"}


class OutboxCountsOut(Output):
    """What is not out yet: the light in the top bar."""

    waiting: int
    sending: int
    failed: int


class ReasonIn(Input):
    reason: Reason


def question(
    since: _Day = None,
    until: _Day = None,
    actor_id: Annotated[UUID | None, Query()] = None,
    subject_kind: _Word = None,
    subject_id: _Word = None,
    action: _Word = None,
    what: _Word = None,
    request_id: _Word = None,
) -> Question:
    return Question(
        since=since,
        until=until,
        actor_id=actor_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        action=action,
        what=what,
        request_id=request_id,
    )


Asked = Annotated[Question, Depends(question)]


@audit_routes.get("")
def search_audit(
    actor: Annotated[Actor, Depends(Requires(permissions.AUDIT))],
    db: Db,
    asked: Asked,
    after: After = None,
    limit: Limit = 50,
) -> Page[AuditRowOut]:
    """The audit by day, person, subject, act, operation or request; newest first."""
    rows, following = audit_search.search(db, asked, after=after, limit=limit)
    if asked.subject_kind and asked.subject_id:
        audit.read(db, (asked.subject_kind, asked.subject_id), "audit")
    return Page(items=[AuditRowOut.of(db, row) for row in rows], next=following)


@audit_routes.get("/looks")
def who_looked(
    actor: Annotated[Actor, Depends(Requires(permissions.LOOKS))],
    db: Db,
    subject_kind: Annotated[str, Query(min_length=1, max_length=60)],
    subject_id: Annotated[str, Query(min_length=1, max_length=60)],
    since: _Day = None,
    until: _Day = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[AuditRowOut]:
    """Who was shown this patient's data, alone or in a list.

    Whoever may not search the whole audit asks about the patients whom he may see."""
    subject = (subject_kind, subject_id)
    if not actor.holds(permissions.AUDIT):
        _within_scope(db, actor, subject)
    rows, following = audit_search.who_looked(
        db, subject, since=since, until=until, after=after, limit=limit
    )
    audit.read(db, subject, "audit")
    return Page(items=[AuditRowOut.of(db, row) for row in rows], next=following)


def _within_scope(db: Db, actor: Actor, subject: tuple[str, str]) -> None:
    """Raises NotFound; a kind whose module knows no scope is for those who search the audit."""
    scopes = [s for s in assembly_of(db).contributions(SubjectScope) if s.kind == subject[0]]
    if not scopes:
        demand(actor, permissions.AUDIT)
    for scope in scopes:
        scope.by(db, actor, subject[1])


@audit_routes.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def export_audit(
    actor: Annotated[Actor, Depends(Requires(permissions.AUDIT_EXPORT))], db: Db, asked: Asked
) -> Response:
    """The same as CSV. The export itself is on the audit, with what was asked for."""
    text, rows = audit_search.as_csv(db, asked)
    told = {
        name: value
        for name in Question.__dataclass_fields__
        if (value := getattr(asked, name)) is not None
    }
    audit.record(db, "export", "audit", ("kernel_audit", ""), rows=rows, asked=told)
    name = f"audit-{local_now():%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@audit_routes.get("/seal")
def audit_seal(
    actor: Annotated[Actor, Depends(Requires(permissions.AUDIT))], db: Db
) -> AuditSealOut:
    """How far the chain reaches, its hash, the last anchor and the last verification."""
    last = audit_chain.last_seal(db)
    verified = db.get(JobState, housekeeping.VERIFY)
    anchored = db.get(JobState, housekeeping.ANCHOR)
    return AuditSealOut(
        position=last.position if last else 0,
        hash=last.hash.hex() if last else "",
        unsealed_seconds=audit_chain.unsealed_for(db).total_seconds(),
        anchor=anchored.says_en if anchored else "",
        anchor_at=anchored.ended if anchored else None,
        verified_at=verified.ended if verified else None,
        verified=verified.outcome if verified else None,
        says=words_of(verified),
    )


@outbox_routes.get("")
def outbox_messages(
    actor: Annotated[Actor, Depends(Requires(permissions.OUTBOX_READ))],
    db: Db,
    state: OutboxState | None = None,
    kind: _Word = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[MessageOut]:
    """What left or waits to leave the house, newest first."""
    rows, following = outbox.page(db, state=state, kind=kind, after=after, limit=limit)
    return Page(items=[MessageOut.of(db, row) for row in rows], next=following)


@outbox_routes.get("/counts")
def outbox_counts(
    actor: Annotated[Actor, Depends(Requires(permissions.OUTBOX_READ))], db: Db
) -> OutboxCountsOut:
    found = outbox.counts(db)
    return OutboxCountsOut(
        waiting=found[OutboxState.WAITING],
        sending=found[OutboxState.SENDING],
        failed=found[OutboxState.FAILED],
    )


@outbox_routes.post("/{message_id}/resend")
def resend_message(
    message_id: UUID, actor: Annotated[Actor, Depends(Requires(permissions.OUTBOX))], db: Db
) -> MessageOut:
    """Try it again, now, with all its tries."""
    return MessageOut.of(db, outbox.resend(db, actor, message_id))


@outbox_routes.post("/{message_id}/cancel")
def cancel_message(
    message_id: UUID,
    why: ReasonIn,
    actor: Annotated[Actor, Depends(Requires(permissions.OUTBOX))],
    db: Db,
) -> MessageOut:
    """Give it up, with a reason."""
    return MessageOut.of(db, outbox.cancel(db, actor, message_id, reason=why.reason))


router = APIRouter()
for _part in (audit_routes, outbox_routes, job_routes.router):
    router.include_router(_part)
