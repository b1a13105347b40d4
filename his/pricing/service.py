"""The front door of his.pricing: prices, coverage, and who pays how much."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlmodel import Session

from his.pricing.benefit import Benefit, Law, benefit, card_level, plain
from his.pricing.coverage import BHYT, SELF_PAY, Coverage, CoveragePeriod
from his.pricing.errors import NotPriced, RuleMissing
from his.pricing.law import ladder_on, law_on, rule_on
from his.pricing.models import PayerClass, PriceKind, PriceList
from his.pricing.prices import Price, class_of, group_of, prices_of
from his.pricing.quoting import Asked, Quote, coverage_of, money, quote, quotes
from his.pricing.seeding import from_catalogue
from his.pricing.setting import Entered, enter
from his.pricing.shares import Line, Share, ladder, share, split, to_cents, to_dong
from his.pricing.slots import PaidOf, Payable
from kernel.events import assembly_of

__all__ = [
    "BHYT",
    "SELF_PAY",
    "Asked",
    "Benefit",
    "Coverage",
    "CoveragePeriod",
    "Entered",
    "Law",
    "Line",
    "Payable",
    "PayerClass",
    "Price",
    "PriceKind",
    "PriceList",
    "Quote",
    "RuleMissing",
    "Share",
    "benefit",
    "card_level",
    "class_of",
    "coverage_of",
    "enter",
    "from_catalogue",
    "group_of",
    "ladder",
    "ladder_on",
    "law_on",
    "money",
    "paid",
    "plain",
    "price_of",
    "prices_of",
    "quote",
    "quotes",
    "rule_on",
    "share",
    "split",
    "to_cents",
    "to_dong",
]


def price_of(db: Session, *, kind: str, code: str, payer: str, on: date) -> Price:
    """What one thing costs a class of payers on a day. Raises NotPriced."""
    found = prices_of(db, kind, [code], payer, on).get(code)
    if found is None:
        raise NotPriced(code=code, on=on)
    return found


def paid(db: Session, source: str, source_ids: Collection[UUID]) -> Mapping[UUID, Payable] | None:
    """What is to be paid of charges, and what is not paid yet; None where nobody takes money."""
    slots = assembly_of(db).contributions(PaidOf)
    if not slots:
        return None
    return {id_: each for slot in slots for id_, each in slot.by(db, source, source_ids).items()}
