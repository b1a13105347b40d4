"""Cards, routes and the rate of benefit."""

import re
from collections.abc import Iterator
from datetime import timedelta

from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity, clock
from his.patients.service import insurance_number
from kernel.text import Text

_GRACE = timedelta(days=15)  # a card that ends during treatment (NĐ 188/2025, art. 50)
_FACILITY = re.compile(r"[0-9A-Z]{5}")
_LISTS = ("MA_DKBD", "GT_THE_TU", "GT_THE_DEN")
_UNKNOWN = ("", "100", "101", "205", "401", "500")


def _cards(file: File) -> list[str]:
    return [card for card in file.head.get("MA_THE_BHYT", "").split(";") if card]


def _insured(file: File) -> bool:
    return file.head.get("MA_DOITUONG_KCB", "") != "9"


def _none(file: File) -> Iterator[Found]:
    if _insured(file) and not _cards(file):
        yield Found("XML1", 1, "MA_THE_BHYT", {})


def _shape(file: File) -> Iterator[Found]:
    for card in _cards(file):
        if insurance_number(card) is None:
            yield Found("XML1", 1, "MA_THE_BHYT", {"tail": card[-4:]})


def _counts(file: File) -> Iterator[Found]:
    wanted = len(_cards(file))
    for field in _LISTS:
        value = file.head.get(field, "")
        if wanted and len(value.split(";")) != wanted:
            yield Found("XML1", 1, field, {"cards": wanted, "is_": len(value.split(";"))})


def _facility(file: File) -> Iterator[Found]:
    for code in file.head.get("MA_DKBD", "").split(";"):
        if code and not _FACILITY.fullmatch(code):
            yield Found("XML1", 1, "MA_DKBD", {"value": code})


def _ended(file: File) -> Iterator[Found]:
    arrived, left = file.head.t("NGAY_VAO"), file.head.t("NGAY_RA")
    ends = [clock(end) for end in file.head.get("GT_THE_DEN", "").split(";")]
    known = [end for end in ends if end]
    if not (arrived and left and known) or len(known) != len(ends):
        return
    last = max(known)
    if last.date() < arrived.date() or left.date() - last.date() > _GRACE:
        yield Found("XML1", 1, "GT_THE_DEN", {"day": f"{last:%d/%m/%Y}"})


def _not_yet(file: File) -> Iterator[Found]:
    arrived = file.head.t("NGAY_VAO")
    first = clock(file.head.get("GT_THE_TU", "").split(";")[0])
    if arrived and first and first.date() > arrived.date():
        yield Found("XML1", 1, "GT_THE_TU", {"day": f"{first:%d/%m/%Y}"})


def _unchecked(file: File) -> Iterator[Found]:
    if _insured(file) and _cards(file) and file.known.card_check in _UNKNOWN:
        yield Found("XML1", 1, "MA_THE_BHYT", {})


def _unusable(file: File) -> Iterator[Found]:
    code = file.known.card_check
    if code is not None and code not in _UNKNOWN and not code.startswith("00"):
        yield Found("XML1", 1, "MA_THE_BHYT", {"code": code})


def _home(file: File) -> Iterator[Found]:
    ours = file.head.get("MA_CSKCB", "")
    if file.head.get("MA_DOITUONG_KCB") == "1.1" and _cards(file):
        homes = file.head.get("MA_DKBD", "").split(";")
        if ours not in homes:
            yield Found("XML1", 1, "MA_DOITUONG_KCB", {"home": homes[-1], "ours": ours})


def _paper(file: File) -> Iterator[Found]:
    if file.head.get("MA_DOITUONG_KCB") == "1.3" and not file.head.get("GIAY_CHUYEN_TUYEN"):
        yield Found("XML1", 1, "GIAY_CHUYEN_TUYEN", {})


def _from(file: File) -> Iterator[Found]:
    head = file.head
    if head.get("GIAY_CHUYEN_TUYEN") and not head.get("MA_NOI_DI"):
        yield Found("XML1", 1, "MA_NOI_DI", {})


def _child(file: File) -> Iterator[Found]:
    arrived, birth = file.head.t("NGAY_VAO"), file.head.get("NGAY_SINH", "")
    if arrived and birth[:4].isdigit() and any(c.startswith("TE") for c in _cards(file)):
        months = (arrived.year - int(birth[:4])) * 12 + arrived.month - int(birth[4:6] or 0)
        # A TE card goes on until 30 September of the year when the child is 6.
        if months > 84:
            yield Found("XML1", 1, "MA_THE_BHYT", {})


RULES = (
    Rule(
        "C01",
        Text("Không có thẻ BHYT", "No insurance card"),
        Text(
            "Lượt khám BHYT chưa có số thẻ. Nhập thẻ ở Quyền lợi BHYT.",
            "An insured visit without a card. Enter it under Coverage.",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.MA_THE_BHYT",
        _none,
    ),
    Rule(
        "C02",
        Text("Số thẻ BHYT sai dạng", "Card number of the wrong shape"),
        Text(
            "Số thẻ …{tail}: phải có 15 ký tự (mẫu cũ), 10 hoặc 12 chữ số.",
            "Card …{tail}: 15 characters, or 10 or 12 digits are wanted.",
        ),
        Mend.COVERAGE,
        "QĐ 1351/QĐ-BHXH; QĐ 1666/QĐ-BHXH; NĐ 188/2025/NĐ-CP",
        _shape,
    ),
    Rule(
        "C03",
        Text("Số thẻ và hạn thẻ không khớp số lượng", "Cards and their dates differ in number"),
        Text(
            "Có {cards} thẻ nhưng {field} ghi {is_} giá trị; mỗi thẻ một giá trị.",
            "{cards} cards, but {field} holds {is_} values; one for each card.",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.GT_THE_TU",
        _counts,
    ),
    Rule(
        "C04",
        Text("Mã nơi đăng ký ban đầu sai", "Wrong first-care facility"),
        Text(
            "Mã nơi đăng ký ban đầu “{value}” phải có 5 ký tự.",
            "The first-care facility “{value}” must have 5 characters.",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.MA_DKBD",
        _facility,
    ),
    Rule(
        "C05",
        Text("Thẻ hết hạn", "Card has ended"),
        Text(
            "Thẻ hết hạn {day}, trước ngày vào hoặc quá 15 ngày trước khi ra. Tra lại thẻ mới.",
            "The card ended on {day}, before the visit or over 15 days before its end.",
        ),
        Mend.COVERAGE,
        "NĐ 188/2025/NĐ-CP, Điều 50",
        _ended,
    ),
    Rule(
        "C06",
        Text("Thẻ chưa đến hạn dùng", "Card does not count yet"),
        Text(
            "Thẻ có giá trị từ {day}, sau ngày vào.",
            "The card counts from {day}, after the visit began.",
        ),
        Mend.COVERAGE,
        "Luật BHYT, Điều 16",
        _not_yet,
    ),
    Rule(
        "C07",
        Text("Chưa tra cứu thẻ trên cổng", "Card not checked on the gateway"),
        Text(
            "Thẻ chưa được tra cứu thành công. Bấm Tra thẻ ở Quyền lợi BHYT.",
            "The card has not been checked on the gateway. Press Check under Coverage.",
        ),
        Mend.COVERAGE,
        "CV 1923/BHXH-CNTT (2024)",
        _unchecked,
        RuleSeverity.WARNING,
    ),
    Rule(
        "C08",
        Text("Cổng trả lời thẻ không dùng được", "Gateway says the card is not usable"),
        Text(
            "Cổng trả lời mã {code} khi tra thẻ. Sửa thông tin thẻ rồi tra lại.",
            "The gateway answered {code} to the card check. Correct the card, check again.",
        ),
        Mend.COVERAGE,
        "CV 1923/BHXH-CNTT (2024), phụ lục",
        _unusable,
    ),
    Rule(
        "C09",
        Text("Đúng nơi đăng ký ban đầu nhưng thẻ ở nơi khác", "Route 1.1 with a foreign card"),
        Text(
            "Mã đối tượng 1.1 nhưng thẻ đăng ký ban đầu ở {home}, không phải {ours}.",
            "Route 1.1, but the card's first-care facility is {home}, not {ours}.",
        ),
        Mend.COVERAGE,
        "QĐ 3276/QĐ-BYT (2025)",
        _home,
    ),
    Rule(
        "C10",
        Text("Thiếu số giấy chuyển tuyến", "Referral number missing"),
        Text(
            "Mã đối tượng 1.3 (có giấy chuyển) nhưng chưa ghi số giấy chuyển tuyến.",
            "Route 1.3 (with referral) without the number of the paper.",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.GIAY_CHUYEN_TUYEN",
        _paper,
    ),
    Rule(
        "C11",
        Text("Thiếu nơi chuyển đến", "Referring facility missing"),
        Text(
            "Có số giấy chuyển/hẹn nhưng chưa ghi mã cơ sở chuyển đi (MA_NOI_DI).",
            "A referral without the code of the facility that wrote it (MA_NOI_DI).",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.MA_NOI_DI",
        _from,
    ),
    Rule(
        "C12",
        Text("Thẻ TE của người quá tuổi", "Child's card of somebody older"),
        Text(
            "Thẻ TE chỉ dùng đến 72 tháng tuổi (hoặc 30/9 năm đủ 6 tuổi). Đổi thẻ.",
            "A TE card counts up to 72 months (or 30 September of that year). Change the card.",
        ),
        Mend.COVERAGE,
        "Luật BHYT, Điều 16 khoản 3",
        _child,
    ),
)
