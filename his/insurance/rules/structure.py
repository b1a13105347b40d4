"""Structure: what the gateway's own schema refuses (lengths, numbers, clocks, numbering)."""

from collections.abc import Iterator

from his.insurance.fields import TRANSFERRED_KINDS, WITH_COURSE_KINDS, WITH_SUMMARY_KINDS
from his.insurance.layouts import Field
from his.insurance.rules.rule import File, Found, Mend, Row, Rule, clock
from his.insurance.rules.screens import screen_of
from kernel.text import Text

_ANNEX = "QĐ 4750/QĐ-BYT, QĐ 3176/QĐ-BYT"


def _fields(file: File) -> Iterator[tuple[str, Row, Field, str]]:
    for name in file.tables:
        table = file.layout.tables.get(name)
        for field in table.fields if table else ():
            for row in file.tables[name]:
                yield name, row, field, row.get(field.name, "")


def _where(table: str, row: Row, field: Field, **more: object) -> Found:
    return Found(
        table, row.stt, field.name, {"label": field.label, **more}, screen_of(table, field.name)
    )


def _empty(file: File) -> Iterator[Found]:
    for table, row, field, value in _fields(file):
        if field.required and not value and field.name not in _TOLD_ELSEWHERE:
            yield _where(table, row, field)


# Fields whose absence has a rule of its own, with a better sentence.
_TOLD_ELSEWHERE = frozenset(
    ["MA_BAC_SI", "MA_TTDV", "MA_BHXH", "TT_THAU", "STT", "MA_BENH_CHINH", "MA_KHOA", "LIEU_DUNG"]
)


def _too_long(file: File) -> Iterator[Found]:
    for table, row, field, value in _fields(file):
        if field.length and not field.clock and len(value) > field.length:
            many = bool(field.separator) and all(
                len(part) <= field.length for part in value.split(field.separator)
            )
            if not (many and field.length < 15):
                yield _where(table, row, field, length=field.length, is_=len(value))


def _not_a_number(file: File) -> Iterator[Found]:
    for table, row, field, value in _fields(file):
        if not field.number or not value:
            continue
        whole, _, part = value.partition(".")
        good = whole.isdigit() and (part.isdigit() or not part) and "." not in part
        if not good or len(part) > (field.decimals or 0):
            yield _where(table, row, field, value=value, decimals=field.decimals or 0)


def _not_a_clock(file: File) -> Iterator[Found]:
    for table, row, field, value in _fields(file):
        if field.clock and value:
            parts = value.split(field.separator) if field.separator else [value]
            if any(len(p) != field.clock or clock(p) is None for p in parts if p):
                shape = "yyyyMMdd" if field.clock == 8 else "yyyyMMddHHmm"
                yield _where(table, row, field, value=value, shape=shape)


def _not_allowed(file: File) -> Iterator[Found]:
    for table, row, field, value in _fields(file):
        if field.allowed and value and value not in field.allowed:
            yield _where(table, row, field, value=value, allowed=", ".join(sorted(field.allowed)))


def _other_visit(file: File) -> Iterator[Found]:
    ours = file.head.get("MA_LK")
    for table, row in file.rows(*(name for name in file.tables if name != "XML1")):
        if "MA_LK" in row and row["MA_LK"] != ours:
            yield Found(table, row.stt, "MA_LK", {"value": row["MA_LK"], "ours": ours})


def _not_numbered(file: File) -> Iterator[Found]:
    for table in ("XML2", "XML3", "XML4", "XML5"):
        rows = file.tables.get(table, [])
        if [row.stt for row in rows] != list(range(1, len(rows) + 1)):
            yield Found(table, 0, "STT", {})


def _not_ours(file: File) -> Iterator[Found]:
    ours = file.known.facility
    if ours and file.head.get("MA_CSKCB") != ours:
        yield Found("XML1", 1, "MA_CSKCB", {"value": file.head.get("MA_CSKCB"), "ours": ours})


def _no_course(file: File) -> Iterator[Found]:
    if file.head.get("MA_LOAI_KCB") in WITH_COURSE_KINDS and not file.tables.get("XML5"):
        yield Found("XML5", 0, "", {"kind": file.head["MA_LOAI_KCB"]})


def _no_summary(file: File) -> Iterator[Found]:
    if file.head.get("MA_LOAI_KCB") in WITH_SUMMARY_KINDS and not file.tables.get("XML8"):
        yield Found("XML8", 0, "", {"kind": file.head["MA_LOAI_KCB"]})


def _not_to_send(file: File) -> Iterator[Found]:
    kind = file.head.get("MA_LOAI_KCB")
    if file.tables.get("XML8") and kind not in WITH_SUMMARY_KINDS:
        yield Found("XML8", 0, "", {"kind": kind})
    if file.tables.get("XML13") and file.head.get("MA_LOAI_RV") not in TRANSFERRED_KINDS:
        yield Found("XML13", 0, "", {"kind": kind})


RULES = (
    Rule(
        "S01",
        Text("Trường bắt buộc để trống", "Required field empty"),
        Text("{label} ({field}) để trống.", "{label} ({field}) is empty."),
        Mend.DOSSIER,
        _ANNEX,
        _empty,
    ),
    Rule(
        "S02",
        Text("Dài quá số ký tự cho phép", "Longer than allowed"),
        Text(
            "{label} ({field}) dài {is_} ký tự, tối đa {length}.",
            "{label} ({field}) has {is_} characters, at most {length}.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _too_long,
    ),
    Rule(
        "S03",
        Text("Sai kiểu số", "Not a number as asked"),
        Text(
            "{label} ({field}) ghi “{value}”: phải là số không âm, tối đa {decimals} chữ số lẻ.",
            "{label} ({field}) says “{value}”: a number of at most {decimals} decimals is wanted.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _not_a_number,
    ),
    Rule(
        "S04",
        Text("Sai định dạng ngày giờ", "Not a date as asked"),
        Text(
            "{label} ({field}) ghi “{value}”: phải có dạng {shape} và là ngày có thật.",
            "{label} ({field}) says “{value}”: a real date as {shape} is wanted.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _not_a_clock,
    ),
    Rule(
        "S05",
        Text("Mã ngoài danh mục của trường", "Code not allowed here"),
        Text(
            "{label} ({field}) ghi “{value}”, chỉ nhận: {allowed}.",
            "{label} ({field}) says “{value}”, allowed are: {allowed}.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _not_allowed,
    ),
    Rule(
        "S06",
        Text("MA_LK các bảng khác nhau", "MA_LK differs between tables"),
        Text(
            "MA_LK của bảng này là “{value}”, của XML1 là “{ours}”. Hãy tạo lại hồ sơ.",
            "This table's MA_LK is “{value}”, XML1's is “{ours}”. Make the file again.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _other_visit,
    ),
    Rule(
        "S07",
        Text("STT không liên tục từ 1", "Rows not numbered from 1"),
        Text(
            "STT của bảng không chạy liên tục từ 1. Hãy tạo lại hồ sơ.",
            "The rows are not numbered from 1 without gaps. Make the file again.",
        ),
        Mend.DOSSIER,
        _ANNEX,
        _not_numbered,
    ),
    Rule(
        "S08",
        Text("Sai mã cơ sở khám chữa bệnh", "Wrong facility code"),
        Text(
            "MA_CSKCB là “{value}”, mã của cơ sở điều trị là “{ours}”. Sửa ở Cơ sở.",
            "MA_CSKCB is “{value}”, the treating facility's code is “{ours}”. See Facility.",
        ),
        Mend.FACILITY,
        "QĐ 3176/QĐ-BYT, XML1.MA_CSKCB",
        _not_ours,
    ),
    Rule(
        "S09",
        Text("Thiếu bảng diễn biến lâm sàng", "Clinical course missing"),
        Text(
            "Loại KCB {kind} phải gửi XML5 (diễn biến lâm sàng). Ghi diễn biến ở phiếu khám.",
            "A visit of kind {kind} needs XML5 (clinical course). Write it in the examination.",
        ),
        Mend.EXAM,
        "QĐ 4750/QĐ-BYT, ghi chú bảng 5",
        _no_course,
    ),
    Rule(
        "S10",
        Text("Thiếu tóm tắt hồ sơ bệnh án", "Record summary missing"),
        Text(
            "Loại KCB {kind} phải gửi XML8 (tóm tắt hồ sơ bệnh án).",
            "A visit of kind {kind} needs XML8 (summary of the record).",
        ),
        Mend.EXAM,
        "QĐ 4750/QĐ-BYT, ghi chú bảng 8",
        _no_summary,
    ),
    Rule(
        "S11",
        Text("Gửi bảng không thuộc loại KCB", "Table that is not to be sent"),
        Text(
            "Bảng này không gửi với loại KCB {kind} và loại ra viện đã ghi.",
            "This table is not sent with kind {kind} and the way the visit ended.",
        ),
        Mend.DOSSIER,
        "QĐ 4750/QĐ-BYT, ghi chú bảng 8, 13",
        _not_to_send,
    ),
)
