"""What the API takes and gives of papers."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from his.outpatient.paper_models import VisitPaperKind
from kernel.columns import nfc
from kernel.schemas import Input, Output, Reason, Version

Long = Annotated[str, Field(max_length=2000), AfterValidator(nfc)]
Told = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(nfc)]
Named = Annotated[str, Field(max_length=255), AfterValidator(nfc)]


class AdmissionPaperIn(Input):
    kind: Literal["admission"]
    department: Told
    reason: Told
    diagnosis: Told
    summary: Long = ""
    treatment: Long = ""


class TransferPaperIn(Input):
    """XML13 of QĐ 3176/QĐ-BYT."""

    kind: Literal["transfer"]
    to_code: Annotated[str, Field(pattern=r"^\d{5}$", description="MA_CSKCB_DEN")]
    to_name: Named
    signs: Told
    course: Told
    results: Told
    diagnosis: Told
    treatment: Long = ""
    condition: Long = ""
    reason: Annotated[str, Field(pattern=r"^\d$", description="MA_LYDO_CT")]
    plan: Told
    vehicle: Named = ""
    escort: Named = ""
    escort_title: Named = ""
    at: Annotated[str, Field(max_length=40)] = ""


class SickLeavePaperIn(Input):
    """XML11 of QĐ 3176/QĐ-BYT."""

    kind: Literal["sick_leave"]
    diagnosis: Told
    treatment: Told
    from_day: date
    to_day: date
    workplace: Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(nfc)]
    insurance_no: Annotated[str, Field(pattern=r"^\d{10}$", description="MA_BHXH")]
    card: Annotated[str, Field(max_length=15)] = ""
    serial: Annotated[str, Field(max_length=200)] = ""
    pregnancy_ended: bool = False
    pregnancy_reason: Long = ""
    gestation_weeks: Annotated[int, Field(ge=1, le=42)] | None = None
    father: Named = ""
    mother: Named = ""
    head: Named = ""


class RevisitTimeIn(Input):
    """A free time of the calendar, to be booked with the paper."""

    place: Annotated[UUID, Field(description="The calendar's own id of these hours.")]
    at: AwareDatetime


class RevisitPaperIn(Input):
    """XML14 of QĐ 3176/QĐ-BYT. With `book` day and room are those of the time booked."""

    kind: Literal["revisit"]
    on: date
    diagnosis: Told
    room: Named = ""
    note: Long = ""
    head: Named = ""
    book: RevisitTimeIn | None = None


VisitPaperIn = Annotated[
    AdmissionPaperIn | TransferPaperIn | SickLeavePaperIn | RevisitPaperIn,
    Field(discriminator="kind"),
]


class PaperProposalOut(Output):
    kind: VisitPaperKind
    content: dict[str, Any]


class VisitPaperOut(Output):
    id: UUID
    kind: VisitPaperKind
    code: str
    encounter_id: UUID
    patient_id: UUID
    content: dict[str, Any]
    issued_on: date
    issued_at: datetime
    issued_by_name: str
    cancelled_at: datetime | None
    cancelled_by_name: str
    cancelled_reason: str
    version: int


class PaperCancelIn(Input):
    reason: Reason
    version: Version
