from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.patients import asked, codes, scan
from his.patients.cards import Sex
from his.patients.scan import Scanned

CHIP = "001185012345|012345678|Nguyễn Thị Hoà|17031985|Nữ|Số 5, Phường Ba Đình, Hà Nội|01022021"
NAME = "Nguyễn Văn An"


def bhyt(name: str = NAME, number: str = "DN4010123456789", birth: str = "17/03/1985") -> str:
    parts = [number, name.encode().hex(), birth, "1", "-", "01 - 001", "01/01/2026", "-", "x"]
    return "|".join([*parts, "4", "a", "b", "c", "$"])


@pytest.mark.parametrize("card", [CHIP, CHIP + "||||", CHIP + "\r\n", "]Q3" + CHIP, f" {CHIP}\t"])
def test_the_identity_card_of_7_and_of_11_parts_fills_the_form(card: str) -> None:
    found = scan.read(card)
    assert found.kind is Scanned.CCCD
    assert (found.number, found.old_number) == ("001185012345", "012345678")
    assert (found.name, found.birth, found.sex) == ("Nguyễn Thị Hoà", "1985-03-17", Sex.FEMALE)
    assert found.address == "Số 5, Phường Ba Đình, Hà Nội"
    assert found.issued_on == date(2021, 2, 1)
    assert found.doubts == ()


def test_an_identity_card_without_old_number_and_with_the_year_alone_is_read() -> None:
    found = scan.read("001051012345||TRẦN VĂN BA|00001951|Nam|Hà Nội|")
    assert (found.name, found.birth, found.sex) == ("Trần Văn Ba", "1951", Sex.MALE)
    assert (found.old_number, found.issued_on) == ("", None)


def test_a_name_that_came_through_mangled_is_typed_and_the_rest_is_kept() -> None:
    found = scan.read(CHIP.replace("Nguyễn Thị Hoà", "Nguy?n Th? Ho?"))
    assert (found.name, found.birth, found.number) == ("", "1985-03-17", "001185012345")
    assert len(found.doubts) == 1


@pytest.mark.parametrize("number", ["DN4010123456789", "dn4010123456789", "0123456789"])
def test_the_insurance_card_is_read_from_its_first_five_parts(number: str) -> None:
    found = scan.read(bhyt(number=number))
    assert found.kind is Scanned.BHYT
    assert found.number == number.upper()
    assert (found.name, found.birth, found.sex) == (NAME, "1985-03-17", Sex.MALE)
    assert found.address == ""


def test_an_insurance_card_of_a_child_of_whom_only_the_year_is_known() -> None:
    assert scan.read(bhyt(birth="2021")).birth == "2021"


def test_a_card_that_passed_through_telex_is_still_read() -> None:
    assert scan.read(bhyt("Lê A").replace("c3aa", "c3â")).name == "Lê A"
    assert scan.read(bhyt("Mờ").replace("e1bb9d", "e1bb9đ")).doubts


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=30))
def test_any_name_survives_the_insurance_card(name: str) -> None:
    found = scan.read(bhyt(f"An {name}"))
    assert found.kind is Scanned.BHYT
    assert found.name or found.doubts


@given(st.text(max_size=200))
def test_no_scan_breaks_anything(text: str) -> None:
    scan.read(text)
    asked.read(text)


@given(st.lists(st.text(max_size=20), max_size=16).map("|".join))
def test_no_barred_text_breaks_anything(text: str) -> None:
    scan.read(text)
    asked.read(f"001185012345|{text}")
    asked.read(f"DN4010123456789|{text}")


def test_our_own_card_wristband_and_code_are_known() -> None:
    card, band, code = codes.new_token("C"), codes.new_token("W"), codes.code(12, 2026)
    assert scan.read(card.lower()).kind is Scanned.CARD
    assert scan.read(f"{band}\r").kind is Scanned.WRISTBAND
    assert scan.read(code).kind is Scanned.CODE
    assert scan.read("gì đó").kind is Scanned.UNKNOWN


def test_the_search_box_knows_what_it_was_asked() -> None:
    assert asked.read("nguyen van a 1980").words == ("nguyen", "van", "a")
    assert asked.read("nguyen van a 1980").birth == "1980"
    assert asked.read("an 17/03/1985").birth == "1985-03-17"
    assert asked.read("17/03/1985").birth == "1985-03-17"
    assert asked.read("+84 912 345 678").phone == "0912345678"
    assert asked.read("1234").last4 == "1234"
    assert ("cccd", "001185012345") in asked.read(CHIP).numbers
    assert ("bhyt", "0123456789") in asked.read("DN 4 01 0123456789").numbers
    assert asked.read(codes.code(7, 2026)).code == codes.code(7, 2026)
    assert ("old_code", "KN-77") in asked.read("KN-77").numbers
    assert asked.read("H'Hen Niê").words == ("hhen", "nie")
    assert asked.read("").words == ()


def test_a_mistyped_patient_code_is_seen_as_one() -> None:
    code = codes.code(123456, 2026)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert asked.read(wrong).mistyped_code
