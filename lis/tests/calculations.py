"""Tests that are worked out from others: each says its inputs, their units and its source. Pure.

A value comes in the unit its own test has and is converted first; a formula outside the bounds
in which it was published gives no number but says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from kernel.text import Text
from lis.tests.units import CannotConvert, convert

_EXACT = Context(prec=28)
_YEAR = Decimal("365.25")
D = Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """Of whom: sex "M", "F" or "" (not known), age in days or None."""

    sex: str = ""
    age_days: int | None = None

    @property
    def years(self) -> int:
        assert self.age_days is not None
        return int(self.age_days / _YEAR)


@dataclass(frozen=True, slots=True)
class Input:
    """A test that goes into a formula, and in which unit. `instead`: else that one."""

    test: str
    unit: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A value of a test in the unit in which it was reported."""

    number: Decimal
    unit: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """A number in the formula's unit, or why there is none."""

    number: Decimal | None
    unit: str
    why_not: Text | None = None


class Outside(Exception):
    """The formula does not hold here."""

    def __init__(self, says: Text) -> None:
        self.says = says
        super().__init__(says.en)


Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Calculation:
    """A formula with a name (xét nghiệm tính toán)."""

    id: str
    title: Text
    inputs: tuple[Input, ...]
    unit: str
    by: Callable[[Values, Person], Decimal]
    source: str
    decimals: int
    needs_person: bool = False


def compute(calculation: Calculation, given: Mapping[str, Given], person: Person) -> Computed:
    """Work it out from values by test code."""
    values: dict[str, Decimal] = {}
    for each in calculation.inputs:
        code = each.test if each.test in given or not each.instead else each.instead
        found = given.get(code)
        if found is None:
            return _no(calculation, Text(f"Thiếu {each.test}.", f"{each.test} is missing."))
        if found.sign:
            return _no(
                calculation,
                Text(f"{code} ngoài khoảng đo.", f"{code} is outside what is measured."),
            )
        try:
            values[each.test] = convert(found.number, found.unit, each.unit, test=code)
        except CannotConvert:
            wrong = f"{found.unit} -> {each.unit}"
            return _no(
                calculation,
                Text(f"{code}: không đổi được {wrong}.", f"{code}: cannot convert {wrong}."),
            )
    if calculation.needs_person and (not person.sex or person.age_days is None):
        return _no(calculation, Text("Không rõ giới hoặc tuổi.", "Sex or age is not known."))
    try:
        found_number = calculation.by(values, person)
    except Outside as error:
        return _no(calculation, error.says)
    return Computed(found_number.quantize(D(1).scaleb(-calculation.decimals)), calculation.unit)


def _no(calculation: Calculation, why: Text) -> Computed:
    return Computed(None, calculation.unit, why)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return _EXACT.power(base, exponent)


def _positive(*values: Decimal) -> None:
    if any(v <= 0 for v in values):
        raise Outside(Text("Giá trị đầu vào phải lớn hơn 0.", "Its inputs must be above 0."))


def _egfr(v: Values, person: Person) -> Decimal:
    if person.years < 18:
        raise Outside(Text("Chỉ dùng cho người từ 18 tuổi.", "Only for people of 18 and older."))
    _positive(v["CREA"])
    woman = person.sex == "F"
    kappa, alpha = (D("0.7"), D("-0.241")) if woman else (D("0.9"), D("-0.302"))
    ratio = v["CREA"] / kappa
    found = (
        142
        * _power(min(ratio, D(1)), alpha)
        * _power(max(ratio, D(1)), D("-1.200"))
        * _power(D("0.9938"), D(person.years))
    )
    return found * D("1.012") if woman else found


def _friedewald(v: Values, _: Person) -> Decimal:
    if v["TG"] >= D("4.52"):
        raise Outside(
            Text(
                "Triglycerid từ 4,52 mmol/L: phải định lượng LDL trực tiếp.",
                "Triglycerides of 4.52 mmol/L or more: measure LDL directly.",
            )
        )
    found = v["CHOL"] - v["HDL"] - v["TG"] / D("2.2")
    if found < 0:
        raise Outside(Text("Kết quả âm: xem lại đầu vào.", "Negative: look at the inputs again."))
    return found


def _sampson(v: Values, _: Person) -> Decimal:
    if v["TG"] > 800:
        raise Outside(
            Text(
                "Triglycerid trên 9,04 mmol/L: phải định lượng LDL trực tiếp.",
                "Triglycerides above 9.04 mmol/L: measure LDL directly.",
            )
        )
    chol, hdl, tg = v["CHOL"], v["HDL"], v["TG"]
    other = chol - hdl
    fat = tg / D("8.56") + tg * other / 2140 - tg * tg / 16100
    found = chol / D("0.948") - hdl / D("0.971") - fat - D("9.44")
    if found < 0:
        raise Outside(Text("Kết quả âm: xem lại đầu vào.", "Negative: look at the inputs again."))
    return convert(found, "mg/dL", "mmol/L", test="LDL")


def _ratio(v: Values, top: str, bottom: str) -> Decimal:
    _positive(v[bottom])
    return v[top] / v[bottom]


def _difference(v: Values, whole: str, part: str) -> Decimal:
    found = v[whole] - v[part]
    if found < 0:
        raise Outside(
            Text(f"{part} lớn hơn {whole}: xem lại.", f"{part} is above {whole}: look again.")
        )
    return found


_MMOL = "mmol/L"
_LIPIDS = (Input("CHOL", _MMOL), Input("HDL", _MMOL), Input("TG", _MMOL))

ALL: tuple[Calculation, ...] = (
    Calculation(
        "egfr_ckdepi_2021",
        Text("Mức lọc cầu thận CKD-EPI 2021", "eGFR by CKD-EPI 2021"),
        (Input("CREA", "mg/dL"),),
        "mL/min/{1.73_m2}",
        _egfr,
        "Inker et al., N Engl J Med 2021;385:1737 (creatinine, without race)",
        0,
        needs_person=True,
    ),
    Calculation(
        "ldl_friedewald",
        Text("LDL-C theo Friedewald", "LDL cholesterol by Friedewald"),
        _LIPIDS,
        _MMOL,
        _friedewald,
        "Friedewald et al., Clin Chem 1972;18:499",
        2,
    ),
    Calculation(
        "ldl_sampson_2020",
        Text("LDL-C theo Sampson (NIH)", "LDL cholesterol by Sampson (NIH)"),
        (Input("CHOL", "mg/dL"), Input("HDL", "mg/dL"), Input("TG", "mg/dL")),
        _MMOL,
        _sampson,
        "Sampson et al., JAMA Cardiol 2020;5:540, equation 2",
        2,
    ),
    Calculation(
        "non_hdl",
        Text("Cholesterol không HDL", "Non-HDL cholesterol"),
        (Input("CHOL", _MMOL), Input("HDL", _MMOL)),
        _MMOL,
        lambda v, _: _difference(v, "CHOL", "HDL"),
        "CHOL - HDL",
        2,
    ),
    Calculation(
        "anion_gap",
        Text("Khoảng trống anion", "Anion gap"),
        (Input("NA", _MMOL), Input("CL", _MMOL), Input("TCO2", _MMOL, instead="HCO3")),
        _MMOL,
        lambda v, _: v["NA"] - v["CL"] - v["TCO2"],
        "Na - Cl - HCO3; Emmett & Narins, Medicine 1977;56:38 (without potassium)",
        0,
    ),
    Calculation(
        "calcium_corrected",
        Text("Calci hiệu chỉnh theo albumin", "Calcium corrected for albumin"),
        (Input("CA", _MMOL), Input("ALB", "g/L")),
        _MMOL,
        lambda v, _: v["CA"] + D("0.02") * (40 - v["ALB"]),
        "Payne et al., Br Med J 1973;4:643, for 40 g/L of albumin",
        2,
    ),
    Calculation(
        "osmolality",
        Text("Áp lực thẩm thấu ước tính", "Estimated osmolality"),
        (Input("NA", _MMOL), Input("GLU", _MMOL, instead="GLUF"), Input("UREA", _MMOL)),
        "mmol/kg",
        lambda v, _: 2 * v["NA"] + v["GLU"] + v["UREA"],
        "2 Na + glucose + urea; Worthley et al., Anaesth Intensive Care 1987;15:199",
        0,
    ),
    Calculation(
        "bilirubin_indirect",
        Text("Bilirubin gián tiếp", "Indirect bilirubin"),
        (Input("TBIL", "umol/L"), Input("DBIL", "umol/L")),
        "umol/L",
        lambda v, _: _difference(v, "TBIL", "DBIL"),
        "TBIL - DBIL",
        1,
    ),
    Calculation(
        "globulin",
        Text("Globulin", "Globulin"),
        (Input("TP", "g/L"), Input("ALB", "g/L")),
        "g/L",
        lambda v, _: _difference(v, "TP", "ALB"),
        "TP - ALB",
        1,
    ),
    Calculation(
        "albumin_globulin",
        Text("Tỷ số albumin/globulin", "Albumin/globulin ratio"),
        (Input("TP", "g/L"), Input("ALB", "g/L")),
        "1",
        lambda v, _: _ratio({"ALB": v["ALB"], "G": v["TP"] - v["ALB"]}, "ALB", "G"),
        "ALB / (TP - ALB)",
        2,
    ),
    Calculation(
        "transferrin_saturation",
        Text("Độ bão hòa transferrin", "Transferrin saturation"),
        (Input("IRON", "umol/L"), Input("TIBC", "umol/L")),
        "%",
        lambda v, _: 100 * _ratio(v, "IRON", "TIBC"),
        "IRON / TIBC",
        0,
    ),
)
BY_ID: Mapping[str, Calculation] = {each.id: each for each in ALL}
