"""Reports: shown, saved as a spreadsheet, printed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from his.pharmacy import books, permissions, reports
from his.pharmacy.books import Book
from his.pharmacy.reports import Asked, DrugReportId
from his.pharmacy.schemas import BookHeadOut, DrugBookOut
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/pharmacy/reports", tags=["his.pharmacy"])

Reader = Annotated[Actor, Depends(Requires(permissions.STOCK))]
Day = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _asked(
    first: Day = None, last: Day = None, store: UUID | None = None, item: UUID | None = None
) -> Asked:
    """Of this month unless said otherwise."""
    now = today()
    end = last or now
    return Asked(first or end.replace(day=1), end, store, item)


Wanted = Annotated[Asked, Depends(_asked)]


@router.get("/{report}")
def show_report(report: DrugReportId, wanted: Wanted, actor: Reader, db: Db) -> DrugBookOut:
    return book_out(reports.make(db, actor, report, wanted), actor)


@router.get("/{report}/xlsx", responses=books.XLSX, response_class=Response)
def save_report(report: DrugReportId, wanted: Wanted, actor: Reader, db: Db) -> Response:
    return books.as_xlsx(reports.make(db, actor, report, wanted), actor.language)


@router.post("/{report}/print", responses=PDF, response_class=Response)
def print_report(report: DrugReportId, wanted: Wanted, actor: Reader, db: Db) -> Response:
    made = books.printed(db, actor, reports.make(db, actor, report, wanted))
    return pdf(made, report.value)


def book_out(book: Book, actor: Actor) -> DrugBookOut:
    totals = book.totals() if any(head.total for head in book.heads) and book.rows else []
    return DrugBookOut(
        id=book.id,
        title=book.title.to(actor.language),
        about=book.about.to(actor.language),
        defined=book.defined.to(actor.language),
        heads=[
            BookHeadOut(title=h.title.to(actor.language), kind=h.kind.value) for h in book.heads
        ],
        rows=[[books.plain(cell) for cell in row] for row in book.rows],
        links=book.links,
        totals=[books.plain(cell) for cell in totals],
    )
