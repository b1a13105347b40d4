"""A patient's identity cards, insurance cards and other numbers (giấy tờ)."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients.cards import key_of
from his.patients.errors import AlreadyEnded, AlreadyThere, SimilarPatients
from his.patients.events import PatientChanged
from his.patients.finding import locked
from his.patients.likeness import Person
from his.patients.models import Ending, IdentifierKind, Patient, PatientIdentifier
from his.patients.particulars import Document, phone_blind, put_down
from his.patients.similar_pairs import facts, remember_pair
from his.patients.similarity import alike
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import publish

T = TypeVar("T")


def documents(db: Session, patient_id: UUID) -> list[PatientIdentifier]:
    """Those in force, the newest of each kind first."""
    query = (
        select(PatientIdentifier)
        .where(
            PatientIdentifier.patient_id == patient_id,
            col(PatientIdentifier.ended_at).is_(None),
        )
        .order_by(col(PatientIdentifier.recorded_at).desc(), col(PatientIdentifier.id).desc())
    )
    return list(db.exec(query))


def insurance_card(found: Sequence[PatientIdentifier]) -> PatientIdentifier | None:
    """The insurance card that counts: the one that ends last, else the newest."""
    cards = [each for each in found if each.kind is IdentifierKind.BHYT]
    return max(
        cards,
        key=lambda card: (card.valid_to is not None, card.valid_to, card.recorded_at),
        default=None,
    )


def add_document(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    given: Document,
    *,
    not_same_as: Sequence[UUID] = (),
) -> PatientIdentifier:
    """Put a document on the record.

    Raises AlreadyThere, BadNumber, WrongDates; SimilarPatients when others have this number.
    """
    patient = locked(db, actor, patient_id)
    row = PatientIdentifier(
        patient_id=patient.id,
        kind=given.kind,
        value="",
        blind=b"",
        recorded_by=actor.id,
        recorded_by_name=actor.name,
    )
    put_down(row, given)
    if any(row.blind == each.blind for each in documents(db, patient.id)):
        raise AlreadyThere
    _warn(db, actor, patient, row, not_same_as)
    db.add(row)
    return _changed(db, actor, patient, row)


def correct_document(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    document_id: UUID,
    given: Document,
    *,
    version: int,
    not_same_as: Sequence[UUID] = (),
) -> PatientIdentifier:
    """Correct number, validity or place of a document. Raises as `add_document`."""
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientIdentifier, patient.id, document_id)
    expect(row, version)
    before = row.blind
    put_down(row, given)
    if row.blind != before:
        others = [each.blind for each in documents(db, patient.id) if each.id != row.id]
        if row.blind in others:
            raise AlreadyThere
        _warn(db, actor, patient, row, not_same_as)
    return _changed(db, actor, patient, row)


def end_document(
    db: Session, actor: Actor, patient_id: UUID, document_id: UUID, *, version: int, reason: str
) -> PatientIdentifier:
    """It is no longer his, or never was."""
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientIdentifier, patient.id, document_id)
    expect(row, version)
    end(actor, row, reason)
    return _changed(db, actor, patient, row)


def end(actor: Actor, row: Ending, reason: str) -> None:
    """End-date a row. Raises AlreadyEnded."""
    if row.ended_at is not None:
        raise AlreadyEnded
    row.ended_at = utc_now()
    row.ended_by = actor.id
    row.ended_by_name = actor.name
    row.ended_reason = reason


def owned(db: Session, model: type[T], patient_id: UUID, row_id: UUID) -> T:
    """A row of this patient, to change. Raises NotFound."""
    row = db.get(model, row_id, with_for_update=True)
    if row is None or row.patient_id != patient_id:  # type: ignore[attr-defined]
        raise NotFound
    return row


def _warn(
    db: Session,
    actor: Actor,
    patient: Patient,
    row: PatientIdentifier,
    not_same_as: Sequence[UUID],
) -> None:
    kind, _ = key_of(row.kind.value, row.value)
    wanted = Person(
        patient.name,
        patient.birth,
        patient.sex,
        phone_blind(patient.phone),
        frozenset({(kind, row.blind)}),
    )
    shares = {"same_cccd", "same_bhyt", "same_document"}
    with db.no_autoflush:
        same = [
            each
            for each in alike(db, actor, wanted, besides=patient.id)
            if shares & set(each.reasons)
        ]
    if unsaid := [each for each in same if each.patient.id not in not_same_as]:
        raise SimilarPatients(count=len(unsaid), candidates=[facts(each) for each in unsaid])
    for each in same:
        remember_pair(db, actor, patient.id, each)


def _changed(
    db: Session, actor: Actor, patient: Patient, row: PatientIdentifier
) -> PatientIdentifier:
    db.flush()
    publish(db, PatientChanged(patient_id=patient.id, fields=(row.kind.value,), actor=actor))
    return row
