"""What is reported of diagnoses (tình hình bệnh tật, theo ICD-10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.service import Disposition, Encounter, EncounterState
from his.outpatient import permissions
from his.outpatient.models import Diagnosis, DiagnosisKind
from his.patients import service as patients
from his.patients.service import Patient, Sex
from kernel.access import Actor
from kernel.paging import page_of_rows
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report, local_day
from kernel.text import Text


def _mains(over: Period, *columns: Any) -> Select[Any]:
    """The main diagnoses that stand, of visits opened in the period and not cancelled."""
    start, end = over.bounds
    return (
        select(*columns)
        .select_from(Diagnosis)
        .join(Encounter, col(Encounter.id) == col(Diagnosis.encounter_id))
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .where(
            col(Encounter.opened_at) >= start,
            col(Encounter.opened_at) < end,
            col(Encounter.state) != EncounterState.CANCELLED,
            col(Diagnosis.kind) == DiagnosisKind.MAIN,
            col(Diagnosis.removed_at).is_(None),
        )
    )


def diseases(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    """One line a code, in the order of codes."""
    groups: dict[str, list[Any]] = {}
    asked = _mains(
        over,
        col(Diagnosis.code),
        col(Diagnosis.name),
        col(Encounter.opened_at),
        col(Encounter.disposition),
        col(Patient.sex),
        col(Patient.birth),
    )
    for code, name, at, disposition, sex, birth in db.execute(asked):
        age = encounters.whole_years(birth, local_day(at))
        row = groups.setdefault(code, [name, 0, 0, 0, 0, 0])
        row[1] += 1
        row[2] += sex is Sex.FEMALE
        row[3] += 0 <= age < 6
        row[4] += 0 <= age < 15
        row[5] += disposition is Disposition.DIED
    return [Line((code, *groups[code]), code) for code in sorted(groups)]


def of_disease(
    db: Session, actor: Actor, over: Period, _: Filters, key: str, after: str | None, limit: int
) -> tuple[list[Record], str | None]:
    """The visits with a main diagnosis, in the order of opening."""
    query = _mains(over, Encounter, Patient).where(
        col(Diagnosis.code) == key, patients.visible(actor)
    )
    by = (col(Encounter.opened_at), col(Encounter.id))
    found, following = page_of_rows(
        db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit
    )
    return [encounters.record(actor, visit, person) for visit, person in found], following


REPORTS = (
    Report(
        id="his.outpatient.diseases",
        title=Text("Tình hình bệnh tật theo ICD-10", "Diseases by ICD-10"),
        group=Text("Khám bệnh", "Visits"),
        definition=Text(
            "Chẩn đoán chính còn hiệu lực của các lượt khám mở trong kỳ (lượt hủy không tính). "
            "Mẫu chính thức chưa có trong hệ thống: đây là bố cục của HIS54.",
            "Main diagnoses that stand, of visits opened in the period (cancelled ones left out). "
            "The official form was not available: this is HIS54's own layout.",
        ),
        law="Thông tư 23/2025/TT-BYT",
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Mã bệnh", "Code")),
            Column(Text("Tên bệnh", "Disease")),
            Column(Text("Số ca", "Cases"), Cell.COUNT),
            Column(Text("Nữ", "Female"), Cell.COUNT),
            Column(Text("Dưới 6 tuổi", "Under 6"), Cell.COUNT),
            Column(Text("Dưới 15 tuổi", "Under 15"), Cell.COUNT),
            Column(Text("Tử vong", "Died"), Cell.COUNT),
        ),
        by=diseases,
        records=of_disease,
    ),
)
