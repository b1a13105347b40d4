"""Times: ordered, performed and resulted in this order, inside the stay."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from his.insurance.fields import ENDS_AT_NIGHT_KINDS
from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity
from kernel.text import Text

_LAW = "QĐ 3176/QĐ-BYT, XML2, XML3"


def _shown(at: datetime) -> str:
    return f"{at:%H:%M %d/%m/%Y}"


def _left_first(file: File) -> Iterator[Found]:
    arrived, left = file.head.t("NGAY_VAO"), file.head.t("NGAY_RA")
    if arrived and left and left < arrived:
        yield Found("XML1", 1, "NGAY_RA", {"left": _shown(left), "arrived": _shown(arrived)})


def _outside(file: File) -> Iterator[Found]:
    arrived, left = file.head.t("NGAY_VAO"), file.head.t("NGAY_RA")
    for table, row in file.rows("XML2", "XML3"):
        at = row.t("NGAY_YL")
        if at and arrived and left and arrived <= left and not arrived <= at <= left:
            yield Found(table, row.stt, "NGAY_YL", {"at": _shown(at), "name": _name(row)})


def _name(row: dict[str, str]) -> str:
    return row.get("TEN_THUOC") or row.get("TEN_DICH_VU") or row.get("TEN_VAT_TU") or ""


def _early(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        ordered, done = row.t("NGAY_YL"), row.t("NGAY_TH_YL")
        if ordered and done and done < ordered:
            yield Found(table, row.stt, "NGAY_TH_YL", {"at": _shown(done), "name": _name(row)})


def _result_early(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        done, known = row.t("NGAY_TH_YL") or row.t("NGAY_YL"), row.t("NGAY_KQ")
        if done and known and known < done:
            yield Found(table, row.stt, "NGAY_KQ", {"at": _shown(known), "name": _name(row)})


def _result_late(file: File) -> Iterator[Found]:
    left, kind = file.head.t("NGAY_RA"), file.head.get("MA_LOAI_KCB", "")
    for table, row in file.rows("XML3") if left and kind not in ENDS_AT_NIGHT_KINDS else ():
        known = row.t("NGAY_KQ")
        if known and left and known > left:
            yield Found(table, row.stt, "NGAY_KQ", {"at": _shown(known), "name": _name(row)})


def _performed_late(file: File) -> Iterator[Found]:
    left = file.head.t("NGAY_RA")
    for table, row in file.rows("XML3"):
        done = row.t("NGAY_TH_YL")
        if done and left and done > left and row.get("MA_NHOM") not in ("1", "2", "3"):
            yield Found(table, row.stt, "NGAY_TH_YL", {"at": _shown(done), "name": _name(row)})


def _differ(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML4"):
        at = row.t("NGAY_KQ")
        ordered = [r.t("NGAY_YL") for _, r in file.rows("XML3") if _same(r, row)]
        first = min((o for o in ordered if o), default=None)
        if at and first and at < first:
            yield Found(table, row.stt, "NGAY_KQ", {"at": _shown(at), "name": row["TEN_CHI_SO"]})


def _same(service: dict[str, str], result: dict[str, str]) -> bool:
    return service.get("MA_DICH_VU") == result.get("MA_DICH_VU")


def _future(file: File) -> Iterator[Found]:
    now, left = file.known.now, file.head.t("NGAY_RA")
    late_kind = file.head.get("MA_LOAI_KCB", "") in ENDS_AT_NIGHT_KINDS
    if now and left and (left.date() > now.date() if late_kind else left > now):
        yield Found("XML1", 1, "NGAY_RA", {"at": _shown(left)})


def _paid_early(file: File) -> Iterator[Found]:
    paid, arrived = file.head.t("NGAY_TTOAN"), file.head.t("NGAY_VAO")
    if paid and arrived and paid < arrived:
        yield Found("XML1", 1, "NGAY_TTOAN", {"at": _shown(paid)})


def _month(file: File) -> Iterator[Found]:
    day = file.head.t("NGAY_TTOAN") or file.head.t("NGAY_RA")
    year, month = file.head.n("NAM_QT"), file.head.n("THANG_QT")
    if day and year and month and (int(year), int(month)) < (day.year, day.month):
        yield Found("XML1", 1, "THANG_QT", {"month": f"{int(month)}/{int(year)}"})


def _not_a_month(file: File) -> Iterator[Found]:
    month = file.head.n("THANG_QT")
    if month is not None and not 1 <= month <= 12:
        yield Found("XML1", 1, "THANG_QT", {"month": file.head["THANG_QT"]})


def _two_months(file: File) -> Iterator[Found]:
    year, month = file.head.n("NAM_QT"), file.head.n("THANG_QT")
    for sent in file.known.sent_months:
        if year and month and sent != (int(year), int(month)):
            yield Found("XML1", 1, "THANG_QT", {"month": f"{sent[1]}/{sent[0]}"})


def _at_once(file: File) -> Iterator[Found]:
    seen = Counter(
        (row.get("NGUOI_THUC_HIEN", ""), row.get("NGAY_TH_YL", ""))
        for _, row in file.rows("XML3")
        if row.get("MA_NHOM") in ("2", "3", "8", "18")
    )
    for (who, at), times in seen.items():
        if who and at and times > 1:
            yield Found("XML3", 0, "NGAY_TH_YL", {"who": who, "at": at, "times": times})


def _days(file: File) -> Iterator[Found]:
    head = file.head
    arrived, left, days = head.t("NGAY_VAO"), head.t("NGAY_RA"), head.n("SO_NGAY_DTRI")
    if not (arrived and left and days is not None) or left < arrived:
        return
    kind = head.get("MA_LOAI_KCB")
    stayed = (left.date() - arrived.date()).days + 1
    wanted = {**dict.fromkeys(("01", "07", "09"), 0), **dict.fromkeys(_STAYS, stayed)}
    if kind in wanted and days != wanted[kind]:
        yield Found("XML1", 1, "SO_NGAY_DTRI", {"is_": days, "wanted": wanted[kind]})


_STAYS = ("02", "03", "04", "06")


def _rule(
    code: str,
    title: Text,
    says: Text,
    mend: Mend,
    by: Callable[[File], Iterator[Found]],
    severity: RuleSeverity = RuleSeverity.ERROR,
    source: str = _LAW,
) -> Rule:
    return Rule(code, title, says, mend, source, by, severity)


RULES = (
    _rule(
        "T01",
        Text("Ra trước khi vào", "Left before arriving"),
        Text("Ra lúc {left}, trước khi vào {arrived}.", "Left at {left}, arrived {arrived}."),
        Mend.EXAM,
        _left_first,
    ),
    _rule(
        "T02",
        Text("Y lệnh ngoài thời gian điều trị", "Ordered outside the visit"),
        Text(
            "“{name}” chỉ định lúc {at}, ngoài thời gian từ vào đến ra.",
            "“{name}” was ordered at {at}, outside the visit.",
        ),
        Mend.ORDERS,
        _outside,
    ),
    _rule(
        "T03",
        Text("Thực hiện trước y lệnh", "Performed before it was ordered"),
        Text(
            "“{name}” thực hiện lúc {at}, trước khi có y lệnh.",
            "“{name}” was performed at {at}, before it was ordered.",
        ),
        Mend.ORDERS,
        _early,
    ),
    _rule(
        "T04",
        Text("Có kết quả trước khi thực hiện", "Result before it was performed"),
        Text(
            "“{name}” có kết quả lúc {at}, trước khi thực hiện.",
            "“{name}” had its result at {at}, before it was performed.",
        ),
        Mend.ORDERS,
        _result_early,
    ),
    _rule(
        "T05",
        Text("Kết quả sau khi ra", "Result after the visit"),
        Text(
            "“{name}” có kết quả lúc {at}, sau khi người bệnh đã ra.",
            "“{name}” had its result at {at}, after the patient had left.",
        ),
        Mend.ORDERS,
        _result_late,
        RuleSeverity.WARNING,
    ),
    _rule(
        "T06",
        Text("Thực hiện sau khi ra", "Performed after the visit"),
        Text(
            "“{name}” thực hiện lúc {at}, sau khi người bệnh đã ra.",
            "“{name}” was performed at {at}, after the patient had left.",
        ),
        Mend.ORDERS,
        _performed_late,
    ),
    _rule(
        "T07",
        Text("Kết quả chỉ số trước chỉ định", "Value known before the order"),
        Text(
            "Chỉ số “{name}” có kết quả lúc {at}, trước khi có y lệnh.",
            "“{name}” was known at {at}, before it was ordered.",
        ),
        Mend.ORDERS,
        _differ,
    ),
    _rule(
        "T08",
        Text("Ngày ra ở tương lai", "End in the future"),
        Text("Ngày ra {at} chưa tới.", "The end of the visit, {at}, has not come yet."),
        Mend.EXAM,
        _future,
    ),
    _rule(
        "T09",
        Text("Thanh toán trước khi vào", "Paid before the visit"),
        Text("Ngày thanh toán {at} trước ngày vào.", "Paid at {at}, before the visit."),
        Mend.BILL,
        _paid_early,
    ),
    _rule(
        "T10",
        Text("Kỳ quyết toán trước ngày thanh toán", "Settled before it was paid"),
        Text(
            "Kỳ quyết toán {month} trước tháng thanh toán.",
            "Month of settlement {month} is before the payment.",
        ),
        Mend.DOSSIER,
        _month,
    ),
    _rule(
        "T11",
        Text("Tháng quyết toán sai", "No such month"),
        Text("Tháng quyết toán “{month}” không có.", "There is no month “{month}”."),
        Mend.DOSSIER,
        _not_a_month,
    ),
    _rule(
        "T12",
        Text("Đã quyết toán ở tháng khác", "Settled in another month already"),
        Text(
            "Lượt này đã gửi ở kỳ {month}; gửi thay thế phải giữ kỳ cũ.",
            "This visit was sent for {month}; a replacement keeps that month.",
        ),
        Mend.DOSSIER,
        _two_months,
        RuleSeverity.WARNING,
    ),
    _rule(
        "T13",
        Text("Một người làm hai dịch vụ cùng lúc", "One person at two things at once"),
        Text(
            "Người thực hiện {who} có {times} dịch vụ cùng phút {at}.",
            "{who} performed {times} services in the same minute {at}.",
        ),
        Mend.ORDERS,
        _at_once,
        RuleSeverity.WARNING,
        "TT 35/2024/TT-BYT; hướng dẫn giám định",
    ),
    _rule(
        "T14",
        Text("Sai số ngày điều trị", "Wrong number of days"),
        Text(
            "Số ngày điều trị {is_}, đúng phải là {wanted}.",
            "{is_} days of treatment, {wanted} would be right.",
        ),
        Mend.EXAM,
        _days,
        source="QĐ 3176/QĐ-BYT, XML1.SO_NGAY_DTRI",
    ),
)
