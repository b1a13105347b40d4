from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import Partner, PartnerKind
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from lis.link import coding, permissions, send_outs
from lis.link.models import LinkCode, SendOut, SendOutState
from lis.link.schemas import (
    LinkCodeIn,
    LinkCodeOut,
    LinkLaboratoriesOut,
    LinkLaboratoryOut,
    SendOutAddIn,
    SendOutEndIn,
    SendOutIn,
    SendOutOut,
    SendOutsOut,
)

router = Router(prefix="/lab/link", tags=["lis.link"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Sender = Annotated[Actor, Depends(Requires(permissions.SEND))]
Maps = Annotated[Actor, Depends(Requires(permissions.MAP))]


@router.get("/send-outs")
def send_outs_of_laboratory(
    actor: Reader,
    db: Db,
    state: SendOutState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[SendOutOut]:
    """Tests that another laboratory does, newest first."""
    query = select(SendOut).where(patients.seen_by(actor, SendOut.patient_id))
    if state:
        query = query.where(SendOut.state == state)
    rows, following = page_of(
        db, query, by=(col(SendOut.id),), types=(UUID,), after=after, limit=limit, descending=True
    )
    return Page(items=_shown(db, actor, rows), next=following)


@router.post("/send-outs", status_code=201)
def order_outside(wanted: SendOutIn, actor: Sender, db: Db) -> SendOutsOut:
    """Order the open tests of a shipment from the laboratory to which it went."""
    made = send_outs.send(db, actor, **wanted.model_dump())
    return SendOutsOut(sent=_shown(db, actor, made))


@router.post("/send-outs/added", status_code=201)
def add_outside(wanted: SendOutAddIn, actor: Sender, db: Db) -> SendOutsOut:
    """Order more from a tube that is there."""
    made = send_outs.add(db, actor, **wanted.model_dump())
    return SendOutsOut(sent=_shown(db, actor, made))


@router.post("/send-outs/{send_out_id}/cancel")
def cancel_outside(send_out_id: UUID, wanted: SendOutEndIn, actor: Sender, db: Db) -> SendOutOut:
    """Tell the other laboratory that it need not be done."""
    row = send_outs.cancel(db, actor, send_out_id, reason=wanted.reason)
    return _shown(db, actor, [row])[0]


@router.get("/laboratories")
def linked_laboratories(actor: Reader, db: Db) -> LinkLaboratoriesOut:
    """Laboratories from which we can order."""
    found = [p for p in link.active(db, PartnerKind.LABORATORY) if p.host]
    return LinkLaboratoriesOut(
        laboratories=[LinkLaboratoryOut.model_validate(each) for each in found]
    )


@router.get("/partners/{partner_id}/codes")
def link_codes(
    partner_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[LinkCodeOut]:
    """What a system's codes mean here."""
    rows, following = page_of(
        db,
        select(LinkCode).where(LinkCode.partner_id == partner_id),
        by=(col(LinkCode.code), col(LinkCode.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return Page(items=[LinkCodeOut.model_validate(r) for r in rows], next=following)


@router.put("/partners/{partner_id}/codes")
def map_link_code(partner_id: UUID, wanted: LinkCodeIn, actor: Maps, db: Db) -> LinkCodeOut:
    """Say what a code means; messages that wait for it are then read anew by a person."""
    link.get(db, partner_id)
    row = coding.set_code(db, actor, partner_id, **wanted.model_dump())
    return LinkCodeOut.model_validate(row)


def _shown(db: Session, actor: Actor, rows: Sequence[SendOut]) -> list[SendOutOut]:
    people = patients.briefs(db, actor, {r.patient_id for r in rows})
    ids = {r.partner_id for r in rows}
    named = db.exec(select(col(Partner.id), col(Partner.name)).where(col(Partner.id).in_(ids)))
    names = dict(named.all())
    audit.read_list(db, "patient", people, "send-outs")
    return [
        SendOutOut(
            **row.model_dump(),
            partner=names.get(row.partner_id, ""),
            patient=people[row.patient_id].name if row.patient_id in people else "",
            patient_code=people[row.patient_id].code if row.patient_id in people else "",
        )
        for row in rows
    ]
