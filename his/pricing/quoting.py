"""What a thing costs a visit, who pays how much of it, and why (báo giá, giải thích số tiền)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.pricing.benefit import plain
from his.pricing.coverage import SELF_PAY, Coverage
from his.pricing.errors import NotPriced
from his.pricing.prices import Price, prices_of
from his.pricing.shares import HUNDRED, ZERO, Line, Share, split
from his.pricing.slots import CoverageOf
from kernel.clock import LOCAL
from kernel.events import assembly_of
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to be quoted. `unit_price`: of the thing itself (a lot); `rate_dv`: TYLE_TT_DV;
    `why_rate_dv` says why it is not 100; `cap`: T_TRANTT; `other`: given by other sources."""

    kind: str
    code: str
    quantity: Decimal
    at: datetime
    unit_price: Decimal | None = None
    rate_dv: Decimal = HUNDRED
    cap: Decimal | None = None
    other: Decimal = ZERO
    price: Price | None = None  # known already (frozen), else looked up


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of a bill: gross = insurer + copay + own + other. `rate` is MUC_HUONG."""

    price: Price
    quantity: Decimal
    unit_price: Decimal
    unit_price_bh: Decimal
    in_scope: bool
    rate_dv: Decimal
    rate_bh: Decimal
    cap: Decimal | None
    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    rate: Decimal
    card_tail: str
    why: tuple[Text, ...]

    @property
    def patient(self) -> Decimal:
        return self.copay + self.own


def coverage_of(db: Session, encounter_id: UUID) -> Coverage:
    """Who covers a visit; self-pay where no module says otherwise."""
    for slot in assembly_of(db).contributions(CoverageOf):
        found = slot.by(db, encounter_id)
        if found is not None:
            return found
    return Coverage(payer=SELF_PAY)


def quote(
    db: Session,
    *,
    encounter_id: UUID | None = None,
    payer: str,
    coverage: Coverage | None = None,
    kind: str,
    code: str,
    quantity: Decimal = Decimal(1),
    at: datetime,
    unit_price: Decimal | None = None,
    rate_dv: Decimal = HUNDRED,
    cap: Decimal | None = None,
    other: Decimal = ZERO,
) -> Quote:
    """One thing by itself, as shown while ordering; a visit's threshold is not in it."""
    if coverage is None:
        coverage = coverage_of(db, encounter_id) if encounter_id else Coverage(payer=payer)
    asked = Asked(kind, code, quantity, at, unit_price, rate_dv, cap, other)
    [found] = quotes(db, payer=payer, coverage=replace(coverage, threshold=ZERO), asked=[asked])
    return found


def quotes(db: Session, *, payer: str, coverage: Coverage, asked: Sequence[Asked]) -> list[Quote]:
    """All of a visit together, so that its threshold is known. Raises NotPriced."""
    prices = [each.price or _price(db, payer, each) for each in asked]
    lines = [_line(coverage, each, price) for each, price in zip(asked, prices, strict=True)]
    shares, free = split(lines, threshold=coverage.threshold)
    return [
        _quote(coverage, each, price, line, part, free=free)
        for each, price, line, part in zip(asked, prices, lines, shares, strict=True)
    ]


def _price(db: Session, payer: str, asked: Asked) -> Price:
    on = asked.at.astimezone(LOCAL).date()
    found = prices_of(db, asked.kind, [asked.code], payer, on).get(asked.code)
    if found is None:
        raise NotPriced(code=asked.code, on=on)
    return found


def _line(coverage: Coverage, asked: Asked, price: Price) -> Line:
    period = coverage.on(asked.at.astimezone(LOCAL).date())
    unit_price = price.unit_price if asked.unit_price is None else asked.unit_price
    # A drug has one price in the claim (XML2.DON_GIA): the lot's own, or the list's.
    insured_price = unit_price if price.kind == "drug" else min(price.unit_price_bh, unit_price)
    return Line(
        quantity=asked.quantity,
        unit_price=unit_price,
        unit_price_bh=insured_price if price.in_scope else ZERO,
        in_scope=price.in_scope,
        rate_bh=price.rate_bh,
        rate_dv=asked.rate_dv,
        benefit=period.rate if period else ZERO,
        cap=asked.cap,
        other=asked.other,
    )


def _quote(
    coverage: Coverage, asked: Asked, price: Price, line: Line, share: Share, *, free: bool
) -> Quote:
    period = coverage.on(asked.at.astimezone(LOCAL).date())
    return Quote(
        price=price,
        quantity=asked.quantity,
        unit_price=line.unit_price,
        unit_price_bh=line.unit_price_bh,
        in_scope=share.insured > 0,
        rate_dv=line.rate_dv,
        rate_bh=line.rate_bh,
        cap=asked.cap,
        gross=share.gross,
        insured=share.insured,
        insurer=share.insurer,
        copay=share.copay,
        own=share.own,
        other=share.other,
        rate=share.rate,
        card_tail=period.card_tail if period and share.insured else "",
        why=tuple(_why(coverage, asked, price, line, share, free=free)),
    )


def _why(
    coverage: Coverage, asked: Asked, price: Price, line: Line, share: Share, *, free: bool
) -> list[Text]:
    """The rule behind each step, its numbers and its source, in the order of the reckoning."""
    own_price = asked.unit_price is not None and asked.unit_price != price.unit_price
    source = Text("giá của lô thuốc", "the lot's own price") if own_price else price.source
    said = [
        Text("Đơn giá {p}: {s}.", "Unit price {p}: {s}.").put(p=money(line.unit_price), s=source)
    ]
    if line.rate_dv != HUNDRED:
        said.append(
            Text(
                "Tỷ lệ thanh toán dịch vụ {r}% (TYLE_TT_DV): không phải lần đầu trong lượt khám.",
                "Service rate {r} % (TYLE_TT_DV): not the first of its kind in the visit.",
            ).put(r=plain(line.rate_dv))
        )
    said.append(
        Text("{q} x {p} x {r}% = {g}.", "{q} x {p} x {r} % = {g}.").put(
            q=plain(line.quantity),
            p=money(line.unit_price),
            r=plain(line.rate_dv),
            g=money(share.gross),
        )
    )
    if coverage.periods or price.payer == "bhyt":
        said += _why_insured(coverage, asked, price, line, share, free=free)
    if share.other:
        said.append(
            Text(
                "Nguồn khác chi {o}: trừ vào phần tự trả, rồi cùng chi trả, rồi quỹ BHYT.",
                "Other sources give {o}: off the own part, then the co-payment, then the fund.",
            ).put(o=money(share.other))
        )
    return said


def _why_insured(
    coverage: Coverage, asked: Asked, price: Price, line: Line, share: Share, *, free: bool
) -> list[Text]:
    period = coverage.on(asked.at.astimezone(LOCAL).date())
    if period is None:
        return [
            Text(
                "Chưa có thẻ BHYT được xác nhận cho ngày này: người bệnh tự trả.",
                "No confirmed card covers this day: the patient pays.",
            )
        ]
    if not price.in_scope:
        return [
            Text(
                "Ngoài phạm vi BHYT theo bảng giá: người bệnh tự trả.",
                "Outside the insured list: the patient pays.",
            )
        ]
    said = []
    if share.insured < share.gross:
        said.append(
            Text(
                "Trong phạm vi BHYT: {q} x {p} x {d}% x {b}%{cap} = {i} (TYLE_TT_BH {b}%).",
                "Insured part: {q} x {p} x {d} % x {b} %{cap_en} = {i} (TYLE_TT_BH {b} %).",
            ).put(
                q=plain(line.quantity),
                p=money(line.unit_price_bh),
                d=plain(line.rate_dv),
                b=plain(line.rate_bh),
                i=money(share.insured),
                cap="" if line.cap is None else f", trần {money(line.cap)}",
                cap_en="" if line.cap is None else f", at most {money(line.cap)}",
            )
        )
    if free:
        said.append(
            Text(
                "Tổng chi phí BHYT của lượt khám dưới 15% lương cơ sở ({t}): quỹ trả 100%.",
                "The visit's insured total is below 15 % of the base salary ({t}): 100 %.",
            ).put(t=money(coverage.threshold))
        )
    elif period.reason.vi:
        said.append(period.reason)
    said.append(
        Text(
            "Quỹ BHYT trả {r}% của {i} = {f}; cùng chi trả {c}; tự trả {o}.",
            "The fund pays {r} % of {i} = {f}; co-payment {c}; own part {o}.",
        ).put(
            r=plain(share.rate),
            i=money(share.insured),
            f=money(share.insurer),
            c=money(share.copay),
            o=money(share.own),
        )
    )
    return said


def money(amount: Decimal) -> str:
    """`1.234.567,5`: as Vietnamese people write it."""
    shown = f"{amount:,.3f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:,.0f}"
    return shown.replace(",", " ").replace(".", ",").replace(" ", ".")
