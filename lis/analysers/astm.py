"""ASTM E1394 (LIS02-A2): records H P O C R Q L, with the delimiters that the sender names."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kernel.clock import LOCAL
from lis.analysers import astm_link

MOST_RECORDS = 20_000


class NotASTM(ValueError):
    """These bytes are no ASTM message. Its text says why, for a log."""


class Record:
    """One line: `record.get(3, 4)` is its third field's fourth component (the letter is 1)."""

    __slots__ = ("_message", "fields", "line", "name")

    def __init__(self, message: "Records", line: str) -> None:
        self._message = message
        self.line = line
        self.name = line[:1].upper()
        self.fields = line.split(message.field)
        if self.name == "H":
            self.fields = [self.fields[0], line[1:5], *line[5:].split(message.field)[1:]]

    @property
    def marks(self) -> str:
        """The delimiters by which it is read."""
        return self._message.marks

    def raw(self, field: int) -> str:
        return self.fields[field - 1] if 0 < field <= len(self.fields) else ""

    def get(self, field: int, component: int = 1, sub: int = 1, repetition: int = 1) -> str:
        """One value, unescaped and bare; "" where there is none. `sub` is there as HL7 has it."""
        m, found = self._message, self.raw(field)
        for mark, number in ((m.repeat, repetition), (m.component, component)):
            if mark in found:
                parts = found.split(mark)
                found = parts[number - 1] if number <= len(parts) else ""
            elif number > 1:
                return ""
        return m.unescaped(found).strip() if m.escape in found else found.strip()

    def repetitions(self, field: int) -> int:
        found = self.raw(field)
        return found.count(self._message.repeat) + 1 if found else 0


class Records:
    """A message, from frames or plain records. Raises NotASTM."""

    def __init__(self, raw: bytes) -> None:
        text = astm_link.text_of(raw)
        try:
            self.text = text.decode()
        except UnicodeDecodeError:
            self.text = text.decode("iso-8859-1")
        lines = [r for r in self.text.replace("\n", "\r").split("\r") if r.strip("\x00 ")]
        if not lines or lines[0][:1] != "H" or len(lines[0]) < 5:
            raise NotASTM("it does not begin with a header record")
        if len(lines) > MOST_RECORDS:
            raise NotASTM("it has too many records")
        marks = self.marks = lines[0][1:5]
        self.field, self.repeat = marks[0], marks[1]
        self.component, self.escape = marks[2], marks[3]
        if len(set(marks)) < 4 or any(c.isalnum() or c.isspace() for c in marks):
            raise NotASTM("the header names no delimiters")
        self.records = [Record(self, line) for line in lines]
        if any(not r.name.isalpha() or r.line[1:2] != self.field for r in self.records):
            raise NotASTM("a record begins with no letter")

    @property
    def head(self) -> Record:
        return self.records[0]

    @property
    def ended(self) -> bool:
        """Is its terminator there? Without it the message is torn."""
        return self.records[-1].name == "L"

    def all(self, name: str) -> Iterator[Record]:
        return (r for r in self.records if r.name == name)

    def unescaped(self, text: str) -> str:
        escape = self.escape
        said = {"F": self.field, "S": self.component, "R": self.repeat, "E": escape}
        parts, out, at = text.split(escape), [], 1
        out.append(parts[0])
        while at < len(parts):
            if at + 1 < len(parts) and parts[at] in said:
                out += [said[parts[at]], parts[at + 1]]
                at += 2
            else:
                out.append(escape + parts[at])
                at += 1
        return "".join(out)


_ESCAPES = str.maketrans({"&": "&E&", "|": "&F&", "^": "&S&", "\\": "&R&", "\r": " ", "\n": " "})


def escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def record(*fields: str) -> str:
    """A line of fields that are already joined of escaped values."""
    return "|".join(fields).rstrip("|")


def stamp(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y%m%d%H%M%S")


def written(lines: Sequence[str]) -> bytes:
    return ("\r".join(lines) + "\r").encode()
