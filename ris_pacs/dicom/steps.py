"""MPPS: a machine tells that it has begun, and how it ended (N-CREATE, N-SET)."""

import io
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session

from kernel.clock import LOCAL
from kernel.events import assembly_of
from ris_pacs.dicom import commands
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.nodes import Caller
from ris_pacs.dicom.requesting import IMPLICIT
from ris_pacs.dicom.slots import StepRefused, StepSaid, StepTaker

SOP_CLASS = "1.2.840.10008.3.1.2.3.3"
N_SET, N_CREATE = 0x0120, 0x0140
STATUSES = ("IN PROGRESS", "COMPLETED", "DISCONTINUED")
DUPLICATE, NO_SUCH_INSTANCE, BAD_VALUE, ENDED = 0x0111, 0x0112, 0x0106, 0x0110
NO_LONGER = 0xA710  # the step may no longer be updated


def offered(db: Session) -> bool:
    return bool(assembly_of(db).contributions(StepTaker))


def uid_of(asked: Command) -> str:
    """The step's own name; one is made where a machine leaves that to us."""
    found = asked.text(0x1000) or asked.text(0x1001)
    if found:
        return found
    from pydicom.uid import generate_uid

    return str(generate_uid())


def take(db: Session, who: Caller, asked: Command, uid: str, raw: bytes, syntax: str) -> None:
    """Raises StepRefused."""
    said = read(uid, raw, syntax)
    new = asked.field == N_CREATE
    if new and said.status != STATUSES[0]:
        raise StepRefused(BAD_VALUE, "A step begins IN PROGRESS")
    if said.status not in (*STATUSES, "") or (new and not said.status):
        raise StepRefused(BAD_VALUE, "PerformedProcedureStepStatus is unknown")
    for taker in assembly_of(db).contributions(StepTaker):
        (taker.create if new else taker.change)(db, who, said)


def read(uid: str, raw: bytes, syntax: str) -> StepSaid:
    """Raises StepRefused."""
    from pydicom.filereader import read_dataset

    try:
        found = read_dataset(io.BytesIO(raw), syntax == IMPLICIT, is_little_endian=True)
        return _said(uid, found)
    except StepRefused:
        raise
    except Exception as error:  # (pydicom raises whatever it met)
        raise StepRefused(commands.PROCESSING, "The data set cannot be read") from error


def _said(uid: str, of: Any) -> StepSaid:
    ours = next(iter(of.get("ScheduledStepAttributesSequence") or []), None)
    runs = list(of.get("PerformedSeriesSequence") or [])
    why = next(iter(of.get("PerformedProcedureStepDiscontinuationReasonCodeSequence") or []), None)
    dose = list(of.get("ExposureDoseSequence") or [])
    return StepSaid(
        uid=uid[:64],
        status=str(of.get("PerformedProcedureStepStatus") or "").strip().upper(),
        patient_code=_text(of, "PatientID", 64),
        patient_name=_text(of, "PatientName", 324),
        accession=_text(ours, "AccessionNumber", 64),
        study_uid=_text(ours, "StudyInstanceUID", 64),
        modality=_text(of, "Modality", 16),
        description=_text(of, "PerformedProcedureStepDescription", 300),
        performer=_performer(of, runs),
        why=_text(why, "CodeMeaning", 200),
        images=sum(len(run.get("ReferencedImageSequence") or []) for run in runs),
        started_at=_at(of, "PerformedProcedureStepStart"),
        ended_at=_at(of, "PerformedProcedureStepEnd"),
        dap=_times(_number(of, "ImageAndFluoroscopyAreaDoseProduct"), Decimal("0.1")),  # dGy.cm2
        ctdi_vol=_most(_number(each, "CTDIvol") for each in dose),
        dlp=_number(of, "DLP"),
        fluoro_seconds=_number(of, "TotalTimeOfFluoroscopy"),
        exposures=int(_number(of, "TotalNumberOfExposures") or 0),
        given=frozenset(e.keyword for e in of if e.keyword),
    )


def _text(of: Any, name: str, most: int) -> str:
    return str((of.get(name) if of is not None else "") or "").strip()[:most]


def _performer(of: Any, runs: list[Any]) -> str:
    names = [_text(r, n, 324) for n in ("OperatorsName", "PerformingPhysicianName") for r in runs]
    return next((" ".join(n.replace("^", " ").split()) for n in names if n), "")


def _number(of: Any, name: str) -> Decimal | None:
    value = of.get(name)
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _times(value: Decimal | None, by: Decimal) -> Decimal | None:
    return None if value is None else value * by


def _most(values: Any) -> Decimal | None:
    return max((v for v in values if v is not None), default=None)


def _at(of: Any, name: str) -> datetime | None:
    """A machine tells its local time; a wrong one is no reason to refuse."""
    day, clock = str(of.get(f"{name}Date") or ""), str(of.get(f"{name}Time") or "")
    try:
        on = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
        hour, minute, second = (int(clock[n : n + 2] or 0) for n in (0, 2, 4))
        return datetime.combine(on, time(hour, minute, second), LOCAL)
    except (ValueError, IndexError):
        return None
