from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.patients import cards, codes, phones
from his.patients.cards import Sex, Validity

TODAY = date(2026, 11, 21)


def test_an_identity_number_says_birth_year_and_sex() -> None:
    number = cards.personal_number("001 185.012345")
    assert number is not None
    assert (number.value, number.place) == ("001185012345", "001")
    assert (number.birth_year, number.sex) == (1985, Sex.FEMALE)
    young = cards.personal_number("079210000001")
    assert young is not None
    assert (young.birth_year, young.sex) == (2010, Sex.MALE)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    cards.personal_number(text)
    cards.insurance_number(text)
    phones.normal(text)
    codes.canonical(text)


@given(st.integers(0, 10**12 - 1))
def test_an_identity_number_never_loses_its_leading_zeros(number: int) -> None:
    text = f"{number:012}"
    found = cards.personal_number(text)
    assert found is not None
    assert found.value == text


def test_what_contradicts_birth_or_sex_is_warned_of_and_not_refused() -> None:
    assert cards.doubts_of_number("001185012345", birth="1985-03-17", sex=Sex.FEMALE) == []
    assert len(cards.doubts_of_number("001185012345", birth="1958-03-17", sex=Sex.MALE)) == 2
    assert cards.doubts_of_number("001185012345", birth=None, sex=Sex.UNKNOWN) == []


@pytest.mark.parametrize(
    ("typed", "form", "key", "pays"),
    [
        ("DN4 01 0123456789", "full", "0123456789", 80),
        ("te1797912345678", "full", "7912345678", 100),
        ("HT3-01-0123456789", "full", "0123456789", 95),
        ("0123456789", "social", "0123456789", None),
        ("001085012345", "personal", "001085012345", None),
    ],
)
def test_an_insurance_card_has_15_10_or_12_characters(
    typed: str, form: str, key: str, pays: int | None
) -> None:
    card = cards.insurance_number(typed)
    assert card is not None
    assert (card.form, card.key, card.pays) == (form, key, pays)


@pytest.mark.parametrize("typed", ["", "DN6010123456789", "DN401012345678", "12345678901", "D4"])
def test_other_shapes_are_no_insurance_card(typed: str) -> None:
    assert cards.insurance_number(typed) is None


def test_a_group_that_is_not_on_the_list_is_warned_of() -> None:
    doubts = cards.doubts_of_card("ZZ4010123456789", birth=None, sex=Sex.UNKNOWN, on=TODAY)
    assert "ZZ4" in doubts[0].vi
    child = cards.doubts_of_card("TE1010123456789", birth="1980", sex=Sex.UNKNOWN, on=TODAY)
    assert len(child) == 1


def test_a_card_is_valid_from_its_first_to_its_last_day() -> None:
    def on(day: str) -> Validity:
        return cards.validity(date(2026, 1, 1), date(2026, 12, 31), date.fromisoformat(day))

    assert on("2025-12-31") is Validity.NOT_YET
    assert on("2026-01-01") is Validity.VALID
    assert on("2026-12-17") is Validity.ENDS_SOON
    assert on("2026-12-31") is Validity.ENDS_SOON
    assert on("2027-01-01") is Validity.ENDED
    assert cards.validity(None, None, TODAY) is Validity.UNKNOWN


def test_a_card_is_found_by_15_and_by_10_characters_and_a_personal_number_as_what_it_is() -> None:
    assert cards.key_of("bhyt", "DN4010123456789") == cards.key_of("bhyt", "0123456789")
    assert cards.key_of("bhyt", "001085012345") == cards.key_of("cccd", "001085012345")


@given(st.integers(1, 10**9 - 1), st.integers(2000, 2099), st.data())
def test_a_patient_code_with_a_wrong_or_swapped_digit_is_nobodys(
    number: int, year: int, data: st.DataObject
) -> None:
    code = codes.code(number, year)
    assert codes.canonical(code) == code
    assert codes.canonical(code.replace("-", "")) == code
    places = [i for i, c in enumerate(code) if c.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    assert codes.canonical(code[:place] + digit + code[place + 1 :]) is None
    first = data.draw(st.sampled_from([i for i in places[:-1] if i + 1 in places]))
    if code[first] != code[first + 1]:
        swapped = code[:first] + code[first + 1] + code[first] + code[first + 2 :]
        assert codes.canonical(swapped) is None


@given(st.sampled_from("CW"))
def test_a_card_carries_a_token_and_nothing_about_anyone(kind: str) -> None:
    token = codes.new_token(kind)
    assert codes.token(token.lower() + "\r\n") == token
    assert codes.token(token[:-1]) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+84 912.345.678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("01629123456", "0329123456"),
        ("(024) 3825-3531", "02438253531"),
        ("+1 415 555 0100", "+14155550100"),
        ("12345", None),
        ("0112345678", None),
        ("", None),
    ],
)
def test_telephone_numbers_are_kept_with_ten_digits(typed: str, kept: str | None) -> None:
    assert phones.normal(typed) == kept


@given(st.text(alphabet="+0123456789 .-()", max_size=16))
def test_a_kept_telephone_number_stays_as_it_is(typed: str) -> None:
    kept = phones.normal(typed)
    assert kept is None or phones.normal(kept) == kept
