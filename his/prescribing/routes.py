"""The visit's prescriptions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from his.encounters import service as encounters
from his.patients import service as patients
from his.prescribing import national, paper, permissions, renewing, service, showing
from his.prescribing.knowledge_routes import router as knowledge
from his.prescribing.schemas import (
    DoseSuggestionOut,
    DraftVersionIn,
    DrugOfferOut,
    LineChangeOut,
    PrescribedVisitOut,
    PrescriptionDraftIn,
    PrescriptionDraftOut,
    PrescriptionOut,
    PrescriptionReasonIn,
    PrescriptionSetIn,
    PrescriptionSetOut,
    PrescriptionWithLines,
    RenewalIn,
    RenewedOut,
    SentPrescriptionOut,
    SignatureIn,
    UseSetIn,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.outbox import OutboxState
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import Code
from kernel.text import Language

router = Router(prefix="/prescribing", tags=["his.prescribing"])
router.include_router(knowledge)

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Writer = Annotated[Actor, Depends(Requires(permissions.WRITE))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]
Sender = Annotated[Actor, Depends(Requires(permissions.SEND))]


@router.get("/of-encounter/{encounter_id}")
def of_encounter(encounter_id: UUID, actor: Reader, db: Db) -> PrescribedVisitOut:
    """A visit's prescriptions, and its draft with what is to be said of it now."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    return showing.visit(db, actor, encounter)


@router.put("/of-encounter/{encounter_id}/draft")
def save(
    encounter_id: UUID, draft: PrescriptionDraftIn, actor: Writer, db: Db
) -> PrescriptionDraftOut:
    made = service.save(
        db,
        actor,
        encounter_id,
        version=draft.version,
        heading=draft.heading(),
        wanted=[line.wanted() for line in draft.lines],
    )
    return showing.draft(db, made)


@router.post("/of-encounter/{encounter_id}/draft/cancellation")
def drop(encounter_id: UUID, which: DraftVersionIn, actor: Writer, db: Db) -> PrescriptionOut:
    dropped = service.drop(db, actor, encounter_id, version=which.version)
    return PrescriptionOut.model_validate(dropped)


@router.post("/of-encounter/{encounter_id}/renewal")
def renew(encounter_id: UUID, which: RenewalIn, actor: Writer, db: Db) -> RenewedOut:
    """An old prescription once more; `changes` says what is not as it was."""
    made = service.renew(db, actor, encounter_id, prescription_id=which.prescription_id)
    return RenewedOut(
        draft=showing.draft(db, made.draft), changes=[LineChangeOut.of(c) for c in made.changes]
    )


@router.post("/of-encounter/{encounter_id}/set")
def use_set(encounter_id: UUID, which: UseSetIn, actor: Writer, db: Db) -> PrescriptionDraftOut:
    return showing.draft(db, service.use_set(db, actor, encounter_id, set_id=which.set_id))


@router.get("/of-encounter/{encounter_id}/drugs")
def search(
    encounter_id: UUID, actor: Reader, db: Db, q: str = "", limit: Limit = 20
) -> Page[DrugOfferOut]:
    """Drugs by brand, ingredient or code, with stock and price for this visit's payer."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found = service.search_drugs(db, q, payer=encounter.payer.value, limit=min(limit, 50))
    return Page(items=[DrugOfferOut.of(o) for o in found], next=None)


@router.get("/of-encounter/{encounter_id}/drugs/{code}/suggestion")
def suggestion(encounter_id: UUID, code: Code, actor: Reader, db: Db) -> DoseSuggestionOut:
    """What is usually given to this patient: by weight for a child where the table says."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    return showing.suggestion(db, actor, encounter, code)


@router.get("/of-patient/{patient_id}")
def of_patient(
    patient_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 20
) -> Page[PrescriptionWithLines]:
    """A patient's signed prescriptions, newest first: what may be renewed."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found, following = service.earlier(db, patient.id, after=after, limit=limit)
    return Page(items=showing.with_lines(db, found), next=following)


@router.get("/sets")
def sets(actor: Writer, db: Db, limit: Limit = 100) -> Page[PrescriptionSetOut]:
    """The doctor's own sets and his department's."""
    return Page(
        items=[PrescriptionSetOut.of(s) for s in renewing.sets(db, actor, limit=limit)], next=None
    )


@router.post("/sets", status_code=201)
def keep_set(wanted: PrescriptionSetIn, actor: Writer, db: Db) -> PrescriptionSetOut:
    return PrescriptionSetOut.of(renewing.keep_set(db, actor, **wanted.model_dump()))


@router.post("/sets/{set_id}/end")
def end_set(set_id: UUID, actor: Writer, db: Db) -> PrescriptionSetOut:
    return PrescriptionSetOut.of(renewing.end_set(db, actor, set_id))


@router.get("/national")
def sent(
    actor: Sender,
    db: Db,
    state: OutboxState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[SentPrescriptionOut]:
    """Signed prescriptions on their way to the national system, newest first."""
    items, following = showing.on_the_way(db, actor, state=state, after=after, limit=limit)
    audit.read_list(db, "patient", [item.patient_id for item in items])
    return Page(items=items, next=following)


@router.get("/{prescription_id}")
def show(prescription_id: UUID, actor: Reader, db: Db) -> PrescriptionWithLines:
    found = service.get(db, actor, prescription_id)
    audit.read(db, ("patient", found.patient_id))
    return showing.with_lines(db, [found])[0]


@router.post("/{prescription_id}/signature")
def sign(
    prescription_id: UUID, how: SignatureIn, actor: Writer, db: Db
) -> Page[PrescriptionWithLines]:
    """Sign a draft: one prescription a form comes back, each with its code."""
    signed = service.sign(
        db,
        actor,
        prescription_id,
        version=how.version,
        reasons={a.key: a.reason for a in how.answers},
    )
    return Page(items=showing.with_lines(db, signed), next=None)


@router.post("/{prescription_id}/cancellation")
def cancel(
    prescription_id: UUID, why: PrescriptionReasonIn, actor: Writer, db: Db
) -> PrescriptionOut:
    cancelled = service.cancel(db, actor, prescription_id, reason=why.reason)
    return PrescriptionOut.model_validate(cancelled)


@router.post("/{prescription_id}/amendment")
def amend(
    prescription_id: UUID, why: PrescriptionReasonIn, actor: Writer, db: Db
) -> PrescriptionDraftOut:
    """Take a signed prescription back and lay its lines on the draft again."""
    return showing.draft(db, service.amend(db, actor, prescription_id, reason=why.reason))


@router.post("/{prescription_id}/sending")
def send_again(prescription_id: UUID, actor: Sender, db: Db) -> PrescriptionWithLines:
    found = service.get(db, actor, prescription_id)
    national.again(db, actor, found)
    return showing.with_lines(db, [found])[0]


@router.post("/{prescription_id}/prints/prescription", response_class=Response, responses=PDF)
def print_prescription(
    prescription_id: UUID, actor: Printer, db: Db, language: Language = "vi"
) -> Response:
    """The prescription on A5."""
    printed = paper.print_prescription(db, actor, prescription_id, language=language)
    return pdf(printed, "don-thuoc")


@router.post("/{prescription_id}/prints/usage", response_class=Response, responses=PDF)
def print_usage(
    prescription_id: UUID, actor: Printer, db: Db, language: Language = "vi"
) -> Response:
    """How the patient takes his drugs, in large letters."""
    printed = paper.print_usage(db, actor, prescription_id, language=language)
    return pdf(printed, "huong-dan-dung-thuoc")
