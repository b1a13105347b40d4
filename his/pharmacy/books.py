"""A report as a table that is shown, saved as a spreadsheet and printed, always the same."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from fastapi.responses import Response
from sqlmodel import Session

from his.pharmacy import permissions
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.printing import Print, Printed
from kernel.text import Language, Text

PRINT = Print(
    id="his.pharmacy.book",
    title=Text("Thẻ kho, sổ, báo cáo dược", "Stock cards, books and pharmacy reports"),
    template=Path(__file__).parent / "prints" / "book.typ",
    needs=permissions.STOCK,
)
XLSX: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"type": "string", "format": "binary"}
            }
        }
    }
}

Cell = str | int | Decimal | date | datetime | None


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Head:
    """A column; `total`: its sum stands below."""

    title: Text
    kind: CellKind = CellKind.TEXT
    total: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A report: its definition in a sentence, and its rows. `links` are the pages of the rows."""

    id: str
    title: Text
    about: Text  # of what, from when to when
    defined: Text  # how it is worked out
    heads: tuple[Head, ...]
    rows: list[tuple[Cell, ...]]
    links: list[str] = field(default_factory=list)
    signers: tuple[Text, ...] = (Text("Người lập", "Made by"), Text("Trưởng khoa Dược", "Head"))

    def totals(self) -> list[Cell]:
        return [
            sum((Decimal(str(row[n] or 0)) for row in self.rows), Decimal(0))
            if head.total
            else None
            for n, head in enumerate(self.heads)
        ]


def number(value: Decimal | int, *, money: bool = False) -> str:
    """`1.234,5` as people read it; money without needless zeros."""
    exact = Decimal(value).quantize(Decimal("0.01")) if money else Decimal(value)
    text = f"{exact:,.4f}".rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def words(cell: Cell, kind: CellKind) -> str:
    """A cell on paper."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
        case date():
            return cell.strftime("%d/%m/%Y")
        case Decimal() | int():
            return number(cell, money=kind is CellKind.MONEY)
        case _:
            return str(cell)


def plain(cell: Cell) -> str | None:
    """A cell in JSON: numbers as exact strings, days and instants in ISO 8601."""
    match cell:
        case None:
            return None
        case datetime():
            return cell.isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell.normalize():f}"
        case _:
            return str(cell)


def as_xlsx(book: Book, language: Language) -> Response:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet(
        book.title.to(language)[:31].translate({ord(c): " " for c in "[]:*?/\\"})
    )

    def bold(value: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value)
        cell.font = Font(bold=True)
        return cell

    sheet.append([bold(book.title.to(language))])
    sheet.append([book.about.to(language)])
    sheet.append([book.defined.to(language)])
    sheet.append([bold(head.title.to(language)) for head in book.heads])
    for row in book.rows:
        sheet.append([_cell(sheet, each) for each in row])
    if book.rows and any(head.total for head in book.heads):
        sheet.append([_cell(sheet, each) for each in book.totals()])
    out = io.BytesIO()
    made.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = {"Content-Disposition": f'attachment; filename="{book.id}.xlsx"'}
    return Response(out.getvalue(), media_type=kind, headers=name)


def printed(
    db: Session,
    actor: Actor,
    book: Book,
    *,
    form: Print = PRINT,
    subject: tuple[str, object] | None = None,
    document: object | None = None,
) -> Printed:
    say: Callable[[Text], str] = lambda text: text.to(actor.language)  # noqa: E731
    totals = book.totals() if any(head.total for head in book.heads) else []
    return printing.render(
        db,
        actor,
        form,
        subject=subject or ("book", book.id),
        document=document or f"{book.id} {book.about.vi}"[:60],
        data={
            "title": say(book.title),
            "about": say(book.about),
            "defined": say(book.defined),
            "heads": [say(head.title) for head in book.heads],
            "right": [head.kind in (CellKind.NUMBER, CellKind.MONEY) for head in book.heads],
            "rows": [_on_paper(book, row) for row in book.rows],
            "totals": _on_paper(book, totals) if totals else [],
            "signers": [say(each) for each in book.signers],
        },
        language=actor.language,
    )


def _on_paper(book: Book, row: Sequence[Cell]) -> list[str]:
    return [words(cell, head.kind) for cell, head in zip(row, book.heads, strict=True)]


def _cell(sheet: Any, value: Cell) -> Any:
    """A spreadsheet's own number where it is exact there; text never becomes a formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime):
        return value.astimezone(LOCAL).replace(tzinfo=None)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    return value
