"""Who the patient is."""

import re
from collections.abc import Iterator
from decimal import Decimal

from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity
from kernel.text import Text

_IDENTITY = re.compile(r"\d{9}|\d{12}|[A-Z]\d{7}")
_NAME = re.compile(r"[^\W\d_]+(?:[ '.\-][^\W\d_]+)*")
_CARE_OF_CHILDREN_UNDER = 1  # year of age, by which CAN_NANG is asked


def _identity(file: File) -> Iterator[Found]:
    value = file.head.get("SO_CCCD", "")
    if value and not _IDENTITY.fullmatch(value):
        yield Found("XML1", 1, "SO_CCCD", {"value": value})


def _name(file: File) -> Iterator[Found]:
    value = file.head.get("HO_TEN", "")
    if value and not _NAME.fullmatch(value):
        yield Found("XML1", 1, "HO_TEN", {"value": value})


def _birth(file: File) -> Iterator[Found]:
    birth, arrived = file.head.get("NGAY_SINH", ""), file.head.get("NGAY_VAO", "")
    if len(birth) != 12 or not birth.isdigit():
        if birth:
            yield Found("XML1", 1, "NGAY_SINH", {"value": birth})
    elif birth[:8].rstrip("0") > arrived[:8] or int(birth[:4]) < int(arrived[:4] or 0) - 125:
        yield Found("XML1", 1, "NGAY_SINH", {"value": birth})


def _weight(file: File) -> Iterator[Found]:
    birth, arrived = file.head.get("NGAY_SINH", ""), file.head.get("NGAY_VAO", "")
    if not (birth[:8].isdigit() and arrived[:8].isdigit()):
        return
    young = int(arrived[:8]) - int(birth[:8]) < _CARE_OF_CHILDREN_UNDER * 10000
    weight = file.head.n("CAN_NANG")
    if young and birth[4:8] != "0000" and not weight:
        yield Found("XML1", 1, "CAN_NANG", {})


def _weight_unit(file: File) -> Iterator[Found]:
    weight = file.head.n("CAN_NANG")
    if weight and weight > Decimal(300):
        yield Found("XML1", 1, "CAN_NANG", {"value": file.head["CAN_NANG"]})


def _place(file: File) -> Iterator[Found]:
    places = file.known.places
    for field in ("MATINH_CU_TRU", "MAXA_CU_TRU"):
        value = file.head.get(field, "")
        if places is not None and value and value not in places:
            yield Found("XML1", 1, field, {"value": value})


RULES = (
    Rule(
        "P01",
        Text("Số CCCD sai dạng", "Identity number of the wrong shape"),
        Text(
            "Số giấy tờ “{value}”: phải là 9 hoặc 12 chữ số, hoặc 1 chữ hoa và 7 chữ số.",
            "Identity “{value}”: 9 or 12 digits, or a capital letter and 7 digits.",
        ),
        Mend.PATIENT,
        "Danh mục kiểm tra của cổng, XML1.SO_CCCD",
        _identity,
    ),
    Rule(
        "P02",
        Text("Họ tên có ký tự lạ", "Strange character in the name"),
        Text(
            "Họ tên “{value}” có số hoặc ký tự lạ; ghi đúng như trên thẻ BHYT.",
            "The name “{value}” has digits or strange characters; write it as on the card.",
        ),
        Mend.PATIENT,
        "QĐ 3176/QĐ-BYT, XML1.HO_TEN",
        _name,
    ),
    Rule(
        "P03",
        Text("Ngày sinh không hợp lý", "Impossible birth date"),
        Text(
            "Ngày sinh “{value}” sau ngày vào hoặc quá xa; đối chiếu thẻ BHYT.",
            "Born “{value}”: after the visit or too long ago; compare with the card.",
        ),
        Mend.PATIENT,
        "QĐ 3176/QĐ-BYT, XML1.NGAY_SINH",
        _birth,
    ),
    Rule(
        "P04",
        Text("Trẻ dưới 1 tuổi thiếu cân nặng", "Weight of an infant missing"),
        Text(
            "Trẻ dưới 1 tuổi phải có cân nặng. Ghi ở sinh hiệu.",
            "A child under 1 needs a weight. Enter it with the vital signs.",
        ),
        Mend.EXAM,
        "QĐ 3176/QĐ-BYT, XML1.CAN_NANG",
        _weight,
    ),
    Rule(
        "P05",
        Text("Cân nặng ghi bằng gam", "Weight in grams"),
        Text(
            "Cân nặng {value} kg không hợp lý; ghi bằng kg.",
            "A weight of {value} kg is impossible; write kilograms.",
        ),
        Mend.EXAM,
        "QĐ 3176/QĐ-BYT, XML1.CAN_NANG",
        _weight_unit,
    ),
    Rule(
        "P06",
        Text("Mã tỉnh, xã không có trong danh mục", "Unknown province or commune"),
        Text(
            "{field} “{value}” không có trong danh mục đơn vị hành chính. Sửa địa chỉ.",
            "{field} “{value}” is not on the list of places. Correct the address.",
        ),
        Mend.PATIENT,
        "QĐ 19/2025/QĐ-TTg",
        _place,
        RuleSeverity.WARNING,
    ),
)
