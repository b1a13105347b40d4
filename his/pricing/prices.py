"""What something costs on a day for a class of payers (giá theo đối tượng và ngày)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.catalogs.service import Entry
from his.pricing.models import PayerClass, PriceKind, PriceList
from his.pricing.models import Price as PriceRow
from his.pricing.shares import HUNDRED, ZERO
from kernel.settled import kept_each
from kernel.text import Text

#: Where a class has no price of its own, the next one's holds (outside the insured list).
_INSTEAD = {
    PayerClass.BHYT: (PayerClass.BHYT, PayerClass.SELF_PAY),
    PayerClass.SERVICE: (PayerClass.SERVICE, PayerClass.SELF_PAY),
    PayerClass.SELF_PAY: (PayerClass.SELF_PAY,),
}
CATALOGUE = Text("Giá trong danh mục", "Price of the shared list")


@dataclass(frozen=True, slots=True)
class Price:
    """A price as it holds on a day. `group` is MA_NHOM, `rate_bh` TYLE_TT_BH in percent."""

    kind: str
    code: str
    name: str
    payer: str
    unit_price: Decimal
    unit_price_bh: Decimal
    in_scope: bool
    rate_bh: Decimal
    group: str
    unit: str
    source: Text
    valid_from: date | None


def class_of(payer: str) -> PayerClass:
    """The class whose prices a payer pays."""
    return PayerClass(payer) if payer in set(PayerClass) else PayerClass.SELF_PAY


def prices_of(
    db: Session, kind: str, codes: Collection[str], payer: str, on: date
) -> dict[str, Price]:
    """The prices of several codes; one that no list knows is left out."""
    return kept_each(
        db,
        ("his.pricing.prices_of", kind, payer, on),
        codes,
        lambda new: _prices_of(db, kind, new, payer, on),
        PriceRow,
        PriceList,
    )


def _prices_of(
    db: Session, kind: str, codes: Collection[str], payer: str, on: date
) -> dict[str, Price]:
    if not codes:
        return {}
    entries = catalogs.entries(db, kind, codes, on=on)
    classes = _INSTEAD[class_of(payer)]
    rows: dict[tuple[str, str], tuple[PriceRow, str]] = {}
    asked = (
        select(PriceRow, col(PriceList.decision))
        .join(PriceList, col(PriceList.id) == col(PriceRow.list_id))
        .where(
            col(PriceRow.payer).in_(classes),
            col(PriceRow.kind) == PriceKind(kind),
            col(PriceRow.code).in_({*codes, *entries}),
            col(PriceRow.valid_from) <= on,
            col(PriceRow.withdrawn_at).is_(None),
        )
        .order_by(col(PriceRow.valid_from), col(PriceRow.id))
    )
    for row, decision in db.execute(asked):
        rows[row.payer, row.code] = row, decision  # the latest one stays
    found: dict[str, Price] = {}
    for code in {*codes, *entries}:
        entry = entries.get(code)
        held = next(
            (rows[c, code] for c in classes if (c, code) in rows and not rows[c, code][0].ended),
            None,
        )
        if held is not None:
            found[code] = _of_row(*held, entry, insured=classes[0] is PayerClass.BHYT)
        elif entry is not None:
            found[code] = _of_entry(kind, entry, classes[0])
    return found


def _of_row(row: PriceRow, decision: str, entry: Entry | None, *, insured: bool) -> Price:
    in_scope = insured and row.payer is PayerClass.BHYT and row.unit_price_bh > 0
    facts: Mapping[str, Any] = entry.facts if entry else {}
    return Price(
        kind=row.kind,
        code=row.code,
        name=entry.name if entry else row.name,
        payer=row.payer,
        unit_price=row.unit_price,
        unit_price_bh=row.unit_price_bh if in_scope else ZERO,
        in_scope=in_scope,
        rate_bh=row.rate_bh if in_scope else HUNDRED,
        group=group_of(row.kind, facts, in_scope=in_scope, rate_bh=row.rate_bh),
        unit=str(facts.get("unit") or ""),
        source=Text("{decision}, từ {since}", "{decision}, from {since}").put(
            decision=decision, since=f"{row.valid_from:%d/%m/%Y}"
        ),
        valid_from=row.valid_from,
    )


def _of_entry(kind: str, entry: Entry, payer: PayerClass) -> Price:
    """No price list names it: what the shared list says, and never at the insurer's cost."""
    return Price(
        kind=kind,
        code=entry.code,
        name=entry.name,
        payer=payer,
        unit_price=Decimal(str(entry.facts.get("price") or 0)),
        unit_price_bh=ZERO,
        in_scope=False,
        rate_bh=HUNDRED,
        group=group_of(kind, entry.facts, in_scope=False, rate_bh=HUNDRED),
        unit=str(entry.facts.get("unit") or ""),
        source=CATALOGUE,
        valid_from=None,
    )


def group_of(kind: str, facts: Mapping[str, Any], *, in_scope: bool, rate_bh: Decimal) -> str:
    """MA_NHOM (QĐ 5937/QĐ-BYT, annex 3): of a service as its list says, of drugs by scope."""
    if group := facts.get("cost_group"):
        return str(group)
    if kind == PriceKind.DRUG:
        return "5" if not in_scope else "6" if rate_bh < HUNDRED else "4"
    if kind == PriceKind.SUPPLY:
        return "10" if in_scope else "11"
    return "19"
