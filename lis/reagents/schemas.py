"""What the API takes and gives. Amounts are exact decimals, in JSON strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, PlainSerializer

from kernel.schemas import Code, Input, Line, Output, Reason, Version
from lis.reagents.kit_models import KitState
from lis.reagents.models import ReagentKind, ReagentLotState, ReagentMoveKind, ReagentSource
from lis.reagents.warning import WarningKind

Plain = Annotated[
    Decimal, PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json")
]
Some = Annotated[Decimal, Field(gt=0, le=Decimal(1_000_000), decimal_places=4)]
Maybe = Annotated[Decimal, Field(ge=0, le=Decimal(1_000_000), decimal_places=4)]
Change = Annotated[Decimal, Field(ge=-1_000_000, le=Decimal(1_000_000), decimal_places=2)]
Percent = Annotated[Decimal, Field(gt=0, le=Decimal(1000), decimal_places=2)]
Price = Annotated[Decimal, Field(ge=0, le=Decimal(10_000_000_000), decimal_places=3)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Unit = Annotated[str, Field(min_length=1, max_length=40)]
Short = Annotated[str, Field(max_length=200)]
Remark = Annotated[str, Field(max_length=500)]
Place = Annotated[str, Field(max_length=60, pattern=r"^[\w.\-/+ ]*$")]
TestCode = Annotated[str, Field(min_length=1, max_length=60, description="Of `lab_test`.")]
LotNumber = Annotated[str, Field(min_length=1, max_length=60)]


class ReagentIn(Input):
    code: Annotated[Code, Field(max_length=40)]
    name: Line
    kind: ReagentKind = ReagentKind.REAGENT
    maker: Short = ""
    country: Annotated[str, Field(max_length=80)] = ""
    catalogue_no: Annotated[str, Field(max_length=60)] = ""
    gtin: Annotated[str, Field(pattern=r"^(\d{14})?$")] = ""
    stock_code: Annotated[str, Field(max_length=60)] = ""
    supplier_id: UUID | None = None
    kit_unit: Unit
    content: Some
    content_unit: Unit
    storage: Short = ""
    open_days: Annotated[int | None, Field(ge=0, le=3650)] = None
    dead_volume: Maybe = Decimal(0)
    minimum: Maybe = Decimal(0)
    maximum: Maybe = Decimal(0)
    lead_days: Annotated[int, Field(ge=0, le=730)] = 14
    trial: bool = True
    limit_percent: Percent = Decimal(10)


class ReagentChange(ReagentIn):
    version: Version
    active: bool


class ReagentNormOut(Output):
    id: UUID
    test_code: str
    test_name: str
    per_test: Plain
    extra_percent: Plain
    valid_from: datetime
    valid_to: datetime | None
    reason: str
    by_name: str


class ReagentOut(Output):
    id: UUID
    code: str
    name: str
    kind: ReagentKind
    maker: str
    country: str
    catalogue_no: str
    gtin: str
    stock_code: str
    supplier_id: UUID | None
    kit_unit: str
    content: Plain
    content_unit: str
    storage: str
    open_days: int | None
    dead_volume: Plain
    minimum: Plain
    maximum: Plain
    lead_days: int
    trial: bool
    limit_percent: Plain
    active: bool
    version: int


class ReagentDetailOut(Output):
    reagent: ReagentOut
    norms: list[ReagentNormOut]
    lots: list["ReagentLotOut"]


class ReagentNormIn(Input):
    test_code: TestCode
    per_test: Some | None
    extra_percent: Annotated[Decimal, Field(ge=0, le=Decimal(500), decimal_places=2)] = Decimal(0)
    reason: Remark = ""


class SupplierIn(Input):
    code: Annotated[Code, Field(max_length=40)]
    name: Line
    phone: Annotated[str, Field(max_length=40)] = ""


class SupplierOut(Output):
    id: UUID
    code: str
    name: str
    phone: str
    active: bool


class ReagentBalanceOut(Output):
    reagent_id: UUID
    code: str
    name: str
    kit_unit: str
    unopened: Plain
    opened: Plain
    blocked: Plain
    ordered: Plain
    minimum: Plain
    maximum: Plain
    kits_a_day: Plain
    days_left: int | None
    proposed: Plain
    low: bool


class ReagentWarningOut(Output):
    kind: WarningKind
    reagent_id: UUID
    name: str
    what: str
    until: datetime | None


class ReagentKitOut(Output):
    id: UUID
    code: str
    reagent_id: UUID
    reagent_code: str
    name: str
    lot_id: UUID
    lot_number: str
    analyser: str
    state: KitState
    content: Plain
    content_unit: str
    used: Plain
    left: Plain
    opened_at: datetime
    opened_by_name: str
    usable_until: datetime
    expired: bool
    first: bool  # of the open kits of its reagent, the one to be used first
    in_use_since: datetime | None
    controlled: dict[str, str]
    override_reason: str
    override_by_name: str
    ended_at: datetime | None
    ended_by_name: str
    ended_reason: str
    version: int


class ReagentOverviewOut(Output):
    warnings: list[ReagentWarningOut]
    kits: list[ReagentKitOut]
    balances: list[ReagentBalanceOut]


class ReagentTrialOut(Output):
    id: UUID
    test_code: str
    test_name: str
    analyser: str
    old_lot_number: str
    limit_percent: Plain
    pairs: list["ReagentPairOut"]
    mean_percent: Plain | None
    within: int
    passed: bool
    controlled: bool
    at: datetime
    by_name: str


class ReagentPairOut(Output):
    sample: str
    old: str
    new: str
    percent: str | None


class ReagentLotOut(Output):
    id: UUID
    reagent_id: UUID
    reagent_code: str
    name: str
    kit_unit: str
    number: str
    expiry: date
    expired: bool
    unit_price: Plain
    supplier: str
    consignment: bool
    state: ReagentLotState
    quantity: Plain
    judged_at: datetime | None
    judged_by_name: str
    judged_reason: str
    recalled_at: datetime | None
    recalled_by_name: str
    recall_no: str
    recall_reason: str
    version: int


class ReagentLotDetailOut(Output):
    lot: ReagentLotOut
    old_lot_number: str
    untried: list[str]
    tests: list[str]
    trials: list[ReagentTrialOut]
    moves: list["ReagentMoveOut"]
    results: int
    patients: int


class ReagentMoveOut(Output):
    id: UUID
    at: datetime
    kind: ReagentMoveKind
    source: ReagentSource | None
    quantity: Plain
    balance: Plain
    paper: str
    reason: str
    by_name: str


class ReagentReceiptIn(Input):
    reagent_id: UUID
    number: LotNumber
    expiry: Day
    kits: Some
    unit_price: Price = Decimal(0)
    supplier_id: UUID | None = None
    source: ReagentSource = ReagentSource.SUPPLIER
    paper: Annotated[str, Field(max_length=60)] = ""
    order_id: UUID | None = None


class ReagentRemovalIn(Input):
    kind: ReagentMoveKind
    kits: Change
    reason: Reason
    paper: Annotated[str, Field(max_length=60)] = ""


class ReagentPairIn(Input):
    sample: Annotated[str, Field(max_length=60)] = ""
    old: Annotated[str, Field(min_length=1, max_length=60)]
    new: Annotated[str, Field(min_length=1, max_length=60)]


class ReagentTrialIn(Input):
    test_code: TestCode
    analyser: Place = ""
    old_lot_id: UUID | None = None
    limit_percent: Percent | None = None
    pairs: Annotated[list[ReagentPairIn], Field(min_length=1, max_length=60)]


class ReagentScanOut(Output):
    reagent: ReagentOut
    lot: ReagentLotOut | None
    kit: ReagentKitOut | None
    lot_number: str
    expiry: date | None
    first_lot_number: str  # which lot goes first; empty where this is it, or none is there
