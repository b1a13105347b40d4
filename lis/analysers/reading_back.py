"""A message as a person reads it: each field with its place, its meaning and its value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kernel.hl7.message import Message, NotHL7
from kernel.text import Text
from lis.analysers import astm_link
from lis.analysers.astm import NotASTM, Records

MOST_LINES = 400

_HL7 = {
    "MSH": {
        3: Text("Nơi gửi", "Sender"),
        4: Text("Thiết bị gửi", "Sending facility"),
        5: Text("Nơi nhận", "Receiver"),
        7: Text("Lúc gửi", "Sent at"),
        9: Text("Loại tin", "Message type"),
        10: Text("Số tin", "Control id"),
        11: Text("P: thật, Q: nội kiểm", "P: production, Q: control"),
        12: Text("Phiên bản HL7", "HL7 version"),
        18: Text("Bảng mã", "Character set"),
        21: Text("Hồ sơ tin", "Profile"),
    },
    "PID": {
        3: Text("Mã người bệnh", "Patient id"),
        5: Text("Họ tên", "Name"),
        7: Text("Ngày sinh", "Birth"),
        8: Text("Giới", "Sex"),
    },
    "OBR": {
        2: Text("Số chỉ định của nơi đặt", "Placer order number"),
        3: Text("Số mẫu / số của máy", "Filler order number (often the tube)"),
        4: Text("Dịch vụ", "Service"),
        7: Text("Lúc đo", "Observed at"),
        22: Text("Lúc có kết quả", "Results at"),
        25: Text("Trạng thái", "Status"),
    },
    "OBX": {
        2: Text("Kiểu giá trị", "Type of value"),
        3: Text("Mã xét nghiệm của máy", "Test code"),
        4: Text("Lần đo", "Run"),
        5: Text("Giá trị", "Value"),
        6: Text("Đơn vị", "Unit"),
        7: Text("Khoảng tham chiếu của máy", "Reference range"),
        8: Text("Cờ", "Flags"),
        11: Text("Trạng thái (F: cuối)", "Status (F: final)"),
        14: Text("Lúc quan sát", "Observed at"),
        19: Text("Lúc phân tích", "Analysed at"),
    },
    "SPM": {
        2: Text("Số mẫu", "Tube number"),
        4: Text("Loại mẫu", "Type of specimen"),
        11: Text("P: người bệnh, Q: nội kiểm", "P: patient, Q: control"),
    },
    "SAC": {3: Text("Số ống", "Container")},
    "ORC": {
        1: Text("Việc (NW mới, DC không có, AF trả lời)", "Act (NW new, DC none, AF answer)"),
        2: Text("Số của nơi đặt", "Placer number"),
        3: Text("Số của máy", "Filler number"),
    },
    "QPD": {2: Text("Số câu hỏi", "Query tag"), 3: Text("Mẫu được hỏi", "Tube asked about")},
    "MSA": {
        1: Text("Trả lời (AA nhận, AE lỗi, AR từ chối)", "Answer (AA, AE, AR)"),
        2: Text("Cho tin số", "Of control id"),
        3: Text("Lời", "Text"),
    },
    "NTE": {3: Text("Ghi chú", "Note")},
}
_ASTM = {
    "H": {
        3: Text("Số tin", "Message id"),
        5: Text("Máy gửi", "Sender"),
        10: Text("Nơi nhận", "Receiver"),
        12: Text("P: thật, Q: nội kiểm", "Processing id"),
        14: Text("Lúc gửi", "Sent at"),
    },
    "P": {
        3: Text("Mã người bệnh (nơi đặt)", "Patient id (practice)"),
        4: Text("Mã người bệnh (xét nghiệm)", "Patient id (laboratory)"),
        6: Text("Họ tên", "Name"),
        8: Text("Ngày sinh", "Birth"),
        9: Text("Giới", "Sex"),
    },
    "O": {
        3: Text("Số mẫu", "Tube number"),
        4: Text("Số mẫu của máy, vị trí", "Analyser's tube number, position"),
        5: Text("Xét nghiệm yêu cầu", "Tests"),
        6: Text("Ưu tiên", "Priority"),
        12: Text("Việc (Q: nội kiểm)", "Action (Q: control)"),
        26: Text("Loại báo cáo", "Report type"),
    },
    "R": {
        3: Text("Mã xét nghiệm của máy", "Test code"),
        4: Text("Giá trị", "Value"),
        5: Text("Đơn vị", "Unit"),
        6: Text("Khoảng tham chiếu của máy", "Reference range"),
        7: Text("Cờ", "Flags"),
        9: Text("Trạng thái (F: cuối)", "Status (F: final)"),
        12: Text("Bắt đầu đo", "Started"),
        13: Text("Đo xong", "Completed"),
        14: Text("Máy", "Instrument"),
    },
    "C": {4: Text("Ghi chú", "Comment")},
    "Q": {3: Text("Mẫu được hỏi", "Tube asked about")},
    "L": {3: Text("Kết thúc (N: thường)", "End (N: normal)")},
}
_LINES = {
    "MSH": Text("Đầu tin", "Header"),
    "H": Text("Đầu tin", "Header"),
    "PID": Text("Người bệnh", "Patient"),
    "P": Text("Người bệnh", "Patient"),
    "OBR": Text("Chỉ định", "Order"),
    "ORC": Text("Chỉ định", "Order"),
    "O": Text("Chỉ định", "Order"),
    "OBX": Text("Kết quả", "Result"),
    "R": Text("Kết quả", "Result"),
    "SPM": Text("Mẫu", "Specimen"),
    "SAC": Text("Ống", "Container"),
    "NTE": Text("Ghi chú", "Note"),
    "C": Text("Ghi chú", "Comment"),
    "Q": Text("Câu hỏi", "Query"),
    "QPD": Text("Câu hỏi", "Query"),
    "MSA": Text("Trả lời", "Acknowledgement"),
    "L": Text("Hết tin", "End"),
}
_OTHER = Text("Khác", "Other")
_FIELD = Text("Trường", "Field")


@dataclass(frozen=True, slots=True)
class Part:
    """One field that holds something: "OBX-5", what it is, what stands there."""

    place: str
    title: Text
    value: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a message."""

    name: str
    title: Text
    raw: str
    parts: tuple[Part, ...]


def explained(raw: bytes) -> list[Explained]:
    """Of HL7 and ASTM each field; of anything else the lines as they stand."""
    if b"\x02" in raw or raw[:1] == b"H":
        try:
            records = Records(raw).records
            named = [(r.name, r.line, r.fields[1:], 2) for r in records]
            return list(_lines(named[:MOST_LINES], _ASTM))
        except NotASTM:
            pass
    try:
        segments = Message(raw).segments
        named = [(s.name, s.line, s.fields[1:], 1) for s in segments]
        return list(_lines(named[:MOST_LINES], _HL7))
    except NotHL7:
        text = astm_link.text_of(raw).decode("utf-8", "replace")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
        return [Explained("", _OTHER, line[:2000], ()) for line in lines if line.strip()]


def _lines(
    named: Sequence[tuple[str, str, list[str], int]], words: dict[str, dict[int, Text]]
) -> Iterator[Explained]:
    for name, line, fields, begin in named:
        known = words.get(name, {})
        parts = tuple(
            Part(f"{name}-{n}", known.get(n, _FIELD), value[:500])
            for n, value in enumerate(fields, begin)
            if value.strip() and not (name in ("MSH", "H") and n <= 2)
        )
        yield Explained(name, _LINES.get(name, _OTHER), line[:2000], parts)


def printable(raw: bytes) -> str:
    """The bytes with their control characters named, as a terminal shows them."""
    names = {2: "<STX>", 3: "<ETX>", 4: "<EOT>", 5: "<ENQ>", 6: "<ACK>", 21: "<NAK>", 23: "<ETB>"}
    names |= {10: "<LF>\n", 13: "<CR>\n", 11: "<VT>", 28: "<FS>"}
    shown = raw[:100_000].decode("utf-8", "replace")
    text = "".join(names.get(ord(c), c) if ord(c) < 32 and c != "\t" else c for c in shown)
    return text.replace("<CR>\n<LF>\n", "<CR><LF>\n")
