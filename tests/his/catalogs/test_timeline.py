"""What a file does to a code's versions, for any versions and any file (criterion 31)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from his.catalogs.timeline import (
    Content,
    Kind,
    Span,
    Window,
    difference,
    in_force,
    overlapping,
    overlay,
    plan,
)

DAY = date(2026, 1, 1)
DAYS = 30


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@st.composite
def timelines(draw: st.DrawFn, rows: bool = True) -> list[Span]:
    """Versions that do not overlap, some next to each other, perhaps open at the end."""
    cuts = sorted(draw(st.sets(st.integers(0, DAYS), max_size=8)))
    spans = []
    for start, following in zip_longest(cuts, cuts[1:]):
        if draw(st.booleans()):
            continue
        end = None if following is None and draw(st.booleans()) else start
        if following is not None:
            end = draw(st.integers(start, following - 1))
        content = Content(draw(st.sampled_from("ABC")))
        spans.append(
            Span(day(start), None if end is None else day(end), content, start if rows else None)
        )
    return spans


@st.composite
def said(draw: st.DrawFn) -> tuple[Window, list[Span]]:
    """A window and what a file says of it."""
    start = draw(st.integers(0, DAYS))
    end = draw(st.none() | st.integers(start, DAYS))
    window = Window(day(start), None if end is None else day(end))
    inside = []
    for span in draw(timelines(rows=False)):
        if span.last < window.start or span.start > window.last:
            continue
        last = min(span.last, window.last)
        inside.append(
            Span(max(span.start, window.start), None if last == date.max else last, span.content)
        )
    return window, inside


def content_on(spans: Sequence[Span], when: date) -> Content | None:
    found = in_force(spans, when)
    return found.content if found else None


def carried_out(existing: Sequence[Span], wanted: Sequence[Span]) -> list[Span]:
    """The rows after a plan was carried out."""
    todo = plan(existing, wanted)
    ends = {e.row: e.after for e in todo.end}
    gone = {s.row for s in todo.withdraw}
    kept = [
        Span(s.start, ends.get(s.row, s.end), s.content, s.row)
        for s in existing
        if s.row not in gone
    ]
    return sorted([*kept, *todo.make], key=lambda s: s.start)


@given(timelines(), said())
def test_inside_the_window_the_list_says_what_the_file_says(
    existing: list[Span], file: tuple[Window, list[Span]]
) -> None:
    window, incoming = file
    after = carried_out(existing, overlay(existing, window, incoming))
    for number in range(-1, DAYS + 3):
        when = day(number)
        expected = incoming if window.holds(when) else existing
        assert content_on(after, when) == content_on(expected, when)


@given(timelines(), said())
def test_versions_never_overlap(existing: list[Span], file: tuple[Window, list[Span]]) -> None:
    after = carried_out(existing, overlay(existing, *file))
    assert not overlapping(after)


@given(timelines(), said())
def test_the_same_file_again_changes_nothing(
    existing: list[Span], file: tuple[Window, list[Span]]
) -> None:
    once = [
        Span(s.start, s.end, s.content, number)
        for number, s in enumerate(carried_out(existing, overlay(existing, *file)))
    ]
    again = overlay(once, *file)
    assert not plan(once, again)
    assert difference("X", once, again, file[0]).kind is Kind.UNCHANGED


@given(timelines(), said())
def test_what_is_called_unchanged_needs_no_work_and_the_rest_does(
    existing: list[Span], file: tuple[Window, list[Span]]
) -> None:
    window, incoming = file
    wanted = overlay(existing, window, incoming)
    line = difference("X", existing, wanted, window)
    same_days = all(
        content_on(existing, day(n)) == content_on(incoming, day(n))
        for n in range(DAYS + 3)
        if window.holds(day(n))
    )
    assert (line.kind is Kind.UNCHANGED) == same_days
    if line.kind is not Kind.UNCHANGED:
        assert plan(existing, wanted)


@given(timelines(), said())
def test_a_plan_can_be_taken_back(existing: list[Span], file: tuple[Window, list[Span]]) -> None:
    todo = plan(existing, overlay(existing, *file))
    before = {e.row: e.before for e in todo.end}
    after = carried_out(existing, overlay(existing, *file))
    kept = [s for s in after if s.row is not None]
    back = [Span(s.start, before.get(s.row, s.end), s.content, s.row) for s in kept]
    back += todo.withdraw
    assert sorted(back, key=lambda s: s.start) == existing


def test_a_new_price_ends_the_old_one_the_day_before() -> None:
    old = Span(day(0), None, Content("100"), "row")
    window = Window(day(10))
    todo = plan([old], overlay([old], window, [Span(day(10), None, Content("120"))]))
    assert [(e.row, e.after) for e in todo.end] == [("row", day(9))]
    assert [(s.start, s.end, s.content.name) for s in todo.make] == [(day(10), None, "120")]
    assert not todo.withdraw


def test_an_older_edition_fills_the_time_before_the_newer_one() -> None:
    newer = Span(day(20), None, Content("new"), "row")
    window = Window(day(0), day(19))
    todo = plan([newer], overlay([newer], window, [Span(day(0), day(19), Content("old"))]))
    assert not todo.end
    assert not todo.withdraw
    assert [(s.start, s.end) for s in todo.make] == [(day(0), day(19))]


def test_the_difference_names_each_field_with_its_old_and_new_value() -> None:
    old = Span(day(0), None, Content("A", facts={"price": "1", "unit": "lần"}), "row")
    new = Span(day(5), None, Content("A", facts={"price": "2", "unit": "lần"}))
    line = difference("X", [old], overlay([old], Window(day(5)), [new]), Window(day(5)))
    assert line.kind is Kind.CHANGED
    assert line.fields() == {"price": ("1", "2")}
