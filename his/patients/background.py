"""What must be known before anything is given: allergies, and what was before (tiền sử)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import births
from his.patients.documents import end, owned
from his.patients.errors import AlreadyAsked, BadBirth, HasAllergies
from his.patients.finding import get, locked
from his.patients.models import (
    Allergy,
    AllergyKind,
    Certainty,
    HistoryKind,
    NoAllergies,
    PatientHistory,
    Severity,
)
from kernel.access import Actor
from kernel.clock import today
from kernel.db import expect


class AllergyStatus(StrEnum):
    """Silence is not "none": somebody has to have asked."""

    NOT_ASKED = "not_asked"
    NONE_KNOWN = "none_known"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An allergy, as entered."""

    kind: AllergyKind
    substance: str
    code: str | None = None
    reaction: str = ""
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.SUSPECTED
    noticed: str | None = None


_GRAVITY = [Severity.SEVERE, Severity.MODERATE, Severity.MILD, Severity.UNKNOWN]


def allergies(db: Session, actor: Actor, patient_id: UUID, *, ended: bool = False) -> list[Allergy]:
    """Allergies that hold now (with `ended` also the others), the gravest first."""
    patient = get(db, actor, patient_id)
    query = select(Allergy).where(Allergy.patient_id == patient.id)
    if not ended:
        query = query.where(col(Allergy.ended_at).is_(None))
    return sorted(
        db.exec(query), key=lambda each: (_GRAVITY.index(each.severity), each.recorded_at)
    )


def asked_without_finding(db: Session, patient_id: UUID) -> NoAllergies | None:
    """Who said that there are no known allergies, if that still holds."""
    query = (
        select(NoAllergies)
        .where(NoAllergies.patient_id == patient_id, col(NoAllergies.ended_at).is_(None))
        .order_by(col(NoAllergies.recorded_at).desc())
        .limit(1)
    )
    return db.exec(query).first()


def allergy_status(db: Session, patient_id: UUID, known: list[Allergy]) -> AllergyStatus:
    if known:
        return AllergyStatus.KNOWN
    asked = asked_without_finding(db, patient_id)
    return AllergyStatus.NONE_KNOWN if asked else AllergyStatus.NOT_ASKED


def record_allergy(db: Session, actor: Actor, patient_id: UUID, given: Reaction) -> Allergy:
    """Write down an allergy; an earlier "none known" ends with it. Raises BadBirth."""
    patient = locked(db, actor, patient_id)
    row = Allergy(
        patient_id=patient.id,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        kind=given.kind,
        substance=given.substance,
        severity=given.severity,
        certainty=given.certainty,
    )
    _put(row, given)
    db.add(row)
    if none := asked_without_finding(db, patient.id):
        end(actor, none, given.substance)
    db.flush()
    return row


def correct_allergy(
    db: Session, actor: Actor, patient_id: UUID, allergy_id: UUID, given: Reaction, *, version: int
) -> Allergy:
    patient = locked(db, actor, patient_id)
    row = owned(db, Allergy, patient.id, allergy_id)
    expect(row, version)
    _put(row, given)
    db.flush()
    return row


def end_allergy(
    db: Session, actor: Actor, patient_id: UUID, allergy_id: UUID, *, version: int, reason: str
) -> Allergy:
    """It was a mistake, or was ruled out; the entry stays with the reason."""
    patient = locked(db, actor, patient_id)
    row = owned(db, Allergy, patient.id, allergy_id)
    expect(row, version)
    end(actor, row, reason)
    db.flush()
    return row


def assert_no_allergies(db: Session, actor: Actor, patient_id: UUID) -> NoAllergies:
    """ "I asked, and there are none." Raises HasAllergies, AlreadyAsked."""
    patient = locked(db, actor, patient_id)
    if allergies(db, actor, patient.id):
        raise HasAllergies
    if asked_without_finding(db, patient.id):
        raise AlreadyAsked
    row = NoAllergies(patient_id=patient.id, recorded_by=actor.id, recorded_by_name=actor.name)
    db.add(row)
    db.flush()
    return row


def history(db: Session, patient_id: UUID) -> list[PatientHistory]:
    """What was before, by kind, in the order in which it was told."""
    query = (
        select(PatientHistory)
        .where(PatientHistory.patient_id == patient_id, col(PatientHistory.ended_at).is_(None))
        .order_by(col(PatientHistory.kind), col(PatientHistory.recorded_at))
    )
    return list(db.exec(query))


def record_history(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    kind: HistoryKind,
    note: str,
    code: str | None = None,
    since: str | None = None,
) -> PatientHistory:
    patient = locked(db, actor, patient_id)
    _past(since)
    row = PatientHistory(
        patient_id=patient.id,
        kind=kind,
        note=note,
        code=code,
        since=since,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
    )
    db.add(row)
    db.flush()
    return row


def correct_history(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    entry_id: UUID,
    *,
    version: int,
    kind: HistoryKind,
    note: str,
    code: str | None = None,
    since: str | None = None,
) -> PatientHistory:
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientHistory, patient.id, entry_id)
    expect(row, version)
    _past(since)
    row.kind, row.note, row.code, row.since = kind, note, code, since
    db.flush()
    return row


def end_history(
    db: Session, actor: Actor, patient_id: UUID, entry_id: UUID, *, version: int, reason: str
) -> PatientHistory:
    patient = locked(db, actor, patient_id)
    row = owned(db, PatientHistory, patient.id, entry_id)
    expect(row, version)
    end(actor, row, reason)
    db.flush()
    return row


def _put(row: Allergy, given: Reaction) -> None:
    _past(given.noticed)
    for field in ("kind", "substance", "code", "reaction", "severity", "certainty", "noticed"):
        setattr(row, field, getattr(given, field))


def _past(day: str | None) -> None:
    if day is not None and not births.is_possible(day, today()):
        raise BadBirth(birth=day)
