"""Whether a result may go out without a person looking at it, and why (not). Pure.

Every rule that is on must pass; each one that fails says so on the result. A test that nobody
approved, a value that is critical, absurd, in words or only a limit of measuring, and a result
by hand never pass, whatever the rules say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from kernel.text import Text
from lis.tests.flags import CRITICAL, Delta
from lis.tests.ranges import Limits
from lis.tests.reflex import number

MACHINES = frozenset({"analyser", "calculated"})


@dataclass(frozen=True, slots=True)
class Autoverify:
    """The rules of one test. Off unless somebody switched it on."""

    on: bool = False
    within: str = "reference"  # or "limits": the two below
    low: Decimal | None = None
    high: Decimal | None = None
    delta: bool = True  # where there is a value before it, it must not have failed
    need_previous: bool = False
    clean: bool = True  # the analyser said nothing else about it
    known_person: bool = True  # sex and age are known, where limits ask for them
    on_time_hours: int | None = None  # since collection


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the result that asks."""

    figure: Decimal | None
    limits: Limits
    sign: str = ""
    flag: str = ""
    absurd: bool = False
    source: str = "hand"
    delta: Delta | None = None
    has_previous: bool = False
    analyser_flags: tuple[str, ...] = ()
    approved: bool = False  # the test and its limits
    second_verification: bool = False
    hours_since_collection: int | None = None
    quality_out: bool = False  # quality control of the test is out
    held: tuple[Text, ...] = field(default=())  # what others object


@dataclass(frozen=True, slots=True)
class Decision:
    """Passed, or the reasons why a person must look."""

    passed: bool
    reasons: tuple[Text, ...]


_PASSED = Decision(
    True, (Text("Trong mọi giới hạn tự duyệt.", "Inside all limits of autoverification."),)
)
_OFF = Text("Xét nghiệm này không tự duyệt.", "This test is not autoverified.")
_UNAPPROVED = Text("Khoảng tham chiếu chưa được duyệt.", "Its limits await approval.")
_BY_HAND = Text("Nhập tay.", "Entered by hand.")
_NO_NUMBER = Text("Không phải là số.", "It is no number.")
_UNMEASURED = Text("Ngoài khoảng đo của máy.", "Outside what the analyser measures.")
_ABSURD = Text("Giá trị vô lý.", "An impossible value.")
_CRITICAL = Text("Giá trị nguy hiểm.", "A critical value.")
_QUALITY = Text("Nội kiểm không đạt.", "Quality control is out.")
_TWO = Text("Phải hai người duyệt.", "Two people must verify it.")
_OUTSIDE = Text("Ngoài giới hạn tự duyệt.", "Outside the limits of autoverification.")
_FAR = Text("Khác nhiều so với lần trước.", "Far from the last value.")
_FIRST = Text("Chưa có kết quả lần trước.", "There is no value before it.")
_PERSON = Text("Không rõ giới hoặc tuổi.", "Sex or age is not known.")
_OLD = Text("Mẫu để quá lâu.", "The specimen is too old.")


class BadRules(ValueError):
    """Rules that cannot be read."""


def read(told: Mapping[str, Any]) -> Autoverify:
    """Rules as they are kept. Raises BadRules."""
    unknown = told.keys() - {f.name for f in fields(Autoverify)}
    if unknown:
        raise BadRules(f"unknown {sorted(unknown)[0]}")
    within = str(told.get("within", "reference"))
    if within not in ("reference", "limits"):
        raise BadRules(f"within {within}")
    low, high = (_limit(told.get(side)) for side in ("low", "high"))
    if within == "limits" and low is None and high is None:
        raise BadRules("limits without a limit")
    if low is not None and high is not None and low >= high:
        raise BadRules("low is not below high")
    hours = told.get("on_time_hours")
    return Autoverify(
        on=bool(told.get("on", False)),
        within=within,
        low=low,
        high=high,
        delta=bool(told.get("delta", True)),
        need_previous=bool(told.get("need_previous", False)),
        clean=bool(told.get("clean", True)),
        known_person=bool(told.get("known_person", True)),
        on_time_hours=int(hours) if hours is not None else None,
    )


def _limit(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    found = number(str(value))
    if found is None:
        raise BadRules(f"limit {value}")
    return found


def decide(rules: Autoverify, facts: Facts) -> Decision:
    """Every reason against it, or the one reason for it."""
    against = [*_always(rules, facts), *_asked(rules, facts), *facts.held]
    if against:
        return Decision(False, tuple(against))
    return _PASSED


def _always(rules: Autoverify, facts: Facts) -> list[Text]:
    said = []
    if not rules.on:
        said.append(_OFF)
    if not facts.approved:
        said.append(_UNAPPROVED)
    if facts.source not in MACHINES:
        said.append(_BY_HAND)
    if facts.figure is None:
        said.append(_NO_NUMBER)
    elif facts.sign:
        said.append(_UNMEASURED)
    if facts.absurd:
        said.append(_ABSURD)
    if facts.flag in CRITICAL:
        said.append(_CRITICAL)
    if facts.quality_out:
        said.append(_QUALITY)
    if facts.second_verification:
        said.append(_TWO)
    return said


def _asked(rules: Autoverify, facts: Facts) -> list[Text]:
    said = []
    if facts.figure is not None and not _inside(rules, facts):
        said.append(_OUTSIDE)
    if rules.delta and facts.delta is not None and facts.delta.failed:
        said.append(_FAR)
    if rules.need_previous and not facts.has_previous:
        said.append(_FIRST)
    if rules.clean and facts.analyser_flags:
        flags = ", ".join(facts.analyser_flags)
        said.append(Text(f"Máy báo cờ: {flags}.", f"The analyser flagged it: {flags}."))
    if rules.known_person and facts.limits.unsure:
        said.append(_PERSON)
    if rules.on_time_hours is not None and (
        facts.hours_since_collection is None or facts.hours_since_collection > rules.on_time_hours
    ):
        said.append(_OLD)
    return said


def _inside(rules: Autoverify, facts: Facts) -> bool:
    if rules.within == "limits":
        low, high = rules.low, rules.high
    else:
        low, high = facts.limits.low, facts.limits.high
        if low is None and high is None:
            return False  # nobody said what is usual for this person
    value = facts.figure
    assert value is not None
    return (low is None or value >= low) and (high is None or value <= high)
