"""Whose a study may be: people who share its code, its name and birth, or its order's number."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.service import Order, OrderKind
from his.patients import service as patients
from his.patients.service import Brief, Patient
from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.archive.matching import births_agree, names_agree
from ris_pacs.archive.models import ImagingStudy

_MOST = 8
_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody, and what agrees."""

    patient: Brief
    code: bool
    name: bool
    birth: bool
    orders: list[Order]


def candidates(db: Session, actor: Actor, of: ImagingStudy) -> list[Candidate]:
    """The likeliest first."""
    ids: list[UUID] = []
    if of.dicom_patient_id:
        ids += db.exec(
            select(col(Patient.id)).where(
                Patient.code == of.dicom_patient_id, patients.visible(actor)
            )
        ).all()
    if of.accession:
        ids += db.exec(
            select(col(Order.patient_id)).where(
                Order.code == of.accession, patients.seen_by(actor, Order.patient_id)
            )
        ).all()
    if of.name_folded:
        text = " ".join(part for part in (of.name_folded, of.birth_date[:4]) if part)
        for found in patients.search(db, actor, text, limit=_MOST)[0]:
            ids.append(found.patient.id)
        if not ids:
            found_all = patients.search(db, actor, of.name_folded, limit=_MOST)[0]
            ids += [found.patient.id for found in found_all]
    ids = list(dict.fromkeys(patients.get(db, actor, each).id for each in ids))[:_MOST]
    briefs = patients.briefs(db, actor, ids)
    orders = _orders(db, ids, of.accession)
    made = [_candidate(of, briefs[each], orders.get(each, [])) for each in ids if each in briefs]
    return sorted(made, key=lambda c: -(4 * c.code + 2 * c.name + c.birth))


def _candidate(of: ImagingStudy, brief: Brief, orders: list[Order]) -> Candidate:
    return Candidate(
        brief,
        brief.code == of.dicom_patient_id,
        names_agree(of.dicom_patient_name, brief.name),
        births_agree(of.birth_date, brief.birth),
        orders,
    )


def one(db: Session, actor: Actor, of: ImagingStudy, patient_id: UUID) -> Candidate:
    """Somebody whom a person looked up, with his orders for pictures. Raises NotFound."""
    found = patients.get(db, actor, patient_id).id
    brief = patients.briefs(db, actor, [found])[found]
    return _candidate(of, brief, _orders(db, [found], of.accession).get(found, []))


def _orders(db: Session, ids: list[UUID], accession: str) -> dict[UUID, list[Order]]:
    if not ids:
        return {}
    query = select(Order).where(
        col(Order.patient_id).in_(ids),
        col(Order.kind).in_((OrderKind.IMAGING, OrderKind.FUNCTION)),
        col(Order.placed_at) > utc_now() - _BACK,
    )
    found: dict[UUID, list[Order]] = {}
    for order in db.exec(query.order_by(col(Order.placed_at).desc()).limit(100)):
        found.setdefault(order.patient_id, []).append(order)
    return {
        each: sorted(rows, key=lambda o: o.code != accession)[:10] for each, rows in found.items()
    }
