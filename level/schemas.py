"""What the API takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.module import Verdict
from kernel.schemas import Input, Line, Note, Output, Reason, Version, Words
from level.calculus import Kind
from level.models import Trigger

CriterionId = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^[A-Z]+\d+/[\w.]+$")]


class FindingOut(Output):
    kind: Kind
    verdict: Verdict
    says: Words
    at: datetime | None


class PartOut(Output):
    id: str
    title: Words


class RequirementOut(Output):
    id: str
    kind: str
    title: Words
    group: str | None
    tier: str | None
    criteria: list[str]
    parts: list[PartOut]
    able: Verdict
    reached: Verdict
    reached_with_na: Verdict
    claimed_by: list[str]
    findings: list[FindingOut]


class LevelOut(Output):
    level: int
    met: bool
    requirements: list[RequirementOut]


class JudgedOut(Output):
    id: str
    number: int
    group: str
    tier: str
    title: Words
    able: Verdict
    reached: Verdict
    reached_with_na: Verdict
    claimed_by: list[str]
    findings: list[FindingOut]


class AssessmentOut(Output):
    profile: str
    generated_at: datetime
    version: str
    able: int
    reached: int
    reached_with_na: int
    levels: list[LevelOut]
    criteria: list[JudgedOut]


class ChoiceOut(Output):
    id: str
    title: Words


class ReadingOut(Output):
    """A contradiction of the text, and how this facility reads it."""

    id: str
    doubt: str
    title: Words
    chosen: str
    default: str
    options: list[ChoiceOut]
    reason: Words


class DoubtOut(Output):
    id: str
    where: Words
    text: Words
    resolution: Words
    product: Words
    confidence: Words


class GroupOut(Output):
    id: str
    title: Words
    criteria: int
    able: int
    reached: int
    reached_with_na: int


class MissingOut(Output):
    id: str
    title: Words
    who: str
    says: Words


class NextOut(Output):
    """What is missing for the level after this figure; level null: nothing is."""

    level: int | None
    missing: list[MissingOut]


class LevelModuleOut(Output):
    id: str
    title: Words
    on: bool
    can_be_off: bool
    claims: list[str]


class RunOut(Output):
    id: UUID
    scope: str
    trigger: Trigger
    asked_by_name: str
    version: str
    source: str
    modules: list[str]
    started_at: datetime
    finished_at: datetime | None
    milliseconds: int
    figures: dict[str, dict[str, int]] | None


class StoredFindingOut(Output):
    id: UUID
    run_id: UUID
    module: str
    claim: str
    kind: Kind
    piece: str
    verdict: Verdict
    says: Words
    milliseconds: int
    at: datetime


class RunDoneOut(Output):
    run: RunOut
    findings: list[StoredFindingOut]


class LapsingOut(Output):
    id: UUID
    claim: str
    title: Words
    valid_until: date


class LapsingsOut(Output):
    """Signatures that lapse within the days of reminding, and those that have."""

    lapsing: list[LapsingOut]


class OverviewOut(Output):
    """What the level page needs beside the assessment."""

    profile: str
    profiles: list[ChoiceOut]
    readings: list[ReadingOut]
    doubts: list[DoubtOut]
    groups: list[GroupOut]
    level_names: dict[str, Words]
    next_able: NextOut
    next_reached: NextOut
    next_reached_with_na: NextOut
    modules: list[LevelModuleOut]
    last_run: RunOut | None
    proof: bool
    lapsing: list[LapsingOut]
    waiting: int
    waived: list[str]
    note: Words


class ClaimOut(Output):
    """Who claims a criterion, why, and with what evidence."""

    module: str
    module_title: Words
    claim: str
    because: Words
    screen: str | None
    evidence: list["EvidenceOut"]


class EvidenceOut(Output):
    kind: Kind
    name: str
    what: Words | None
    valid_days: int | None
    verdict: Verdict
    says: Words
    at: datetime | None
    milliseconds: int


class CriterionOut(Output):
    """One page: the text, our reading, how it is proved, what assessors ask."""

    id: str
    number: int | None
    group: str | None
    group_title: Words | None
    tier: str | None
    levels: list[int]
    document: Words
    title: Words
    subgroup: Words | None
    parts: list[PartOut]
    qualifier: Words | None
    reading: Words | None
    ended: str | None
    vietnamese: str | None
    evidence: str | None
    asked: Words | None
    suggested: Words | None
    sources: Words | None
    may_lack: Words | None
    claimants: list[str]
    unclaimed: list[str]
    missing: list[str]
    able: Verdict
    reached: Verdict
    reached_with_na: Verdict
    why: Words | None
    claims: list[ClaimOut]
    history: list[StoredFindingOut]
    attestations: list["AttestationOut"]
    waivers: list["WaiverOut"]
    related: list[str]


class FallenOut(Output):
    id: str
    title: Words
    figure: str
    before: Verdict
    after: Verdict
    because: list[str]


class FiguresOut(Output):
    able: int
    reached: int
    reached_with_na: int


class WhatIfOut(Output):
    profile: str
    off: list[str]
    along: list[str]
    before: FiguresOut
    after: FiguresOut
    changed: list[FallenOut]
    requirements: list[FallenOut]
    says: Words


class ChecklistItemOut(Output):
    id: str
    place: Words
    section: Words | None
    heading: Words | None
    title: Words
    evidence: str
    suggested: Words | None
    reading: Words | None
    binds: Words | None
    later: Words | None
    related: list[str]
    able: Verdict | None
    reached: Verdict | None
    reached_with_na: Verdict | None
    claimed_by: list[str]


class ChecklistOut(Output):
    id: str
    document: Words
    status: Words
    status_as_of: str
    provenance: Words
    judged: int
    able: int
    reached: int
    items: list[ChecklistItemOut]


class ChecklistsOut(Output):
    checklists: list[ChecklistOut]


class SignatureOut(Output):
    """Something that waits for, or has, the facility's signature."""

    module: str
    claim: str
    title: Words
    what: Words
    valid_days: int
    verdict: Verdict
    says: Words
    attestation_id: UUID | None
    valid_until: date | None


class SignaturesOut(Output):
    signatures: list[SignatureOut]


class AttestationIn(Input):
    claim: CriterionId
    module: Annotated[str, Field(max_length=60)] | None = None
    statement: Annotated[Note, Field(min_length=3)]
    signer_name: Line
    signer_role: Line
    signed_on: date
    valid_until: date | None = None


class AttestationOut(Output):
    id: UUID
    claim: str
    module: str
    statement: str
    signer_name: str
    signer_role: str
    signed_on: date
    valid_until: date
    document_id: UUID | None
    document_name: str
    recorded_by_name: str
    recorded_at: datetime
    reminded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    withdrawn_why: str
    version: int


class WithdrawIn(Input):
    reason: Reason
    version: Version


class WaiverIn(Input):
    item: CriterionId
    reason: Reason
    approver_name: Line
    approver_role: Line
    decided_on: date
    expires_on: date


class WaiverOut(Output):
    id: UUID
    item: str
    service: str
    reason: str
    approver_name: str
    approver_role: str
    decided_on: date
    expires_on: date
    recorded_by_name: str
    recorded_at: datetime
    ended_at: datetime | None
    ended_by_name: str
    ended_why: str
    version: int


class WaivableOut(Output):
    id: str
    title: Words
    service: str
    service_title: Words


class WaivablesOut(Output):
    waivable: list[WaivableOut]


Filled = Annotated[str, Field(max_length=500), AfterValidator(nfc)]


class ReportIn(Input):
    """What the yearly report needs and no program knows; empty fields leave dots."""

    profile: Annotated[str, Field(max_length=20)] | None = None
    year: Annotated[int, Field(ge=2017, le=2100)]
    licence: Filled = ""
    decision_number: Filled = ""
    decision_date: date | None = None
    council: list[Filled] = Field(default_factory=list, max_length=20)
    consultant: Filled = ""
    plan: Note = ""
    contact: Filled = ""
    head: Filled = ""
