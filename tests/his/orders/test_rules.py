"""What speaks against an order, and what a value means: pure rules."""

from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from his.orders import reference
from his.orders.reference import Range, flag, flag_of_text, number_of, range_of
from his.orders.rules import Person, Rule, Service, judge

TODAY = date(2026, 11, 22)
GLUCOSE = Service("XN-GLU", "Glucose máu", {})
HBA1C = Service("XN-HBA1C", "HbA1c", {"repeat_days": 90})
PSA = Service("XN-PSA", "PSA", {"sex": "M", "age_from": 40})
SCOPE = Service("NS-DD", "Nội soi dạ dày", {"consent": True}, in_scope=False)
WOMAN = Person("F", 34)


def rules(*wanted: Service, person: Person = WOMAN, **more: object) -> list[Rule]:
    given = {"insured": False, "reasons": ["Đau bụng" for _ in wanted], **more}
    return [w.rule for w in judge(wanted, person, on=TODAY, **given)]  # type: ignore[arg-type]


def test_the_same_service_twice_in_a_visit_is_asked_about() -> None:
    assert rules(GLUCOSE) == []
    assert rules(GLUCOSE, GLUCOSE) == [Rule.DUPLICATE]
    assert rules(GLUCOSE, in_visit=["XN-GLU"]) == [Rule.DUPLICATE]


def test_a_test_repeated_too_soon_is_asked_about() -> None:
    def after(days: int) -> list[Rule]:
        return rules(HBA1C, last={"XN-HBA1C": TODAY - timedelta(days=days)})

    assert after(89) == [Rule.REPEAT]
    assert after(90) == []


def test_sex_and_age_are_those_of_the_service() -> None:
    assert rules(PSA, person=Person("F", 30)) == [Rule.SEX, Rule.AGE]
    assert rules(PSA, person=Person("M", 40)) == []
    assert rules(PSA, person=Person("", None)) == []


def test_outside_the_insured_list_matters_to_the_insured_only() -> None:
    assert rules(SCOPE) == [Rule.CONSENT]
    assert rules(SCOPE, insured=True) == [Rule.OUT_OF_SCOPE, Rule.CONSENT]


def test_every_order_carries_a_reason() -> None:
    assert rules(GLUCOSE, reasons=[" "]) == [Rule.NO_INDICATION]


HGB = {
    "ref_low_m": "130",
    "ref_high_m": "170",
    "ref_low_f": "120",
    "ref_high_f": "150",
    "critical_low": "70",
    "ranges_by_age": ["0d-28d 135-200", "1m-2y 105-135", "F 12y-16y 115-150"],
}


def test_the_range_is_that_of_the_patients_sex_and_age() -> None:
    def usual(sex: str, days: int | None) -> str:
        return range_of(HGB, sex=sex, age_days=days).text()

    assert usual("M", 40 * 365) == "130–170"
    assert usual("F", 40 * 365) == "120–150"
    assert usual("M", 3) == "135–200"
    assert usual("F", 400) == "105–135"
    assert usual("F", 13 * 365) == "115–150"
    assert range_of(HGB, sex="M", age_days=13 * 365).adult_only


def test_a_child_is_not_judged_by_adults_but_by_what_is_critical() -> None:
    usual = range_of(HGB, sex="M", age_days=5 * 365)
    assert flag(D(110), usual) == ""
    assert flag(D(70), usual) == "LL"


def test_flags_tell_high_low_and_critical() -> None:
    usual = Range(D("3.9"), D("6.4"), D("2.5"), D("25"))
    assert [flag(D(v), usual) for v in ("2.5", "3.8", "3.9", "6.4", "6.5", "25")] == [
        "LL",
        "L",
        "",
        "",
        "H",
        "HH",
    ]
    assert flag_of_text("Dương tính (+)") == "A"
    assert flag_of_text("Âm tính") == ""


@given(st.decimals(-999, 999, places=2), st.decimals(0, 500, places=2), st.decimals(0, 400))
def test_a_value_inside_the_range_has_no_flag(value: D, low: D, width: D) -> None:
    usual = Range(low, low + width)
    assert (flag(value, usual) == "") == (low <= value <= low + width)


@given(st.text(max_size=30))
def test_a_range_or_number_that_cannot_be_read_is_none_and_breaks_nothing(text: str) -> None:
    reference.band(text)
    number = number_of(text)
    assert number is None or number.is_finite()
