"""Limits from a day on: what changes ends the day before, what was reported keeps its own."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import today, utc_now
from lis.tests.errors import LimitsNotBeforeToday, LimitsOutOfOrder, RangesQuarrel
from lis.tests.models import LabTest, ReferenceRange
from lis.tests.profiles import range_of
from lis.tests.ranges import Range, overlapping, span
from lis.tests.stamping import renew_stamp

_SAID = tuple(
    f.name for f in fields(Range) if f.name not in ("id", "valid_from", "valid_to", "approved")
)
_SCALED = (
    "low",
    "high",
    "critical_low",
    "critical_high",
    "absurd_low",
    "absurd_high",
    "delta_abs",
)
_PLACES = Decimal("0.0001")


def rows(db: Session, code: str, *, to_change: bool = False) -> list[ReferenceRange]:
    """The rows that stand, of every day."""
    asked = (
        select(ReferenceRange)
        .where(col(ReferenceRange.test_code) == code, col(ReferenceRange.withdrawn_at).is_(None))
        .order_by(col(ReferenceRange.valid_from), col(ReferenceRange.id))
    )
    return list(db.execute(asked.with_for_update() if to_change else asked).scalars())


def replace_all(
    db: Session,
    actor: Actor,
    code: str,
    *,
    wanted: Sequence[Range],
    since: date,
    reason: str = "",
) -> list[ReferenceRange]:
    """These are the limits of a test from a day on. What stays the same is left as it is.

    A row that no more holds ends the day before; one that began on that day or later never
    counted for days gone by and is withdrawn. New rows await approval, and with them the test.
    Raises LimitsNotBeforeToday, RangesQuarrel, LimitsOutOfOrder.
    """
    if since < today():
        raise LimitsNotBeforeToday
    check(wanted)
    held = db.execute(select(LabTest).where(col(LabTest.code) == code).with_for_update()).scalar()
    left = {_said(each) for each in wanted}
    for row in rows(db, code, to_change=True):
        if row.valid_to is not None and row.valid_to < since:
            continue
        said = _said(range_of(row))
        if said in left and row.valid_from <= since and row.valid_to is None:
            left.discard(said)
        elif row.valid_from >= since:
            row.withdrawn_at, row.withdrawn_by_name = utc_now(), actor.name
        else:
            row.valid_to = since - timedelta(days=1)
    new = [each for each in wanted if _said(each) in left]
    made = begin(db, actor, code, new, since, reason=reason)
    if made and held is not None:
        held.approved_by, held.approved_by_name, held.approved_at = None, "", None
    db.flush()
    renew_stamp(db)
    return made


def begin(
    db: Session, actor: Actor, code: str, new: Iterable[Range], since: date, *, reason: str = ""
) -> list[ReferenceRange]:
    made = [row_of(code, each, since, actor, reason) for each in new]
    db.add_all(made)
    db.flush()
    return made


def row_of(code: str, said: Range, since: date, actor: Actor, reason: str = "") -> ReferenceRange:
    return ReferenceRange(
        test_code=code,
        **{name: getattr(said, name) for name in _SAID},
        valid_from=since,
        reason=reason,
        made_by=actor.id,
        made_by_name=actor.name,
    )


def rescale(db: Session, actor: Actor, code: str, step: Decimal) -> None:
    """The test is shown in another unit from today on: its limits too."""
    now = today()
    standing = [range_of(r) for r in rows(db, code) if r.valid_to is None or r.valid_to >= now]
    wanted = [replace(each, **_times(each, step)) for each in standing]
    replace_all(db, actor, code, wanted=wanted, since=now, reason="Đổi đơn vị")


def _times(row: Range, step: Decimal) -> dict[str, Any]:
    return {
        name: _rounded(value * step)
        for name in _SCALED
        if (value := getattr(row, name)) is not None
    }


def _rounded(value: Decimal) -> Decimal:
    """Four significant figures: a converted limit is not more exact than the one it comes from."""
    return Decimal(f"{value:.4g}").quantize(_PLACES) if value else value


def _said(row: Range) -> tuple[Any, ...]:
    """What a row says, without who and when. 4.0 and 4 are the same."""
    return tuple(getattr(row, name) for name in _SAID)


def check(wanted: Sequence[Range]) -> None:
    """Raises LimitsOutOfOrder, RangesQuarrel."""
    for each in wanted:
        in_order(each)
    bare = [replace(each, valid_from=None, valid_to=None) for each in wanted]
    quarrel = overlapping(bare)
    if quarrel:
        raise RangesQuarrel(one=named(quarrel[0]), other=named(quarrel[1]))


def in_order(row: Range) -> None:
    """absurd < critical < usual < critical < absurd, as far as they are said."""
    rising = (
        row.absurd_low,
        row.critical_low,
        row.low,
        row.high,
        row.critical_high,
        row.absurd_high,
    )
    said = [value for value in rising if value is not None]
    ends = row.to_days is None or row.from_days < row.to_days
    if said != sorted(said) or not ends or row.sex not in ("", "M", "F"):
        raise LimitsOutOfOrder
    if row.pregnant and row.sex == "M":
        raise LimitsOutOfOrder


def named(row: Range) -> str:
    """For whom a row is: "F 12y-16y", "thai kỳ", and its limits."""
    age = f"{_age(row.from_days)}-{_age(row.to_days) if row.to_days is not None else ''}"
    parts = (row.sex, age, "thai kỳ" if row.pregnant else "", span(row.low, row.high))
    return " ".join(part for part in parts if part)


def _age(days: int) -> str:
    if days and days % 365 == 0:
        return f"{days // 365}y"
    return f"{days // 30}m" if days and days % 30 == 0 else f"{days}d"
