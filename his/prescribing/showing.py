"""Prescriptions as the screens show them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.prescribing import approving, checking, drafting, drugs, national, service
from his.prescribing.models import Prescription
from his.prescribing.schemas import (
    DoseSuggestionOut,
    DraftTotal,
    DrugLineOut,
    DrugOfferOut,
    FoundAlertOut,
    PrescribedVisitOut,
    PrescriptionDraftOut,
    PrescriptionOut,
    PrescriptionWithLines,
    SentPrescriptionOut,
)
from his.prescribing.words import PrescriptionState
from his.pricing import service as pricing
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.outbox import OutboxMessage, OutboxState
from kernel.paging import page_of


def visit(db: Session, actor: Actor, encounter: Encounter) -> PrescribedVisitOut:
    """The draft, checked anew, and what was signed or cancelled."""
    found = service.of_encounter(db, encounter.id)
    draft_ = next((p for p in reversed(found) if p.state is PrescriptionState.DRAFT), None)
    shown = draft(db, drafting.show(db, actor, encounter, draft_)) if draft_ else None
    others = [
        p
        for p in found
        if p.state is PrescriptionState.SIGNED
        or (p.state is PrescriptionState.CANCELLED and p.signed_at is not None)
    ]
    return PrescribedVisitOut(draft=shown, items=with_lines(db, others))


def draft(db: Session, made: drafting.Draft) -> PrescriptionDraftOut:
    person = made.checked.person
    return PrescriptionDraftOut(
        **PrescriptionOut.model_validate(made.prescription).model_dump(),
        lines=[DrugLineOut.model_validate(line) for line in made.lines],
        alerts=[FoundAlertOut.of(f, made.alerts.get(f.key)) for f in made.checked.found],
        total=total(db, made),
        weight_known=person.weight,
        egfr=person.egfr,
        months=person.months,
        expecting=person.pregnant,
        diagnoses=list(person.diagnoses),
        unapproved=approving.unapproved(db),
    )


def total(db: Session, made: drafting.Draft) -> DraftTotal:
    """What the lines cost by today's prices and the visit's coverage."""
    encounter_id = made.prescription.encounter_id
    payer = encounters.by_id(db, encounter_id).payer.value
    coverage = replace(pricing.coverage_of(db, encounter_id), threshold=Decimal(0))
    codes = [line.drug_code for line in made.lines]
    prices = pricing.prices_of(db, "drug", codes, payer, made.checked.person.on)
    asked = [
        pricing.Asked(
            "drug", line.drug_code, line.quantity, utc_now(), price=prices[line.drug_code]
        )
        for line in made.lines
        if line.drug_code in prices
    ]
    quotes = pricing.quotes(db, payer=payer, coverage=coverage, asked=asked) if asked else []
    zero = Decimal(0)
    return DraftTotal(
        gross=sum((q.gross for q in quotes), zero),
        insurer=sum((q.insurer for q in quotes), zero),
        patient=sum((q.patient for q in quotes), zero),
    )


def with_lines(db: Session, found: Sequence[Prescription]) -> list[PrescriptionWithLines]:
    """Several prescriptions with their lines and how their sending stands: two questions."""
    its = drafting.lines_of_many(db, [p.id for p in found])
    messages = national.messages_of(db, found)
    return [PrescriptionWithLines.of(p, its[p.id], messages.get(p.code or "")) for p in found]


def suggestion(db: Session, actor: Actor, encounter: Encounter, code: str) -> DoseSuggestionOut:
    drug = drugs.one(db, code)
    prescription = drafting.draft_of(db, encounter.id) or Prescription(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        site_id=encounter.site_id,
        drafted_by=actor.id,
        drafted_by_name=actor.name,
    )
    person = checking.person_of(db, actor, encounter, prescription)
    takes, per_kg = checking.suggested(drug, person, db)
    days = admin.parameter(db, "his.prescribing.days")
    [offer] = drugs.offers(db, [drug], payer=encounter.payer.value)
    return DoseSuggestionOut(
        offer=DrugOfferOut.of(offer),
        morning=takes[0],
        noon=takes[1],
        afternoon=takes[2],
        evening=takes[3],
        days=int(days),
        mg_per_kg=per_kg,
        weight=person.weight,
    )


def on_the_way(
    db: Session,
    actor: Actor,
    *,
    state: OutboxState | None,
    after: str | None,
    limit: int,
) -> tuple[list[SentPrescriptionOut], str | None]:
    """Signed prescriptions with their messages, newest first."""
    query = select(Prescription).where(
        col(Prescription.signed_at).is_not(None), patients.seen_by(actor, Prescription.patient_id)
    )
    if state is not None:
        codes = select(col(OutboxMessage.key)).where(
            col(OutboxMessage.kind) == national.KIND, col(OutboxMessage.state) == state
        )
        query = query.where(col(Prescription.code).in_(codes))
    by = (col(Prescription.signed_at), col(Prescription.id))
    types = (datetime.fromisoformat, UUID)
    rows, following = page_of(
        db, query, by=by, types=types, after=after, limit=limit, descending=True
    )
    messages = national.messages_of(db, rows)
    people = patients.briefs(db, actor, [p.patient_id for p in rows])
    items = []
    for row in rows:
        message = messages.get(row.code or "")
        person = people[row.patient_id]
        items.append(
            SentPrescriptionOut(
                prescription_id=row.id,
                encounter_id=row.encounter_id,
                patient_id=row.patient_id,
                patient_code=person.code,
                patient_name=person.name,
                code=row.code or "",
                state=row.state,
                signed_at=row.signed_at or row.drafted_at,
                signed_by_name=row.signed_by_name,
                sending=message.state if message else None,
                attempts=message.attempts if message else 0,
                sent_at=message.sent_at if message else None,
                last_error=(message.last_error or "") if message else "",
            )
        )
    return items, following


__all__ = ["draft", "on_the_way", "suggestion", "total", "visit", "with_lines"]
