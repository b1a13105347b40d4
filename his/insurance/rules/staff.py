"""Who ordered, performed, read and signed: practitioners with a licence that the house declared."""

from collections.abc import Iterator

from his.insurance.rules.rule import File, Found, Mend, Rule
from kernel.text import Text

_PERFORMED = frozenset({"1", "2", "3", "8", "18"})
_SIGNED = (("XML7", "MA_BS"), ("XML11", "MA_BS"), ("XML13", "MA_BAC_SI"), ("XML14", "MA_BAC_SI"))


def _people(value: str) -> list[str]:
    """Licences in a field; `.C.XXXXX` marks somebody sent from elsewhere."""
    return [each.split(".C.")[0] for each in value.split(";") if each]


def _no_doctor(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        if not row.get("MA_BAC_SI"):
            name = row.get("TEN_THUOC") or row.get("TEN_DICH_VU") or row.get("TEN_VAT_TU")
            yield Found(table, row.stt, "MA_BAC_SI", {"name": name})


def _unknown(file: File) -> Iterator[Found]:
    licences = file.known.licences
    if licences is None:
        return
    fields = (
        ("XML2", "MA_BAC_SI"),
        ("XML3", "MA_BAC_SI"),
        ("XML3", "NGUOI_THUC_HIEN"),
        ("XML4", "MA_BS_DOC_KQ"),
        ("XML5", "NGUOI_THUC_HIEN"),
        *_SIGNED,
    )
    seen: set[str] = set()
    for table, field in fields:
        for _, row in file.rows(table):
            for licence in _people(row.get(field, "")):
                if licence not in licences and licence not in seen:
                    seen.add(licence)
                    yield Found(table, row.stt, field, {"licence": licence})


def _no_performer(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if row.get("MA_NHOM") in _PERFORMED and not row.get("NGUOI_THUC_HIEN"):
            yield Found(table, row.stt, "NGUOI_THUC_HIEN", {"name": row.get("TEN_DICH_VU")})


def _not_performed(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if row.get("MA_NHOM") in _PERFORMED and not row.get("NGAY_TH_YL"):
            yield Found(table, row.stt, "NGAY_TH_YL", {"name": row.get("TEN_DICH_VU")})


def _no_reader(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML4"):
        if (row.get("GIA_TRI") or row.get("KET_LUAN")) and not row.get("MA_BS_DOC_KQ"):
            yield Found(table, row.stt, "MA_BS_DOC_KQ", {"name": row.get("TEN_CHI_SO")})


def _no_head(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML1", "XML7", "XML8", "XML11", "XML13", "XML14"):
        if not row.get("MA_TTDV"):
            yield Found(table, row.stt, "MA_TTDV", {})
            return


def _department(file: File) -> Iterator[Found]:
    known = file.known.departments
    seen: set[str] = set()
    for table, row in file.rows("XML1", "XML2", "XML3"):
        code = row.get("MA_KHOA", "")
        wrong = not code or (known is not None and code not in known)
        if wrong and code not in seen:
            seen.add(code)
            yield Found(table, row.stt, "MA_KHOA", {"value": code})


RULES = (
    Rule(
        "N01",
        Text("Thiếu người chỉ định", "Nobody ordered it"),
        Text(
            "“{name}” chưa có số giấy phép hành nghề của người chỉ định. Khai ở Nhân viên.",
            "“{name}” lacks the licence of whoever ordered it. Enter it under Staff.",
        ),
        Mend.STAFF,
        "Luật 15/2023/QH15; QĐ 3176/QĐ-BYT, MA_BAC_SI",
        _no_doctor,
    ),
    Rule(
        "N02",
        Text("Người hành nghề chưa khai báo", "Practitioner not declared"),
        Text(
            "Số giấy phép “{licence}” không thuộc nhân viên nào đã khai báo của cơ sở.",
            "Licence “{licence}” belongs to none of the declared staff.",
        ),
        Mend.STAFF,
        "Luật 15/2023/QH15, Điều 19; NĐ 96/2023/NĐ-CP",
        _unknown,
    ),
    Rule(
        "N03",
        Text("Thiếu người thực hiện", "Nobody performed it"),
        Text(
            "“{name}” thuộc nhóm phải ghi người thực hiện (giấy phép hành nghề).",
            "“{name}” is of a group that needs its performer's licence.",
        ),
        Mend.ORDERS,
        "QĐ 3176/QĐ-BYT, XML3.NGUOI_THUC_HIEN",
        _no_performer,
    ),
    Rule(
        "N04",
        Text("Thiếu thời điểm thực hiện", "No time of performing"),
        Text(
            "“{name}” chưa ghi thời điểm thực hiện. Trả lời chỉ định hoặc hủy nó.",
            "“{name}” has no time of performing. Answer the order, or cancel it.",
        ),
        Mend.ORDERS,
        "QĐ 3176/QĐ-BYT, XML3.NGAY_TH_YL",
        _not_performed,
    ),
    Rule(
        "N05",
        Text("Thiếu người đọc kết quả", "Nobody read the result"),
        Text(
            "Kết quả “{name}” chưa có số giấy phép của người đọc, duyệt.",
            "The result “{name}” lacks the licence of whoever read it.",
        ),
        Mend.STAFF,
        "QĐ 3176/QĐ-BYT, XML4.MA_BS_DOC_KQ",
        _no_reader,
    ),
    Rule(
        "N06",
        Text("Thiếu thủ trưởng đơn vị", "Nobody signs for the house"),
        Text(
            "Chưa khai số giấy phép của người ký thay cơ sở (MA_TTDV). Đặt ở Tham số.",
            "The licence of whoever signs for the house (MA_TTDV) is not set. See Parameters.",
        ),
        Mend.FACILITY,
        "QĐ 3176/QĐ-BYT, XML1.MA_TTDV",
        _no_head,
    ),
    Rule(
        "N07",
        Text("Mã khoa sai", "Wrong department code"),
        Text(
            "Mã khoa “{value}” trống hoặc không thuộc khoa đã khai báo. Khai mã ở Khoa phòng.",
            "Department “{value}” is empty or not declared. Enter its code under Departments.",
        ),
        Mend.FACILITY,
        "QĐ 5937/QĐ-BYT (2021) phụ lục 5; QĐ 1804/QĐ-BYT (2026)",
        _department,
    ),
)
