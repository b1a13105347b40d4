from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.patients import births, likeness, names
from his.patients.cards import Sex
from his.patients.likeness import WARN, Person

_syllables = st.sampled_from(
    "Nguyễn Trần Lê Văn Thị Hoà Hoa An Anh Lan Minh Thuý Trung Chung Sơn Dũng Giang Ý".split()  # noqa: SIM905
)
_names = st.lists(_syllables, min_size=1, max_size=5).map(" ".join)


@given(_names, _names)
def test_alikeness_of_names_is_the_same_both_ways_and_between_0_and_1(a: str, b: str) -> None:
    assert names.alike(a, b) == pytest.approx(names.alike(b, a))
    assert 0 <= names.alike(a, b) <= 1
    assert names.alike(a, a) == 1


@given(_names)
def test_a_name_is_kept_once_and_for_all(name: str) -> None:
    assert names.kept(names.kept(name)) == names.kept(name)
    assert names.kept(name.upper()) == names.kept(name)
    assert names.searched(names.kept(name)) == names.searched(name.upper())


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Nguyễn Thị Thuý", "Nguyen Thi Thuy", 1, 1),
        ("Nguyễn Thị Thúy", "Nguyễn Thị Thúi", 0.9, 0.99),
        ("Lê Văn Trung", "Lê Văn Chung", 0.9, 0.99),
        ("Nguyễn Hồng Vân", "Nguyễn Thị Hồng Vân", 0.75, 0.99),
        ("An Nguyễn Văn", "Nguyễn Văn An", 0.9, 0.99),
        ("Nguyễn Văn An", "Nguyễn Văn Bình", 0, 0.6),
        ("Nguyễn Văn An", "Trần Thị Bình", 0, 0.1),
    ],
)
def test_names_are_compared_as_receptionists_mistype_them(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= names.alike(one, other) <= most


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_the_neighbours_of_a_birth_date_are_those_that_are_near_it(day: date) -> None:
    birth = day.isoformat()
    for near in births.neighbours(birth):
        assert births.compare(birth, near) == "near"
    assert births.read(births.shown(birth)) == birth


def test_birth_dates_agree_as_far_as_they_are_known() -> None:
    assert births.compare("1950", "1950-03-17") == "fits"
    assert births.compare("1950-03-17", "1950-03-17") == "same"
    assert births.compare("1950-03-04", "1950-04-03") == "near"
    assert births.compare("1950-03-17", "1950-03-11") == "near"
    assert births.compare("1950-03-17", "1950-11-02") == "same_year"
    assert births.compare("1950-03-17", "1981-11-02") == "other"
    assert births.compare(None, "1950") == "unknown"


@pytest.mark.parametrize(
    ("birth", "vi", "en"),
    [
        ("2026-11-09", "12 ngày", "12 d"),
        ("2026-06-01", "5 th", "5 mo"),
        ("2020-11-22", "71 th", "71 mo"),
        ("2020-11-21", "6t", "6y"),
        ("1992-06", "34t", "34y"),
        ("1950", "76t", "76y"),
        (None, "", ""),
    ],
)
def test_an_age_is_said_in_days_months_below_72_and_years(
    birth: str | None, vi: str, en: str
) -> None:
    assert births.age(birth, date(2026, 11, 21)) == (vi, en)


def test_impossible_births_are_known() -> None:
    today = date(2026, 11, 21)
    assert not births.is_possible("2026-11-22", today)
    assert not births.is_possible("1985-02-30", today)
    assert not births.is_possible("1820", today)
    assert births.is_possible("2026", today)


AN = Person("Nguyễn Văn An", "1985-03-17", Sex.MALE, "0912", frozenset({("cccd", "1")}))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (Person("Somebody Else", documents=frozenset({("cccd", "1")})), "same_cccd"),
        (Person("Nguyễn Văn An", "1985-03-17", Sex.MALE), "same_name"),
        (Person("Nguyen Van An", "1985", Sex.MALE), "same_birth_year"),
        (Person("Nguyễn An", "1985-03-17", Sex.MALE), "near_name"),
        (Person("Đoàn Khác Hẳn", "1985-03-17", Sex.MALE, "0912"), "same_phone"),
    ],
)
def test_who_is_likely_the_same_person_is_warned_of(other: Person, reason: str) -> None:
    found = likeness.compare(AN, other)
    assert found.score >= WARN
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        # a twin, who shares the mother's telephone
        (Person("Nguyễn Văn Bình", "1985-03-17", Sex.MALE, "0912"), "maybe_twin"),
        # a father of the same name, same telephone
        (Person("Nguyễn Văn An", "1955-03-11", Sex.MALE, "0912"), "maybe_parent"),
        # another identity number
        (
            Person("Nguyễn Văn An", "1985-03-17", Sex.MALE, None, frozenset({("cccd", "2")})),
            "other_cccd",
        ),
    ],
)
def test_twins_fathers_and_namesakes_do_not_hold_up_the_queue(other: Person, reason: str) -> None:
    found = likeness.compare(AN, other)
    assert found.score < WARN
    assert reason in found.reasons


_people = st.builds(
    Person,
    _names,
    st.sampled_from([None, "1985", "1985-03-17", "1985-03-11", "1955-03-17"]),
    st.sampled_from(list(Sex)),
    st.sampled_from([None, "0912", "0913"]),
    st.sets(st.tuples(st.sampled_from(["cccd", "bhyt"]), st.sampled_from("12"))).map(frozenset),
)


@given(_people, _people)
def test_likeness_is_the_same_both_ways_and_has_a_word_for_each_reason(
    a: Person, b: Person
) -> None:
    there, back = likeness.compare(a, b), likeness.compare(b, a)
    assert there.score == back.score
    assert set(there.reasons) == set(back.reasons)
    assert 0 <= there.score <= 100
    assert all(likeness.says(reason).vi for reason in there.reasons)


@given(_people)
def test_everybody_is_most_like_himself(person: Person) -> None:
    if person.birth and len(person.birth) == 10:
        assert likeness.compare(person, person).score >= WARN
