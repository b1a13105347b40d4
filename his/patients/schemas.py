"""What the API takes and gives. Dates of birth are "1980", "1980-05" or "1980-05-17".

Without the permission to see identities, numbers, telephones and addresses come masked.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from his.patients.cards import Sex, Validity
from his.patients.models import (
    IdentifierKind,
    Origin,
    Relation,
)
from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words

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


class KinIn(Input):
    name: Line
    relation: Relation
    guardian: bool = False
    phone: Telephone | None = None
    cccd: Number | None = None
    address: Street | None = None


class VersionedReason(Input):
    version: Version
    reason: Reason


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
