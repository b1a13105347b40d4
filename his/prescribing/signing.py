"""Signing locks a prescription and gives it its code; afterwards it is cancelled or amended."""

import secrets
import string
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient import service as outpatient
from his.patients import service as patients
from his.prescribing import alerts, checking, drafting, events, national, permissions, slots
from his.prescribing.checks.facts import Found
from his.prescribing.checks.rules_of_law import form_of
from his.prescribing.checks.run import kept
from his.prescribing.drafting import Wanted, lines
from his.prescribing.errors import (
    AlertsUnanswered,
    AlreadyDispensed,
    NoDose,
    NothingPrescribed,
    NotSigned,
    StopNotYours,
)
from his.prescribing.models import Alert, Prescription, PrescriptionLine
from his.prescribing.words import Form, PrescriptionState, Severity
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import publish

_ALPHABET = string.digits + string.ascii_lowercase
VALID_DAYS = 5  # a prescription is collected within 5 days (TT 26/2025/TT-BYT)
_FACT = "57828-6"  # LOINC: prescription list


def sign(
    db: Session,
    actor: Actor,
    prescription_id: UUID,
    *,
    version: int,
    reasons: Mapping[str, str] | None = None,
) -> list[Prescription]:
    """Sign a draft: one prescription a form comes of it, each with its code.

    Pressed twice it answers what was signed the first time. Raises ChangedMeanwhile,
    NothingPrescribed, NoDose, AlertsUnanswered, StopNotYours.
    """
    first = drafting.get(db, actor, prescription_id)
    encounter = encounters.open_for_work(db, actor, first.encounter_id)
    prescription = drafting.get(db, actor, prescription_id, lock=True)
    if prescription.state is PrescriptionState.SIGNED:
        return _signed_with(db, prescription)
    if prescription.state is PrescriptionState.CANCELLED:
        raise NotSigned
    expect(prescription, version)
    written = lines(db, prescription.id)
    if not written:
        raise NothingPrescribed
    for line in written:
        if not (line.morning or line.noon or line.afternoon or line.evening or line.instruction):
            raise NoDose(drug=line.name)
    checked = checking.check(db, actor, encounter, prescription, written)
    rows = alerts.note(db, actor, prescription, checked.found, reasons or {})
    _answered(actor, checked.found, rows)
    alerts.close(db, actor, rows, checked.found)
    prescription.facts = {
        **kept(checked.person, checked.courses),
        **_as_printed(db, actor, encounter),
    }
    if prescription.weight is None:
        prescription.weight = checked.person.weight
    made = _split(db, prescription, written)
    for each, its in made:
        _lock(db, actor, each)
        each.facts = {**(each.facts or {}), "observations": _tell_cdr(db, actor, each, its)}
        db.flush()
        national.put(db, actor, each, its)
        _publish(db, actor, events.PrescriptionSigned, each)
    if prescription.replaces:
        _publish(
            db, actor, events.PrescriptionAmended, prescription, replaces=prescription.replaces
        )
    live.touch(db, drafting.TOPIC)
    return [each for each, _ in made]


def _answered(actor: Actor, found: list[Found], rows: Mapping[str, Alert]) -> None:
    """Every stop lifted by who may, every warning answered with a reason."""
    final = [f for f in found if f.final]
    stops = [f for f in found if f.severity is Severity.STOP and not f.final]
    bare = [f for f in found if f.severity is not Severity.INFO and not rows[f.key].reason]
    if final or (bare and (not stops or actor.holds(permissions.OVERRIDE_STOP))):
        blocking = final or bare
        raise AlertsUnanswered(
            count=len(blocking),
            first=blocking[0].says.vi,
            first_en=blocking[0].says.en,
            keys=[f.key for f in blocking],
        )
    if stops and not actor.holds(permissions.OVERRIDE_STOP):
        raise StopNotYours(
            first=stops[0].says.vi,
            first_en=stops[0].says.en,
            permission=permissions.OVERRIDE_STOP.title,
            permission_id=permissions.OVERRIDE_STOP.id,
            keys=[f.key for f in stops],
        )


def _split(
    db: Session, prescription: Prescription, written: list[PrescriptionLine]
) -> list[tuple[Prescription, list[PrescriptionLine]]]:
    """Narcotics and psychotropics go on forms of their own (N, H), the rest on C."""
    by_form: dict[Form, list[PrescriptionLine]] = {}
    for line in written:
        by_form.setdefault(form_of(line.control), []).append(line)
    order = [f for f in (Form.COMMON, Form.PSYCHOTROPIC, Form.NARCOTIC) if f in by_form]
    made: list[tuple[Prescription, list[PrescriptionLine]]] = []
    for form in order:
        its = by_form[form]
        if not made:
            prescription.form = form
            made.append((prescription, its))
            continue
        copied = prescription.model_dump(exclude={"id", "form", "version", "code"})
        other = Prescription(**copied, form=form)
        db.add(other)
        db.flush()
        for position, line in enumerate(its):
            line.prescription_id, line.position = other.id, position
        made.append((other, its))
    db.flush()
    return made


def _lock(db: Session, actor: Actor, prescription: Prescription) -> None:
    staff = admin.staff(db, actor.id)
    prescription.code = _code(db, prescription.form)
    prescription.state = PrescriptionState.SIGNED
    prescription.signed_at = utc_now()
    prescription.signed_by, prescription.signed_by_name = actor.id, actor.name
    prescription.licence = staff.licence if staff else ""
    prescription.valid_to = today() + timedelta(days=VALID_DAYS)
    db.flush()


def _code(db: Session, form: Form) -> str:
    """`xxxxxyyyyyyy-C`: the facility, seven letters by chance, the form (TT 26/2025/TT-BYT)."""
    facility = admin.facility(db).code.rjust(5, "0")[:5]
    while True:
        code = f"{facility}{''.join(secrets.choice(_ALPHABET) for _ in range(7))}-{form.value}"
        taken = select(col(Prescription.id)).where(col(Prescription.code) == code)
        if db.execute(taken).first() is None:
            return code


def _signed_with(db: Session, prescription: Prescription) -> list[Prescription]:
    """The other forms that came of the same draft."""
    asked = select(Prescription).where(
        col(Prescription.encounter_id) == prescription.encounter_id,
        col(Prescription.drafted_at) == prescription.drafted_at,
        col(Prescription.state) == PrescriptionState.SIGNED,
    )
    return list(db.execute(asked.order_by(col(Prescription.form))).scalars())


def _as_printed(db: Session, actor: Actor, encounter: Encounter) -> dict[str, Any]:
    """Who the patient was and what he had, as the paper says it."""
    patient = patients.get(db, actor, encounter.patient_id)
    return {
        "age": patients.age_text(patient, today()),
        "diagnoses": [
            {"code": d.code, "name": d.name, "note": d.note, "kind": d.kind.value}
            for d in outpatient.diagnoses(db, encounter.id)
        ],
    }


def _tell_cdr(
    db: Session, actor: Actor, prescription: Prescription, its: list[PrescriptionLine]
) -> list[str]:
    written = cdr.record(
        db,
        actor,
        patient_id=prescription.patient_id,
        encounter_id=prescription.encounter_id,
        category=cdr.Category.MEDICATION,
        facts=[
            cdr.Fact(
                code=_FACT, name=line.name[:200], number=line.quantity, text=said(line), unit=""
            )
            for line in its
        ],
        source="his.prescribing",
        order_id=prescription.id,
    )
    return [str(o.id) for o in written]


def said(line: PrescriptionLine) -> str:
    """ "21 viên. Sáng 1 viên, tối 1 viên, 7 ngày" """
    parts = [f"{line.quantity.normalize():f} {line.unit}", line.dose, f"{line.days} ngày"]
    return ". ".join([parts[0], ", ".join(p for p in parts[1:] if p)])


def cancel(db: Session, actor: Actor, prescription_id: UUID, *, reason: str) -> Prescription:
    """Take a signed prescription back while nothing of it was given out.

    Raises NotSigned, AlreadyDispensed.
    """
    prescription = drafting.get(db, actor, prescription_id, lock=True)
    if prescription.state is not PrescriptionState.SIGNED:
        raise NotSigned
    if slots.is_dispensed(db, prescription):
        raise AlreadyDispensed(code=prescription.code)
    prescription.state = PrescriptionState.CANCELLED
    prescription.cancelled_at = utc_now()
    prescription.cancelled_by, prescription.cancelled_by_name = actor.id, actor.name
    prescription.cancel_reason = reason
    db.flush()
    for fact in (prescription.facts or {}).get("observations", ()):
        cdr.void(db, actor, UUID(fact), reason=reason)
    national.give_up(db, actor, prescription, reason=reason)
    _publish(db, actor, events.PrescriptionCancelled, prescription, reason=reason)
    live.touch(db, drafting.TOPIC)
    return prescription


def amend(db: Session, actor: Actor, prescription_id: UUID, *, reason: str) -> drafting.Draft:
    """Take it back and lay its lines on the draft again: what is signed then gets a new code.

    What was sent to the national system cannot be changed there: it gets the new one.
    """
    prescription = drafting.get(db, actor, prescription_id)
    encounters.open_for_work(db, actor, prescription.encounter_id)
    old = lines(db, prescription.id)
    cancel(db, actor, prescription_id, reason=reason)
    return drafting.add(
        db,
        actor,
        prescription.encounter_id,
        wanted=[drafting.as_wanted(line) for line in old],
        advice=prescription.advice,
        replaces=prescription.id,
        source=old,
    )


def by_id(db: Session, prescription_id: UUID) -> Prescription:
    """For handlers, which act for the house. Raises NotFound."""
    found = db.get(Prescription, prescription_id)
    if found is None:
        raise NotFound
    return found


def _publish(
    db: Session,
    actor: Actor,
    what: type[events.PrescriptionEvent],
    prescription: Prescription,
    **more: Any,
) -> None:
    publish(
        db,
        what(
            prescription_id=prescription.id,
            encounter_id=prescription.encounter_id,
            patient_id=prescription.patient_id,
            site_id=prescription.site_id,
            actor=actor,
            **more,
        ),
    )


__all__ = ["Wanted", "amend", "by_id", "cancel", "said", "sign"]
