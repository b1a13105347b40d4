"""Who covers a visit, as prices and shares need it (quyền lợi của lượt khám)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from his.pricing.shares import ZERO
from kernel.text import Text

SELF_PAY = "self_pay"
BHYT = "bhyt"
_NOTHING_SAID = Text("", "")


@dataclass(frozen=True, slots=True)
class CoveragePeriod:
    """One card's days within a visit, both included (None: open), with its MUC_HUONG in percent."""

    since: date | None
    until: date | None
    rate: Decimal
    card_tail: str = ""
    reason: Text = _NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the insurer gives to one visit; without periods the patient pays all.

    `threshold`: below this insured total (15 % of the base salary) the insured pays nothing;
    0 where that rule does not apply. `supply_cap`: the most for the supplies of one service.
    """

    payer: str = SELF_PAY
    route: str = ""
    periods: tuple[CoveragePeriod, ...] = ()
    threshold: Decimal = ZERO
    supply_cap: Decimal | None = None

    def on(self, day: date) -> CoveragePeriod | None:
        """The card that covers a day; the later one where two do."""
        return next(
            (
                p
                for p in reversed(self.periods)
                if (p.since is None or p.since <= day) and (p.until is None or day <= p.until)
            ),
            None,
        )
