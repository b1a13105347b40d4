"""Setting prices: a list of them by one decision, in force from a day on (ban hành giá)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from his.pricing.errors import PriceAbove, PriceInThePast, PriceStands
from his.pricing.models import PayerClass, Price, PriceKind, PriceList
from his.pricing.shares import HUNDRED, ZERO
from kernel import live
from kernel.access import Actor
from kernel.clock import today


@dataclass(frozen=True, slots=True)
class Entered:
    """A price as it is entered; `unit_price_bh` 0 where the insurer does not pay for it."""

    kind: PriceKind
    code: str
    name: str
    unit_price: Decimal
    unit_price_bh: Decimal = ZERO
    rate_bh: Decimal = HUNDRED
    ended: bool = False


def enter(
    db: Session,
    actor: Actor,
    *,
    payer: PayerClass,
    valid_from: date,
    decision: str,
    prices: Sequence[Entered],
    file_name: str = "",
    digest: str = "",
    first: bool = False,
) -> PriceList:
    """Let prices hold from a day on, today at the earliest (`first`: those of a new house may
    begin earlier). Raises PriceInThePast, PriceAbove, PriceStands."""
    if valid_from < today() and not first:
        raise PriceInThePast
    for each in prices:
        if each.unit_price_bh > each.unit_price:
            raise PriceAbove(code=each.code)
    _refuse_twins(db, payer, valid_from, prices)
    made = PriceList(
        payer=payer,
        valid_from=valid_from,
        decision=decision,
        file_name=file_name,
        digest=digest,
        count=len(prices),
        made_by=actor.id,
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    db.add_all(
        Price(
            list_id=made.id,
            payer=payer,
            kind=each.kind,
            code=each.code,
            name=each.name[:300],
            unit_price=each.unit_price,
            unit_price_bh=each.unit_price_bh,
            rate_bh=each.rate_bh,
            ended=each.ended,
            valid_from=valid_from,
        )
        for each in prices
    )
    db.flush()
    live.touch(db, "prices")
    return made


def _refuse_twins(
    db: Session, payer: PayerClass, valid_from: date, prices: Sequence[Entered]
) -> None:
    wanted = {(each.kind, each.code) for each in prices}
    asked = select(col(Price.kind), col(Price.code)).where(
        col(Price.payer) == payer,
        col(Price.valid_from) == valid_from,
        col(Price.withdrawn_at).is_(None),
    )
    for kind, code in db.execute(asked):
        if (kind, code) in wanted:
            raise PriceStands(code=code, on=valid_from)
