"""Papers that go along: transfer (XML13), re-visit (XML14), sick leave (XML11), discharge."""

import re
from collections.abc import Iterator

from his.insurance.fields import TRANSFERRED_KINDS
from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity, clock
from kernel.text import Text

_SOCIAL = re.compile(r"\d{10}")
_MOST_LEAVE, _MOST_LEAVE_TB = 30, 180
_ALIKE = ("HO_TEN", "NGAY_SINH", "GIOI_TINH", "MA_THE_BHYT", "MA_BENH_CHINH", "CHAN_DOAN_RV")


def _no_transfer(file: File) -> Iterator[Found]:
    if file.head.get("MA_LOAI_RV") in TRANSFERRED_KINDS and not file.tables.get("XML13"):
        yield Found("XML13", 0, "", {})


def _nowhere(file: File) -> Iterator[Found]:
    if file.head.get("MA_LOAI_RV") in TRANSFERRED_KINDS and not file.head.get("MA_NOI_DEN"):
        yield Found("XML1", 1, "MA_NOI_DEN", {})


def _unlike(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML13", "XML14"):
        for field in _ALIKE:
            if row.get(field) and row[field] != file.head.get(field, ""):
                yield Found(table, row.stt, field, {})


def _no_revisit(file: File) -> Iterator[Found]:
    if file.head.get("NGAY_TAI_KHAM") and not file.tables.get("XML14"):
        yield Found("XML14", 0, "", {})


def _revisit_day(file: File) -> Iterator[Found]:
    left = file.head.t("NGAY_RA")
    for table, row in file.rows("XML14"):
        on = row.t("NGAY_HEN_KL")
        if on and left and on.date() <= left.date():
            yield Found(table, row.stt, "NGAY_HEN_KL", {"day": f"{on:%d/%m/%Y}"})


def _leave_days(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML11"):
        since, until, days = row.t("TU_NGAY"), row.t("DEN_NGAY"), row.n("SO_NGAY_NGHI")
        if since and until and days is not None and days != (until - since).days + 1:
            found = {"is_": days, "wanted": (until - since).days + 1}
            yield Found(table, row.stt, "SO_NGAY_NGHI", found)


def _leave_long(file: File) -> Iterator[Found]:
    code = file.head.get("MA_BENH_CHINH", "")
    most = _MOST_LEAVE_TB if "A15" <= code[:3] <= "A19" else _MOST_LEAVE
    for table, row in file.rows("XML11"):
        days = row.n("SO_NGAY_NGHI")
        if days is not None and days > most:
            yield Found(table, row.stt, "SO_NGAY_NGHI", {"is_": days, "most": most})


def _leave_early(file: File) -> Iterator[Found]:
    arrived = file.head.t("NGAY_VAO")
    for table, row in file.rows("XML11"):
        since = row.t("TU_NGAY")
        if since and arrived and since.date() < arrived.date():
            yield Found(table, row.stt, "TU_NGAY", {"day": f"{since:%d/%m/%Y}"})


def _social(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML11"):
        if not _SOCIAL.fullmatch(row.get("MA_BHXH", "")):
            yield Found(table, row.stt, "MA_BHXH", {"value": row.get("MA_BHXH", "")})


def _died(file: File) -> Iterator[Found]:
    if file.head.get("KET_QUA_DTRI") in ("5", "8"):
        for table, row in file.rows("XML11", "XML14"):
            yield Found(table, row.stt, "", {})


def _termination(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML7", "XML11"):
        weeks = row.n("TUOI_THAI")
        if row.get("MA_DINH_CHI_THAI") == "1" and not (weeks and 1 <= weeks <= 42):
            yield Found(table, row.stt, "TUOI_THAI", {})


def _paper_day(file: File) -> Iterator[Found]:
    arrived = file.head.t("NGAY_VAO")
    for table, row in file.rows("XML7", "XML8", "XML11", "XML14"):
        on = clock(row.get("NGAY_CT", ""))
        if on and arrived and on.date() < arrived.date():
            yield Found(table, row.stt, "NGAY_CT", {"day": f"{on:%d/%m/%Y}"})


_PAPERS = Mend.PAPERS
RULES = (
    Rule(
        "G01",
        Text("Chuyển tuyến nhưng thiếu giấy chuyển", "Transferred without the paper"),
        Text(
            "Loại ra viện là chuyển cơ sở nhưng chưa có giấy chuyển (XML13).",
            "The patient was transferred, but there is no transfer paper (XML13).",
        ),
        _PAPERS,
        "QĐ 4750/QĐ-BYT, ghi chú bảng 13",
        _no_transfer,
    ),
    Rule(
        "G02",
        Text("Chuyển tuyến thiếu nơi đến", "Transferred to nowhere"),
        Text(
            "Chuyển cơ sở nhưng chưa ghi mã nơi đến (MA_NOI_DEN).",
            "Transferred, but the receiving facility (MA_NOI_DEN) is missing.",
        ),
        _PAPERS,
        "QĐ 3176/QĐ-BYT, XML1.MA_NOI_DEN",
        _nowhere,
    ),
    Rule(
        "G03",
        Text("Giấy tờ khác thông tin XML1", "Paper differs from XML1"),
        Text(
            "{field} trên giấy khác XML1. Hãy tạo lại hồ sơ.",
            "{field} on the paper differs from XML1. Make the file again.",
        ),
        Mend.DOSSIER,
        "QĐ 3176/QĐ-BYT, bảng 13, 14",
        _unlike,
    ),
    Rule(
        "G04",
        Text("Có hẹn tái khám nhưng thiếu giấy hẹn", "Re-visit without its paper"),
        Text(
            "Có ngày tái khám nhưng chưa có giấy hẹn khám lại (XML14).",
            "A re-visit is set, but its paper (XML14) is missing.",
        ),
        _PAPERS,
        "QĐ 4750/QĐ-BYT, ghi chú bảng 14",
        _no_revisit,
        RuleSeverity.WARNING,
    ),
    Rule(
        "G05",
        Text("Hẹn khám lại không sau ngày ra", "Re-visit not after this one"),
        Text("Ngày hẹn {day} không sau ngày ra.", "The re-visit {day} is not after this visit."),
        _PAPERS,
        "QĐ 3176/QĐ-BYT, XML14.NGAY_HEN_KL",
        _revisit_day,
    ),
    Rule(
        "G06",
        Text("Số ngày nghỉ không khớp", "Days of sick leave do not add up"),
        Text(
            "Số ngày nghỉ {is_}, tính từ ngày đến ngày là {wanted}.",
            "{is_} days of leave, the dates make {wanted}.",
        ),
        _PAPERS,
        "TT 18/2022/TT-BYT",
        _leave_days,
    ),
    Rule(
        "G07",
        Text("Nghỉ quá số ngày được cấp", "Sick leave too long"),
        Text(
            "Số ngày nghỉ {is_}, một giấy tối đa {most} ngày.",
            "{is_} days of leave, one paper covers at most {most}.",
        ),
        _PAPERS,
        "TT 56/2017/TT-BYT, Điều 20; TT 18/2022/TT-BYT",
        _leave_long,
    ),
    Rule(
        "G08",
        Text("Nghỉ từ trước ngày khám", "Leave from before the visit"),
        Text("Ngày bắt đầu nghỉ {day} trước ngày khám.", "Leave from {day}, before the visit."),
        _PAPERS,
        "TT 56/2017/TT-BYT, Điều 20",
        _leave_early,
    ),
    Rule(
        "G09",
        Text("Giấy nghỉ thiếu mã số BHXH", "Sick leave without the social number"),
        Text(
            "Mã số BHXH “{value}” phải có 10 chữ số.",
            "The social insurance number “{value}” must have 10 digits.",
        ),
        _PAPERS,
        "QĐ 3176/QĐ-BYT, XML11.MA_BHXH",
        _social,
    ),
    Rule(
        "G10",
        Text("Người bệnh tử vong nhưng có giấy hẹn, giấy nghỉ", "Papers for a deceased person"),
        Text(
            "Kết quả điều trị là tử vong: không có giấy hẹn hoặc giấy nghỉ.",
            "The patient died: no re-visit or sick leave.",
        ),
        _PAPERS,
        "QĐ 3176/QĐ-BYT, XML1.KET_QUA_DTRI",
        _died,
    ),
    Rule(
        "G11",
        Text("Đình chỉ thai thiếu tuổi thai", "Termination without weeks"),
        Text(
            "Đình chỉ thai phải ghi tuổi thai từ 1 đến 42 tuần.",
            "A termination needs the weeks of pregnancy, 1 to 42.",
        ),
        _PAPERS,
        "TT 18/2022/TT-BYT",
        _termination,
    ),
    Rule(
        "G12",
        Text("Ngày chứng từ trước ngày vào", "Paper from before the visit"),
        Text("Ngày chứng từ {day} trước ngày vào.", "The paper is dated {day}, before the visit."),
        _PAPERS,
        "QĐ 3176/QĐ-BYT, NGAY_CT",
        _paper_day,
    ),
)
