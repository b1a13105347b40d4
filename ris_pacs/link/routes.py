from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import Partner, PartnerKind
from his.orders.service import Order
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from ris_pacs.link import coding, orders_out, permissions, ways
from ris_pacs.link.models import ExamRequest, ImagingCode, ImagingWay, LinkedExam, RequestState
from ris_pacs.link.schemas import (
    ExamRequestEndIn,
    ExamRequestIn,
    ExamRequestOut,
    ImagingCodeIn,
    ImagingCodeOut,
    ImagingPartnerOut,
    ImagingPartnersOut,
    ImagingWayIn,
    ImagingWayOut,
    LinkedExamOut,
)

router = Router(prefix="/imaging/link", tags=["ris_pacs.link"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Sender = Annotated[Actor, Depends(Requires(permissions.SEND))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]


@router.get("/orders")
def linked_exams(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[LinkedExamOut]:
    """Orders of other systems, newest first."""
    rows, following = page_of(
        db,
        select(LinkedExam).where(
            col(LinkedExam.patient_id).is_(None) | patients.seen_by(actor, LinkedExam.patient_id)
        ),
        by=(col(LinkedExam.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    people = patients.briefs(db, actor, {r.patient_id for r in rows if r.patient_id})
    names, placed = _names(db, rows), _orders(db, rows)
    audit.read_list(db, "patient", people, "linked exams")
    items = []
    for row in rows:
        order = placed.get(row.order_id)
        who = people.get(row.patient_id) if row.patient_id else None
        items.append(
            LinkedExamOut(
                **row.model_dump(),
                partner=names.get(row.partner_id, ""),
                order_code=order.code if order else "",
                order_state=order.state.value if order else "",
                patient=who.name if who else "",
                patient_code=who.code if who else "",
            )
        )
    return Page(items=items, next=following)


@router.get("/requests")
def exam_requests(
    actor: Reader,
    db: Db,
    state: RequestState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ExamRequestOut]:
    """Orders of the house that are done elsewhere, newest first."""
    query = select(ExamRequest).where(patients.seen_by(actor, ExamRequest.patient_id))
    if state:
        query = query.where(ExamRequest.state == state)
    rows, following = page_of(
        db, query, by=(col(ExamRequest.id),), types=(UUID,), after=after, limit=limit,
        descending=True,
    )  # fmt: skip
    return Page(items=_requests(db, actor, rows), next=following)


@router.post("/requests", status_code=201)
def order_exam_elsewhere(wanted: ExamRequestIn, actor: Sender, db: Db) -> ExamRequestOut:
    """Order it from another imaging system."""
    order = db.exec(select(Order).where(Order.code == wanted.order_code.strip())).one_or_none()
    if order is None:
        raise NotFound
    made = orders_out.send(
        db, actor, order_id=order.id, partner_id=wanted.partner_id, note=wanted.note
    )
    return _requests(db, actor, [made])[0]


@router.post("/requests/{request_id}/cancel")
def cancel_exam_elsewhere(
    request_id: UUID, wanted: ExamRequestEndIn, actor: Sender, db: Db
) -> ExamRequestOut:
    """Tell the other system that it need not be done."""
    row = orders_out.cancel(db, actor, request_id, reason=wanted.reason)
    return _requests(db, actor, [row])[0]


@router.get("/partners")
def imaging_partners(actor: Reader, db: Db) -> ImagingPartnersOut:
    """Imaging systems from which we can order."""
    found = [p for p in link.active(db, PartnerKind.IMAGING) if p.host]
    return ImagingPartnersOut(partners=[ImagingPartnerOut.model_validate(p) for p in found])


@router.get("/partners/{partner_id}/way")
def imaging_way(partner_id: UUID, actor: Reader, db: Db) -> ImagingWayOut:
    """How this system wants to be spoken with about pictures."""
    link.get(db, partner_id)
    return _way(ways.of(db, partner_id))


@router.put("/partners/{partner_id}/way")
def set_imaging_way(partner_id: UUID, wanted: ImagingWayIn, actor: SetsUp, db: Db) -> ImagingWayOut:
    """Which messages it takes, and how key images go to it."""
    return _way(ways.save(db, actor, partner_id, **wanted.model_dump()))


@router.get("/partners/{partner_id}/codes")
def imaging_codes(
    partner_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ImagingCodeOut]:
    """What a system's codes mean here."""
    rows, following = page_of(
        db,
        select(ImagingCode).where(ImagingCode.partner_id == partner_id),
        by=(col(ImagingCode.code), col(ImagingCode.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return Page(items=[ImagingCodeOut.model_validate(r) for r in rows], next=following)


@router.put("/partners/{partner_id}/codes")
def map_imaging_code(
    partner_id: UUID, wanted: ImagingCodeIn, actor: SetsUp, db: Db
) -> ImagingCodeOut:
    """Say what a code means; messages that wait for it are then read anew by a person."""
    link.get(db, partner_id)
    row = coding.set_code(db, actor, partner_id, **wanted.model_dump())
    return ImagingCodeOut.model_validate(row)


def _way(row: ImagingWay) -> ImagingWayOut:
    return ImagingWayOut(**row.model_dump())


def _requests(db: Session, actor: Actor, rows: Sequence[ExamRequest]) -> list[ExamRequestOut]:
    people = patients.briefs(db, actor, {r.patient_id for r in rows})
    names, placed = _names(db, rows), _orders(db, rows)
    audit.read_list(db, "patient", people, "exam requests")
    return [
        ExamRequestOut(
            **row.model_dump(),
            partner=names.get(row.partner_id, ""),
            service=placed[row.order_id].service_name if row.order_id in placed else "",
            patient=people[row.patient_id].name if row.patient_id in people else "",
            patient_code=people[row.patient_id].code if row.patient_id in people else "",
        )
        for row in rows
    ]


def _names(db: Session, rows: Sequence[LinkedExam | ExamRequest]) -> dict[UUID, str]:
    ids = {r.partner_id for r in rows}
    asked = select(col(Partner.id), col(Partner.name)).where(col(Partner.id).in_(ids))
    return dict(db.exec(asked).all())


def _orders(db: Session, rows: Sequence[LinkedExam | ExamRequest]) -> dict[UUID | None, Order]:
    ids = {r.order_id for r in rows if r.order_id}
    asked = select(Order).where(col(Order.id).in_(ids))
    return {each.id: each for each in db.exec(asked)}
