"""The front door of his.pricing: prices, coverage, and who pays how much."""

from datetime import date

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
