"""HL7 v2 messages, written: a value never breaks out of its field."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from kernel.clock import LOCAL
from kernel.hl7.message import Message

Value: TypeAlias = "str | Sequence[str | Sequence[str]]"

_ESCAPES = str.maketrans(
    {
        "\\": "\\E\\",
        "|": "\\F\\",
        "^": "\\S\\",
        "&": "\\T\\",
        "~": "\\R\\",
        "\r": "\\X0D\\",
        "\n": "\\X0A\\",
    }
)


def stamp(at: datetime) -> str:
    """An instant as HL7 writes it, with the house's zone."""
    return at.astimezone(LOCAL).strftime("%Y%m%d%H%M%S%z")


def escaped(text: str) -> str:
    r"""A value that may hold any character, for |^~\&."""
    return text.translate(_ESCAPES)


def field(value: Value) -> str:
    """A text, or its components, or those with sub-components; every value escaped."""
    if isinstance(value, str):
        return escaped(value)
    return "^".join(
        escaped(each) if isinstance(each, str) else "&".join(escaped(sub) for sub in each)
        for each in value
    ).rstrip("^")


def segment(name: str, *values: Value) -> str:
    r"""A line: `segment("PID", "1", "", ["25000123", "", "", "HIS54"])`. MSH: see `head`."""
    return "|".join([name, *(field(each) for each in values)]).rstrip("|")


def head(
    kind: Sequence[str],
    control_id: str,
    at: datetime,
    *,
    sender: str = "HIS54",
    sender_place: str = "",
    receiver: str = "",
    receiver_place: str = "",
    version: str = "2.5.1",
    profile: Sequence[str] = (),
) -> str:
    """The MSH of a message that we send: UTF-8, named in MSH-18."""
    rest: list[Value] = [sender, sender_place, receiver, receiver_place, stamp(at), ""]
    rest += [list(kind), control_id, "P", version, "", "", "", "", "", "UNICODE UTF-8"]
    rest += ["", "", list(profile)] if profile else []
    return ("MSH|^~\\&|" + "|".join(field(each) for each in rest)).rstrip("|")


def written(*lines: str) -> bytes:
    """The lines as a message."""
    return ("\r".join(lines) + "\r").encode()


def answer(
    to: Message, control_id: str, at: datetime, code: str = "AA", says: str = "", error: str = ""
) -> bytes:
    """The acknowledgement of a message: AA taken, AE an error, AR refused (HL7 2.5.1, 2.9)."""
    event = to.head.get(9, 2)
    version = to.version or "2.5.1"
    kind = ["ACK", event, "ACK"] if event and version >= "2.4" else ["ACK"]
    lines = [
        head(
            kind,
            control_id,
            at,
            receiver=to.head.get(3),
            receiver_place=to.head.get(4),
            version=version,
        ),
        segment("MSA", code, to.control_id, says[:80]),
    ]
    if error:
        lines.append(segment("ERR", "", "", error, "E", "", "", "", says[:250]))
    return written(*lines)
