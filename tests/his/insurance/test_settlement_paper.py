"""The month's lists as they are signed and sent: on paper what the workbook says."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from his.insurance import service, settling_paper
from his.insurance.errors import TooLongForPaper
from his.insurance.layouts import layout_on
from his.insurance.lists import Sums
from his.insurance.settling import sheets, workbook
from his.insurance.settling_paper import _shown
from his.insurance.tabulating import tables
from kernel import printing
from kernel.access import Actor
from tests.his.insurance import visits

D = Decimal
OF = layout_on(date(2026, 8, 17))


def test_paper_and_workbook_say_the_same() -> None:
    dossiers = [tables(visits.good(), OF), tables(visits.sick(), OF)]
    book = load_workbook(io.BytesIO(workbook(dossiers, month="2026-08", house="Phòng khám thử")))
    for sheet in sheets(dossiers):
        page = book[sheet.title]
        assert page.max_row == 4 + len(sheet.rows) + 1
        totals = [cell.value or "" for cell in page[page.max_row]][: len(sheet.totals)]
        assert totals == [value or "" for value in sheet.totals]
    shown = _shown(sheets(dossiers)[0])
    assert shown["number"] == "79"
    assert "903.660" in shown["totals"]  # type: ignore[operator]
    first = shown["rows"][0]  # type: ignore[index]
    assert len(first) == len(shown["head"])  # type: ignore[arg-type]
    assert all("/" in first[n] for n in (3, 7, 8))  # days as people write them


def test_a_name_that_is_a_formula_stays_a_name() -> None:
    of = tables(visits.good(), OF)
    of["XML1"][0]["HO_TEN"] = "=1+1"
    book = load_workbook(io.BytesIO(workbook([of], month="2026-08", house="")))
    assert book["79 Ngoại trú"]["C5"].value == "'=1+1"


def test_the_lists_are_printed_and_a_huge_month_is_not(
    db: Session, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tables(visits.good(), OF)
    monkeypatch.setattr(settling_paper, "dossiers_of", lambda *_: [made] * 40)
    seen: list[dict[str, object]] = []
    render = printing.render

    def look(*args: object, **told: object) -> printing.Printed:
        seen.append(told["data"])  # type: ignore[arg-type]
        return render(*args, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(printing, "render", look)
    paper = settling_paper.lists(db, actor, "2026-08")
    assert paper.pdf.startswith(b"%PDF")
    [data] = seen
    assert data["month"] == "08/2026"
    assert [each["number"] for each in data["lists"]] == ["79", "20", "21"]  # type: ignore[attr-defined]
    zero = D(0)
    many = Sums(settling_paper.MOST + 1, zero, zero, zero, zero, zero, zero)
    monkeypatch.setattr(service, "sums", lambda *_: many)
    with pytest.raises(TooLongForPaper):
        settling_paper.lists(db, actor, "2026-08")
