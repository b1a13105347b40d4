"""What a doctor must know before he asks: on one screen, in one answer (đã biết)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient.models import Diagnosis, DiagnosisKind, Examination
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import LOCAL

_VISITS, _RESULTS, _DIAGNOSES = 5, 8, 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A disease that earlier visits named (bệnh đã chẩn đoán)."""

    code: str
    name: str
    last: date
    times: int


@dataclass(frozen=True, slots=True)
class PastVisit:
    encounter_id: UUID
    code: str
    on: datetime
    room: str
    doctor: str
    diagnosis: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Known:
    allergy_status: patients.AllergyStatus
    allergies: Sequence[patients.Allergy]
    history: Sequence[object]
    problems: Sequence[Problem]
    visits: Sequence[PastVisit]
    results: Sequence[cdr.ClinicalEntry]


def known(db: Session, actor: Actor, encounter: Encounter) -> Known:
    """Allergies, history, problems, the last visits and results of a visit's patient."""
    patient_id = encounter.patient_id
    allergies = patients.allergies(db, actor, patient_id)
    lines, _ = encounters.of_patient(db, actor, patient_id, limit=_VISITS + 1)
    earlier = [line for line in lines if line.encounter.id != encounter.id][:_VISITS]
    ids = [line.encounter.id for line in earlier]
    written = {
        e.encounter_id: e
        for e in db.exec(select(Examination).where(col(Examination.encounter_id).in_(ids)))
    }
    said = _diagnoses(db, patient_id, encounter.id)
    mains = {d.encounter_id: d for d in said if d.kind is DiagnosisKind.MAIN}
    results, _ = cdr.life(
        db,
        patient_id,
        kinds=[cdr.EntryKind.RESULT, cdr.EntryKind.PROCEDURE],
        limit=_RESULTS,
    )
    return Known(
        allergy_status=patients.allergy_status(db, patient_id, allergies),
        allergies=allergies,
        history=patients.history(db, patient_id),
        problems=_problems(said),
        visits=[
            PastVisit(
                encounter_id=line.encounter.id,
                code=line.encounter.code,
                on=line.encounter.opened_at,
                room=line.room.name,
                doctor=line.encounter.doctor_name,
                diagnosis=_named(mains.get(line.encounter.id)),
                conclusion=_concluded(written.get(line.encounter.id)),
            )
            for line in earlier
        ],
        results=results,
    )


def _diagnoses(db: Session, patient_id: UUID, but: UUID) -> Sequence[Diagnosis]:
    asked = select(Diagnosis).where(
        Diagnosis.patient_id == patient_id,
        Diagnosis.encounter_id != but,
        col(Diagnosis.removed_at).is_(None),
    )
    newest = asked.order_by(col(Diagnosis.made_at).desc(), col(Diagnosis.position))
    return db.exec(newest.limit(_DIAGNOSES)).all()


def _problems(said: Sequence[Diagnosis]) -> list[Problem]:
    """Each code once, the one named last first."""
    found: dict[str, Problem] = {}
    for each in said:
        if each.kind is DiagnosisKind.EXTERNAL_CAUSE:
            continue
        held = found.get(each.code)
        last = held.last if held else each.made_at.astimezone(LOCAL).date()
        times = held.times + 1 if held else 1
        found[each.code] = Problem(each.code, each.name, last, times)
    return list(found.values())


def _named(diagnosis: Diagnosis | None) -> str:
    return f"{diagnosis.code} {diagnosis.name}" if diagnosis else ""


def _concluded(written: Examination | None) -> str:
    return written.conclusion if written else ""
