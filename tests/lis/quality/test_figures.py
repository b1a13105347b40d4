"""Means, SDs, sigma and z-scores against figures worked out by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lis.quality.figures import RoundGrade, figures, score

D = Decimal


def test_a_month_worked_out_by_hand() -> None:
    # 4.8 5.0 5.2 5.0 5.0: mean 5.0, squares 0.04+0.04 = 0.08, /4 = 0.02, SD 0.141421, CV 2.83 %
    found = figures([D("4.8"), D("5.0"), D("5.2"), D("5.0"), D("5.0")], D("4.9"), D("10"))
    assert found.n == 5
    assert found.mean == D("5.000000")
    assert found.sd == D("0.141421")
    assert found.cv == D("2.83")
    assert found.bias == D("2.04")  # (5.0 - 4.9) / 4.9
    assert found.total_error == D("6.71")  # 2.0408 + 1.65 * 2.8284
    assert found.sigma == D("2.81")  # (10 - 2.0408) / 2.8284


def test_little_is_known_of_one_value_and_nothing_of_none() -> None:
    assert figures([D("5")], D("5")).sd is None
    assert figures([], D("5")).n == 0
    assert figures([], D("5")).mean is None


def test_a_mean_of_zero_has_no_cv() -> None:
    found = figures([D("-1"), D("1")], D("0"))
    assert found.cv is None
    assert found.bias is None


def test_external_results_are_graded_at_two_and_three() -> None:
    assert score(D("5.4"), D("5.0"), D("0.2")) == (D("2.00"), D("8.00"), RoundGrade.GOOD)
    assert score(D("5.42"), D("5.0"), D("0.2"))[2] is RoundGrade.DOUBTFUL
    assert score(D("4.4"), D("5.0"), D("0.2")) == (D("-3.00"), D("-12.00"), RoundGrade.BAD)


@given(
    st.lists(st.decimals(min_value=1, max_value=1000, places=2), min_size=2, max_size=40),
    st.decimals(min_value=1, max_value=50, places=2),
)
def test_shifting_every_value_shifts_the_mean_and_leaves_the_sd(
    values: list[Decimal], shift: Decimal
) -> None:
    before, after = figures(values, D(1)), figures([v + shift for v in values], D(1))
    assert before.mean is not None
    assert after.mean is not None
    assert abs(after.mean - before.mean - shift) <= D("0.000002")
    assert before.sd is not None
    assert after.sd is not None
    assert abs(after.sd - before.sd) <= D("0.000002")
