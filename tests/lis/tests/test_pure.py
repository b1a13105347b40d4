"""Which limits hold for whom, what a value says, what is worked out: worked by hand."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.text import Text
from lis.tests import autoverify, flags, ranges, reflex, starting, units
from lis.tests.autoverify import Autoverify, Facts, decide
from lis.tests.calculations import BY_ID, Given, Person, compute
from lis.tests.flags import Choice, figure, flag, flag_of_text
from lis.tests.ranges import ADULT_DAYS, Limits, Range, pick
from lis.tests.reflex import Reflex, due

HGB = (
    Range(sex="M", from_days=ADULT_DAYS, low=D("135"), high=D("175"), critical_low=D("70")),
    Range(sex="F", from_days=ADULT_DAYS, low=D("120"), high=D("155"), critical_low=D("70")),
    Range(sex="F", from_days=ADULT_DAYS, pregnant=True, low=D("110"), critical_low=D("60")),
    Range(from_days=0, to_days=28, low=D("135"), high=D("200")),
    Range(to_days=ADULT_DAYS, critical_low=D("70")),
)


@pytest.mark.parametrize(
    ("sex", "age_days", "pregnant", "shown"),
    [
        ("M", 9000, None, "135–175"),
        ("F", 9000, None, "120–155"),
        ("F", 9000, True, "> 110"),
        ("M", 9000, True, "135–175"),
        ("F", 0, None, "135–200"),
        ("F", 27, None, "135–200"),
        ("F", 28, None, ""),  # a child without a range of its own is not judged by another's
        ("", 9000, None, "Nam 135–175; Nữ 120–155"),
    ],
)
def test_limits_are_those_of_sex_age_and_pregnancy(
    sex: str, age_days: int, pregnant: bool | None, shown: str
) -> None:
    assert pick(HGB, sex=sex, age_days=age_days, pregnant=pregnant).shown() == shown


def test_whose_sex_is_not_known_is_judged_by_what_is_abnormal_for_both() -> None:
    either = pick(HGB, sex="", age_days=9000)
    assert (either.low, either.high, either.unsure) == (D("120"), D("175"), True)
    assert flag(D("125"), either) == ""
    assert flag(D("119"), either) == "L"


def test_whose_age_is_not_known_is_judged_as_an_adult_and_it_is_said() -> None:
    unknown = pick(HGB, sex="M", age_days=None)
    assert (unknown.low, unknown.unsure) == (D("135"), True)


people = st.tuples(
    st.sampled_from(["M", "F", ""]), st.none() | st.integers(0, 40_000), st.none() | st.booleans()
)


@given(st.permutations(HGB), people)
def test_the_order_of_rows_decides_nothing(
    rows: list[Range], who: tuple[str, int | None, bool | None]
) -> None:
    sex, age, pregnant = who
    asked = pick(rows, sex=sex, age_days=age, pregnant=pregnant)
    assert asked == pick(HGB, sex=sex, age_days=age, pregnant=pregnant)


def test_two_rows_for_the_same_people_quarrel_and_a_narrower_one_does_not() -> None:
    assert ranges.overlapping(HGB) is None
    twins = (Range(from_days=0, to_days=100), Range(from_days=50, to_days=200))
    assert ranges.overlapping(twins) == twins
    dated = (Range(valid_to=date(2026, 1, 1)), Range(valid_from=date(2026, 1, 2)))
    assert ranges.overlapping(dated) is None


LIMITS = Limits(
    low=D("3.5"),
    high=D("5.0"),
    critical_low=D("2.8"),
    critical_high=D("6.2"),
    absurd_low=D("1"),
    absurd_high=D("15"),
    delta_percent=D("20"),
    delta_abs=D("1"),
    delta_hours=48,
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2.8", "LL"), ("2,9", "L"), ("3.5", ""), ("5.0", ""), ("5,1", "H"), ("6.2", "HH"),
        ("7.1", "HH"), ("<2", "LL"), ("<3.5", "L"), ("<4", ""), (">5", "H"), (">4", ""),
        ("≥ 6.2", "HH"),
    ],
)  # fmt: skip
def test_a_value_is_flagged_and_a_limit_of_measuring_only_where_it_is_sure(
    said: str, expected: str
) -> None:
    read = figure(said)
    assert read is not None
    assert flag(read.number, LIMITS, read.sign) == expected


@given(st.decimals(D("0"), D("20"), places=3), st.decimals(D("0"), D("20"), places=3))
def test_a_higher_value_never_has_a_lower_flag(one: D, other: D) -> None:
    rank = ["LL", "L", "", "H", "HH"]
    low, high = sorted((one, other))
    assert rank.index(flag(low, LIMITS)) <= rank.index(flag(high, LIMITS))


def test_what_nobody_alive_has_is_absurd() -> None:
    assert flags.absurd(D("0.9"), LIMITS)
    assert flags.absurd(D("41"), LIMITS)
    assert not flags.absurd(D("7.1"), LIMITS)


def test_a_delta_fails_when_both_limits_are_reached_in_time() -> None:
    def failed(value: str, hours: int = 24) -> bool | None:
        found = flags.delta(D(value), D("4.0"), hours, LIMITS)
        return None if found is None else found.failed

    assert failed("5.2") is True  # +1.2 and +30 %
    assert failed("4.9") is False  # +22.5 %, but only 0.9
    assert failed("5.2", hours=49) is None
    small = flags.delta(D("0.2"), D("0.1"), 1, LIMITS)
    assert small is not None
    assert (small.percent, small.failed) == (D("100.0000"), False)
    assert flags.delta(D("1"), D("2"), 1, Limits()) is None


def test_an_answer_in_words_is_flagged_as_its_choice_says() -> None:
    rh = (Choice("Rh(D) dương", "Rh(D) positive"),)
    assert flag_of_text("rh(d) duong", rh) == ""
    assert flag_of_text("Dương tính") == "A"
    assert flag_of_text("Âm tính") == ""
    assert (
        flag_of_text("P. falciparum", (Choice("P. falciparum", abnormal=True, critical=True),))
        == "AA"
    )


# ---- units: factors of the textbooks ------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "to", "test", "expected"),
    [
        ("100", "mg/dL", "mmol/L", "GLU", "5.551"),
        ("1", "mg/dL", "umol/L", "CREA", "88.402"),
        ("200", "mg/dL", "mmol/L", "CHOL", "5.172"),
        ("150", "mg/dL", "mmol/L", "TG", "1.694"),
        ("1", "mg/dL", "umol/L", "TBIL", "17.104"),
        ("10", "mg/dL", "mmol/L", "CA", "2.495"),
        ("7", "mg/dL", "umol/L", "UA", "416.389"),
        ("1", "ng/dL", "pmol/L", "FT4", "12.872"),
        ("13.5", "g/dL", "g/L", "HGB", "135.000"),
        ("0.45", "L/L", "%", "HCT", "45.000"),
        ("40", "mm[Hg]", "kPa", "PCO2", "5.333"),
        ("7.5", "10*3/uL", "10*9/L", "WBC", "7.500"),
        ("1", "ukat/L", "U/L", "ALT", "60.000"),
        ("0.5", "mg/L{FEU}", "ng/mL", "DDIMER", "500.000"),
    ],
)
def test_units_are_converted_by_the_factors_of_the_textbooks(
    value: str, unit: str, to: str, test: str, expected: str
) -> None:
    found = units.convert(D(value), unit, to, test=test)
    assert found.quantize(D("0.001")) == D(expected)
    assert abs(units.convert(found, to, unit, test=test) - D(value)) < D("1e-20")


@pytest.mark.parametrize(
    ("unit", "to", "test"),
    [("mg/dL", "mmol/L", "ALT"), ("U/L", "g/L", "ALT"), ("s", "g/L", "PT"), ("x", "y", "")],
)
def test_what_does_not_measure_the_same_is_not_converted(unit: str, to: str, test: str) -> None:
    with pytest.raises(units.CannotConvert):
        units.factor(unit, to, test)


# ---- formulas: worked by hand -------------------------------------------------------------

MAN, WOMAN = Person("M", 50 * 366), Person("F", 50 * 366)


def worked(formula: str, person: Person = MAN, /, **values: tuple[str, str]) -> str | Text:
    given_ = {code: Given(D(number), unit) for code, (number, unit) in values.items()}
    found = compute(BY_ID[formula], given_, person)
    return str(found.number) if found.number is not None else found.why_not or Text("", "")


def test_formulas_give_what_was_worked_out_by_hand() -> None:
    mmol = "mmol/L"
    # 142 * (1.2/0.9)^-1.2 * 0.9938^50 = 142 * 0.70806 * 0.73270 = 73.67
    assert worked("egfr_ckdepi_2021", MAN, CREA=("1.2", "mg/dL")) == "74"
    # 142 * (0.6/0.7)^-0.241 * 0.9938^50 * 1.012 = 142 * 1.03785 * 0.73270 * 1.012 = 109.28
    assert worked("egfr_ckdepi_2021", WOMAN, CREA=("0.6", "mg/dL")) == "109"
    # 1.2 mg/dL of creatinine are 106.08 umol/L
    assert worked("egfr_ckdepi_2021", MAN, CREA=("106.08", "umol/L")) == "74"
    lipids = {"CHOL": ("5.2", mmol), "HDL": ("1.3", mmol), "TG": ("1.7", mmol)}
    assert worked("ldl_friedewald", **lipids) == "3.13"  # 5.2 - 1.3 - 1.7/2.2
    # 200/0.948 - 50/0.971 - (150/8.56 + 150*150/2140 - 150^2/16100) - 9.44 = 123.4 mg/dL
    mg = {"CHOL": ("200", "mg/dL"), "HDL": ("50", "mg/dL"), "TG": ("150", "mg/dL")}
    assert worked("ldl_sampson_2020", **mg) == "3.19"
    assert worked("non_hdl", CHOL=("5.2", mmol), HDL=("1.3", mmol)) == "3.90"
    ions = {"NA": ("140", mmol), "CL": ("104", mmol)}
    assert worked("anion_gap", **ions, TCO2=("24", mmol)) == "12"
    assert worked("anion_gap", **ions, HCO3=("22", mmol)) == "14"
    # fifteen grams short of 40: 2.05 and 0.30
    assert worked("calcium_corrected", CA=("2.05", mmol), ALB=("25", "g/L")) == "2.35"
    osm = {"NA": ("138", mmol), "GLU": ("5", mmol), "UREA": ("6", mmol)}
    assert worked("osmolality", **osm) == "287"
    assert worked("bilirubin_indirect", TBIL=("20.1", "umol/L"), DBIL=("5", "umol/L")) == "15.1"
    proteins = {"TP": ("72", "g/L"), "ALB": ("4.2", "g/dL")}
    assert worked("globulin", **proteins) == "30.0"
    assert worked("albumin_globulin", **proteins) == "1.40"
    iron = {"IRON": ("15", "umol/L"), "TIBC": ("60", "umol/L")}
    assert worked("transferrin_saturation", **iron) == "25"


def test_a_formula_outside_its_bounds_says_why_and_gives_no_number() -> None:
    child = Person("M", 17 * 365)
    assert isinstance(worked("egfr_ckdepi_2021", child, CREA=("1", "mg/dL")), Text)
    assert isinstance(worked("egfr_ckdepi_2021", Person(), CREA=("1", "mg/dL")), Text)
    assert isinstance(worked("egfr_ckdepi_2021", MAN, CREA=("0", "mg/dL")), Text)
    fat = {"CHOL": ("6", "mmol/L"), "HDL": ("1", "mmol/L"), "TG": ("4.52", "mmol/L")}
    assert isinstance(worked("ldl_friedewald", **fat), Text)
    assert isinstance(worked("globulin", TP=("30", "g/L"), ALB=("40", "g/L")), Text)
    assert isinstance(worked("anion_gap", NA=("140", "mmol/L")), Text)
    assert isinstance(worked("non_hdl", CHOL=("1", "U/L"), HDL=("1", "mmol/L")), Text)


def test_a_value_that_is_only_a_limit_of_measuring_goes_into_no_formula() -> None:
    given_ = {"CHOL": Given(D("5"), "mmol/L"), "HDL": Given(D("0.1"), "mmol/L", sign="<")}
    assert compute(BY_ID["non_hdl"], given_, MAN).number is None


# ---- rules --------------------------------------------------------------------------------


def test_a_result_calls_for_more_tests_once() -> None:
    rules = reflex.read(
        [
            {"op": ">", "value": "4,2", "add": ["FT4"]},
            {"op": "abnormal", "add": ["FT4", "FT3"]},
            {"op": "is", "value": "Dương tính", "add": ["XN"]},
        ]
    )
    assert due(rules, figure=D("5"), flag="H") == ["FT4", "FT3"]
    assert due(rules, figure=D("5"), flag="H", there={"FT4"}) == ["FT3"]
    assert due(rules, figure=D("4.2")) == []
    assert due(rules, figure=None, text="duong tinh") == ["XN"]


@pytest.mark.parametrize(
    "rule",
    [{"op": "~", "add": ["A"]}, {"op": ">", "value": "x", "add": ["A"]}, {"op": "abnormal"}],
)
def test_a_rule_that_cannot_be_read_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(reflex.BadReflex):
        reflex.read([rule])


def test_rules_that_go_round_are_found() -> None:
    a, b = Reflex("abnormal", "", ("B",)), Reflex("abnormal", "", ("A",))
    assert reflex.circle({"A": (a,), "B": (b,)})
    assert not reflex.circle({"A": (a,)})


GOOD = Facts(figure=D("4"), limits=LIMITS, source="analyser", approved=True)
RULES = Autoverify(on=True)


def test_a_usual_value_from_an_analyser_goes_out_by_itself() -> None:
    assert decide(RULES, GOOD).passed


@pytest.mark.parametrize(
    "changed",
    [
        {"approved": False},
        {"source": "hand"},
        {"figure": None},
        {"sign": "<"},
        {"flag": "HH"},
        {"absurd": True},
        {"quality_out": True},
        {"second_verification": True},
        {"figure": D("5.1")},
        {"analyser_flags": ("WBC?",)},
        {"delta": flags.Delta(D("1"), D("3"), D("300"), 1, failed=True)},
        {"limits": Limits()},
        {"held": (Text("a", "b"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_anything_unusual_waits_for_a_person_and_says_why(changed: dict[str, object]) -> None:
    asked = Facts(**{**{f: getattr(GOOD, f) for f in GOOD.__slots__}, **changed})
    found = decide(RULES, asked)
    assert not found.passed
    assert found.reasons


def test_nothing_goes_out_by_itself_unless_somebody_switched_it_on() -> None:
    assert not decide(Autoverify(), GOOD).passed
    with pytest.raises(autoverify.BadRules):
        autoverify.read({"on": True, "within": "limits"})
    with pytest.raises(autoverify.BadRules):
        autoverify.read({"on": True, "whatever": 1})


def test_the_shared_list_gives_the_limits_to_begin_with() -> None:
    facts = {"critical_high": "0.60", "ref_low_m": "0.41", "ref_high_m": "0.53",
             "ranges_by_age": ["0d-28d 0.42-0.65"]}  # fmt: skip
    rows = tuple(starting.ranges(facts))
    newborn = pick(rows, sex="M", age_days=3)
    assert (newborn.shown(), newborn.critical_high) == ("0,42–0,65", None)
    assert pick(rows, sex="M", age_days=9000).critical_high == D("0.60")
    child = pick(rows, sex="F", age_days=1000)
    assert (child.shown(), child.critical_high) == ("", D("0.60"))
