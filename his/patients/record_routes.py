"""A patient's documents, relatives, allergies, history and cards."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.patients import permissions, printouts, service, showing
from his.patients.models import Allergy, CardState, PatientHistory
from his.patients.particulars import Document, Kin
from his.patients.record_schemas import (
    AllergiesOut,
    AllergyCorrection,
    AllergyIn,
    AllergyOut,
    CardIn,
    CardOut,
    CardWithdrawal,
    DocumentAddition,
    DocumentCorrection,
    HistoryCorrection,
    HistoryIn,
    HistoryOut,
    KinCorrection,
)
from his.patients.schemas import DocumentOut, KinIn, KinOut, VersionedReason
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/patients/{patient_id}", tags=["his.patients"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Clerk = Annotated[Actor, Depends(Requires(permissions.UPDATE))]
AllergyWriter = Annotated[Actor, Depends(Requires(permissions.RECORD_ALLERGY))]
HistoryReader = Annotated[Actor, Depends(Requires(permissions.READ_HISTORY))]
HistoryWriter = Annotated[Actor, Depends(Requires(permissions.RECORD_HISTORY))]
Issuer = Annotated[Actor, Depends(Requires(permissions.ISSUE_CARD))]


@router.post("/documents", status_code=201)
def add_document(patient_id: UUID, form: DocumentAddition, actor: Clerk, db: Db) -> DocumentOut:
    """Put a card or number on the record; 409 SimilarPatients when somebody else has it."""
    given = Document(**form.model_dump(exclude={"not_same_as"}))
    row = service.add_document(db, actor, patient_id, given, not_same_as=form.not_same_as)
    return showing.document(actor, row)


@router.put("/documents/{document_id}")
def correct_document(
    patient_id: UUID, document_id: UUID, form: DocumentCorrection, actor: Clerk, db: Db
) -> DocumentOut:
    given = Document(**form.model_dump(exclude={"not_same_as", "version"}))
    row = service.correct_document(
        db,
        actor,
        patient_id,
        document_id,
        given,
        version=form.version,
        not_same_as=form.not_same_as,
    )
    return showing.document(actor, row)


@router.post("/documents/{document_id}/end")
def end_document(
    patient_id: UUID, document_id: UUID, why: VersionedReason, actor: Clerk, db: Db
) -> DocumentOut:
    """It is no longer the patient's, or never was."""
    row = service.end_document(
        db, actor, patient_id, document_id, version=why.version, reason=why.reason
    )
    return showing.document(actor, row)


@router.post("/kin", status_code=201)
def add_kin(patient_id: UUID, form: KinIn, actor: Clerk, db: Db) -> KinOut:
    """A relative or guardian."""
    row = service.add_contact(db, actor, patient_id, Kin(**form.model_dump()))
    return showing.kin(actor, row)


@router.put("/kin/{kin_id}")
def correct_kin(
    patient_id: UUID, kin_id: UUID, form: KinCorrection, actor: Clerk, db: Db
) -> KinOut:
    given = Kin(**form.model_dump(exclude={"version"}))
    row = service.correct_contact(db, actor, patient_id, kin_id, given, version=form.version)
    return showing.kin(actor, row)


@router.post("/kin/{kin_id}/end")
def end_kin(patient_id: UUID, kin_id: UUID, why: VersionedReason, actor: Clerk, db: Db) -> KinOut:
    row = service.end_contact(db, actor, patient_id, kin_id, version=why.version, reason=why.reason)
    return showing.kin(actor, row)


@router.get("/allergies")
def list_allergies(
    patient_id: UUID,
    actor: Reader,
    db: Db,
    ended: Annotated[bool, Query(description="Also those that no longer hold.")] = False,
) -> AllergiesOut:
    """Allergies, the gravest first; and whether somebody asked and found none."""
    patient = service.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "allergies")
    known = service.allergies(db, actor, patient.id, ended=ended)
    standing = [each for each in known if each.ended_at is None]
    asked = None if standing else service.asked_without_finding(db, patient.id)
    return AllergiesOut(
        status=service.allergy_status(db, patient.id, standing),
        asked_at=asked.recorded_at if asked else None,
        asked_by_name=asked.recorded_by_name if asked else None,
        items=[_allergy(each) for each in known],
        next=None,
    )


@router.post("/allergies", status_code=201)
def record_allergy(patient_id: UUID, form: AllergyIn, actor: AllergyWriter, db: Db) -> AllergyOut:
    given = service.Reaction(**form.model_dump())
    return _allergy(service.record_allergy(db, actor, patient_id, given))


@router.post("/allergies/none", status_code=201)
def assert_no_allergies(patient_id: UUID, actor: AllergyWriter, db: Db) -> AllergiesOut:
    """ "I asked, and there are none known." """
    made = service.assert_no_allergies(db, actor, patient_id)
    return AllergiesOut(
        status=service.AllergyStatus.NONE_KNOWN,
        asked_at=made.recorded_at,
        asked_by_name=made.recorded_by_name,
        items=[],
        next=None,
    )


@router.put("/allergies/{allergy_id}")
def correct_allergy(
    patient_id: UUID, allergy_id: UUID, form: AllergyCorrection, actor: AllergyWriter, db: Db
) -> AllergyOut:
    given = service.Reaction(**form.model_dump(exclude={"version"}))
    row = service.correct_allergy(db, actor, patient_id, allergy_id, given, version=form.version)
    return _allergy(row)


@router.post("/allergies/{allergy_id}/end")
def end_allergy(
    patient_id: UUID, allergy_id: UUID, why: VersionedReason, actor: AllergyWriter, db: Db
) -> AllergyOut:
    """It was ruled out, or was a mistake; the entry stays, with the reason."""
    row = service.end_allergy(
        db, actor, patient_id, allergy_id, version=why.version, reason=why.reason
    )
    return _allergy(row)


@router.get("/history")
def list_history(patient_id: UUID, actor: HistoryReader, db: Db) -> Page[HistoryOut]:
    """What was before: illnesses, operations, family, habits."""
    patient = service.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "history")
    return Page(items=[_entry(each) for each in service.history(db, patient.id)], next=None)


@router.post("/history", status_code=201)
def record_history(patient_id: UUID, form: HistoryIn, actor: HistoryWriter, db: Db) -> HistoryOut:
    return _entry(service.record_history(db, actor, patient_id, **form.model_dump()))


@router.put("/history/{entry_id}")
def correct_history(
    patient_id: UUID, entry_id: UUID, form: HistoryCorrection, actor: HistoryWriter, db: Db
) -> HistoryOut:
    row = service.correct_history(db, actor, patient_id, entry_id, **form.model_dump())
    return _entry(row)


@router.post("/history/{entry_id}/end")
def end_history(
    patient_id: UUID, entry_id: UUID, why: VersionedReason, actor: HistoryWriter, db: Db
) -> HistoryOut:
    row = service.end_history(
        db, actor, patient_id, entry_id, version=why.version, reason=why.reason
    )
    return _entry(row)


@router.get("/cards")
def list_cards(patient_id: UUID, actor: Reader, db: Db) -> Page[CardOut]:
    """Cards and wristbands, the newest first."""
    patient = service.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "cards")
    items = [CardOut.model_validate(each) for each in service.cards(db, patient.id)]
    return Page(items=items, next=None)


@router.post("/cards", status_code=201)
def issue_card(patient_id: UUID, form: CardIn, actor: Issuer, db: Db) -> CardOut:
    """A new card or wristband; the one before it opens nothing any more."""
    return CardOut.model_validate(service.issue_card(db, actor, patient_id, kind=form.kind))


@router.post("/cards/{card_id}/withdrawal")
def withdraw_card(
    patient_id: UUID, card_id: UUID, why: CardWithdrawal, actor: Issuer, db: Db
) -> CardOut:
    """It was lost, or is blocked."""
    card = service.withdraw_card(
        db,
        actor,
        patient_id,
        card_id,
        version=why.version,
        state=CardState(why.state),
        reason=why.reason,
    )
    return CardOut.model_validate(card)


@router.post("/cards/{card_id}/print", responses=PDF, response_class=Response)
def print_card(patient_id: UUID, card_id: UUID, actor: Issuer, db: Db) -> Response:
    """The card or wristband as PDF."""
    printed, code = printouts.card(db, actor, patient_id, card_id)
    return pdf(printed, code)


def _allergy(row: Allergy) -> AllergyOut:
    return AllergyOut.model_validate(row)


def _entry(row: PatientHistory) -> HistoryOut:
    return HistoryOut.model_validate(row)
