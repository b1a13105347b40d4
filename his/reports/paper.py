"""A sheet as a workbook, as CSV, and as a printed form."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.reports import permissions
from his.reports.models import ReportSnapshot
from his.reports.running import Sheet
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.printing import Print, Printed, letterhead, render
from kernel.reports import Cell, Period
from kernel.spreadsheets import harmless
from kernel.text import Language, Text

FORM = Print(
    "his.reports.sheet",
    Text("Báo cáo thống kê", "Statistical report"),
    Path(__file__).parent / "prints" / "sheet.typ",
    needs=permissions.READ,
)
TOTAL = Text("Tổng cộng", "Total")
_FORMATS = {Cell.AMOUNT: "#,##0.##", Cell.QUANTITY: "#,##0.###", Cell.DAY: "dd/mm/yyyy"}


MISSING = "–"  # nothing was recorded; that is not a nought


def chosen_words(db: Session, sheet: Sheet, language: Language) -> str:
    """What the report was narrowed to, as people read it; empty where nothing was."""
    told = []
    for each in sheet.report.filters:
        names = dict(each.choices(db))
        value = sheet.filters.get(each.id, "")
        said = names.get(value) or names.get(each.usual)
        if said is not None:
            told.append(f"{each.title.to(language)}: {said.to(language)}")
    return "; ".join(told)


def spoken(value: Any, kind: Cell) -> str:
    """A cell as Vietnamese paper shows it: 1.234.567,5 and 05/11/2026."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if kind in (Cell.AMOUNT, Cell.QUANTITY, Cell.COUNT, Cell.PERCENT, Cell.MINUTES):
        number = Decimal(str(value))
        text = f"{number:,.3f}".rstrip("0").rstrip(".")
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
        return f"{text}%" if kind is Cell.PERCENT else text
    return str(value)


def period_words(over: Period) -> Text:
    first, last = over.since.strftime("%d/%m/%Y"), over.until.strftime("%d/%m/%Y")
    if over.since == over.until:
        return Text(f"Ngày {first}", f"On {first}")
    return Text(f"Từ {first} đến {last}", f"From {first} to {last}")


def xlsx(db: Session, sheet: Sheet, language: Language) -> bytes:
    """One workbook of one sheet: head, lines, totals, and what was counted."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    head_fill = PatternFill("solid", fgColor="EEF2F3")
    report = sheet.report
    book = Workbook()
    page = book.active
    if page is None:
        raise RuntimeError("a new workbook has a sheet")
    page.title = "Báo cáo" if language == "vi" else "Report"
    head = letterhead(db)
    for text in (head.name, report.title.to(language), period_words(sheet.period).to(language)):
        page.append([harmless(text)])
    page["A2"].font = Font(bold=True, size=14)
    page.append([harmless(chosen_words(db, sheet, language))])
    page.append([each.title.to(language) for each in report.columns])
    for cell in page[page.max_row]:
        cell.font, cell.fill = Font(bold=True), head_fill
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = f"A{page.max_row + 1}"
    for line in sheet.lines:
        page.append([harmless(value) for value in line.values])
    if any(each is not None for each in sheet.totals):
        page.append([harmless(value) for value in _with_word(sheet.totals, language)])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
    page.append([])
    page.append([harmless(report.definition.to(language))])
    if report.law:
        page.append([harmless(report.law)])
    for place, column in enumerate(report.columns, 1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = 34 if column.kind is Cell.TEXT else 16
        if wanted := _FORMATS.get(column.kind):
            for cell in page[letter][5:]:
                cell.number_format = wanted
    book.properties.title = report.title.to(language)
    book.properties.creator = "HIS54"
    book.properties.created = sheet.ran_at.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(sheet: Sheet, language: Language) -> bytes:
    """UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([each.title.to(language) for each in sheet.report.columns])
    for line in sheet.lines:
        writer.writerow([harmless(value) for value in line.values])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def printed(
    db: Session, actor: Actor, sheet: Sheet, snapshot: ReportSnapshot | None = None
) -> Printed:
    """The form; of a frozen report with who vouches for it."""
    report, language = sheet.report, actor.language
    kinds = [each.kind for each in report.columns]
    data = {
        "title": report.title.to(language),
        "period": " · ".join(
            each
            for each in (
                period_words(sheet.period).to(language),
                chosen_words(db, sheet, language),
            )
            if each
        ),
        "definition": report.definition.to(language),
        "law": report.law,
        "version": report.version,
        "head": [each.title.to(language) for each in report.columns],
        "right": [kind is not Cell.TEXT for kind in kinds],
        "lines": [_row(line.values, kinds, MISSING) for line in sheet.lines],
        "totals": _row(_with_word(sheet.totals, language), kinds)
        if any(each is not None for each in sheet.totals)
        else [],
        "frozen": _vouched(snapshot, language),
    }
    document = f"{report.id}/{sheet.period.since}/{sheet.period.until}"
    return render(
        db,
        actor,
        FORM,
        subject=("report", report.id),
        document=document,
        data=data,
        language=language,
    )


def _vouched(snapshot: ReportSnapshot | None, language: Language) -> dict[str, str]:
    if snapshot is None:
        return {"at": "", "by": "", "signed": ""}
    at = snapshot.frozen_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
    return {"at": at, "by": snapshot.frozen_by_name, "signed": snapshot.signed_by_name}


def _row(values: Sequence[Any], kinds: Sequence[Cell], missing: str = "") -> list[str]:
    return [
        missing if value is None else value if isinstance(value, str) else spoken(value, kind)
        for value, kind in zip(values, kinds, strict=True)
    ]


def _with_word(totals: Sequence[Any], language: Language) -> list[Any]:
    """The line of totals says so in its first cell, where no sum stands."""
    row = list(totals)
    if row and row[0] is None:
        row[0] = TOTAL.to(language)
    return row
