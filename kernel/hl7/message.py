"""HL7 v2 messages, read lazily.

A message is cut into segments, a segment into fields when it is asked for; nothing is checked that
nobody asks. Delimiters are the message's own (MSH-1, MSH-2). What analysers really send is
taken: a BOM, CRLF or LF as segment ends, UTF-8 that MSH-18 does not name, missing fields.
What is no HL7 at all raises `NotHL7`.

    oru = Message(raw)
    oru.type                                  "ORU^R01"
    oru.first("PID").get(3)                   PID-3.1 of the first repetition
    for obx in oru.all("OBX"): obx.get(5), obx.get(3, 2)
"""

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from kernel.clock import LOCAL

MOST_SEGMENTS = 20_000

_ENDS = re.compile(r"\r\n|\r|\n")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}\Z")
_TIME = re.compile(r"(\d{4,14})(?:\.\d+)?([+-]\d{4})?\Z")
_CHARSETS = {
    "": "utf-8",
    "ASCII": "utf-8",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "UNICODE UTF-16": "utf-16",
    "8859/1": "iso-8859-1",
    "8859/2": "iso-8859-2",
    "8859/15": "iso-8859-15",
    "GB 18030-2000": "gb18030",
    "BIG-5": "big5",
    "WINDOWS-1258": "cp1258",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotHL7(ValueError):
    """These bytes are no HL7 v2 message. Its text says why, for a log."""


def text_of(raw: bytes) -> str:
    """The message's characters: its BOM, else MSH-18, else UTF-8, else Latin 1 (which fits all)."""
    for bom, charset in _BOMS:
        if raw.startswith(bom):
            return raw.decode(charset, "replace").lstrip("\ufeff")
    head = raw[:400].decode("ascii", "replace")
    named = ""
    if head[:3] == "MSH" and len(head) > 8:
        fields = re.split(r"[\r\n]", head, maxsplit=1)[0].split(head[3])
        named = re.split(r"[~^]", fields[17])[0].strip().upper() if len(fields) > 17 else ""
    for charset in (_CHARSETS.get(named, "utf-8"), "utf-8"):
        try:
            return raw.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("iso-8859-1")


def _part(text: str, mark: str, number: int) -> str:
    parts = text.split(mark)
    return parts[number - 1] if number <= len(parts) else ""


class Segment:
    """One line of a message, cut when it is asked."""

    __slots__ = ("_fields", "_message", "line", "name")

    def __init__(self, message: "Message", line: str) -> None:
        self._message = message
        self.line = line
        self.name = line[:3]
        self._fields: list[str] | None = None

    @property
    def fields(self) -> list[str]:
        """As they stand: `fields[3]` is PID-3; MSH-1 is the delimiter itself."""
        if self._fields is None:
            cut = self.line.split(self._message.field)
            self._fields = [cut[0], self._message.field, *cut[1:]] if self.name == "MSH" else cut
        return self._fields

    @property
    def marks(self) -> str:
        """The delimiters by which it is read."""
        return self._message.marks

    def raw(self, field: int) -> str:
        """A field as it stands, with its repetitions and components."""
        fields = self._fields or self.fields
        return fields[field] if field < len(fields) else ""

    def get(self, field: int, component: int = 1, sub: int = 1, repetition: int = 1) -> str:
        """One value, unescaped; "" where there is none. An explicit null ("") is "" as well."""
        fields = self._fields or self.fields
        found = fields[field] if field < len(fields) else ""
        if not found:
            return ""
        m = self._message
        if field <= 2 and self.name == "MSH":
            return found
        if m.repetition and m.repetition in found:
            found = _part(found, m.repetition, repetition)
        elif repetition > 1:
            return ""
        if m.component in found:
            found = _part(found, m.component, component)
        elif component > 1:
            return ""
        if m.subcomponent and m.subcomponent in found:
            found = _part(found, m.subcomponent, sub)
        elif sub > 1:
            return ""
        if m.escape and m.escape in found:
            found = m.unescaped(found)
        found = found.strip()
        return "" if found == '""' else found

    def repetitions(self, field: int) -> int:
        found = self.raw(field)
        mark = self._message.repetition
        return found.count(mark) + 1 if found and mark else int(bool(found))


class Message:
    """A message that came in. Raises NotHL7 when it is none."""

    __slots__ = (
        "component",
        "escape",
        "field",
        "marks",
        "repetition",
        "segments",
        "subcomponent",
        "text",
    )

    def __init__(self, raw: bytes | str) -> None:
        self.text = (text_of(raw) if isinstance(raw, bytes) else raw).strip("\ufeff\r\n\x00 ")
        if not self.text.startswith("MSH") or len(self.text) < 8:
            raise NotHL7("it does not begin with MSH")
        self.field = self.text[3]
        if self.field.isalnum() or self.field.isspace():
            raise NotHL7("MSH-1 is no delimiter")
        lines = [line for line in _ENDS.split(self.text) if line.strip("\x00 \x1a")]
        if len(lines) > MOST_SEGMENTS:
            raise NotHL7("it has too many segments")
        marks = lines[0][4:].split(self.field, 1)[0]
        if not marks or len(marks) > 5 or any(c.isalnum() for c in marks):
            raise NotHL7("MSH-2 holds no delimiters")
        self.component: str = marks[0]
        self.repetition: str = marks[1:2]
        self.escape: str = marks[2:3]
        self.subcomponent: str = marks[3:4]
        if len(set(marks[:4]) | {self.field}) != len(marks[:4]) + 1:
            raise NotHL7("two delimiters are the same")
        self.marks = self.field + marks
        self.segments = [Segment(self, line) for line in self._whole(lines)]

    def _whole(self, lines: list[str]) -> list[str]:
        """The segments. Line ends within a value (a PDF in base64) are mended."""
        found: list[str] = []
        for line in lines:
            if _NAME.match(line[:3]) and line[3:4] in ("", self.field):
                found.append(line)
            elif found and self._goes_on(found[-1], line):
                found[-1] += "\n" + line
            else:
                raise NotHL7(f"a segment begins with {line[:4]!r}")
        return found

    def _goes_on(self, before: str, line: str) -> bool:
        if before.startswith("OBX") and before.split(self.field, 3)[2:3] == ["ED"]:
            return True
        return before.startswith(("OBX", "NTE")) and self.field not in line

    @property
    def head(self) -> Segment:
        return self.segments[0]

    @property
    def type(self) -> str:
        """ORU^R01; of old messages ORU alone."""
        kind, event = self.head.get(9), self.head.get(9, 2)
        return f"{kind}^{event}" if event else kind

    @property
    def control_id(self) -> str:
        return self.head.get(10)

    @property
    def version(self) -> str:
        return self.head.get(12)

    def first(self, name: str) -> Segment:
        """The first one of this name, or an empty one."""
        return next(self.all(name), Segment(self, name))

    def all(self, name: str) -> Iterator[Segment]:
        return (each for each in self.segments if each.name == name)

    def groups(self, *begin: str) -> list[list[Segment]]:
        """Cut before each segment of these names; what stands before the first is left out.

        Several orders in one message: `groups("ORC")`, or "OBR" where there is no ORC.
        """
        found: list[list[Segment]] = []
        for each in self.segments:
            if each.name in begin:
                found.append([each])
            elif found:
                found[-1].append(each)
        return found

    def unescaped(self, text: str) -> str:
        r"""\F\ \S\ \T\ \R\ \E\ and \Xdd..\ as characters; formatting of texts becomes spaces."""
        escape = self.escape
        parts = text.split(escape)
        said = {
            "F": self.field,
            "S": self.component,
            "T": self.subcomponent,
            "R": self.repetition,
            "E": escape,
            ".br": "\n",
        }
        out, at = [parts[0]], 1
        while at < len(parts):
            if at == len(parts) - 1:  # an escape that nothing closes is a character
                out.append(escape + parts[at])
                break
            word = parts[at]
            if word in said:
                out.append(said[word])
            elif word[:1] == "X" and re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", word[1:]):
                out.append(bytes.fromhex(word[1:]).decode("utf-8", "replace"))
            elif word[:1] in ("H", "N", ".", "Z", "C", "M"):
                out.append(" " if word[:1] == "." else "")
            else:
                out.append(escape + word)
                at += 1
                continue
            out.append(parts[at + 1])
            at += 2
        return "".join(out)


@lru_cache(maxsize=1024)  # the lines of a message name the same moment
def instant(text: str, *, assumed: timezone | None = None) -> datetime | None:
    """An HL7 time (TS, DTM); Vietnamese where it names no zone; None when it cannot be read."""
    found = _TIME.match(text.strip())
    if not found or len(found[1]) % 2:
        return None
    digits = found[1]
    try:
        at = datetime(
            int(digits[:4]),
            int(digits[4:6] or 1),
            int(digits[6:8] or 1),
            int(digits[8:10] or 0),
            int(digits[10:12] or 0),
            int(digits[12:14] or 0),
            tzinfo=assumed or LOCAL,
        )
        if zone := found[2]:
            shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
            at = at.replace(tzinfo=timezone(shift if zone[0] == "+" else -shift))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
