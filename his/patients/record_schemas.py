"""What stands on a patient's record: papers, next of kin, allergies, history, cards."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from his.patients.background import AllergyStatus
from his.patients.models import (
    AllergyKind,
    CardKind,
    CardState,
    Certainty,
    HistoryKind,
    Severity,
)
from his.patients.schemas import DocumentIn, KinIn, Others, PartialDay, Remark
from kernel.schemas import Code, Input, Line, Note, Output, Reason, Version


class DocumentAddition(DocumentIn):
    not_same_as: Others = Field(default_factory=list)


class DocumentCorrection(DocumentAddition):
    version: Version


class KinCorrection(KinIn):
    version: Version


class AllergyIn(Input):
    kind: AllergyKind
    substance: Line
    code: Code | None = None
    reaction: Remark = ""
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.SUSPECTED
    noticed: PartialDay | None = None


class AllergyCorrection(AllergyIn):
    version: Version


class HistoryIn(Input):
    kind: HistoryKind
    note: Annotated[Note, Field(min_length=1)]
    code: Code | None = None
    since: PartialDay | None = None


class HistoryCorrection(HistoryIn):
    version: Version


class CardIn(Input):
    kind: CardKind = CardKind.CARD


class CardWithdrawal(Input):
    version: Version
    state: Literal["lost", "blocked"]
    reason: Reason


class AllergyOut(Output):
    id: UUID
    version: int
    kind: AllergyKind
    substance: str
    code: str | None
    reaction: str
    severity: Severity
    certainty: Certainty
    noticed: str | None
    recorded_at: datetime
    recorded_by_name: str
    ended_at: datetime | None
    ended_reason: str


class AllergiesOut(Output):
    """`asked_*`: who found that there are none, when."""

    status: AllergyStatus
    asked_at: datetime | None
    asked_by_name: str | None
    items: list[AllergyOut]
    next: str | None


class HistoryOut(Output):
    id: UUID
    version: int
    kind: HistoryKind
    note: str
    code: str | None
    since: str | None
    recorded_at: datetime
    recorded_by_name: str
    ended_at: datetime | None
    ended_reason: str


class CardOut(Output):
    id: UUID
    version: int
    kind: CardKind
    state: CardState
    state_at: datetime
    state_reason: str
    recorded_at: datetime
    recorded_by_name: str
