"""What a file changes in a list, worked out on plain values.

A code has versions, each with a first and a last day, never overlapping. A file says how a
window of time looks for some codes; outside of it nothing changes. From that follow the
versions to make, to end and to take back, and what a person is shown beforehand.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

ONE_DAY = timedelta(days=1)
FAR = date.max


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry says, apart from when it is in force."""

    name: str
    name_en: str = ""
    ministry_code: str = ""
    facts: Mapping[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "name_en": self.name_en,
            "ministry_code": self.ministry_code,
            **(self.facts or {}),
        }


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` to `end`, both in it; no `end` means until further notice."""

    start: date
    end: date | None = None

    @property
    def last(self) -> date:
        return self.end or FAR

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.last


@dataclass(frozen=True, slots=True)
class Span:
    """A version: its days, its content, and the row that keeps it, if it is kept already."""

    start: date
    end: date | None
    content: Content
    row: Hashable = None
    source: str = ""

    @property
    def last(self) -> date:
        return self.end or FAR


@dataclass(frozen=True, slots=True)
class Ending:
    """A kept version gets another last day."""

    row: Hashable
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done to one code."""

    make: tuple[Span, ...] = ()
    end: tuple[Ending, ...] = ()
    withdraw: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.make or self.end or self.withdraw)


def in_force(spans: Iterable[Span], day: date) -> Span | None:
    return next((s for s in spans if s.start <= day <= s.last), None)


def overlapping(spans: Sequence[Span]) -> bool:
    ordered = sorted(spans, key=lambda s: s.start)
    return any(a.last >= b.start for a, b in pairwise(ordered))


def overlay(existing: Iterable[Span], window: Window, incoming: Iterable[Span]) -> list[Span]:
    """The timeline of a code when the window shows what came in, and the rest is as before."""
    before: list[Span] = []
    after: list[Span] = []
    for span in existing:
        if span.start < window.start:
            end = span.end if span.last < window.start else window.start - ONE_DAY
            before.append(replace(span, end=end))
        if span.last > window.last:
            if span.start > window.last:
                after.append(span)
            else:
                after.append(replace(span, start=window.last + ONE_DAY, row=None))
    middle = sorted(incoming, key=lambda s: s.start)
    joined: list[Span] = []
    for span in [*sorted(before, key=lambda s: s.start), *middle, *after]:
        last = joined[-1] if joined else None
        if last and _meets(last, span) and _at_edge(span, window):
            joined[-1] = replace(last, end=span.end)
        else:
            joined.append(span)
    return joined


def _meets(one: Span, other: Span) -> bool:
    return one.end is not None and one.end + ONE_DAY == other.start and one.content == other.content


def _at_edge(span: Span, window: Window) -> bool:
    return span.start == window.start or (
        window.end is not None and span.start == window.end + ONE_DAY
    )


def plan(existing: Sequence[Span], wanted: Sequence[Span]) -> Plan:
    """Reach the wanted timeline with as many kept rows as possible."""
    kept = {s.start: s for s in existing}
    make: list[Span] = []
    end: list[Ending] = []
    used: set[Hashable] = set()
    for span in wanted:
        row = kept.get(span.start)
        if row is None or row.content != span.content:
            make.append(replace(span, row=None))
            continue
        used.add(row.row)
        if row.end != span.end:
            end.append(Ending(row.row, row.end, span.end))
    withdraw = tuple(s for s in existing if s.row not in used)
    return Plan(tuple(make), tuple(end), withdraw)


class Kind(StrEnum):
    """What a file does to a code."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the difference that a person approves."""

    code: str
    kind: Kind
    on: date
    before: Content | None = None
    after: Content | None = None

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Each field that differs, with its old and new value."""
        old = self.before.plain() if self.before else {}
        new = self.after.plain() if self.after else {}
        return {
            key: (old.get(key), new.get(key))
            for key in {**old, **new}
            if old.get(key) != new.get(key)
        }


def difference(
    code: str, existing: Sequence[Span], wanted: Sequence[Span], window: Window
) -> Difference:
    """How the window looked for a code, and how it will look."""
    was, will = _clip(existing, window), _clip(wanted, window)
    if [(s.start, s.end, s.content) for s in was] == [(s.start, s.end, s.content) for s in will]:
        return Difference(code, Kind.UNCHANGED, window.start)
    first, last = (was[-1] if was else None), (will[-1] if will else None)
    if first is None:
        on = last.start if last else window.start
        return Difference(code, Kind.ADDED, on, None, last.content if last else None)
    if last is None or (last.last < first.last):
        on = last.last + ONE_DAY if last else window.start
        return Difference(code, Kind.ENDED, on, first.content, None)
    for old, new in zip(was, will, strict=False):
        if (old.start, old.content) != (new.start, new.content):
            return Difference(code, Kind.CHANGED, new.start, old.content, new.content)
    return Difference(code, Kind.CHANGED, last.start, first.content, last.content)


def _clip(spans: Iterable[Span], window: Window) -> list[Span]:
    """The part of a timeline that a window shows; equal neighbours count as one."""
    seen: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.last < window.start or span.start > window.last:
            continue
        end = min(span.last, window.last)
        cut = replace(
            span, start=max(span.start, window.start), end=None if end == FAR else end, row=None
        )
        if seen and _meets(seen[-1], cut):
            seen[-1] = replace(seen[-1], end=cut.end)
        else:
            seen.append(cut)
    return seen
