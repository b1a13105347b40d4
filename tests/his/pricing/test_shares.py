"""The money rules of claims, against the formulas of the annex and amounts worked by hand."""

# mypy: disable-error-code="comparison-overlap"

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from his.pricing.shares import HUNDRED, Line, Share, ladder, share, split, to_cents, to_dong

D = Decimal
CENT = D("0.01")

quantities = st.decimals(D("0.001"), D(500), places=3)
prices = st.decimals(D(0), D(20_000_000), places=3)
rates = st.sampled_from([D(x) for x in ("0", "32", "40", "47.5", "80", "95", "100")])
percents = st.sampled_from([D(x) for x in (0, 10, 30, 50, 80, 100)])
amounts = st.decimals(D(0), D(30_000_000), places=2)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    price = draw(prices)
    return Line(
        quantity=draw(quantities),
        unit_price=price,
        unit_price_bh=min(price, draw(prices)),
        in_scope=draw(st.booleans()),
        rate_bh=draw(percents),
        rate_dv=draw(percents),
        benefit=draw(rates),
        cap=draw(st.none() | amounts),
        other=draw(st.just(D(0)) | amounts),
    )


def half_up(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@given(lines())
def test_a_line_is_shared_out_to_the_last_cent(line: Line) -> None:
    s = share(line)
    assert s.insurer + s.copay + s.own + s.other == s.gross
    assert min(s.insurer, s.copay, s.own, s.other, s.gross, s.insured) >= 0
    for amount in (s.gross, s.insured, s.insurer, s.copay, s.own, s.other):
        assert amount == half_up(amount)


@given(lines())
def test_the_formulas_of_the_annex_hold(line: Line) -> None:
    """XML3 of QĐ 3176, written down a second time, term by term."""

    s = share(line)
    gross = half_up(line.quantity * line.unit_price * line.rate_dv / 100)
    assert s.gross == gross
    if not line.in_scope or not line.benefit:
        assert (s.insured, s.insurer, s.copay) == (0, 0, 0)
        return
    insured = half_up(line.quantity * line.unit_price_bh * line.rate_dv * line.rate_bh / 10_000)
    insured = min(insured, gross)
    if line.cap is not None:
        insured = min(insured, line.cap)
    assert s.insured == insured
    if not line.other:
        assert s.insurer == half_up(insured * line.benefit / 100)
        assert s.copay == insured - s.insurer
        assert s.own == gross - insured


@given(lines(), amounts)
def test_other_sources_pay_the_own_part_first_then_the_copayment_then_the_fund(
    line: Line, other: Decimal
) -> None:
    without = share(Line(**{**_fields(line), "other": D(0)}))
    with_other = share(Line(**{**_fields(line), "other": other}))
    assert with_other.other == min(other, without.gross)
    if with_other.copay < without.copay:
        assert with_other.own == 0
    if with_other.insurer < without.insurer:
        assert (with_other.own, with_other.copay) == (0, 0)


@given(st.lists(lines(), max_size=8), amounts)
def test_below_the_threshold_the_insured_pays_no_copayment(
    given_lines: list[Line], threshold: Decimal
) -> None:
    shares, free = split(given_lines, threshold=threshold)
    insured = sum((share(line).insured for line in given_lines), D(0))
    assert not free or 0 < insured < threshold
    if free:
        assert all(s.copay == 0 for s in shares)
    assert sum((s.gross for s in shares), D(0)) == sum(
        (s.insurer + s.copay + s.own + s.other for s in shares), D(0)
    )


@given(st.lists(lines(), min_size=1, max_size=8))
def test_two_decimals_in_the_claim_and_whole_dong_at_the_till_differ_by_less_than_one(
    given_lines: list[Line],
) -> None:
    due = sum((share(line).patient for line in given_lines), D(0))
    assert abs(to_dong(due) - due) <= D("0.5")


def test_a_card_of_80_percent_pays_a_fifth_of_an_examination() -> None:
    assert share(Line(D(1), D(50_000), D(50_000), in_scope=True, benefit=D(80))) == Share(
        D(50_000), D(50_000), D(40_000), D(10_000), D(0), D(0), D(80)
    )


def test_a_drug_paid_at_half_leaves_the_other_half_to_the_patient() -> None:
    s = share(
        Line(D(14), D("1234.567"), D("1234.567"), in_scope=True, rate_bh=D(50), benefit=D(80))
    )
    # 14 x 1234.567 = 17283.938 -> 17283.94; half 8641.969 -> 8641.97; 80 % 6913.576 -> 6913.58
    assert (s.gross, s.insured, s.insurer, s.copay, s.own) == (
        D("17283.94"), D("8641.97"), D("6913.58"), D("1728.39"), D("8641.97"),
    )  # fmt: skip


def test_what_the_insurer_does_not_list_is_the_patients() -> None:
    s = share(Line(D(2), D(120_000), benefit=D(100)))
    assert (s.gross, s.insured, s.own, s.rate) == (D(240_000), D(0), D(240_000), D(0))


def test_a_facility_price_above_the_insured_one_is_paid_by_the_patient() -> None:
    s = share(Line(D(1), D(300_000), D(250_000), in_scope=True, benefit=D(95)))
    assert (s.insurer, s.copay, s.own) == (D(237_500), D(12_500), D(50_000))


def test_the_second_examination_of_a_visit_is_paid_at_30_percent() -> None:
    steps = [D(x) for x in (100, 30, 30, 30, 10, 0)]
    assert [ladder(steps, n) for n in range(7)] == [D(x) for x in (100, 30, 30, 30, 10, 0, 0)]
    s = share(Line(D(1), D(50_000), D(50_000), in_scope=True, rate_dv=D(30), benefit=D(80)))
    assert (s.gross, s.insurer, s.copay, s.own) == (D(15_000), D(12_000), D(3_000), D(0))


def test_supplies_are_capped_and_what_is_above_is_the_patients() -> None:
    cap = D(113_850_000)  # 45 base salaries from 1 July 2026
    s = share(Line(D(1), D(150_000_000), D(150_000_000), in_scope=True, benefit=D(80), cap=cap))
    assert (s.insured, s.insurer, s.copay, s.own) == (
        cap, D(91_080_000), D(22_770_000), D(36_150_000),
    )  # fmt: skip


def test_a_project_pays_the_own_part_then_the_copayment() -> None:
    s = share(Line(D(1), D(300_000), D(250_000), in_scope=True, benefit=D(80), other=D(80_000)))
    assert (s.own, s.copay, s.insurer, s.other) == (D(0), D(20_000), D(200_000), D(80_000))


def test_two_cards_in_one_visit_each_pay_at_their_own_rate() -> None:
    shares, free = split(
        [
            Line(D(1), D(400_000), D(400_000), in_scope=True, benefit=D(80)),
            Line(D(1), D(400_000), D(400_000), in_scope=True, benefit=HUNDRED),
        ],
        threshold=D(379_500),
    )
    assert not free
    assert [s.copay for s in shares] == [D(80_000), D(0)]


def test_half_a_cent_goes_up() -> None:
    assert to_cents(D("0.005")) == D("0.01")
    assert to_dong(D("0.5")) == D(1)
    assert to_dong(D("12345.49")) == D(12345)


def _fields(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}
