"""Where an instrument writes what: places such as "OBX.5.1" in the lines of a message. Pure.

What stands above the values (the tube, the moment, a control's mark) is read once for all of
them: `Lines.shared`. What a line says beside its value (the test, its unit) was said the same by
the message before: `Above.own` reads the same fields once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol as Shape

from kernel.hl7.message import instant
from lis.analysers.drivers.profile import Profile

Rules = tuple[tuple[str, str], ...]
_HOLD_VALUES = ("OBX", "R")


class Line(Shape):
    name: str
    line: str

    @property
    def marks(self) -> str: ...

    def get(self, field: int, component: int = 1, sub: int = 1, repetition: int = 1) -> str: ...

    def raw(self, field: int) -> str: ...

    def repetitions(self, field: int) -> int: ...


@lru_cache(maxsize=512)
def place(of: str) -> tuple[str, tuple[int, ...]]:
    name, *numbers = of.split(".")
    return name, tuple(int(n) for n in numbers)


def said(lines: Mapping[str, Line], at: str) -> str:
    name, numbers = place(at)
    line = lines.get(name)
    return "" if line is None else line.get(*numbers)


def first(lines: Mapping[str, Line], places: Sequence[str]) -> str:
    for at in places:
        if found := said(lines, at):
            return found
    return ""


def moment(lines: Mapping[str, Line], places: Sequence[str]) -> datetime | None:
    for at in places:
        if found := instant(said(lines, at)):
            return found
    return None


def joined(lines: Mapping[str, Line], places: str, strip: str) -> str:
    found = [said(lines, at) for at in places.split("/")]
    return "/".join(found).strip("/ ") if len(found) > 1 else found[0].strip(strip + " ")


def unit(lines: Mapping[str, Line], at: str) -> str:
    """Many write 10^3/uL without escaping its component delimiter."""
    name, numbers = place(at)
    line = lines.get(name)
    if line is None:
        return ""
    found = line.get(*numbers)
    return bare(line.raw(numbers[0]) if found.isdigit() else found, 40)


def bare(text: str, most: int) -> str:
    """What a column takes: no control characters (PostgreSQL refuses NUL), no more than fits."""
    if text.isprintable():
        return text[:most]
    return "".join(c for c in text if c.isprintable())[:most]


def matches(lines: Mapping[str, Line], rules: Rules) -> bool:
    return any(says(pattern, said(lines, at)) for at, pattern in rules)


def matches_all(lines: Mapping[str, Line], rules: Rules) -> bool:
    return all(says(pattern, said(lines, at)) for at, pattern in rules)


@lru_cache(maxsize=2048)  # kinds and states of lines: a few words
def says(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


@dataclass(slots=True)
class Own:
    """What a line says beside its value and its moment."""

    none: bool  # it is no reading
    control: bool
    remark: bool
    code: str
    unit: str
    flags: tuple[str, ...]
    status: str
    run: str
    name: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What the values of an order have in common."""

    none: bool  # they are no readings
    specimen: str
    at: datetime | None
    control: bool


_MOST_KEPT = 2000
_LONGEST_KEPT = 1000  # characters of a line


class Above:
    """Which of a profile's places lie above the values, and which in their own lines."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._only, only = _parted(profile.only)
        self._skip, skip = _parted(profile.skip)
        self._control, control = _parted(profile.control)
        self.specimen = profile.specimen if any(map(_own, profile.specimen)) else ()
        last = max((n for n, at in enumerate(profile.at, 1) if _own(at)), default=0)
        self.at = profile.at[:last]  # they come before what is shared
        self._rules = only, skip, control
        self._specimen, self._at = profile.specimen, profile.at[last:]
        rules = (*self._only, *self._skip, *self._control, *profile.remark)
        used = [place(at) for at in (*_beside(profile), *(at for at, _ in rules))]
        names = {name for name, _ in used}
        self._name = names.pop() if len(names) == 1 else ""  # else a line is read by others, too
        self._fields = sorted({numbers[0] for _, numbers in used})
        self._known: dict[tuple[str, ...], Own] = {}

    def own(self, lines: Mapping[str, Line], line: Line) -> Own:
        """Told from the line's fields alone, so that the same fields need not be read again."""
        if line.name != self._name or len(line.line) > _LONGEST_KEPT:
            return self._read(lines, line)
        key = (line.marks, *map(line.raw, self._fields))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            found = self._known[key] = self._read(lines, line)
        return found

    def _read(self, lines: Mapping[str, Line], line: Line) -> Own:
        profile = self.profile
        return Own(
            none=matches(lines, self._skip) or not matches_all(lines, self._only),
            control=matches(lines, self._control),
            remark=matches(lines, profile.remark),
            code=bare(joined(lines, profile.code, profile.strip), 60),
            unit=unit(lines, profile.unit),
            flags=_flags(profile, line) if profile.flags else (),
            status=bare(said(lines, profile.status), 20) if profile.status else "",
            run=bare(said(lines, profile.run), 20) if profile.run else "",
            name=bare(said(lines, profile.name), 120) if profile.name else "",
        )

    def shared(self, lines: Mapping[str, Line]) -> Shared:
        only, skip, control = self._rules
        return Shared(
            none=not matches_all(lines, only) or matches(lines, skip),
            specimen="" if self.specimen else bare(first(lines, self._specimen), 60),
            at=moment(lines, self._at),
            control=matches(lines, control),
        )


class Lines(dict[str, Line]):
    """The last line of each name."""

    def __init__(self, above: Above, lines: Mapping[str, Line] | None = None) -> None:
        super().__init__(lines or {})
        self.above = above
        self._shared: Shared | None = None

    def put(self, line: Line) -> None:
        self[line.name] = line
        if line.name not in _HOLD_VALUES:
            self._shared = None

    @property
    def shared(self) -> Shared:
        if self._shared is None:
            self._shared = self.above.shared(self)
        return self._shared


_aboves: dict[int, Above] = {}


def above(profile: Profile) -> Above:
    """Made once for each profile."""
    found = _aboves.get(id(profile))
    if found is None or found.profile is not profile:
        if len(_aboves) > 200:
            _aboves.clear()
        found = _aboves[id(profile)] = Above(profile)
    return found


def forget() -> None:
    """Read everything anew."""
    _aboves.clear()


def _beside(profile: Profile) -> list[str]:
    """Where it writes what a line says beside its value."""
    places = [*profile.code.split("/"), profile.unit, profile.flags, profile.status]
    return [at for at in (*places, profile.run, profile.name) if at]


def _flags(profile: Profile, line: Line) -> tuple[str, ...]:
    field = place(profile.flags)[1][0]
    return tuple(
        f
        for n in range(1, min(line.repetitions(field), 9) + 1)
        if (f := bare(line.get(field, repetition=n), 20)) and f != "N"
    )


def _own(at: str) -> bool:
    return place(at)[0] in _HOLD_VALUES


def _parted(rules: Rules) -> tuple[Rules, Rules]:
    """Those of the line that holds the value, and those of the lines above it."""
    return tuple(r for r in rules if _own(r[0])), tuple(r for r in rules if not _own(r[0]))
