"""What the API takes and gives of reports."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from his.reports.freezing import Change, intact, plain
from his.reports.models import ReportSnapshot, SavedReport
from his.reports.morning import Told
from his.reports.running import Sheet
from kernel.reports import Cell, Record, Report
from kernel.schemas import Input, Line, Note, Output, Reason, Words, said

Value = str | int | None
"""A cell: amounts, quantities and dates as text, counts as numbers."""

Choice = Annotated[str, Field(max_length=120, pattern=r"^[\w.]+:[\w.\-]*$")]


class SheetColumn(Output):
    title: Words
    kind: Cell
    summed: bool


class FilterChoice(Output):
    value: str
    title: Words


class SheetFilter(Output):
    id: str
    title: Words
    choices: list[FilterChoice]
    usual: str


class ReportLine(Output):
    """A report in the list."""

    id: str
    title: Words
    group: Words
    definition: Words
    law: str
    version: int


class SheetHead(ReportLine):
    columns: list[SheetColumn]
    filters: list[SheetFilter]
    opens: bool

    @classmethod
    def of(cls, db: Session, report: Report) -> "SheetHead":
        return cls(
            **line(report).model_dump(),
            columns=[
                SheetColumn(title=said(c.title), kind=c.kind, summed=c.summed)
                for c in report.columns
            ],
            filters=[
                SheetFilter(
                    id=f.id,
                    title=said(f.title),
                    choices=[FilterChoice(value=v, title=said(t)) for v, t in f.choices(db)],
                    usual=f.usual,
                )
                for f in report.filters
            ],
            opens=report.records is not None,
        )


def line(report: Report) -> ReportLine:
    return ReportLine(
        id=report.id,
        title=said(report.title),
        group=said(report.group),
        definition=said(report.definition),
        law=report.law,
        version=report.version,
    )


class SavedOut(Output):
    id: UUID
    name: str
    report_id: str
    filters: dict[str, str]

    @classmethod
    def of(cls, saved: SavedReport) -> "SavedOut":
        return cls.model_validate(saved)


class CatalogueOut(Output):
    reports: list[ReportLine]
    saved: list[SavedOut]


class SheetLine(Output):
    values: list[Value]
    key: str


class SheetOut(Output):
    """A report that was run. `totals` has a value under each column that adds up."""

    report: SheetHead
    since: date
    until: date
    filters: dict[str, str]
    lines: list[SheetLine]
    totals: list[Value]
    ran_at: datetime

    @classmethod
    def of(cls, db: Session, sheet: Sheet) -> "SheetOut":
        return cls(
            report=SheetHead.of(db, sheet.report),
            since=sheet.period.since,
            until=sheet.period.until,
            filters=dict(sheet.filters),
            lines=[SheetLine(values=[plain(v) for v in x.values], key=x.key) for x in sheet.lines],
            totals=[plain(v) for v in sheet.totals],
            ran_at=sheet.ran_at,
        )


class RecordOut(Output):
    id: UUID
    at: datetime
    code: str
    who: str
    says: str
    amount: str | None
    to: str | None

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        return cls(
            id=record.id,
            at=record.at,
            code=record.code,
            who=record.who,
            says=record.says,
            amount=None if record.amount is None else plain(record.amount),
            to=record.to,
        )


class SaveIn(Input):
    name: Line
    filters: list[Choice] = Field(default_factory=list, max_length=20)


class FreezeIn(Input):
    since: date
    until: date
    filters: list[Choice] = Field(default_factory=list, max_length=20)
    note: Annotated[Note, Field(max_length=500)] = ""


class WithdrawSnapshot(Input):
    reason: Reason


class SnapshotLine(Output):
    id: UUID
    report_id: str
    version: int
    title: str
    since: date
    until: date
    filters: dict[str, str]
    note: str
    frozen_at: datetime
    frozen_by_name: str
    signed_at: datetime | None
    signed_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    withdrawn_reason: str


class LateChange(Output):
    """A line that says something else now; None where it was or is not there."""

    key: str
    then: list[Value] | None
    now: list[Value] | None

    @classmethod
    def of(cls, change: Change) -> "LateChange":
        return cls(
            key=change.key,
            then=None if change.then is None else list(change.then),
            now=None if change.now is None else list(change.now),
        )


class SnapshotOut(Output):
    """A frozen report, whether it is untouched, and what was entered late."""

    snapshot: SnapshotLine
    report: SheetHead
    lines: list[SheetLine]
    intact: bool
    changes: list[LateChange]

    @classmethod
    def of(
        cls, db: Session, snapshot: ReportSnapshot, report: Report, changes: list[Change]
    ) -> "SnapshotOut":
        kept: list[Any] = snapshot.lines
        return cls(
            snapshot=SnapshotLine.model_validate(snapshot),
            report=SheetHead.of(db, report),
            lines=[SheetLine(values=values, key=key) for values, key in kept],
            intact=intact(snapshot),
            changes=[LateChange.of(each) for each in changes],
        )


class HeadlineOut(Output):
    """A figure of the day. `better`: whether it changed for the good; None: neither."""

    id: str
    title: Words
    kind: Cell
    value: Value
    before: Value
    better: bool | None
    to: str

    @classmethod
    def of(cls, told: Told, day: date) -> "HeadlineOut":
        return cls(
            id=told.headline.id,
            title=said(told.headline.title),
            kind=told.headline.kind,
            value=plain(told.value),
            before=plain(told.before),
            better=told.better,
            to=told.headline.to.replace("{day}", day.isoformat()),
        )


class MorningOut(Output):
    day: date
    figures: list[HeadlineOut]
