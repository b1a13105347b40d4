"""The rules against series worked out by hand, and against what must always be true of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lis.quality.westgard import (
    MULTI_RULE,
    ControlRule,
    Level,
    RuleAct,
    RunVerdict,
    broken,
    judge,
    z_score,
)

D = Decimal


def runs(*series: tuple[str, ...]) -> list[list[Level]]:
    """`runs(("0.1", "-0.4"), ...)`: each tuple a run, its levels L1, L2, L3."""
    return [[Level(f"L{n}", D(z)) for n, z in enumerate(each, 1)] for each in series]


def one(text: str) -> list[list[Level]]:
    """A series of one level: `one("0.1 2.3")`."""
    return runs(*((z,) for z in text.split()))


def two(first: str, second: str) -> list[list[Level]]:
    return runs(*zip(first.split(), second.split(), strict=True))


#: (the series, the rules that its last run breaks under the multi-rule, the verdict)
WORKED = [
    # everything inside, near the limits
    (one("0.3 -1.9 1.9 -0.2"), set(), RunVerdict.IN),
    # exactly on 2s and 3s is not beyond
    (one("2.0"), set(), RunVerdict.IN),
    (one("3.0"), {"1-2s"}, RunVerdict.WARNING),
    (one("2.0001"), {"1-2s"}, RunVerdict.WARNING),
    # 1-3s either way
    (one("0 0 3.1"), {"1-2s", "1-3s"}, RunVerdict.OUT),
    (one("-3.01"), {"1-2s", "1-3s"}, RunVerdict.OUT),
    # 2-2s within a level, over two runs; not when the sides differ
    (one("2.1 2.4"), {"1-2s", "2-2s"}, RunVerdict.OUT),
    (one("2.1 -2.4"), {"1-2s"}, RunVerdict.WARNING),
    (one("2.1 0.4 2.2"), {"1-2s"}, RunVerdict.WARNING),
    # 2-2s across the levels of one run, but not level 1 of one and level 2 of the next
    (two("2.1", "2.2"), {"1-2s", "2-2s"}, RunVerdict.OUT),
    (two("2.1 0.1", "0.1 2.2"), {"1-2s"}, RunVerdict.WARNING),
    # R-4s only within a run, each beyond its own 2s
    (two("2.2", "-2.1"), {"1-2s", "R-4s"}, RunVerdict.OUT),
    (two("2.6", "-1.9"), {"1-2s"}, RunVerdict.WARNING),
    (two("2.2 0", "0 -2.1"), {"1-2s"}, RunVerdict.WARNING),
    # 4-1s within a level and across two levels of two runs
    (one("1.1 1.2 1.3 1.4"), {"4-1s"}, RunVerdict.OUT),
    (one("1.1 1.2 1.0 1.4"), set(), RunVerdict.IN),
    (two("-1.1 -1.2", "-1.5 -1.01"), {"4-1s"}, RunVerdict.OUT),
    (two("1.1 1.2", "1.5 -1.1"), set(), RunVerdict.IN),
    # 10-x within a level; a value on the mean ends it; across two levels after five runs
    (one("0.1 0.2 0.1 0.4 0.3 0.1 0.2 0.5 0.1 0.2"), {"10-x"}, RunVerdict.OUT),
    (one("0.1 0.2 0.1 0.4 0 0.1 0.2 0.5 0.1 0.2"), set(), RunVerdict.IN),
    (one("0.1 0.2 0.1 0.4 0.3 0.1 0.2 0.5 0.1"), set(), RunVerdict.IN),
    (two("-0.1 -0.2 -0.1 -0.4 -0.9", "-0.3 -0.1 -0.2 -0.5 -0.1"), {"10-x"}, RunVerdict.OUT),
    # a rule that was broken before the run, and not by it, is not told again
    (one("3.5 0.2"), set(), RunVerdict.IN),
    # three levels: 1 and 3 beyond 2s on one side
    (runs(("2.1", "0.3", "2.4")), {"1-2s", "2-2s"}, RunVerdict.OUT),
]


@pytest.mark.parametrize(("series", "rules", "verdict"), WORKED)
def test_a_series_worked_out_by_hand_is_judged_so(
    series: list[list[Level]], rules: set[str], verdict: RunVerdict
) -> None:
    said, found = judge(series[:-1], series[-1])
    assert {each.rule.value for each in found} == rules
    assert said is verdict


OPTIONS = [
    (one("1.1 1.2 1.3"), ControlRule.R_3_1S, True),
    (one("1.1 1.0 1.3"), ControlRule.R_3_1S, False),
    (runs(("1.1", "1.2", "1.6")), ControlRule.R_3_1S, True),
    (one("0.1 0.2 0.3 0.4 0.5 0.6"), ControlRule.R_6_X, True),
    (one("0.1 0.2 0.3 0.4 0.5"), ControlRule.R_6_X, False),
    (one("0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.1"), ControlRule.R_8_X, True),
    (one("-0.1 -0.2 -0.3 -0.4 -0.5 -0.6 -0.7 -0.1 -0.9"), ControlRule.R_9_X, True),
    (one("0.1 " * 12), ControlRule.R_12_X, True),
    (one("0.1 " * 11), ControlRule.R_12_X, False),
    (one("-1.2 -0.8 -0.5 0.1 0.4 0.9 1.3"), ControlRule.R_7_T, True),
    (one("-1.2 -0.8 -0.5 -0.5 0.4 0.9 1.3"), ControlRule.R_7_T, False),
    (one("1.2 0.8 0.5 0.1 -0.4 -0.9 -1.3"), ControlRule.R_7_T, True),
    (one("2.1 0.3 2.2"), ControlRule.R_2OF3_2S, True),
    (one("2.1 2.3 0.3"), ControlRule.R_2OF3_2S, False),  # told when the second came
    (runs(("2.1", "0.3", "2.2")), ControlRule.R_2OF3_2S, True),
    (runs(("2.1", "0.3", "-2.2")), ControlRule.R_2OF3_2S, False),
]


@pytest.mark.parametrize(("series", "rule", "is_broken"), OPTIONS)
def test_rules_that_a_laboratory_may_add(
    series: list[list[Level]], rule: ControlRule, is_broken: bool
) -> None:
    assert bool(broken(series[:-1], series[-1], [rule])) is is_broken
    verdict, _ = judge(series[:-1], series[-1], {rule: RuleAct.REJECT})
    assert verdict is (RunVerdict.OUT if is_broken else RunVerdict.IN)
    assert judge(series[:-1], series[-1], {rule: RuleAct.OFF})[0] is RunVerdict.IN


def test_a_missing_level_does_not_make_neighbours_of_strangers() -> None:
    series = [*two("1.1 1.2", "1.3 1.4")[:1], [Level("L1", D("1.5"))], *two("1.2", "1.1")]
    assert ControlRule.R_4_1S not in {b.rule for b in broken(series[:-1], series[-1])}


def test_a_value_is_told_in_standard_deviations() -> None:
    assert z_score(D("5.4"), D("5.0"), D("0.2")) == D("2.0000")
    assert z_score(D("4.7"), D("5.0"), D("0.2")) == D("-1.5000")


Z = st.decimals(min_value=-5, max_value=5, places=2)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Level]]:
    levels = draw(st.integers(1, 3))
    row = st.lists(Z, min_size=levels, max_size=levels)
    drawn = draw(st.lists(row, min_size=1, max_size=14))
    return [[Level(f"L{n}", z) for n, z in enumerate(each)] for each in drawn]


def names(series: list[list[Level]]) -> set[ControlRule]:
    return {each.rule for each in broken(series[:-1], series[-1], list(ControlRule))}


@given(histories())
def test_high_and_low_are_judged_alike(series: list[list[Level]]) -> None:
    mirrored = [[Level(p.level, -p.z) for p in run] for run in series]
    assert names(series) == names(mirrored)


@given(histories())
def test_stricter_rules_imply_the_milder(series: list[list[Level]]) -> None:
    found = names(series)
    for strict, mild in [
        (ControlRule.R_1_3S, ControlRule.R_1_2S),
        (ControlRule.R_2_2S, ControlRule.R_1_2S),
        (ControlRule.R_R_4S, ControlRule.R_1_2S),
        (ControlRule.R_4_1S, ControlRule.R_3_1S),
        (ControlRule.R_12_X, ControlRule.R_10_X),
        (ControlRule.R_10_X, ControlRule.R_9_X),
        (ControlRule.R_9_X, ControlRule.R_8_X),
        (ControlRule.R_8_X, ControlRule.R_6_X),
    ]:
        assert strict not in found or mild in found, (strict, mild)


@given(histories())
def test_what_lies_further_back_than_twelve_runs_does_not_count(series: list[list[Level]]) -> None:
    assert names(series) == names(series[-12:])


@given(histories(), st.randoms())
def test_the_order_of_the_bottles_in_the_rack_does_not_matter(
    series: list[list[Level]], chance: object
) -> None:
    shuffled = [list(run) for run in series]
    for run in shuffled:
        chance.shuffle(run)  # type: ignore[attr-defined]
    assert names(series) == names(shuffled)


@given(st.lists(st.decimals(min_value=-1, max_value=1, places=2), min_size=1, max_size=9))
def test_nine_values_within_one_sd_are_never_out(zs: list[Decimal]) -> None:
    series = [[Level("L1", z)] for z in zs]
    assert judge(series[:-1], series[-1], MULTI_RULE) == (RunVerdict.IN, [])


@given(histories())
def test_streaks_agree_with_counting_them_plainly(series: list[list[Level]]) -> None:
    """An independent count: walk back while the level stays beyond on one side."""
    found = names(series)
    for rule, count, limit in [(ControlRule.R_4_1S, 4, 1), (ControlRule.R_10_X, 10, 0)]:
        longest = 0
        for point in series[-1]:
            for side in (1, -1):
                length = 0
                for run in reversed(series):
                    z = next(p.z for p in run if p.level == point.level)
                    if side * z <= limit:
                        break
                    length += 1
                longest = max(longest, length)
        if longest >= count:
            assert rule in found
