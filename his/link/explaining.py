"""A message as a person reads it: each field with its place, its meaning, and what a code means.

Titles after HL7 v2.5.1, chapters 2, 3, 4, 5, 7; codes after its tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from his.link.fields import CODES, FIELDS, SEGMENTS
from kernel.hl7.message import Message, NotHL7, Segment, instant
from kernel.text import Text

MOST_LINES = 600
_OTHER = Text("Khác", "Other")
_FIELD = Text("Trường", "Field")
_TIMES = frozenset(
    {"MSH-7", "EVN-2", "PID-7", "ORC-9", "ORC-15", "TQ1-7", "TQ1-8", "OBR-6", "OBR-7"}
    | {"OBR-8", "OBR-14", "OBR-22", "OBX-14", "OBX-19", "SPM-17", "SPM-18", "PV1-44"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """One field that holds something: "OBX-11", what it is, what stands there, what that says."""

    place: str
    title: Text
    value: str
    means: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a message."""

    name: str
    title: Text
    raw: str
    parts: tuple[Part, ...]


def explained(raw: bytes) -> list[Explained]:
    """Each field; of what is no HL7 the lines as they stand."""
    try:
        message = Message(raw)
    except NotHL7:
        text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        lines = [line for line in text.split("\n") if line.strip()][:MOST_LINES]
        return [Explained("", _OTHER, line[:2000], ()) for line in lines]
    return [
        Explained(s.name, SEGMENTS.get(s.name, _OTHER), s.line[:2000], tuple(_parts(s)))
        for s in message.segments[:MOST_LINES]
    ]


def _parts(line: Segment) -> Iterator[Part]:
    known: Mapping[int, Text] = FIELDS.get(line.name, {})
    for n, value in enumerate(line.fields):
        if n == 0 or not value.strip() or (line.name == "MSH" and n <= 2):
            continue
        place = f"{line.name}-{n}"
        yield Part(place, known.get(n, _FIELD), value[:500], _means(line, n, place))


def _means(line: Segment, n: int, place: str) -> Text:
    value = line.get(n)
    if place in _TIMES:
        at = instant(value)
        shown = f"{at:%Y-%m-%d %H:%M:%SZ}" if at and len(value) > 8 else ""
        return Text(shown, shown)
    return CODES.get(place, {}).get(value, Text("", ""))


def printable(raw: bytes) -> str:
    """The bytes with their line ends as lines, and other control characters named."""
    shown = raw[:200_000].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c in "\n\t" or ord(c) >= 32 else f"<{ord(c):02X}>" for c in shown)
