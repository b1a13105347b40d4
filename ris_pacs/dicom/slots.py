"""What the DICOM listener asks of higher modules (put these in `Module.contributes`).

Without a contributor the listener does not agree to the service.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from ris_pacs.dicom.nodes import RECEIVER, Caller

__all__ = [
    "RECEIVER",
    "Caller",
    "Item",
    "StepRefused",
    "StepSaid",
    "StepTaker",
    "Worklist",
    "WorklistOf",
    "WorklistQuestion",
]

Item = dict[int, Any]
"""Values by tag: a text, or a list of Items for a sequence."""


@dataclass(frozen=True, slots=True)
class WorklistQuestion:
    """What a machine asks (Modality Worklist C-FIND); empty: it does not matter."""

    modality: str = ""
    ae_title: str = ""
    since: date | None = None
    until: date | None = None
    patient_name: str = ""
    patient_code: str = ""
    accession: str = ""
    study_uid: str = ""
    procedure_id: str = ""
    step_id: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """The answer, in the order in which it is to be shown."""

    items: list[Item]
    charset: str = "ISO_IR 192"


@dataclass(frozen=True, slots=True)
class WorklistOf:
    """Who knows what machines have to do: `by(db, caller, question)`."""

    by: Callable[[Session, Caller, WorklistQuestion], Worklist]


@dataclass(frozen=True, slots=True)
class StepSaid:
    """What a machine told of its work (MPPS), read out of its data set."""

    uid: str
    status: str
    patient_code: str = ""
    patient_name: str = ""
    accession: str = ""
    study_uid: str = ""
    modality: str = ""
    description: str = ""
    performer: str = ""
    why: str = ""
    images: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    dap: Decimal | None = None
    dlp: Decimal | None = None
    ctdi_vol: Decimal | None = None
    fluoro_seconds: Decimal | None = None
    exposures: int = 0
    given: frozenset[str] = field(default_factory=frozenset)


class StepRefused(Exception):
    """The step cannot be taken; `status` and `said` go to the machine."""

    def __init__(self, status: int, said: str, error_id: int = 0) -> None:
        super().__init__(said)
        self.status, self.said, self.error_id = status, said, error_id


@dataclass(frozen=True, slots=True)
class StepTaker:
    """Who takes what machines tell: N-CREATE and N-SET. Both may raise StepRefused."""

    create: Callable[[Session, Caller, StepSaid], None]
    change: Callable[[Session, Caller, StepSaid], None]
