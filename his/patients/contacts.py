"""Relatives, guardians and companions of a patient (thân nhân)."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.patients.documents import end, owned
from his.patients.finding import locked
from his.patients.models import PatientContact
from his.patients.particulars import Kin
from his.patients.registration import contact_row
from kernel.access import Actor
from kernel.db import expect


def contacts(db: Session, patient_id: UUID) -> list[PatientContact]:
    """Those that count now, guardians first."""
    query = (
        select(PatientContact)
        .where(PatientContact.patient_id == patient_id, col(PatientContact.ended_at).is_(None))
        .order_by(col(PatientContact.guardian).desc(), col(PatientContact.recorded_at))
    )
    return list(db.exec(query))


def add_contact(db: Session, actor: Actor, patient_id: UUID, given: Kin) -> PatientContact:
    """Raises BadPhone, BadNumber."""
    patient = locked(db, actor, patient_id)
    row = contact_row(actor, patient.id, given)
    db.add(row)
    db.flush()
    return row


def correct_contact(
    db: Session, actor: Actor, patient_id: UUID, contact_id: UUID, given: Kin, *, version: int
) -> PatientContact:
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientContact, patient.id, contact_id)
    expect(row, version)
    wanted = contact_row(actor, patient.id, given)
    for field in ("name", "relation", "guardian", "phone", "phone_blind", "cccd", "address"):
        if getattr(row, field) != getattr(wanted, field):
            setattr(row, field, getattr(wanted, field))
    db.flush()
    return row


def end_contact(
    db: Session, actor: Actor, patient_id: UUID, contact_id: UUID, *, version: int, reason: str
) -> PatientContact:
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientContact, patient.id, contact_id)
    expect(row, version)
    end(actor, row, reason)
    db.flush()
    return row
