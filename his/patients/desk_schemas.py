"""What the desk sends and gets: registering, checking, scanning."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from his.patients.cards import Sex
from his.patients.models import (
    CardState,
)
from his.patients.scan import Scanned
from his.patients.schemas import (
    ClockTime,
    DocumentIn,
    KinIn,
    Others,
    PartialDay,
    ParticularsIn,
    PatientLine,
)
from kernel.schemas import Input, Line, Output, Version, Words


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
