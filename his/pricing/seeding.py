"""The practice clinic's price lists, from the prices in its shared lists. Invented: not for use."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs.service import Entry
from his.pricing.models import PayerClass, Price, PriceKind
from his.pricing.setting import Entered, enter
from his.pricing.shares import HUNDRED, ZERO
from kernel.access import SYSTEM
from kernel.clock import today

_SINCE = date(2025, 1, 1)
_DECISION = "Bảng giá mẫu của cơ sở thực hành (tự đặt, không dùng thật)"
_ON_DEMAND = Decimal("1.5")  # services on demand cost half as much again
_IN_PART = Decimal(50)


def from_catalogue(db: Session) -> None:
    """Price what the shared lists know and no price list names yet; again: only what is new."""
    for payer in PayerClass:
        asked = select(col(Price.kind), col(Price.code)).where(col(Price.payer) == payer)
        known = {(kind, code) for kind, code in db.execute(asked)}
        prices = [e for e in _entered(db, payer) if (e.kind, e.code) not in known]
        if prices:
            since = _SINCE if not known else today()
            enter(
                db,
                SYSTEM,
                payer=payer,
                valid_from=since,
                decision=_DECISION,
                prices=prices,
                first=True,
            )


def _entered(db: Session, payer: PayerClass) -> Iterator[Entered]:
    kinds = [kind.value for kind in PriceKind]
    rows = db.execute(
        select(Entry)
        .where(col(Entry.list_id).in_(kinds), col(Entry.active), col(Entry.valid_to).is_(None))
        .order_by(col(Entry.list_id), col(Entry.code))
    ).scalars()
    for row in rows:
        price = Decimal(str(row.facts.get("price") or 0))
        if price <= 0:
            continue
        kind = PriceKind(row.list_id)
        if payer is PayerClass.SERVICE:
            if kind is PriceKind.SERVICE:
                yield Entered(kind, row.code, row.name, price * _ON_DEMAND)
            continue
        insured, rate = (ZERO, HUNDRED)
        if payer is PayerClass.BHYT:
            insured, rate = _insured(kind, row, price)
        yield Entered(kind, row.code, row.name, price, insured, rate)


def _insured(kind: PriceKind, row: Entry, price: Decimal) -> tuple[Decimal, Decimal]:
    """In a sample: services with a Ministry code and examinations, drugs as their list says."""
    if kind is PriceKind.SERVICE:
        group = str(row.facts.get("cost_group") or "")
        inside = bool(row.ministry_code) or (group == "13" and row.code.startswith("KB-"))
        outside = row.code in ("KB-SK", "KB-TV")
        return (price if inside and not outside else ZERO), HUNDRED
    if kind is PriceKind.DRUG:
        scope = str(row.facts.get("scope") or "1")
        rate = Decimal(str(row.facts.get("rate_bh") or 100))
        return (price if scope != "2" else ZERO), rate
    return price, HUNDRED
