"""Numbers, DataMatrix, tubes: pure rules; and printed labels, read as a scanner reads them."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from lis.specimens import chain, datamatrix, numbers, papers, permissions, receiving
from lis.specimens.states import CustodyAct
from lis.specimens.tubes import Need, plan
from lis.tests.models import LabelPreset
from tests.lis.specimens.laboratory import NURSE, TECHNICIAN, build, items, labelled, order, visit
from tests.lis.specimens.laboratory import received as all_received

DAY = date(2026, 11, 22)
VISITS = [new_id() for _ in range(2)]


@given(st.integers(1, 99_999_999))
def test_a_number_is_read_back_and_no_single_wrong_digit_is(running: int) -> None:
    number = numbers.number(DAY, running)
    assert numbers.read(f" ]C1{number}\r") == number
    for place, digit in enumerate(number):
        wrong = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
        assert numbers.read(wrong) is None


@pytest.mark.parametrize("text", ["", "26112", "BN26000013", "2611220001a", "9" * 30])
def test_what_is_no_number_of_ours_is_none(text: str) -> None:
    assert numbers.read(text) is None


@pytest.mark.parametrize("text", ["1", "26112200019", "A-26112200019", "12" * 18, "7" * 88])
def test_a_datamatrix_is_read_by_an_independent_decoder(text: str) -> None:
    rows = datamatrix.modules(text)
    side = len(rows) + 4
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 2, y + 2), 0 if dark else 255)
    big = picture.resize((side * 6, side * 6), Image.Resampling.NEAREST)

    [found] = zxingcpp.read_barcodes(big)

    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.DataMatrix)


needs = st.builds(
    Need,
    item_id=st.uuids(),
    encounter_id=st.sampled_from(VISITS),
    test=st.just("T"),
    section=st.sampled_from(["HAEM", "CHEM"]),
    container=st.sampled_from(["EDTA", "SERUM"]),
    specimen_type=st.just(""),
    volume=st.decimals(0, 2, places=1),
    rank=st.integers(0, 2),
)


@given(st.lists(needs, max_size=25, unique_by=lambda n: n.item_id))
def test_each_test_has_one_tube_and_no_tube_is_too_full_or_of_two_kinds(found: list[Need]) -> None:
    tubes = plan(found, {"EDTA": Decimal(2)})

    held: list[UUID] = [need.item_id for tube in tubes for need in tube.needs]
    assert sorted(held) == sorted(n.item_id for n in found)
    for tube in tubes:
        kinds = {(n.encounter_id, n.container, n.section) for n in tube.needs}
        assert kinds == {(tube.encounter_id, tube.container, tube.section)}
        assert tube.container != "EDTA" or tube.volume <= 2
    whole = {(t.encounter_id, t.section) for t in tubes if t.container == "SERUM"}
    assert len(whole) == len([t for t in tubes if t.container == "SERUM"])


def scanned(pdf: bytes) -> list[set[tuple[str, zxingcpp.BarcodeFormat]]]:
    """What a scanner reads on each page, at the 203 dots an inch of a label printer."""
    pages = []
    for page in pypdfium2.PdfDocument(BytesIO(pdf)):
        picture = page.render(scale=203 / 72 * 2).to_pil()
        found = zxingcpp.read_barcodes(picture)
        pages.append({(each.text, each.format) for each in found})
    return pages


@pytest.mark.parametrize(
    ("width", "height", "symbol", "wanted"),
    [
        (50, 30, "both", {"Code128", "DataMatrix"}),
        (50, 25, "code128", {"Code128"}),
        (40, 25, "code128", {"Code128"}),
        (25, 15, "datamatrix", {"DataMatrix"}),
    ],
)
def test_printed_labels_are_read_back_in_every_size(
    db: Session, width: int, height: int, symbol: str, wanted: set[str]
) -> None:
    db.add(LabelPreset(code="T", name="Thử", width_mm=width, height_mm=height, symbol=symbol))
    came = visit(db, build(db))
    order(db, came, "XN-SH")
    order(db, came, "XN-CTM")
    codes = sorted(each.specimen.code for each in labelled(db, came))

    printed = papers.labels(db, NURSE, codes, preset="T")

    formats = {getattr(zxingcpp.BarcodeFormat, name) for name in wanted}
    assert scanned(printed.pdf) == [{(code, each) for each in formats} for code in codes]


def test_printed_again_the_label_and_its_history_say_so(db: Session) -> None:
    came = visit(db, build(db))
    order(db, came, "XN-SH")
    [tube] = labelled(db, came)

    may = Actor(NURSE.id, NURSE.name, frozenset({permissions.COLLECT.id}))
    papers.labels(db, may, [tube.specimen.code])
    papers.labels(db, may, [tube.specimen.code])

    assert tube.specimen.prints == 2
    assert [e.act for e in chain.history(db, tube.specimen.id)] == [
        CustodyAct.LABEL,
        CustodyAct.REPRINT,
    ]


def test_the_papers_of_a_rejected_tube_and_of_the_list_are_set(db: Session) -> None:
    came = visit(db, build(db))
    order(db, came, "XN-SH")
    assert papers.collection_list(db, NURSE, room_id=None).pdf.startswith(b"%PDF")
    [tube] = all_received(db, came)
    receiving.reject(db, TECHNICIAN, tube.code, reason_code="HEM", reason="Tan máu")

    printed = papers.rejection(db, TECHNICIAN, tube.code, language="en")

    assert {text for text, _ in scanned(printed.pdf)[0]} == {tube.code}


@pytest.mark.parametrize(("width", "height"), [(50, 25), (35, 22), (50, 30)])
def test_a_label_with_a_planned_time_keeps_its_last_line(
    db: Session, width: int, height: int
) -> None:
    db.add(LabelPreset(code="T", name="Thử", width_mm=width, height_mm=height, symbol="code128"))
    came = visit(db, build(db))
    placed = order(db, came, "XN-SH")
    at = utc_now()
    for item in items(db, placed):
        item.planned_at = at
    db.flush()
    [tube] = labelled(db, came)

    page = pypdfium2.PdfDocument(
        BytesIO(papers.labels(db, NURSE, [tube.specimen.code], preset="T").pdf)
    )[0]

    text = page.get_textpage()
    start = text.get_text_range().index("Ống huyết thanh")
    left, bottom, right, top = text.get_charbox(start)  # of the Ô
    scale = 8
    picture = page.render(scale=scale).to_pil().convert("L")
    box = (left, page.get_height() - top, right, page.get_height() - bottom)
    letter = picture.crop(tuple(round(edge * scale) for edge in box))
    foot = letter.crop((0, letter.height * 4 // 5, letter.width, letter.height))
    assert foot.getextrema()[0] < 100, "the foot of the letter is printed, not cut off"
