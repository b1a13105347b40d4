"""One value against its test: a number or not, its flag, its change since the last one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from kernel.columns import unaccented
from kernel.errors import Refusal
from lis.results import micro
from lis.results.errors import ValueAbsurd, ValueMissing, ValueNotAChoice, ValueNotANumber
from lis.results.history import Before
from lis.tests import service as tests
from lis.tests.service import Delta, Limits, TestKind, TestProfile

_PLACES = Decimal("0.0001")
_MOST = Decimal(10) ** 12
NOTHING = Limits()


@dataclass(frozen=True, slots=True)
class Person:
    """What ranges depend on."""

    sex: str = ""
    age_days: int | None = None
    pregnant: bool | None = None


@dataclass(slots=True, kw_only=True)
class Judged:
    """A value as it will be kept; `fault` says why it cannot be."""

    value: str
    number: Decimal | None = None
    unit: str = ""
    flag: str = ""
    reference: str = ""
    limits: Limits = NOTHING
    delta: Delta | None = None
    before: Before | None = None
    detail: dict[str, Any] | None = None
    figure: Decimal | None = None
    sign: str = ""
    absurd: bool = False
    fault: Refusal | None = None

    @property
    def delta_facts(self) -> dict[str, Any] | None:
        """The change as it stays on the result."""
        if self.delta is None or self.before is None:
            return None
        percent = self.delta.percent
        return {
            "before": self.before.value,
            "at": self.before.at.isoformat(),
            "change": f"{self.delta.change.normalize():f}",
            "percent": None if percent is None else f"{percent:.1f}",
            "hours": self.delta.hours,
            "failed": self.delta.failed,
        }


_MOST_KEPT = 5000
_limits: dict[tuple[Any, ...], tuple[TestProfile, Limits]] = {}
_told: dict[int, tuple[Limits, str, dict[str, Any]]] = {}
_alike: dict[tuple[tuple[str, Any], ...], dict[str, Any]] = {}


def limits_of(profile: TestProfile, person: Person) -> Limits:
    """Worked out once for everybody who is alike; the same object each time."""
    key = id(profile), person.sex, person.age_days, person.pregnant
    found = _limits.get(key)
    if found is None or found[0] is not profile:
        if len(_limits) > _MOST_KEPT:
            _limits.clear()
        limits = profile.limits(sex=person.sex, age_days=person.age_days, pregnant=person.pregnant)
        found = _limits[key] = profile, limits
    return found[1]


def _tell(limits: Limits) -> tuple[Limits, str, dict[str, Any]]:
    """Limits in words and as facts; worked out once, nobody changes them."""
    found = _told.get(id(limits))
    if found is None or found[0] is not limits:
        if len(_told) > _MOST_KEPT:
            _told.clear()
            _alike.clear()
        facts = _facts(limits)  # (those of people who are alike are one, and written once)
        same = _alike.setdefault(tuple(facts.items()), facts)
        found = _told[id(limits)] = limits, limits.shown()[:60], same
    return found


def judge(
    profile: TestProfile,
    said: str,
    person: Person,
    *,
    before: Before | None = None,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
    measured: bool = False,
) -> Judged:
    """`measured`: by an analyser, whose many digits are rounded to those of the test."""
    text = " ".join(said.split())
    if profile.kind is TestKind.CULTURE and detail is not None:
        found = dict(detail)
        return Judged(value=micro.value_of(found), flag=micro.flag_of(found), detail=found)
    if not text:
        return Judged(value="", fault=ValueMissing(test=profile.name))
    if profile.kind is TestKind.NUMBER:
        return _number(profile, text, person, before, at, measured=measured)
    return _words(profile, text, person)


def _number(
    profile: TestProfile,
    text: str,
    person: Person,
    before: Before | None,
    at: datetime,
    *,
    measured: bool,
) -> Judged:
    said = tests.figure(text)
    if said is None or abs(said.number) >= _MOST:
        return Judged(value=text, fault=ValueNotANumber(test=profile.name, value=text))
    number = said.number.quantize(_PLACES, ROUND_HALF_EVEN)
    limits = limits_of(profile, person)
    shown = text.replace(".", ",")
    if measured and profile.decimals is not None:
        rounded = said.number.quantize(Decimal(1).scaleb(-profile.decimals), ROUND_HALF_EVEN)
        shown = f"{said.sign}{rounded:f}".replace(".", ",")
    wrong = tests.absurd(number, limits)
    return Judged(
        value=shown,
        number=None if said.sign else number,
        unit=profile.unit,
        flag=tests.flag(number, limits, said.sign),
        reference=_tell(limits)[1],
        limits=limits,
        delta=None if said.sign else _delta(number, limits, before, profile.unit, at),
        before=before,
        figure=number,
        sign=said.sign,
        absurd=wrong,
        fault=ValueAbsurd(test=profile.name, value=shown) if wrong else None,
    )


def _delta(
    number: Decimal, limits: Limits, before: Before | None, unit: str, at: datetime
) -> Delta | None:
    """The change since the last value, where that one was in the same unit."""
    if before is None or before.number is None or before.unit != unit:
        return None
    hours = int((at - before.at).total_seconds() // 3600)
    return tests.delta(number, before.number, max(hours, 0), limits)


def _words(profile: TestProfile, text: str, person: Person) -> Judged:
    limits = limits_of(profile, person)
    choices = tuple(profile.choices)
    if profile.kind is TestKind.CODED and choices:
        typed = unaccented(text)
        known = {unaccented(w): c for c in choices for w in (c.value_en, c.value) if w}
        if typed not in known:
            names = ", ".join(c.value for c in choices)
            fault = ValueNotAChoice(test=profile.name, value=text, choices=names)
            return Judged(value=text, fault=fault)
        text = known[typed].value
    return Judged(
        value=text,
        unit=profile.unit,
        flag=tests.flag_of_text(text, choices),
        reference=_tell(limits)[1],
        limits=limits,
    )


def as_facts(limits: Limits) -> dict[str, Any]:
    """The limits as they stay on the result, whatever the test says later."""
    return _tell(limits)[2]


def _facts(limits: Limits) -> dict[str, Any]:
    kept = ("low", "high", "critical_low", "critical_high", "absurd_low", "absurd_high")
    facts: dict[str, Any] = {
        name: f"{value:f}" for name in kept if (value := getattr(limits, name)) is not None
    }
    if limits.range_id:
        facts["range"] = str(limits.range_id)
    if limits.unsure:
        facts["unsure"] = True
    if not limits.approved:
        facts["awaits_approval"] = True
    return facts
