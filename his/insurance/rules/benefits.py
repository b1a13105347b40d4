"""The rate of benefit: by card and route, exemptions, the threshold of 15 % of the base salary."""

from collections.abc import Iterator
from decimal import Decimal

from his.insurance.rules.rule import File, Found, Mend, Rule, clock
from kernel.text import Text


def _exempt(file: File) -> Iterator[Found]:
    since, left = clock(file.head.get("NGAY_MIEN_CCT", "")[:8]), file.head.t("NGAY_RA")
    if since and left and since > left:
        yield Found("XML1", 1, "NGAY_MIEN_CCT", {"day": f"{since:%d/%m/%Y}"})


def _exempt_rate(file: File) -> Iterator[Found]:
    since = clock(file.head.get("NGAY_MIEN_CCT", "")[:8])
    for table, row in file.rows("XML2", "XML3"):
        ordered, rate = row.t("NGAY_YL"), row.n("MUC_HUONG")
        late = since and ordered and ordered.date() >= since.date()
        if late and rate and rate < 100 and row.n("THANH_TIEN_BH"):
            yield Found(table, row.stt, "MUC_HUONG", {"rate": row["MUC_HUONG"]})


def _rate(file: File) -> Iterator[Found]:
    rates = file.known.expected_rates
    for table, row in file.rows("XML2", "XML3") if rates else ():
        rate = row.n("MUC_HUONG")
        allowed = {*(rates or ()), Decimal(100)} if _small(file) else rates
        if row.n("THANH_TIEN_BH") and rate is not None and allowed and rate not in allowed:
            shown = ", ".join(f"{each:f}" for each in sorted(allowed))
            yield Found(table, row.stt, "MUC_HUONG", {"rate": row["MUC_HUONG"], "wanted": shown})


def _small(file: File) -> bool:
    """Below 15 % of the base salary the fund pays all."""
    salary, total = file.known.base_salary, file.head.n("T_TONGCHI_BH")
    return bool(salary and total is not None and total < salary * 15 / 100)


def _small_but_less(file: File) -> Iterator[Found]:
    rates = file.known.expected_rates or frozenset()
    full = _small(file) and file.head.get("MA_DOITUONG_KCB", "").split(".")[0] in ("1", "2")
    if full and Decimal("47.5") not in rates and file.head.n("T_BNCCT"):
        yield Found("XML1", 1, "T_BNCCT", {"total": file.head.get("T_TONGCHI_BH", "")})


RULES = (
    Rule(
        "C13",
        Text("Ngày miễn cùng chi trả sau ngày ra", "Exempt only after the visit"),
        Text(
            "Ngày bắt đầu miễn cùng chi trả {day} sau ngày ra.",
            "The exemption from co-payment begins on {day}, after the visit.",
        ),
        Mend.COVERAGE,
        "QĐ 3176/QĐ-BYT, XML1.NGAY_MIEN_CCT",
        _exempt,
    ),
    Rule(
        "C14",
        Text("Được miễn cùng chi trả nhưng mức hưởng dưới 100", "Exempt, but below 100 %"),
        Text(
            "Đã miễn cùng chi trả nhưng dòng này ghi mức hưởng {rate}%.",
            "Exempt from co-payment, but this line says {rate} %.",
        ),
        Mend.BILL,
        "Luật BHYT, Điều 22 khoản 1 điểm c",
        _exempt_rate,
    ),
    Rule(
        "C15",
        Text("Sai mức hưởng", "Wrong rate of benefit"),
        Text(
            "Mức hưởng {rate}% không phải mức của thẻ và tuyến ({wanted}%). Tính lại viện phí.",
            "{rate} % is not the rate of card and route ({wanted} %). Work the bill out again.",
        ),
        Mend.BILL,
        "Luật BHYT, Điều 22; QĐ 3276/QĐ-BYT",
        _rate,
    ),
    Rule(
        "C16",
        Text("Dưới 15% lương cơ sở vẫn cùng chi trả", "Co-payment below 15 % of base salary"),
        Text(
            "Tổng chi phí BHYT {total} đ dưới 15% lương cơ sở: người bệnh không cùng chi trả.",
            "Insured total {total} is below 15 % of the base salary: no co-payment.",
        ),
        Mend.BILL,
        "NĐ 188/2025/NĐ-CP; Luật BHYT, Điều 22",
        _small_but_less,
    ),
)
