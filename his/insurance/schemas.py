"""What the API takes and gives. Amounts are strings in dong with 2 decimals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from his.insurance.covering import Given, GivenCard
from his.insurance.models import CoverageState, DossierState
from his.insurance.rules.rule import Mend, RuleSeverity
from kernel.schemas import Input, Output, Reason, Words

Short = Annotated[str, Field(max_length=200)]
Facility = Annotated[str, Field(max_length=5, pattern=r"^([0-9A-Za-z]{5})?$")]
Number = Annotated[str, Field(min_length=10, max_length=20)]
Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="2026-08")]


class CoverageCardIn(Input):
    """A card; `level` only where the number does not tell it (10 or 12 digits)."""

    number: Number
    facility: Facility = ""
    since: date | None = None
    until: date | None = None
    level: Annotated[int | None, Field(ge=1, le=5)] = None


class CoverIn(Input):
    """Who covers the visit; route "" lets the card decide."""

    cards: Annotated[list[CoverageCardIn], Field(max_length=4, default_factory=list)]
    route: Annotated[str, Field(max_length=4)] = ""
    kind: Annotated[str, Field(pattern=r"^\d\d$")] = "01"
    from_facility: Facility = ""
    referral: Annotated[str, Field(max_length=50)] = ""
    accident: Annotated[str, Field(pattern=r"^\d?$")] = ""
    area: Annotated[str, Field(pattern=r"^(K[123])?$")] = ""
    five_years: date | None = None
    exempt_from: date | None = None
    paper_owed: bool = False

    def given(self) -> Given:
        cards = tuple(GivenCard(**card.model_dump()) for card in self.cards)
        return Given(**{**self.model_dump(exclude={"cards", "version"}), "cards": cards})


class CoverageIn(CoverIn):
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class CoverageCardOut(Output):
    number: str
    tail: str
    level: int
    facility: str
    since: date | None
    until: date | None
    rate: Decimal | None
    reason: Words


class CoverageOut(Output):
    """`covered` false: an insured visit whose card is not entered yet, or another payer's."""

    encounter_id: UUID
    patient_id: UUID
    insured: bool
    covered: bool
    version: int
    route: str
    route_name: str
    kind: str
    from_facility: str
    referral: str
    accident: str
    area: str
    five_years: date | None
    exempt_from: date | None
    paper_owed: bool
    cards: list[CoverageCardOut]
    threshold: Decimal
    state: CoverageState
    check_code: str
    check_says: str
    checked_at: datetime | None
    checking: bool
    dossier_id: UUID | None
    dossier_state: DossierState | None


class CardCheckIn(Input):
    patient_id: UUID
    encounter_id: UUID | None = None
    number: Annotated[str, Field(max_length=20)] = ""


class CardCheckOut(Output):
    id: UUID
    patient_id: UUID
    encounter_id: UUID | None
    tail: str
    asked_at: datetime
    asked_by_name: str
    answered_at: datetime | None
    code: str
    says: str
    usable: bool
    facts: dict[str, Any]


class ProblemOut(Output):
    code: str
    severity: RuleSeverity
    says: Words
    mend: Mend
    source: str
    table: str
    row: int
    field: str


class DossierLine(Output):
    id: UUID
    encounter_id: UUID
    patient_id: UUID
    code: str
    number: int
    patient_code: str
    patient_name: str
    card_tail: str
    state: DossierState
    month: str
    left_at: datetime
    insured: Decimal
    insurer: Decimal
    errors: int
    warnings: int
    first_problem: Words | None
    receipt: str
    answer_says: str


class DossierEventOut(Output):
    at: datetime
    what: str
    code: str
    says: str
    by_name: str


class DossierOut(DossierLine):
    version: int
    edition: str
    gross: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    digest: str
    file_digest: str
    signed: bool
    made_at: datetime
    made_by_name: str
    queued_at: datetime | None
    answered_at: datetime | None
    answer_code: str
    attempts: int
    last_error: str
    problems: list[ProblemOut]
    history: list[DossierEventOut]


class TableFieldOut(Output):
    name: str
    label: str
    required: bool


class TableOut(Output):
    id: str
    title: str
    fields: list[TableFieldOut]
    rows: list[dict[str, str]]


class TablesOut(Output):
    edition: str
    tables: list[TableOut]


class MakeIn(Input):
    encounter_id: UUID


class DossiersIn(Input):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class BatchOut(Output):
    """What became of each: done, or the sentence that stopped it."""

    done: int
    stopped: list["StoppedOut"]


class StoppedOut(Output):
    id: UUID
    code: str
    says: Words


class RefusedIn(Input):
    code: Annotated[str, Field(max_length=20)] = ""
    says: Reason


class RuleOut(Output):
    code: str
    title: Words
    says: Words
    severity: RuleSeverity
    mend: Mend
    source: str
    since: date | None
    until: date | None
    broken: int


class RulesOut(Output):
    rules: list[RuleOut]


class CountsOut(Output):
    to_mend: int
    ready: int
    queued: int
    refused: int


class SumsOut(Output):
    month: str
    visits: int
    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal


class GatewayIn(Input):
    """A password or number that is left out stays as it was."""

    address: Annotated[str, Field(max_length=300, pattern=r"^https?://[^\s]+$")]
    username: Short = ""
    password: Annotated[str | None, Field(max_length=200)] = None
    md5_upper: bool = True
    staff_name: Short = ""
    staff_cccd: Annotated[str | None, Field(pattern=r"^(\d{12})?$")] = None
    head: Annotated[str, Field(max_length=40)] = ""
    sign: bool = False
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class GatewayOut(Output):
    address: str
    username: str
    has_password: bool
    md5_upper: bool
    staff_name: str
    has_staff_cccd: bool
    head: str
    sign: bool
    has_certificate: bool
    certificate_names: str
    certificate_until: date | None
    version: int
