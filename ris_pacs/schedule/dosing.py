"""Radiation: from the machine's dose report (RDSR), its message (MPPS), or typed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, select

from kernel import logs
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.dicom.slots import RECEIVER, StepSaid
from ris_pacs.schedule.exams import locked, note
from ris_pacs.schedule.models import Dose, Exam
from ris_pacs.schedule.states import Known

RDSR = (
    "1.2.840.10008.5.1.4.1.1.88.67",
    "1.2.840.10008.5.1.4.1.1.88.68",  # radiopharmaceutical
    "1.2.840.10008.5.1.4.1.1.88.76",  # enhanced X-ray
)
_WEIGHT = {"rdsr": 0, "mpps": 1, "hand": 2}
_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of a report: mGy, mGy.cm, Gy.cm2, seconds."""

    ctdi_vol: Decimal | None = None
    dlp: Decimal | None = None
    dap: Decimal | None = None
    fluoro_seconds: Decimal | None = None
    exposures: int = 0

    @property
    def anything(self) -> bool:
        return any(v is not None for v in (self.ctdi_vol, self.dlp, self.dap))


def record(
    db: Session, actor: Actor, of: Exam, told: Told, *, source: str, source_uid: str
) -> Dose | None:
    """Once for each source; the exam shows the best one (report, then message, then hand)."""
    if not told.anything or _known(db, source_uid):
        return None
    row = Dose(
        exam_id=of.id,
        source=source,
        source_uid=source_uid,
        ctdi_vol=told.ctdi_vol,
        dlp=told.dlp,
        dap=told.dap,
        fluoro_seconds=told.fluoro_seconds,
        exposures=told.exposures,
        at=utc_now(),
        by_name=actor.name,
    )
    db.add(row)
    db.flush()
    _show(db, of)
    note(db, actor, of, "dose", known=Known.HAND if source == "hand" else Known.MACHINE, why=source)
    return row


def _known(db: Session, source_uid: str) -> bool:
    return db.exec(select(Dose.id).where(Dose.source_uid == source_uid)).first() is not None


def of_exam(db: Session, exam_id: UUID) -> list[Dose]:
    asked = select(Dose).where(Dose.exam_id == exam_id).order_by(col(Dose.id))
    return list(db.exec(asked.limit(100)))


def _show(db: Session, of: Exam) -> None:
    rows = of_exam(db, of.id)
    best = min(_WEIGHT.get(r.source, 9) for r in rows)
    used = [r for r in rows if _WEIGHT.get(r.source, 9) == best]
    if best == _WEIGHT["hand"]:
        used = used[-1:]  # what was typed last counts
    of.ctdi_vol = max((r.ctdi_vol for r in used if r.ctdi_vol is not None), default=None)
    of.dlp = _sum(r.dlp for r in used)
    of.dap = _sum(r.dap for r in used)
    db.add(of)
    db.flush()


def _sum(values: Any) -> Decimal | None:
    there = [v for v in values if v is not None]
    return sum(there, Decimal(0)) if there else None


def by_hand(db: Session, actor: Actor, exam_id: UUID, told: Told) -> Exam:
    """As the machine's screen shows it."""
    found = locked(db, actor, exam_id)
    record(db, actor, found, told, source="hand", source_uid=f"hand:{new_id()}")
    return found


def of_step(db: Session, exam_id: UUID, said: StepSaid) -> None:
    told = Told(said.ctdi_vol, said.dlp, said.dap, said.fluoro_seconds, said.exposures)
    record(db, RECEIVER, locked(db, RECEIVER, exam_id), told, source="mpps", source_uid=said.uid)


def read_new(db: Session, most: int = 50) -> int:
    """Dose reports that came with the pictures of recent exams; how many were read."""
    asked = (
        select(Exam, archive.ImagingInstance)
        .join(archive.ImagingStudy, col(archive.ImagingStudy.order_id) == col(Exam.order_id))
        .join(
            archive.ImagingSeries,
            col(archive.ImagingSeries.study_id) == col(archive.ImagingStudy.id),
        )
        .join(
            archive.ImagingInstance,
            col(archive.ImagingInstance.series_id) == col(archive.ImagingSeries.id),
        )
        .where(
            col(Exam.due_at) >= utc_now() - _WITHIN,
            col(archive.ImagingSeries.modality) == "SR",
            col(archive.ImagingInstance.sop_class).in_(RDSR),
            ~exists().where(col(Dose.source_uid) == col(archive.ImagingInstance.uid)),
        )
        .limit(most)
    )
    done = 0
    for found, row in db.exec(asked).all():
        try:
            told = read_report(archive.file(db, row))
        except Exception as error:  # noqa: BLE001 (whatever a maker wrote)
            logs.log.warning("dose_report_not_read", error=type(error).__name__)
            continue
        if record(db, RECEIVER, found, told, source="rdsr", source_uid=row.uid):
            done += 1
    return done


def read_report(path: Path) -> Told:
    """The totals of a dose report (TID 10001, 10011)."""
    from pydicom import dcmread

    return totals(dcmread(path, force=True))


# Codes of DCM (PS3.16): what a number means.
_DLP_TOTAL, _CTDI, _DAP_TOTAL, _FLUORO = "113813", "113830", "113722", "113730"
_EVENTS = ("113706", "113819")
_TO_GY_CM2 = {
    "Gy.m2": Decimal(10000),
    "dGy.cm2": Decimal("0.1"),
    "cGy.cm2": Decimal("0.01"),
    "mGy.cm2": Decimal("0.001"),
    "uGy.m2": Decimal("0.01"),
    "Gy.cm2": Decimal(1),
}


def totals(report: Any) -> Told:
    """From its content tree."""
    numbers: dict[str, list[Decimal]] = {}
    events = 0

    def walk(items: Any, depth: int = 0) -> None:
        nonlocal events
        for item in items or () if depth < 20 else ():
            code = _code(item.get("ConceptNameCodeSequence"))
            if code in _EVENTS and item.get("ValueType") == "CONTAINER":
                events += 1
            for measured in item.get("MeasuredValueSequence") or ():
                unit = _code(measured.get("MeasurementUnitsCodeSequence"))
                value = _decimal(measured.get("NumericValue"))
                if value is not None:
                    numbers.setdefault(code, []).append(value * _TO_GY_CM2.get(unit, Decimal(1)))
            walk(item.get("ContentSequence"), depth + 1)

    walk(report.get("ContentSequence"))
    return Told(
        ctdi_vol=max(numbers.get(_CTDI, ()), default=None),
        dlp=_sum(numbers.get(_DLP_TOTAL, ())),
        dap=_sum(numbers.get(_DAP_TOTAL, ())),
        fluoro_seconds=_sum(numbers.get(_FLUORO, ())),
        exposures=events,
    )


def _code(sequence: Any) -> str:
    first = next(iter(sequence or ()), None)
    return str(first.get("CodeValue") or "") if first is not None else ""


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
