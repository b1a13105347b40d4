"""Reports: the list, a sheet, what lies behind it, frozen ones, the director's page."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from his.reports import freezing, morning, paper, permissions, running, saving
from his.reports.running import Sheet
from his.reports.schemas import (
    CatalogueOut,
    Choice,
    FreezeIn,
    HeadlineOut,
    MorningOut,
    RecordOut,
    SavedOut,
    SaveIn,
    SheetOut,
    SnapshotLine,
    SnapshotOut,
    WithdrawSnapshot,
    line,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.reports import Line, Period
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/reports", tags=["his.reports"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Freezer = Annotated[Actor, Depends(Requires(permissions.FREEZE))]
Signer = Annotated[Actor, Depends(Requires(permissions.SIGN))]
Director = Annotated[Actor, Depends(Requires(permissions.MORNING))]

ReportId = Annotated[str, Path(max_length=80, pattern=r"^[a-z][a-z0-9_.]+$")]
Day = Annotated[date | None, Query(description="Yesterday, unless told.")]
Chosen = Annotated[list[Choice], Query(alias="filter", max_length=20, description="`id:value`")]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


@router.get("")
def catalogue(actor: Reader, db: Db) -> CatalogueOut:
    """The reports that one may see, and one's own choices."""
    return CatalogueOut(
        reports=[line(each) for each in running.catalogue(db, actor)],
        saved=[SavedOut.of(each) for each in saving.mine(db, actor)],
    )


@router.get("/morning")
def morning_figures(actor: Director, db: Db, day: Day = None) -> MorningOut:
    """The figures of a day (the last one that had work) beside the same weekday before."""
    if day:
        told = morning.briefing(db, actor, day)
    else:
        day, told = morning.latest(db, actor, today())
    return MorningOut(day=day, figures=[HeadlineOut.of(each, day) for each in told])


@router.get("/snapshots")
def snapshots(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[SnapshotLine]:
    """Frozen reports, the newest first."""
    found, following = freezing.snapshots(db, actor, after=after, limit=limit)
    return Page(items=[SnapshotLine.model_validate(each) for each in found], next=following)


@router.get("/snapshots/{snapshot_id}")
def snapshot(snapshot_id: UUID, actor: Reader, db: Db) -> SnapshotOut:
    """A frozen report and what was entered late."""
    kept, report = freezing.get(db, actor, snapshot_id)
    return SnapshotOut.of(db, kept, report, freezing.late_changes(db, actor, kept, report))


@router.post("/snapshots/{snapshot_id}/signature")
def sign(snapshot_id: UUID, actor: Signer, db: Db) -> SnapshotLine:
    """Vouch for a frozen report."""
    freezing.get(db, actor, snapshot_id)
    return SnapshotLine.model_validate(freezing.sign(db, actor, snapshot_id))


@router.post("/snapshots/{snapshot_id}/withdrawal")
def withdraw(snapshot_id: UUID, form: WithdrawSnapshot, actor: Signer, db: Db) -> SnapshotLine:
    """Take a frozen report back, with the reason."""
    freezing.get(db, actor, snapshot_id)
    kept = freezing.withdraw(db, actor, snapshot_id, reason=form.reason)
    return SnapshotLine.model_validate(kept)


@router.post("/snapshots/{snapshot_id}/prints/sheet", responses=PDF, response_class=Response)
def print_snapshot(snapshot_id: UUID, actor: Reader, db: Db) -> Response:
    """A frozen report on paper, as it was."""
    kept, report = freezing.get(db, actor, snapshot_id)
    lines = [Line(tuple(values), key) for values, key in kept.lines]
    over = Period(kept.since, kept.until)
    totals = (None,) * len(report.columns)
    sheet = Sheet(report, over, kept.filters, lines, totals, kept.frozen_at)
    return pdf(paper.printed(db, actor, sheet, kept), report.id)


@router.delete("/saved/{saved_id}")
def drop(saved_id: UUID, actor: Reader, db: Db) -> SavedOut:
    """Take a choice of one's own off the list."""
    return SavedOut.of(saving.drop(db, actor, saved_id))


@router.get("/{report_id}")
def sheet(
    report_id: ReportId,
    actor: Reader,
    db: Db,
    since: Day = None,
    until: Day = None,
    chosen: Chosen = [],  # noqa: B006 (FastAPI copies it)
) -> SheetOut:
    """A report for a period (yesterday) with its totals."""
    return SheetOut.of(db, _run(db, actor, report_id, since, until, chosen))


@router.get("/{report_id}/records")
def records(
    report_id: ReportId,
    actor: Reader,
    db: Db,
    key: Annotated[str, Query(max_length=200)] = "",
    since: Day = None,
    until: Day = None,
    chosen: Chosen = [],  # noqa: B006
    after: After = None,
    limit: Limit = 50,
) -> Page[RecordOut]:
    """What a line counts, one by one."""
    report = running.find(db, actor, report_id)
    over = running.period(*_days(since, until))
    filters = running.narrowed(report, chosen)
    found, following = running.records(
        db, actor, report, over, filters, key=key, after=after, limit=limit
    )
    return Page(items=[RecordOut.of(each) for each in found], next=following)


@router.get(
    "/{report_id}/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export(
    report_id: ReportId,
    actor: Reader,
    db: Db,
    file_format: Annotated[SheetFormat, Query(alias="format")] = SheetFormat.XLSX,
    since: Day = None,
    until: Day = None,
    chosen: Chosen = [],  # noqa: B006
) -> Response:
    """A report as a workbook or as CSV."""
    made = _run(db, actor, report_id, since, until, chosen)
    csv = file_format is SheetFormat.CSV
    content = paper.as_csv(made, actor.language) if csv else paper.xlsx(db, made, actor.language)
    audit.read(db, ("report", report_id), "export")
    name = f"{report_id}-{made.period.since}-{made.period.until}.{file_format.value}"
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if csv else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/{report_id}/prints/sheet", responses=PDF, response_class=Response)
def print_sheet(
    report_id: ReportId,
    actor: Reader,
    db: Db,
    since: Day = None,
    until: Day = None,
    chosen: Chosen = [],  # noqa: B006
) -> Response:
    """A report on paper."""
    made = _run(db, actor, report_id, since, until, chosen)
    return pdf(paper.printed(db, actor, made), report_id)


@router.post("/{report_id}/snapshots", status_code=201)
def freeze(report_id: ReportId, form: FreezeIn, actor: Freezer, db: Db) -> SnapshotLine:
    """Keep a report of a period that is over as it is now."""
    report = running.find(db, actor, report_id)
    over = running.period(form.since, form.until)
    filters = running.narrowed(report, form.filters)
    kept = freezing.freeze(db, actor, report, over, filters, note=form.note)
    return SnapshotLine.model_validate(kept)


@router.post("/{report_id}/saved", status_code=201)
def save(report_id: ReportId, form: SaveIn, actor: Reader, db: Db) -> SavedOut:
    """Keep a report with its filters as one's own."""
    report = running.find(db, actor, report_id)
    filters = running.narrowed(report, form.filters)
    return SavedOut.of(saving.save(db, actor, report, filters, name=form.name))


def _days(since: date | None, until: date | None) -> tuple[date, date]:
    yesterday = today() - timedelta(1)
    return since or until or yesterday, until or since or yesterday


def _run(
    db: Db,
    actor: Actor,
    report_id: str,
    since: date | None,
    until: date | None,
    chosen: list[str],
) -> Sheet:
    report = running.find(db, actor, report_id)
    over = running.period(*_days(since, until))
    return running.run(db, actor, report, over, running.narrowed(report, chosen))
