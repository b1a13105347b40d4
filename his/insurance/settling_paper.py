"""The lists of a month's settlement on paper, to be signed (79, 80, 19, 20, 21 bản in)."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sqlmodel import Session

from his.insurance import permissions, service
from his.insurance.errors import TooLongForPaper
from his.insurance.settling import SettledSheet, dossiers_of, sheets
from his.pricing.service import money
from kernel import printing
from kernel.access import Actor
from kernel.printing import Print, Printed
from kernel.text import Text

#: One paper is set at a time: more visits than this would keep other printers waiting for seconds.
#: The workbook holds any number.
MOST = 2000
LISTS = Print(
    "his.insurance.settlement",
    Text("Bảng tổng hợp quyết toán BHYT", "Lists of the insurance settlement"),
    Path(__file__).parent / "prints" / "settlement.typ",
    needs=permissions.SETTLE,
)


def lists(db: Session, actor: Actor, month: str) -> Printed:
    """A month's lists as PDF, from the same tables as the workbook. Raises TooLongForPaper."""
    visits = service.sums(db, month).visits
    if visits > MOST:
        raise TooLongForPaper(visits=visits, most=MOST)
    year, number = month.split("-")
    return printing.render(
        db,
        actor,
        LISTS,
        subject=("settlement", month),
        document=month,
        data={
            "month": f"{number}/{year}",
            "lists": [_shown(each) for each in sheets(dossiers_of(db, month)) if each.rows],
        },
        code=f"QT-{month}",
        language="vi",  # a form of the insurer
    )


def _shown(sheet: SettledSheet) -> dict[str, object]:
    number, _, name = sheet.title.partition(" ")
    numeric = [isinstance(value, Decimal | int) for value in sheet.rows[0]]
    return {
        "number": number,
        "name": name,
        "head": list(sheet.head),
        "right": numeric,
        "rows": [_cells(sheet.head, row) for row in sheet.rows],
        "totals": _cells(("",) * len(sheet.head), sheet.totals),
    }


def _cells(head: Sequence[str], row: Sequence[object]) -> list[str]:
    padded = [*row, *[""] * (len(head) - len(row))]
    return [_cell(name, value) for name, value in zip(head, padded, strict=True)]


def _cell(head: str, value: object) -> str:
    """Money as it is written here; the file's 202608171030 as 17/08/2026."""
    if isinstance(value, Decimal):
        return money(value)
    text = "" if value is None else str(value)
    if head.startswith("Ngày") and len(text) >= 8 and text.isdigit():
        return f"{text[6:8]}/{text[4:6]}/{text[:4]}".removeprefix("00/").removeprefix("00/")
    return text
