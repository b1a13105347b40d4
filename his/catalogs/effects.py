"""What a file's rows mean for a list as it stands: worked out, nothing written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from his.catalogs.reading import Row, RowError
from his.catalogs.timeline import (
    ONE_DAY,
    Content,
    Difference,
    Kind,
    Plan,
    Span,
    Window,
    difference,
    overlapping,
    overlay,
    plan,
)
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that follows from a file and the list as it stands."""

    differences: list[Difference]
    plans: dict[str, Plan]

    def count(self, kind: Kind) -> int:
        return sum(d.kind is kind for d in self.differences)

    def digest(self) -> str:
        told = hashlib.sha256()
        for code, each in sorted(self.plans.items()):
            told.update(repr((code, each)).encode())
        return told.hexdigest()


def work_out(
    standing: Mapping[str, Sequence[Span]], rows: Sequence[Row], edition: Window, *, whole: bool
) -> tuple[Work, list[RowError]]:
    """Compare what a file says with how the list stands: the work, and rows that clash."""
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    work = Work([], {})
    errors: list[RowError] = []
    for code, said in by_code.items():
        window, incoming, clash = _said(said, edition, whole=whole)
        if clash:
            errors.append(clash)
            continue
        _compare(work, code, standing.get(code, []), window, incoming)
    if whole:
        for code, kept in standing.items():
            if code not in by_code and any(
                s.start <= edition.last and s.last >= edition.start for s in kept
            ):
                _compare(work, code, kept, edition, [])
    return work, errors


def _compare(
    work: Work, code: str, kept: Sequence[Span], window: Window, incoming: Sequence[Span]
) -> None:
    wanted = overlay(kept, window, incoming)
    work.differences.append(difference(code, kept, wanted, window))
    if todo := plan(kept, wanted):
        work.plans[code] = todo


def _said(
    rows: Sequence[Row], edition: Window, *, whole: bool
) -> tuple[Window, list[Span], RowError | None]:
    """What a file's rows say of one code: the days they speak of, and the versions in them."""
    found: list[Span] = []
    for row in rows:
        start = row.valid_from or edition.start
        end = row.valid_to or (edition.end if whole else None)
        if end is None or start <= end:
            content = Content(row.name, row.name_en, row.ministry_code, row.facts)
            found.append(Span(start, end, content, source=row.source))
        elif row.valid_from is None and row.valid_to:
            start = row.valid_to + ONE_DAY  # it only says when the code ended
            edition = Window(min(start, edition.start), edition.end)
    found = _each_until_the_next(found)
    if overlapping(found):
        says = Text(
            f"Mã “{rows[-1].code}” lặp lại (dòng {rows[0].number}).",
            f"“{rows[-1].code}” is repeated (row {rows[0].number}).",
        )
        return edition, [], RowError(rows[-1].number, "code", says)
    first = min((s.start for s in found), default=edition.start)
    if whole:
        return Window(min(first, edition.start), edition.end), found, None
    all_dated = bool(found) and all(r.valid_from for r in rows)
    return Window(first if all_dated else min(first, edition.start)), found, None


def _each_until_the_next(found: list[Span]) -> list[Span]:
    """Rows of one code that only say since when: each holds until the next one begins."""
    if len(found) == 1:
        return found
    ordered = sorted(found, key=lambda s: s.start)
    return [
        replace(span, end=following.start - ONE_DAY)
        if following and span.end is None and span.start < following.start
        else span
        for span, following in zip_longest(ordered, ordered[1:])
    ]
