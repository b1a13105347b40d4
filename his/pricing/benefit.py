"""The benefit rate of a card on a day (MUC_HUONG). Pure: the law comes in as dated data.

Law on health insurance, article 22; Decree 188/2025; QĐ 3276/QĐ-BYT 2025 (MA_DOITUONG_KCB).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from his.pricing.shares import HUNDRED, ZERO, to_cents
from kernel.text import Text

_CARD = re.compile(r"[A-Z]{2}([1-5])\d{2}\d{10}")


@dataclass(frozen=True, slots=True)
class Law:
    """What the law says on one day. Rates and multiples are those of the shared lists."""

    base_salary: Decimal
    levels: Mapping[int, Decimal]  # card level -> percent
    route_ratio: Decimal | None  # of the visit's MA_DOITUONG_KCB; None: the list does not say
    route_name: str = ""
    threshold_percent: Decimal = Decimal(15)
    exempt_multiple: Decimal = Decimal(6)
    cap_multiple: Decimal = Decimal(45)
    full_routes: frozenset[str] = frozenset({"1.2"})  # 100 % whatever the card (commune level)
    inpatient_routes: frozenset[str] = frozenset({"3.1"})  # nothing for outpatients
    exam_ladder: Sequence[Decimal] = (HUNDRED,)

    @property
    def threshold(self) -> Decimal:
        """Below this a visit costs the insured nothing (15 % of the base salary)."""
        return to_cents(self.base_salary * self.threshold_percent / HUNDRED)

    @property
    def exempt_above(self) -> Decimal:
        """Co-payments of a year above this are paid back after 5 years of insurance."""
        return to_cents(self.base_salary * self.exempt_multiple)

    @property
    def supply_cap(self) -> Decimal:
        """The most that the fund pays for the supplies of one service."""
        return to_cents(self.base_salary * self.cap_multiple)


@dataclass(frozen=True, slots=True)
class Benefit:
    """The rate, the threshold below which it becomes 100 % (0: never), and why."""

    rate: Decimal
    threshold: Decimal
    reason: Text


def card_level(card: str) -> int | None:
    """The third character of a 15-character card; None where only the number is known."""
    found = _CARD.fullmatch(card.strip().upper())
    return int(found[1]) if found else None


def benefit(
    *, level: int, route: str, law: Law, inpatient: bool = False, exempt: bool = False
) -> Benefit:
    """MUC_HUONG = rate of the card's level x ratio of the route.

    `exempt`: 5 years in a row and this year's co-payments above 6 base salaries.
    """
    of_level = law.levels.get(level, ZERO)
    ratio = law.route_ratio if law.route_ratio is not None else ZERO
    if route in law.inpatient_routes and not inpatient:
        ratio = ZERO
    facts = {"level": level, "percent": plain(of_level), "route": route}
    if route in law.full_routes:
        return Benefit(
            HUNDRED,
            ZERO,
            Text(
                "Khám tại cơ sở cấp ban đầu (mã {route}): 100%, không phụ thuộc mức trên thẻ.",
                "Primary facility (code {route}): 100 %, whatever the card's level.",
            ).put(**facts),
        )
    if ratio == 0:
        return Benefit(
            ZERO,
            ZERO,
            Text(
                "Mã đối tượng {route}: quỹ BHYT không chi trả.",
                "Route {route}: the fund pays nothing.",
            ).put(**facts),
        )
    if ratio == 1 and exempt:
        return Benefit(
            HUNDRED,
            ZERO,
            Text(
                "Đủ 5 năm liên tục và đã cùng chi trả quá 6 tháng lương cơ sở: 100%.",
                "5 years in a row and co-payments above 6 base salaries: 100 %.",
            ),
        )
    rate = of_level * ratio
    reason = Text("Thẻ mức {level}: {percent}%", "Card of level {level}: {percent} %")
    if ratio != 1:
        reason = Text(
            reason.vi + " x tỷ lệ theo tuyến {ratio}% (mã {route}) = {rate}%.",
            reason.en + " x route {ratio} % (code {route}) = {rate} %.",
        )
    else:
        reason = Text(
            reason.vi + ", đúng tuyến (mã {route}).", reason.en + ", right route (code {route})."
        )
    threshold = law.threshold if ratio == 1 and rate < HUNDRED else ZERO
    return Benefit(
        rate.normalize() + 0 if rate else ZERO,
        threshold,
        reason.put(**facts, ratio=plain(ratio * HUNDRED), rate=plain(rate)),
    )


def plain(number: Decimal) -> str:
    """`47.5`, `100`: no exponent, no zeros at the end."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
