"""What the API takes and gives. Dates of birth are "1980", "1980-05" or "1980-05-17".

Without the permission to see identities, numbers, telephones and addresses come masked.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from his.patients.background import AllergyStatus
from his.patients.cards import Sex, Validity
from his.patients.models import (
    AllergyKind,
    CardKind,
    CardState,
    Certainty,
    HistoryKind,
    IdentifierKind,
    Origin,
    PairState,
    Relation,
    Severity,
)
from his.patients.scan import Scanned
from his.patients.slots import Tone
from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Note, Output, Reason, Version, Words

PartialDay = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", max_length=10)]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Short = Annotated[str, Field(max_length=200), AfterValidator(nfc)]
Remark = Annotated[str, Field(max_length=500), AfterValidator(nfc)]
Street = Annotated[str, Field(max_length=300), AfterValidator(nfc)]
Telephone = Annotated[str, Field(max_length=30)]
Number = Annotated[str, Field(min_length=1, max_length=60)]
Others = Annotated[list[UUID], Field(max_length=50)]


class ParticularsIn(Input):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    birth: PartialDay | None = None
    birth_time: ClockTime | None = None
    sex: Sex = Sex.UNKNOWN
    nationality: Code | None = None
    ethnic_group: Code | None = None
    occupation: Code | None = None
    workplace: Short = ""
    street: Street | None = None
    commune: Code | None = None
    province: Code | None = None
    phone: Telephone | None = None


class DocumentIn(Input):
    kind: IdentifierKind
    value: Number
    issuer: Short = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    facility: Annotated[str, Field(pattern=r"^\w{5}$")] | None = None
    area: Literal["K1", "K2", "K3"] | None = None
    five_years_on: date | None = None


class DocumentAddition(DocumentIn):
    not_same_as: Others = Field(default_factory=list)


class DocumentCorrection(DocumentAddition):
    version: Version


class KinIn(Input):
    name: Line
    relation: Relation
    guardian: bool = False
    phone: Telephone | None = None
    cccd: Number | None = None
    address: Street | None = None


class KinCorrection(KinIn):
    version: Version


class PatientIn(ParticularsIn):
    """`not_same_as`: candidates of SimilarPatients who were said to be somebody else."""

    documents: Annotated[list[DocumentIn], Field(max_length=10)] = Field(default_factory=list)
    kin: Annotated[list[KinIn], Field(max_length=10)] = Field(default_factory=list)
    not_same_as: Others = Field(default_factory=list)
    origin: Literal["scan", "hand"] = "hand"


class PatientCheck(ParticularsIn):
    """A half-filled form; `besides` is the record that is being edited."""

    name: Annotated[str, Field(max_length=200)] = ""
    documents: Annotated[list[DocumentIn], Field(max_length=10)] = Field(default_factory=list)
    besides: UUID | None = None


class PatientChange(ParticularsIn):
    version: Version
    unknown: bool = False
    deceased_at: AwareDatetime | None = None


class UnknownIn(Input):
    """`birth` is the guessed year."""

    sex: Sex = Sex.UNKNOWN
    birth: PartialDay | None = None


class NewbornIn(Input):
    birth: PartialDay
    birth_time: ClockTime | None = None
    sex: Sex
    birth_order: Annotated[int, Field(ge=1, le=9)] = 1
    name: Line | None = None
    documents: Annotated[list[DocumentIn], Field(max_length=5)] = Field(default_factory=list)
    not_same_as: Others = Field(default_factory=list)


class ScanIn(Input):
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class VersionedReason(Input):
    version: Version
    reason: Reason


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


class MergeIn(Input):
    """The record in the address is kept; `accepted` are ids of the preview's warnings."""

    gone_id: UUID
    reason: Reason
    accepted: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)


class PairIn(Input):
    one_id: UUID
    other_id: UUID
    note: Remark = ""


class PatientLine(Output):
    """A patient on a list. `merged_code`: found by the code or name of a merged record."""

    id: UUID
    code: str
    name: str
    birth: str | None
    age: Words
    sex: Sex
    phone: str | None
    unknown: bool
    deceased: bool
    merged_code: str | None


class DocumentOut(Output):
    """`pays` (percent on the right route) and `validity` (today) are of insurance cards."""

    id: UUID
    version: int
    kind: IdentifierKind
    value: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    validity: Validity
    pays: int | None
    facility: str | None
    area: str | None
    five_years_on: date | None
    recorded_at: datetime
    recorded_by_name: str


class KinOut(Output):
    id: UUID
    version: int
    person_id: UUID | None
    name: str
    relation: Relation
    guardian: bool
    phone: str | None
    cccd: str | None
    address: str | None


class PatientOut(Output):
    """A patient's record. `masked`: secrets are shown in part only."""

    id: UUID
    version: int
    code: str
    name: str
    birth: str | None
    birth_time: str | None
    age: Words
    sex: Sex
    nationality: str | None
    nationality_name: str | None
    ethnic_group: str | None
    ethnic_group_name: str | None
    occupation: str | None
    occupation_name: str | None
    workplace: str
    street: str | None
    commune: str | None
    commune_name: str | None
    province: str | None
    province_name: str | None
    phone: str | None
    masked: bool
    photo: bool
    unknown: bool
    newborn_of: UUID | None
    birth_order: int | None
    deceased_at: datetime | None
    origin: Origin
    registered_at: datetime
    documents: list[DocumentOut]
    kin: list[KinOut]
    merged_codes: list[str]


class ReasonWhy(Output):
    reason: str
    says: Words


class SimilarOut(Output):
    """Also in the facts of SimilarPatients, as `candidates`."""

    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    phone: str | None
    score: int
    likely: bool
    reasons: list[ReasonWhy]


class Doubt(Output):
    """Something on the form that contradicts itself; `field` is a kind of document or a field."""

    field: str
    says: Words


class CheckOut(Output):
    similar: list[SimilarOut]
    doubts: list[Doubt]


class Difference(Output):
    """What the card says otherwise than the record."""

    field: str
    here: str | None
    scanned: str


class ScanOut(Output):
    """What was scanned, and whose it is. With one patient in `found`, what differs."""

    kind: Scanned
    number: str
    old_number: str
    name: str
    birth: str | None
    sex: Sex
    address: str
    commune: str | None
    commune_name: str | None
    province: str | None
    province_name: str | None
    street: str | None
    issued_on: date | None
    card_state: CardState | None
    doubts: list[Words]
    found: list[PatientLine]
    differences: list[Difference]


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


class BannerAllergy(Output):
    substance: str
    reaction: str
    severity: Severity
    certainty: Certainty


class BannerInsurance(Output):
    """`number` is masked but for its last four without the permission."""

    number: str
    pays: int | None
    valid_from: date | None
    valid_to: date | None
    validity: Validity
    facility: str | None


class BannerItemOut(Output):
    tone: Tone
    says: Words
    to: str | None


class BannerOut(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    age: Words
    sex: Sex
    photo: bool
    unknown: bool
    deceased_at: datetime | None
    allergy_status: AllergyStatus
    allergies: list[BannerAllergy]
    insurance: BannerInsurance | None
    items: list[BannerItemOut]


class TimelineItemOut(Output):
    at: datetime
    part: str
    part_title: Words
    title: Words
    detail: str
    to: str


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
