"""What the API takes of what is done about an exam."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kernel.schemas import Code, Input, Line, Note, Reason
from ris_pacs.schedule.states import Contrast, Side

Measured = Annotated[Decimal | None, Field(ge=0, le=1_000_000)]


class StepSettleIn(Input):
    exam_id: UUID | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class ExamAcceptIn(Input):
    side: Side | None = None


class ExamProtocolIn(Input):
    text: Annotated[Note, Field(max_length=2000)] = ""
    contrast: Contrast | None = None
    side: Side | None = None
    machine_id: UUID | None = None


class ExamScheduleIn(Input):
    machine_id: UUID
    at: datetime | None = None


class ExamStartIn(Input):
    machine_id: UUID | None = None


class ExamReasonIn(Input):
    reason: Reason


class ExamServiceIn(Input):
    service_code: Code
    reason: Reason


class ExamSafetyIn(Input):
    answers: Annotated[dict[Code, Literal["yes", "no", "unknown"]], Field(max_length=40)]
    consent: bool = False
    overridden: Annotated[str, Field(max_length=500)] = ""


class ConsumptionIn(Input):
    kind: Literal["contrast", "drug", "supply"]
    code: Annotated[str, Field(max_length=60)] = ""
    name: Line
    quantity: Annotated[Decimal, Field(ge=-100_000, le=100_000)]
    unit: Annotated[str, Field(max_length=20)] = ""
    lot: Annotated[str, Field(max_length=60)] = ""


class ExamIncidentIn(Input):
    kind: Literal["reject", "reaction", "extravasation", "machine", "other"]
    reason: Literal[
        "position", "motion", "exposure", "artifact", "wrong_part", "machine", "other"
    ] = "other"
    images: Annotated[int, Field(ge=0, le=10_000)] = 0
    note: Annotated[str, Field(max_length=500)] = ""


class ExamDoseIn(Input):
    ctdi_vol: Measured = None
    dlp: Measured = None
    dap: Measured = None
    fluoro_seconds: Measured = None
