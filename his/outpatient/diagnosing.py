"""Diagnoses of a visit, coded in the ICD-10 edition of its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient.errors import DiagnosesBreakRules, TooManyMain
from his.outpatient.models import Diagnosis, DiagnosisKind
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.once import once

#: As the rules of ICD-10 name it; empty where it is not known.
_SEX: dict[patients.Sex, Literal["M", "F", ""]] = {
    patients.Sex.MALE: "M",
    patients.Sex.FEMALE: "F",
    patients.Sex.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code as the doctor chose it."""

    kind: DiagnosisKind
    code: str
    note: str = ""


def diagnoses(db: Session, encounter_id: UUID) -> Sequence[Diagnosis]:
    """A visit's diagnoses that stand, the main one first."""
    name, visit = ("his.outpatient.diagnoses", encounter_id), {"visit": encounter_id}
    return once(db, name, lambda: db.execute(_STANDING, visit).scalars().all(), Diagnosis)


_STANDING = (
    select(Diagnosis)
    .where(col(Diagnosis.encounter_id) == bindparam("visit"), col(Diagnosis.removed_at).is_(None))
    .order_by(col(Diagnosis.position), col(Diagnosis.id))
)


def diagnose(
    db: Session, actor: Actor, encounter_id: UUID, *, codes: Sequence[Code]
) -> tuple[Sequence[Diagnosis], list[catalogs.Problem]]:
    """Put `codes` in the place of the visit's diagnoses; what was taken out stays, with the time.

    Refuses what a rule stops (DiagnosesBreakRules), answers what it only warns of. A missing
    main diagnosis is the closing gate's affair: half a list may be saved.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    if sum(c.kind is DiagnosisKind.MAIN for c in codes) > 1:
        raise TooManyMain
    names, problems = judge(db, actor, encounter, codes)
    stops = [p for p in problems if p.weight is catalogs.Weight.STOP and p.rule != "no_main"]
    if stops:
        raise DiagnosesBreakRules(
            first=stops[0].says.vi,
            first_en=stops[0].says.en,
            problems=[{"rule": p.rule, "code": p.code, "says": p.says.json()} for p in stops],
        )
    _replace(db, actor, encounter, codes, names)
    live.touch(db, "encounters")
    return diagnoses(db, encounter.id), [p for p in problems if p.weight is catalogs.Weight.WARN]


def judge(
    db: Session, actor: Actor, encounter: Encounter, codes: Sequence[Code]
) -> tuple[dict[str, str], list[catalogs.Problem]]:
    """The names of the codes in the edition of the visit's day, and what the rules say."""
    day = encounter.opened_at.astimezone(LOCAL).date()
    patient = patients.get(db, actor, encounter.patient_id)
    known = catalogs.icd_known(db, [c.code for c in codes], on=day)
    main = next((c.code for c in codes if c.kind is DiagnosisKind.MAIN), None)
    problems = catalogs.icd_check(
        main,
        [c.code for c in codes if c.kind is not DiagnosisKind.MAIN],
        sex=_SEX[patient.sex],
        age_days=patients.age_days(patient, day),
        known=known,
    )
    return {code: disease.name for code, disease in known.items()}, problems


def _replace(
    db: Session, actor: Actor, encounter: Encounter, codes: Sequence[Code], names: dict[str, str]
) -> None:
    now = utc_now()
    standing = {(d.kind, d.code): d for d in diagnoses(db, encounter.id)}
    for position, chosen in enumerate(codes):
        code = catalogs.icd_dotted(chosen.code)
        same = standing.pop((chosen.kind, code), None)
        if same:
            same.position, same.note = position, chosen.note
            continue
        db.add(
            Diagnosis(
                encounter_id=encounter.id,
                patient_id=encounter.patient_id,
                kind=chosen.kind,
                position=position,
                code=code,
                name=names[code],
                note=chosen.note,
                made_at=now,
                made_by=actor.id,
                made_by_name=actor.name,
            )
        )
    for gone in standing.values():
        gone.removed_at, gone.removed_by = now, actor.id
    db.flush()
    for each in (*diagnoses(db, encounter.id), *standing.values()):
        _enter(db, actor, each)


def _enter(db: Session, actor: Actor, diagnosis: Diagnosis) -> None:
    """Its line in the patient's record; a removed one is withdrawn from it."""
    cdr.enter(
        db,
        actor,
        patient_id=diagnosis.patient_id,
        encounter_id=diagnosis.encounter_id,
        kind=cdr.EntryKind.DIAGNOSIS,
        list_id="icd10",
        code=diagnosis.code,
        name=f"{diagnosis.code} {diagnosis.name}",
        detail=diagnosis.note,
        state=cdr.WITHDRAWN if diagnosis.removed_at else diagnosis.kind,
        at=diagnosis.made_at,
        to=f"/visits/{diagnosis.encounter_id}",
        source="his.outpatient.diagnosis",
        source_id=diagnosis.id,
    )
