"""What the API takes and gives. Prices are strings in dong with 3 decimals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.pricing.files import Trial
from his.pricing.models import PayerClass, PriceKind
from kernel.schemas import Code, Input, Output, Reason, Words, said

UnitPriceIn = Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=3)]
_SHOWN = 200


class PriceOut(Output):
    id: UUID
    payer: PayerClass
    kind: PriceKind
    code: str
    name: str
    unit_price: Decimal
    unit_price_bh: Decimal
    rate_bh: Decimal
    ended: bool
    valid_from: date
    withdrawn_at: datetime | None


class PriceHistoryOut(PriceOut):
    decision: str
    made_at: datetime
    made_by_name: str
    withdrawn_by_name: str
    withdrawn_reason: str


class PriceListOut(Output):
    id: UUID
    payer: PayerClass
    valid_from: date
    decision: str
    file_name: str
    count: int
    made_at: datetime
    made_by_name: str


class PriceIn(Input):
    payer: PayerClass
    kind: PriceKind
    code: Code
    unit_price: UnitPriceIn
    unit_price_bh: UnitPriceIn = Decimal(0)
    rate_bh: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(100)
    ended: bool = False
    valid_from: date
    decision: Reason


class PriceWhyIn(Input):
    reason: Reason


class PriceRowError(Output):
    row: int
    says: Words


class PriceDifference(Output):
    kind: PriceKind
    code: str
    name: str
    ended: bool
    before: Decimal | None
    after: Decimal
    before_bh: Decimal | None
    after_bh: Decimal


class PriceTrialOut(Output):
    """What a file does, or would do; `list_id` where it was taken."""

    added: int
    changed: int
    ended: int
    unchanged: int
    errors: list[PriceRowError]
    differences: list[PriceDifference]
    list_id: UUID | None

    @classmethod
    def of(cls, trial: Trial, list_id: UUID | None) -> "PriceTrialOut":
        return cls(
            added=trial.added,
            changed=trial.changed,
            ended=trial.ended,
            unchanged=trial.unchanged,
            errors=[PriceRowError(row=e.row, says=said(e.says)) for e in trial.errors[:_SHOWN]],
            differences=[
                PriceDifference(
                    kind=each.kind,
                    code=each.code,
                    name=each.name,
                    ended=each.ended,
                    before=before,
                    after=each.unit_price,
                    before_bh=before_bh,
                    after_bh=each.unit_price_bh,
                )
                for each, before, before_bh in trial.differences[:_SHOWN]
            ],
            list_id=list_id,
        )
