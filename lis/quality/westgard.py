"""Westgard's rules, pure: what a run of controls says together with the runs before it.

"Beyond 2s" is strictly beyond; a value on the limit is inside, one on the mean is on no side.
A rule is asked within one level over the runs, and across the levels of consecutive runs; it
is broken only by a window that ends in the run that is judged.
Westgard, Barry, Hunt, Groth: A multi-rule Shewhart chart for quality control in clinical
chemistry. Clin Chem 1981; 27: 493-501.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from kernel.text import Text


class ControlRule(StrEnum):
    """The rules that a laboratory may choose from."""

    R_1_2S = "1-2s"
    R_1_3S = "1-3s"
    R_2_2S = "2-2s"
    R_2OF3_2S = "2of3-2s"
    R_R_4S = "R-4s"
    R_3_1S = "3-1s"
    R_4_1S = "4-1s"
    R_6_X = "6-x"
    R_8_X = "8-x"
    R_9_X = "9-x"
    R_10_X = "10-x"
    R_12_X = "12-x"
    R_7_T = "7-T"


class RuleAct(StrEnum):
    """What a broken rule does."""

    REJECT = "reject"
    WARN = "warn"
    OFF = "off"


class RunVerdict(StrEnum):
    """What a run of controls says."""

    IN = "in"
    WARNING = "warning"
    OUT = "out"


Rules = Mapping[ControlRule, RuleAct]

#: The multi-rule of 1981: 1-2s warns, the others reject.
MULTI_RULE: Rules = {
    ControlRule.R_1_2S: RuleAct.WARN,
    ControlRule.R_1_3S: RuleAct.REJECT,
    ControlRule.R_2_2S: RuleAct.REJECT,
    ControlRule.R_R_4S: RuleAct.REJECT,
    ControlRule.R_4_1S: RuleAct.REJECT,
    ControlRule.R_10_X: RuleAct.REJECT,
}

SAYS: dict[ControlRule, Text] = {
    ControlRule.R_1_2S: Text("một giá trị vượt 2SD", "one value beyond 2 SD"),
    ControlRule.R_1_3S: Text("một giá trị vượt 3SD", "one value beyond 3 SD"),
    ControlRule.R_2_2S: Text(
        "hai giá trị liên tiếp cùng phía vượt 2SD", "two in a row beyond 2 SD on one side"
    ),
    ControlRule.R_2OF3_2S: Text(
        "hai trong ba giá trị cùng phía vượt 2SD", "two of three beyond 2 SD on one side"
    ),
    ControlRule.R_R_4S: Text(
        "trong một lần chạy, một mức vượt +2SD và một mức vượt −2SD",
        "in one run one level beyond +2 SD and another beyond −2 SD",
    ),
    ControlRule.R_3_1S: Text(
        "ba giá trị liên tiếp cùng phía vượt 1SD", "three in a row beyond 1 SD on one side"
    ),
    ControlRule.R_4_1S: Text(
        "bốn giá trị liên tiếp cùng phía vượt 1SD", "four in a row beyond 1 SD on one side"
    ),
    ControlRule.R_6_X: Text(
        "sáu giá trị liên tiếp cùng phía", "six in a row on one side of the mean"
    ),
    ControlRule.R_8_X: Text(
        "tám giá trị liên tiếp cùng phía", "eight in a row on one side of the mean"
    ),
    ControlRule.R_9_X: Text(
        "chín giá trị liên tiếp cùng phía", "nine in a row on one side of the mean"
    ),
    ControlRule.R_10_X: Text(
        "mười giá trị liên tiếp cùng phía", "ten in a row on one side of the mean"
    ),
    ControlRule.R_12_X: Text(
        "mười hai giá trị liên tiếp cùng phía", "twelve in a row on one side of the mean"
    ),
    ControlRule.R_7_T: Text(
        "bảy giá trị liên tiếp tăng hoặc giảm dần", "seven in a row rise or fall"
    ),
}

_STREAKS: dict[ControlRule, tuple[int, int]] = {  # how many in a row, beyond how many SD
    ControlRule.R_2_2S: (2, 2),
    ControlRule.R_3_1S: (3, 1),
    ControlRule.R_4_1S: (4, 1),
    ControlRule.R_6_X: (6, 0),
    ControlRule.R_8_X: (8, 0),
    ControlRule.R_9_X: (9, 0),
    ControlRule.R_10_X: (10, 0),
    ControlRule.R_12_X: (12, 0),
}
_TREND = 7
LONGEST = 12  # runs that any rule looks back on


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a run: which control, and how many SD from its target."""

    level: str
    z: Decimal


Run = Sequence[Level]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a run breaks, and whether it was seen across levels."""

    rule: ControlRule
    levels: tuple[str, ...]
    across: bool


def z_score(value: Decimal, mean: Decimal, sd: Decimal) -> Decimal:
    """How many SD a value lies from the target, with four decimals."""
    return ((value - mean) / sd).quantize(Decimal("0.0001"))


def broken(
    before: Sequence[Run], run: Run, rules: Iterable[ControlRule] = MULTI_RULE
) -> list[Broken]:
    """The rules that `run` breaks after `before` (oldest first), in the order of `ControlRule`."""
    asked = set(rules)
    if not run:
        return []
    found = [each for rule in ControlRule if rule in asked for each in _ask(rule, before, run)]
    return list(dict.fromkeys(found))


def judge(
    before: Sequence[Run], run: Run, rules: Rules = MULTI_RULE
) -> tuple[RunVerdict, list[Broken]]:
    """In control, a warning, or out; with what it breaks."""
    on = {rule: act for rule, act in rules.items() if act is not RuleAct.OFF}
    found = broken(before, run, on)
    acts = {on[each.rule] for each in found}
    if RuleAct.REJECT in acts:
        return RunVerdict.OUT, found
    return (RunVerdict.WARNING if acts else RunVerdict.IN), found


def _ask(rule: ControlRule, before: Sequence[Run], run: Run) -> list[Broken]:
    match rule:
        case ControlRule.R_1_2S | ControlRule.R_1_3S:
            limit = 2 if rule is ControlRule.R_1_2S else 3
            return [Broken(rule, (p.level,), across=False) for p in run if abs(p.z) > limit]
        case ControlRule.R_R_4S:
            high = [p.level for p in run if p.z > 2]
            low = [p.level for p in run if p.z < -2]
            return [Broken(rule, (*high, *low), across=True)] if high and low else []
        case ControlRule.R_7_T:
            return [
                Broken(rule, (p.level,), across=False)
                for p in run
                if _trend(_of_level(before, run, p.level))
            ]
        case ControlRule.R_2OF3_2S:
            return _two_of_three(before, run)
        case _:
            count, limit = _STREAKS[rule]
            found = [
                Broken(rule, (p.level,), across=False)
                for p in run
                if _one_side(_of_level(before, run, p.level)[-count:], count, limit)
            ]
            if len(run) > 1 and _across(before, run, count, limit):
                found.append(Broken(rule, tuple(p.level for p in run), across=True))
            return found


def _across(before: Sequence[Run], run: Run, count: int, limit: int) -> bool:
    """The last `count` values of all levels; of one run any two stand beside each other."""
    if count == 2:
        return any(sum(s * p.z > limit for p in run) >= 2 for s in (1, -1))
    return _one_side(_flat(before, run)[-count:], count, limit)


def _two_of_three(before: Sequence[Run], run: Run) -> list[Broken]:
    def two(values: Sequence[Decimal]) -> bool:
        return len(values) == 3 and any(sum(s * z > 2 for z in values) >= 2 for s in (1, -1))

    rule = ControlRule.R_2OF3_2S
    found = [
        Broken(rule, (p.level,), across=False)
        for p in run
        if abs(p.z) > 2 and two(_of_level(before, run, p.level)[-3:])
    ]
    if len(run) > 1 and any(abs(p.z) > 2 for p in run) and two(_flat(before, run)[-3:]):
        found.append(Broken(rule, tuple(p.level for p in run), across=True))
    return found


def _of_level(before: Sequence[Run], run: Run, level: str) -> list[Decimal]:
    return [p.z for each in (*before, run) for p in each if p.level == level]


def _flat(before: Sequence[Run], run: Run) -> list[Decimal]:
    """All levels in order; only runs of the same levels stand beside each other."""
    levels = {p.level for p in run}
    runs: list[Run] = [run]
    for each in reversed(before):
        if {p.level for p in each} != levels:
            break
        runs.append(each)
    return [p.z for each in reversed(runs) for p in sorted(each, key=lambda p: p.level)]


def _one_side(values: Sequence[Decimal], count: int, limit: int) -> bool:
    return len(values) == count and (
        all(z > limit for z in values) or all(z < -limit for z in values)
    )


def _trend(values: Sequence[Decimal]) -> bool:
    last = values[-_TREND:]
    if len(last) < _TREND:
        return False
    steps = [later - earlier for earlier, later in pairwise(last)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)
