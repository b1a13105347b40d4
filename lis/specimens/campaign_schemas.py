"""What the API of packages and campaigns takes and gives."""

import base64
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.encounters.service import Payer
from kernel.schemas import Code, Input, Line, Output, Words
from lis.specimens.errors import CampaignFileUnreadable

Short = Annotated[str, Field(max_length=200)]


class CheckPackageIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    customer: Short = ""
    contract_no: Annotated[str, Field(max_length=100)] = ""
    services: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]], Field(min_length=1, max_length=60)
    ]
    room_id: UUID
    payer: Payer = Payer.SERVICE
    valid_from: date
    valid_to: date | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    active: bool = True


class PackageServiceOut(Output):
    code: str
    name: str


class CheckPackageOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    customer: str
    contract_no: str
    services: list[PackageServiceOut]
    room_id: UUID
    payer: Payer
    valid_from: date
    valid_to: date | None
    note: str
    active: bool


class CampaignTryIn(Input):
    """`content`: the CSV or XLSX, base64; `decisions`: by line, a candidate's id or "new"."""

    content: Annotated[str, Field(min_length=4, max_length=7_000_000)]
    decisions: dict[int, Annotated[str, Field(max_length=40)]] = Field(default_factory=dict)

    def file(self) -> bytes:
        """Raises CampaignFileUnreadable."""
        try:
            return base64.b64decode(self.content, validate=True)
        except ValueError as error:
            raise CampaignFileUnreadable(why="base64") from error


class CampaignTakeIn(CampaignTryIn):
    plan: Annotated[str, Field(min_length=64, max_length=64)]
    place: Short = ""


class CampaignCandidateOut(Output):
    patient_id: UUID
    code: str
    name: str
    birth: str | None
    score: int


class CampaignRowOut(Output):
    """`patient_id`: who he is here; `open`: to be corrected or decided first."""

    line: int
    name: str
    birth: str | None
    sex: str
    cccd: str
    unit: str
    patient_id: UUID | None
    candidates: list[CampaignCandidateOut]
    wrong: Words | None
    open: bool


class CampaignTrialOut(Output):
    plan: str
    rows: list[CampaignRowOut]
    known: int
    new: int
    left: int


class CampaignOut(Output):
    id: UUID
    code: str
    name: str
    customer: str
    contract_no: str
    place: str
    made_at: datetime
    made_by_name: str
    persons: int
    new_patients: int
    orders: int
    tubes: int


class CampaignTubeOut(Output):
    code: str
    container: str
    state: str


class CampaignPersonOut(Output):
    line: int
    patient_id: UUID
    patient_code: str
    name: str
    birth: str | None
    unit: str
    staff_code: str
    known: bool
    encounter_id: UUID
    tubes: list[CampaignTubeOut]


class CampaignWhole(Output):
    campaign: CampaignOut
    services: list[PackageServiceOut]
    persons: list[CampaignPersonOut]
