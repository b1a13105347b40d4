"""Figures that somebody vouched for: frozen, signed, and compared with what is entered later."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.reports import running
from his.reports.errors import FrozenAlready, PeriodNotOver, SignedAlready, SnapshotEnded
from his.reports.models import ReportSnapshot
from his.reports.settings import FREEZE_DAY
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.paging import page_of
from kernel.reports import Filters, Line, Period, Report
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """What a line said when it was frozen, and what it would say now. None: it was not there."""

    key: str
    then: tuple[Any, ...] | None
    now: tuple[Any, ...] | None


def plain(value: Any) -> Any:
    """A cell as JSON keeps it: numbers with decimals and dates become text."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return value


def freeze(
    db: Session, actor: Actor, report: Report, over: Period, filters: Filters, *, note: str = ""
) -> ReportSnapshot:
    """Keep a report as it is now. Raises PeriodNotOver, FrozenAlready."""
    if over.until >= today():
        raise PeriodNotOver(until=over.until.strftime("%d/%m/%Y"))
    if standing := in_force(db, report.id, over, filters):
        raise FrozenAlready(
            by=standing.frozen_by_name,
            at=standing.frozen_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
            snapshot_id=standing.id,
        )
    lines = _kept(running.run(db, actor, report, over, filters).lines)
    snapshot = ReportSnapshot(
        report_id=report.id,
        version=report.version,
        title=report.title.vi,
        since=over.since,
        until=over.until,
        filters=dict(filters),
        lines=lines,
        digest=_digest(lines),
        note=note,
        frozen_at=utc_now(),
        frozen_by=actor.id,
        frozen_by_name=actor.name,
    )
    db.add(snapshot)
    db.flush()
    return snapshot


def in_force(db: Session, report_id: str, over: Period, filters: Filters) -> ReportSnapshot | None:
    """The standing snapshot of this report, period and choice; the row is locked."""
    found = db.exec(
        select(ReportSnapshot)
        .where(
            ReportSnapshot.report_id == report_id,
            ReportSnapshot.since == over.since,
            ReportSnapshot.until == over.until,
            col(ReportSnapshot.withdrawn_at).is_(None),
        )
        .with_for_update()
    )
    return next((each for each in found if each.filters == dict(filters)), None)


def sign(db: Session, actor: Actor, snapshot_id: UUID) -> ReportSnapshot:
    """Raises SnapshotEnded, SignedAlready."""
    snapshot = _standing(db, snapshot_id)
    if snapshot.signed_at:
        raise SignedAlready(by=snapshot.signed_by_name)
    snapshot.signed_at = utc_now()
    snapshot.signed_by, snapshot.signed_by_name = actor.id, actor.name
    return snapshot


def withdraw(db: Session, actor: Actor, snapshot_id: UUID, *, reason: str) -> ReportSnapshot:
    """Take a snapshot back, so that the report can be frozen anew. Raises SnapshotEnded."""
    snapshot = _standing(db, snapshot_id)
    snapshot.withdrawn_at = utc_now()
    snapshot.withdrawn_by_name, snapshot.withdrawn_reason = actor.name, reason
    return snapshot


def get(db: Session, actor: Actor, snapshot_id: UUID) -> tuple[ReportSnapshot, Report]:
    """A snapshot with its report. Raises NotFound, UnknownReport."""
    snapshot = db.get(ReportSnapshot, snapshot_id)
    if snapshot is None:
        raise NotFound
    return snapshot, running.find(db, actor, snapshot.report_id)


def snapshots(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> tuple[list[ReportSnapshot], str | None]:
    """Of the reports that the person may see, the newest first."""
    mine = [each.id for each in running.catalogue(db, actor)]
    return page_of(
        db,
        select(ReportSnapshot).where(col(ReportSnapshot.report_id).in_(mine)),
        by=(col(ReportSnapshot.frozen_at), col(ReportSnapshot.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def late_changes(
    db: Session, actor: Actor, snapshot: ReportSnapshot, report: Report
) -> list[Change]:
    """What was entered or corrected after the report was frozen."""
    over = Period(snapshot.since, snapshot.until)
    now = running.run(db, actor, report, over, snapshot.filters)
    return compared(snapshot.lines, _kept(now.lines))


def compared(then: Sequence[Any], now: Sequence[Any]) -> list[Change]:
    """Lines that differ, by their key, or by their first cell where they have none. Pure."""
    before = {key or str(values[0]): tuple(values) for values, key in then}
    after = {key or str(values[0]): tuple(values) for values, key in now}
    return [
        Change(key, before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def intact(snapshot: ReportSnapshot) -> bool:
    """Nobody changed what was frozen."""
    return snapshot.digest == _digest(snapshot.lines)


def freeze_last_month(db: Session) -> Text | None:
    """On the day that the facility chose: the reports that a law asks for, of the month before."""
    day = int(admin.parameter(db, FREEZE_DAY.id))
    now = today()
    if day == 0 or now.day != day:
        return None
    until = now.replace(day=1) - timedelta(1)
    over = Period(until.replace(day=1), until)
    done = 0
    for report in assembly_of(db).contributions(Report):
        if report.law and not in_force(db, report.id, over, {}):
            freeze(db, SYSTEM, report, over, {})
            done += 1
    return Text(f"Đã chốt {done} báo cáo.", f"{done} reports were frozen.")


def _standing(db: Session, snapshot_id: UUID) -> ReportSnapshot:
    snapshot = db.get(ReportSnapshot, snapshot_id, with_for_update=True)
    if snapshot is None:
        raise NotFound
    if snapshot.withdrawn_at:
        raise SnapshotEnded
    return snapshot


def _kept(lines: Sequence[Line]) -> list[Any]:
    return [[[plain(value) for value in line.values], line.key] for line in lines]


def _digest(lines: Any) -> str:
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
