"""What the API takes and gives. Quantities and money are exact decimals, in JSON strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.pharmacy.dispensing_models import DispensingState
from his.pharmacy.models import ItemKind, StoreKind
from his.pharmacy.paper_models import CountState, PaperState, ReceiptSource, StockPaperKind
from his.pharmacy.paying import DrugPayment
from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words

Amount_ = Annotated[Decimal, Field(ge=0, le=Decimal("999999999"), decimal_places=4)]
Price_ = Annotated[Decimal, Field(ge=0, le=Decimal("9999999999"), decimal_places=3)]
Short = Annotated[str, Field(max_length=300)]
Word = Annotated[str, Field(max_length=80)]
LotNumber = Annotated[str, Field(min_length=1, max_length=40)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class StoreIn(Input):
    code: Annotated[Code, Field(max_length=20)]
    name: Line
    name_en: Short = ""
    kind: StoreKind


class StoreChange(Input):
    version: Version
    name: Line
    name_en: Annotated[str, Field(max_length=200)] = ""
    kind: StoreKind
    active: bool


class StoreOut(Output):
    id: UUID
    code: str
    name: str
    name_en: str
    kind: StoreKind
    site_id: UUID
    active: bool
    version: int


class StockPackIn(Input):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    factor: Annotated[Decimal, Field(gt=0, le=Decimal("1000000"), decimal_places=4)]
    gtin: Annotated[str, Field(max_length=14, pattern=r"^(\d{14})?$")] = ""


class StockPackOut(Output):
    name: str
    factor: Decimal
    gtin: str | None


class StockItemOut(Output):
    id: UUID
    kind: ItemKind
    code: str
    name: str
    unit: str
    minimum: Decimal | None
    maximum: Decimal | None
    place: str
    control: str
    high_alert: bool
    look_alike: str
    ven: str
    registration: str
    packs: list[StockPackOut]
    version: int


class StockItemLine(StockItemOut):
    """An item on the stock page: how much of it there is, usable and not."""

    quantity: Decimal
    unusable: Decimal
    in_packs: str
    first_expiry: date | None


class ItemChange(Input):
    version: Version
    minimum: Amount_ | None = None
    maximum: Amount_ | None = None
    place: Word = ""
    look_alike: Short = ""
    ven: Annotated[str, Field(pattern=r"^[VEN]?$")] = ""
    registration: Word = ""


class LotOut(Output):
    """A lot in a store."""

    lot_id: UUID
    item_id: UUID
    store_id: UUID
    store_name: str
    number: str
    expiry: date
    quantity: Decimal
    unit_price: Decimal
    registration: str
    tender: str
    supplier_name: str
    recalled: bool
    expired: bool


class LotsOut(Output):
    item: StockItemOut
    lots: list[LotOut]


class PackScanOut(Output):
    """What a scanned code names."""

    item: StockItemOut
    unit: str
    factor: Decimal
    gtin: str
    lot: str
    expiry: date | None


class TenderIn(Input):
    decision: Word = ""
    package: Annotated[str, Field(max_length=20)] = ""
    group: Annotated[str, Field(max_length=20)] = ""
    year: Annotated[str, Field(max_length=4)] = ""
    number: Annotated[str, Field(max_length=20)] = ""


class DeliveredIn(Input):
    item_id: UUID
    lot_number: LotNumber
    expiry: Day
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999999"), decimal_places=4)]
    price: Price_ = Decimal(0)
    vat: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)
    registration: Word = ""
    tender: TenderIn = TenderIn()


class StockReceiptIn(Input):
    store_id: UUID
    source: ReceiptSource = ReceiptSource.SUPPLIER
    supplier_code: Annotated[str, Field(max_length=60)] = ""
    invoice_no: Annotated[str, Field(max_length=60)] = ""
    invoice_date: Day | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    further: bool = False
    lines: Annotated[list[DeliveredIn], Field(min_length=1, max_length=300)]


class TakenIn(Input):
    lot_id: UUID
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999999"), decimal_places=4)]


class OutIn(Input):
    """Back to the supplier, or written off."""

    store_id: UUID
    lines: Annotated[list[TakenIn], Field(min_length=1, max_length=300)]
    reason: Reason


class RequestedIn(Input):
    item_id: UUID
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999999"), decimal_places=4)]


class StockTransferIn(Input):
    store_id: UUID
    to_store_id: UUID
    note: Annotated[str, Field(max_length=500)] = ""
    lines: Annotated[list[RequestedIn], Field(min_length=1, max_length=300)]


class IssuedIn(Input):
    line_id: UUID
    lots: Annotated[list[TakenIn], Field(max_length=50)]


class IssueIn(Input):
    """The lots of each line; without lines by expiry, as far as it goes."""

    lines: Annotated[list[IssuedIn] | None, Field(max_length=300)] = None


class ReceivedIn(Input):
    line_id: UUID
    quantity: Amount_


class AcceptIn(Input):
    lines: Annotated[list[ReceivedIn] | None, Field(max_length=300)] = None
    reason: Annotated[str, Field(max_length=500)] = ""


class ReasonIn(Input):
    reason: Reason


class StockPaperOut(Output):
    id: UUID
    code: str
    kind: StockPaperKind
    state: PaperState
    store_id: UUID
    store_name: str
    to_store_id: UUID | None
    to_store_name: str
    source: ReceiptSource | None
    supplier_code: str
    supplier_name: str
    invoice_no: str
    invoice_date: date | None
    total: Decimal
    note: str
    reason: str
    made_at: datetime
    made_by_name: str
    checked_at: datetime | None
    checked_by_name: str
    ended_at: datetime | None
    ended_by_name: str
    version: int


class PaperLineOut(Output):
    id: UUID
    number: int
    item_id: UUID
    item_code: str
    item_name: str
    base_unit: str
    lot_id: UUID | None
    lot_number: str
    expiry: date | None
    unit: str
    factor: Decimal
    quantity: Decimal
    base: Decimal
    received: Decimal | None
    price: Decimal
    vat: Decimal
    amount: Decimal
    unit_price: Decimal
    registration: str
    tender: str


class PaperWithLines(StockPaperOut):
    lines: list[PaperLineOut]


class CountIn(Input):
    store_id: UUID


class StockCountOut(Output):
    id: UUID
    code: str
    store_id: UUID
    store_name: str
    state: CountState
    frozen_at: datetime
    frozen_by_name: str
    finished_at: datetime | None
    approved_at: datetime | None
    approved_by_name: str
    reason: str
    version: int


class CountLineOut(Output):
    """While it is counted nobody sees what is expected (đếm mù)."""

    id: UUID
    lot_id: UUID
    item_id: UUID
    item_code: str
    item_name: str
    unit: str
    place: str
    lot_number: str
    expiry: date
    expected: Decimal | None
    counted: Decimal | None
    difference: Decimal | None
    value: Decimal | None
    counted_by_name: str


class CountWithLines(StockCountOut):
    lines: list[CountLineOut]


class CountedIn(Input):
    lot_id: UUID
    quantity: Amount_
    more: bool = False


class RecallIn(Input):
    item_id: UUID
    lot_number: LotNumber
    reason: Reason
    order_no: Annotated[str, Field(max_length=120)] = ""


class RecallOut(Output):
    id: UUID
    item_id: UUID
    item_code: str
    item_name: str
    unit: str
    lot_number: str
    order_no: str
    reason: str
    at: datetime
    by_name: str
    lifted_at: datetime | None
    lifted_by_name: str
    lifted_reason: str


class PrescriptionWaitingOut(Output):
    """A line of the dispensing queue."""

    id: UUID
    code: str
    state: DispensingState
    signed_at: datetime
    doctor_name: str
    form: str
    drugs: int
    patient_id: UUID
    patient_code: str
    patient_name: str
    patient_age: Words
    encounter_id: UUID
    encounter_code: str
    payer: str
    payment: DrugPayment
    unpaid: Decimal


class PickOut(Output):
    """A lot to take, and where it lies."""

    lot_id: UUID
    lot_number: str
    expiry: date
    quantity: Decimal


class DispensingItemOut(Output):
    id: UUID
    prescription_line_id: UUID
    position: int
    drug_code: str
    name: str
    gives_code: str
    gives_name: str
    unit: str
    quantity: Decimal
    dispensed: Decimal
    owed: Decimal
    dose: str
    instruction: str
    substance: str
    strength: str
    control: str
    high_alert: bool
    look_alike: str
    place: str
    refused_reason: str
    refused_by_name: str
    consent: str
    picks: list[PickOut]
    missing: Decimal
    lots: list[PickOut]


class DispensingLineOut(Output):
    id: UUID
    dispensing_item_id: UUID
    name: str
    unit: str
    lot_number: str
    expiry: date
    store_name: str
    quantity: Decimal
    returned: Decimal
    at: datetime
    by_name: str
    handed_at: datetime | None


class DispensingOut(Output):
    id: UUID
    prescription_id: UUID
    code: str
    form: str
    state: DispensingState
    encounter_id: UUID
    encounter_code: str
    payer: str
    patient_id: UUID
    signed_at: datetime
    doctor_name: str
    checked_at: datetime | None
    checked_by_name: str
    dispensed_at: datetime | None
    dispensed_by_name: str
    handed_at: datetime | None
    handed_by_name: str
    receiver: str
    counselled: bool
    note: str
    reason: str
    version: int


class DispensingWork(DispensingOut):
    store_id: UUID | None
    against: list[Words]
    stops: bool
    pays_first: bool
    payment: DrugPayment
    unpaid: Decimal
    items: list[DispensingItemOut]
    lines: list[DispensingLineOut]


class PortionIn(Input):
    item_id: UUID
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999"), decimal_places=4)]
    lots: Annotated[list[TakenIn], Field(max_length=20, default_factory=list)]


class DispenseIn(Input):
    """Without portions all that is owed, by expiry. `hand_over`: put into his hand at once,
    unless it has to be paid first: then it stays picked, and `against` says where he pays."""

    store_id: UUID
    version: Version | None = None
    portions: Annotated[list[PortionIn] | None, Field(max_length=100)] = None
    note: Annotated[str, Field(max_length=1000)] = ""
    hand_over: bool = False
    counselled: bool = False
    receiver: Annotated[str, Field(max_length=200)] = ""


class DrugHandOverIn(Input):
    counselled: bool
    receiver: Annotated[str, Field(max_length=200)] = ""


class DrugCheckIn(Input):
    note: Annotated[str, Field(max_length=1000)] = ""


class SubstituteIn(Input):
    drug_code: Code
    consent: Reason


class TakeBackIn(Input):
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999"), decimal_places=4)]
    reason: Reason


class SubstituteOut(Output):
    code: str
    name: str
    quantity: Decimal
    unit: str


class BookHeadOut(Output):
    title: str
    kind: str


class DrugBookOut(Output):
    id: str
    title: str
    about: str
    defined: str
    heads: list[BookHeadOut]
    rows: list[list[str | None]]
    links: list[str]
    totals: list[str | None]
