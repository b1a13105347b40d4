from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlmodel import Session, col, select

from his.link import exporting, partners, permissions, reviewing
from his.link.explaining import Explained, explained, printable
from his.link.models import (
    LinkMessage,
    LinkMessageState,
    Partner,
    opened,
    opened_answer,
)
from his.link.partners import Standing
from his.link.schemas import (
    LinkDecisionIn,
    LinkEndIn,
    LinkFieldOut,
    LinkLineOut,
    LinkMessageOut,
    LinkMessageWholeOut,
    LinkPartnerChangeIn,
    LinkPartnerIn,
    LinkPartnerOut,
    LinkSegmentOut,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.schemas import Words, said

router = Router(prefix="/link", tags=["his.link"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
ReadsMessages = Annotated[Actor, Depends(Requires(permissions.MESSAGES))]
Sends = Annotated[Actor, Depends(Requires(permissions.SEND))]
Reviews = Annotated[Actor, Depends(Requires(permissions.REVIEW))]


@router.get("/partners")
def link_partners(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[LinkPartnerOut]:
    """The other systems: how the line is, what waits, how long messages take."""
    rows, following = page_of(
        db,
        select(Partner),
        by=(col(Partner.name), col(Partner.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return Page(items=[_partner(s) for s in partners.standings(db, rows)], next=following)


@router.post("/partners", status_code=201)
def add_link_partner(wanted: LinkPartnerIn, actor: SetsUp, db: Db) -> LinkPartnerOut:
    """Set a system up; messages flow within seconds."""
    made = partners.save(db, actor, partner_id=None, **wanted.model_dump())
    return _partner(partners.standings(db, [made])[0])


@router.get("/partners/{partner_id}")
def link_partner(partner_id: UUID, actor: Reader, db: Db) -> LinkPartnerOut:
    """One system."""
    return _partner(partners.standings(db, [partners.get(db, partner_id)])[0])


@router.put("/partners/{partner_id}")
def change_link_partner(
    partner_id: UUID, wanted: LinkPartnerChangeIn, actor: SetsUp, db: Db
) -> LinkPartnerOut:
    """Change it, or switch it off: then nothing of it is taken and what waits for it waits."""
    values = wanted.model_dump(exclude={"version"})
    row = partners.save(db, actor, partner_id=partner_id, version=wanted.version, **values)
    return _partner(partners.standings(db, [row])[0])


@router.get("/messages")
def link_messages(
    actor: ReadsMessages,
    db: Db,
    partner_id: UUID | None = None,
    state: LinkMessageState | None = None,
    type: Annotated[str, Query(max_length=40)] = "",
    search: Annotated[str, Query(max_length=120)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[LinkMessageOut]:
    """What came and went, newest first. `search`: an order number, a patient code or the
    number of a message, whole."""
    query = select(LinkMessage)
    if partner_id:
        query = query.where(LinkMessage.partner_id == partner_id)
    if state:
        query = query.where(LinkMessage.state == state)
    if type.strip():
        query = query.where(LinkMessage.type == type.strip())
    if wanted := search.strip():
        query = query.where(
            (col(LinkMessage.about) == wanted) | (col(LinkMessage.control_id) == wanted)
        )
    rows, following = page_of(
        db, query, by=(col(LinkMessage.id),), types=(UUID,), after=after, limit=limit,
        descending=True,
    )  # fmt: skip
    audit.read_list(db, "patient", {r.patient_id for r in rows if r.patient_id}, "HL7")
    names = _names(db, rows)
    return Page(items=[_message(r, names) for r in rows], next=following)


@router.get("/messages/sheet", response_class=Response, responses=exporting.RESPONSES)
def link_sheet(
    actor: ReadsMessages, db: Db, first: date | None = None, last: date | None = None
) -> Response:
    """The log of some days (today) as a table for a spreadsheet (CSV), without contents."""
    content = exporting.sheet(db, first, last)
    return Response(content, media_type=exporting.CSV, headers=exporting.HEADERS)


@router.get("/messages/{message_id}")
def link_message(message_id: UUID, actor: ReadsMessages, db: Db) -> LinkMessageWholeOut:
    """One message and its answer, each field explained."""
    return _whole(db, reviewing.get(db, message_id))


@router.post("/messages/{message_id}/decide")
def decide_link_message(
    message_id: UUID, wanted: LinkDecisionIn, actor: Reviews, db: Db
) -> LinkMessageWholeOut:
    """Read it anew, with what you decided."""
    return _whole(db, reviewing.decide(db, actor, message_id, **wanted.model_dump()))


@router.post("/messages/{message_id}/end")
def end_link_message(
    message_id: UUID, wanted: LinkEndIn, actor: Sends, db: Db
) -> LinkMessageWholeOut:
    """Nothing is done with it (any more)."""
    return _whole(db, reviewing.end(db, actor, message_id, reason=wanted.reason))


@router.post("/messages/{message_id}/resend")
def resend_link_message(message_id: UUID, actor: Sends, db: Db) -> LinkMessageWholeOut:
    """Send it (again)."""
    return _whole(db, reviewing.resend(db, actor, message_id))


def _partner(of: Standing) -> LinkPartnerOut:
    return LinkPartnerOut(
        **of.partner.model_dump(),
        line=LinkLineOut.model_validate(of.line) if of.line else None,
        waiting=of.waiting,
        oldest=of.oldest,
        review=of.review,
        failed=of.failed,
        median_ms=of.median,
        slowest_ms=of.slowest,
    )


def _names(db: Session, rows: list[LinkMessage]) -> dict[UUID | None, str]:
    ids = {r.partner_id for r in rows}
    found = db.exec(select(col(Partner.id), col(Partner.name)).where(col(Partner.id).in_(ids)))
    names: dict[UUID | None, str] = dict(found.all())
    return names


def _message(row: LinkMessage, names: dict[UUID | None, str]) -> LinkMessageOut:
    return LinkMessageOut(
        **row.model_dump(exclude={"raw", "answer", "digest", "says_vi", "says_en"}),
        says=Words(vi=row.says_vi, en=row.says_en),
        partner=names.get(row.partner_id, ""),
    )


def _whole(db: Session, row: LinkMessage) -> LinkMessageWholeOut:
    db.flush()
    raw = opened(row)
    subject = ("patient", row.patient_id) if row.patient_id else ("his_link_message", row.id)
    audit.read(db, subject, "HL7")
    return LinkMessageWholeOut(
        message=_message(row, _names(db, [row])),
        lines=_lines(explained(raw)),
        raw=printable(raw),
        answer=_lines(explained(opened_answer(row))),
    )


def _lines(of: list[Explained]) -> list[LinkSegmentOut]:
    return [
        LinkSegmentOut(
            name=line.name,
            title=said(line.title),
            raw=line.raw,
            parts=[
                LinkFieldOut(place=p.place, title=said(p.title), value=p.value, means=said(p.means))
                for p in line.parts
            ],
        )
        for line in of
    ]
