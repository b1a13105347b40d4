"""What the API takes and gives of stock. Quantities and money are decimals, in JSON strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.pharmacy.models import ItemKind, StoreKind
from kernel.schemas import Code, Input, Line, Output, Reason, Version

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
