"""Rules of the store that need no database."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.pharmacy.abc_ven import classes
from his.pharmacy.fefo import Choice, propose
from his.pharmacy.packs import Pack, cost, in_words
from his.pharmacy.tender import Tender, read
from kernel import gs1

TODAY = date(2026, 11, 22)
D = Decimal


def test_the_lot_that_expires_first_goes_out_first() -> None:
    late = Choice(uuid4(), date(2027, 6, 1), D(50))
    soon = Choice(uuid4(), date(2026, 12, 1), D(30))
    gone = Choice(uuid4(), date(2026, 11, 21), D(99))
    recalled = Choice(uuid4(), date(2026, 11, 30), D(99), recalled=True)
    picks, missing = propose([late, gone, recalled, soon], D(60), TODAY)
    assert [(p.lot_id, p.quantity) for p in picks] == [(soon.lot_id, D(30)), (late.lot_id, D(30))]
    assert missing == 0


def test_a_lot_may_be_used_on_its_last_day() -> None:
    today = Choice(uuid4(), TODAY, D(5))
    assert propose([today], D(5), TODAY)[1] == 0


choices = st.lists(
    st.builds(
        Choice,
        st.uuids(),
        st.dates(date(2026, 10, 1), date(2027, 3, 1)),
        st.integers(0, 100).map(Decimal),
        st.booleans(),
    ),
    unique_by=lambda c: c.lot_id,
)


@given(choices, st.integers(0, 300).map(Decimal))
def test_a_proposal_never_takes_what_is_not_there(lots: list[Choice], wanted: Decimal) -> None:
    picks, missing = propose(lots, wanted, TODAY)
    by_id = {c.lot_id: c for c in lots}
    assert sum((p.quantity for p in picks), D(0)) + missing == wanted
    for pick in picks:
        lot = by_id[pick.lot_id]
        assert 0 < pick.quantity <= lot.quantity
        assert not lot.recalled
        assert lot.expiry >= TODAY
    if missing:  # all that is usable was taken
        usable = sum((c.quantity for c in lots if not c.recalled and c.expiry >= TODAY), D(0))
        assert usable == wanted - missing


def test_nobody_multiplies_packs_by_hand() -> None:
    found = cost(D(3), D(100), D("52000"), D(5))
    assert (found.base, found.amount, found.unit_price) == (D(300), D("163800.00"), D("546.000"))


def test_a_quantity_is_said_in_packs() -> None:
    shapes = [Pack("vỉ", D(10)), Pack("hộp", D(100))]
    assert in_words(D(234), "viên", shapes) == "2 hộp 3 vỉ 4 viên"
    assert in_words(D(0), "viên", shapes) == "0 viên"
    assert in_words(D("2.5"), "ml", []) == "2,5 ml"


GTIN = gs1.with_check_digit("0893500000001")


@pytest.mark.parametrize(
    "code",
    [
        f"01{GTIN}17270930\x1d10AB12\x1d21S1",
        f"]d201{GTIN}1727093010AB12\x1d21S1",
        f"\x1d01{GTIN}21S1\x1d1727093010AB12",
        f"(01){GTIN}(17)270930(10)AB12(21)S1",
    ],
)
def test_a_datamatrix_tells_item_lot_and_expiry(code: str) -> None:
    found = gs1.read(code, today=TODAY)
    assert found == gs1.Scanned(GTIN, "AB12", date(2027, 9, 30), "S1")


def test_an_expiry_without_a_day_is_the_end_of_its_month() -> None:
    assert gs1.expiry("280200", TODAY) == date(2028, 2, 29)
    assert gs1.expiry("281300", TODAY) is None


def test_an_ean_13_names_the_item_only_and_a_misread_names_nothing() -> None:
    assert gs1.read(GTIN[1:], today=TODAY) == gs1.Scanned(GTIN)
    wrong = GTIN[:-1] + str((int(GTIN[-1]) + 1) % 10)
    assert gs1.read(wrong, today=TODAY) is None
    assert gs1.read("PARA500", today=TODAY) is None


@given(st.text(max_size=60))
def test_whatever_is_scanned_nothing_breaks(text: str) -> None:
    gs1.read(text, today=TODAY)


def test_tender_data_reads_as_the_claim_wants_it() -> None:
    assert Tender("123/QĐ-SYT", "1", "2", "2026").written() == "123/QĐ-SYT;G1;N2;2026"
    assert Tender().written() == ""
    assert read("123/QĐ-SYT;G1;N2;2026;05") == Tender("123/QĐ-SYT", "G1", "N2", "2026", "05")


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 10**9).map(Decimal), max_size=30))
def test_abc_adds_up_and_the_dearest_is_a(worth: dict[str, Decimal]) -> None:
    found = classes(worth)
    assert set(found) == set(worth)
    if sum(worth.values()):
        first = next(iter(found.values()))
        assert first.letter == "A"
        letters = "".join(c.letter for c in found.values())
        assert letters == "".join(sorted(letters))
