"""What the API takes and gives of papers: deliveries, transfers, stock-takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.pharmacy.paper_models import CountState, PaperState, ReceiptSource, StockPaperKind
from his.pharmacy.schemas import Amount_, Day, LotNumber, Price_, Word
from kernel.schemas import Input, Output, Reason


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
