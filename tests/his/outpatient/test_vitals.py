from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.outpatient.vitals import (
    BY_ID,
    HEIGHT,
    MEASURES,
    TEMPERATURE,
    WEIGHT,
    Measure,
    Reading,
    Trouble,
    bmi,
    check,
    flag,
)


def test_a_temperature_typed_in_fahrenheit_is_asked_about() -> None:
    values, [doubt] = check({"temperature": Reading(D("98.6"))})

    assert values == {}
    assert doubt.trouble is Trouble.IMPOSSIBLE
    assert "[degF]" in doubt.says.vi


def test_a_temperature_given_in_fahrenheit_is_converted() -> None:
    values, doubts = check({"temperature": Reading(D("98.6"), "[degF]")})

    assert (values, doubts) == ({"temperature": D("37.0")}, [])


def test_a_weight_in_grams_and_a_height_in_metres() -> None:
    values, doubts = check({"weight": Reading(D(3250), "g"), "height": Reading(D("1.65"), "m")})

    assert values == {"weight": D("3.2"), "height": D("165.0")}
    assert doubts == []


def test_swapped_pressures_are_not_kept() -> None:
    values, doubts = check({"systolic": Reading(D(70)), "diastolic": Reading(D(110))})

    assert values == {}
    assert Trouble.PRESSURES_SWAPPED in {d.trouble for d in doubts}


def test_an_unusual_pulse_is_kept_and_asked_about() -> None:
    values, [doubt] = check({"pulse": Reading(D(135))})

    assert values == {"pulse": D(135)}
    assert doubt.trouble is Trouble.UNUSUAL


def test_an_unknown_unit_is_refused() -> None:
    values, [doubt] = check({"pulse": Reading(D(80), "kg")})

    assert values == {}
    assert doubt.trouble is Trouble.UNKNOWN_UNIT


def test_the_body_mass_index() -> None:
    assert bmi(D(60), D(165)) == D("22.0")
    assert bmi(D(60), None) is None


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.id)
def test_limits_are_nested(measure: Measure) -> None:
    assert measure.possible[0] <= measure.usual[0] < measure.usual[1] <= measure.possible[1]


@given(st.decimals(min_value=-1000, max_value=1000, places=1), st.sampled_from(sorted(BY_ID)))
def test_what_is_kept_is_always_possible(value: D, id_: str) -> None:
    values, doubts = check({id_: Reading(value)})

    for kept_id, kept in values.items():
        least, most = BY_ID[kept_id].possible
        assert least <= kept <= most
    assert values or doubts


@given(st.decimals(min_value=30, max_value=43, places=1))
def test_fahrenheit_and_back_is_the_same_temperature(celsius: D) -> None:
    fahrenheit = celsius * 9 / 5 + 32
    assert TEMPERATURE.convert(fahrenheit, "[degF]") == celsius


@given(st.decimals(min_value="0.5", max_value=200, places=1))
def test_grams_and_kilograms_are_the_same_weight(kilograms: D) -> None:
    assert WEIGHT.convert(kilograms * 1000, "g") == kilograms
    assert flag(HEIGHT, HEIGHT.usual[0]) == ""
