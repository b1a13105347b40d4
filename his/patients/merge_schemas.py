"""Records that are one person: pairs, the preview of a merge, the merge."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.patients.desk_schemas import ReasonWhy
from his.patients.models import (
    PairState,
)
from his.patients.schemas import PatientLine, Remark
from kernel.schemas import Input, Line, Output, Reason, Words


class MergeIn(Input):
    """The record in the address is kept; `accepted` are ids of the preview's warnings."""

    gone_id: UUID
    reason: Reason
    accepted: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)


class PairIn(Input):
    one_id: UUID
    other_id: UUID
    note: Remark = ""


class MergeWarning(Output):
    id: str
    says: Words


class TableCount(Output):
    table: str
    rows: int


class MergePreviewOut(Output):
    kept: PatientLine
    gone: PatientLine
    filled: list[str]
    moved: list[TableCount]
    warnings: list[MergeWarning]


class MergeOut(Output):
    id: UUID
    version: int
    kept_id: UUID
    gone_id: UUID
    kept_code: str
    gone_code: str
    gone_name: str
    reason: str
    rows: int
    merged_at: datetime
    merged_by_name: str
    unmerged_at: datetime | None
    unmerged_by_name: str
    unmerge_reason: str


class PairOut(Output):
    id: UUID
    version: int
    one: PatientLine
    other: PatientLine
    score: int
    reasons: list[ReasonWhy]
    state: PairState
    note: str
    found_at: datetime
    decided_at: datetime | None
    decided_by_name: str
