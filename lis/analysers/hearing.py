"""What a message says, by its instrument's profile: pure.

    heard = hear(profile, raw)
    heard.readings      the values, each with the tube it names
    heard.asked         the tubes that it asks about

Nothing is guessed here: a value without a tube or without a code stays without.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.hl7.message import Message, NotHL7, Segment, instant
from lis.analysers.astm import NotASTM, Record, Records
from lis.analysers.drivers.profile import Profile, Protocol
from lis.analysers.places import (
    Line,
    Lines,
    above,
    bare,
    first,
    moment,
    place,
)

MOST_READINGS = 2000
_LONGEST_VALUE = 500


class NotUnderstood(ValueError):
    """No message of this instrument's protocol. Its text says why."""


class Kind(StrEnum):
    RESULTS = "results"
    QUERY = "query"
    ANSWER = "answer"  # to something that we sent
    OTHER = "other"


@dataclass(slots=True)  # (made by the thousand: a frozen one costs three times as much)
class Reported:
    """One value."""

    specimen: str
    code: str
    value: str
    unit: str = ""
    flags: tuple[str, ...] = ()
    status: str = ""
    at: datetime | None = None
    run: str = ""
    name: str = ""
    control: bool = False
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, understood."""

    kind: Kind
    control_id: str = ""
    sent_at: datetime | None = None
    readings: tuple[Reported, ...] = ()
    asked: tuple[str, ...] = ()
    ended: bool = True  # its terminator is there


def hear(profile: Profile, raw: bytes) -> Heard:
    """Raises NotUnderstood."""
    try:
        match profile.protocol:
            case Protocol.ASTM:
                return _astm(profile, Records(raw))
            case Protocol.HL7:
                return _hl7(profile, Message(raw))
            case Protocol.CSV:
                return _csv(profile, raw)
    except (NotHL7, NotASTM) as error:
        raise NotUnderstood(str(error)) from error


def _reading(profile: Profile, lines: Lines, line: Line) -> Reported | None:
    shared, above_ = lines.shared, lines.above
    if shared.none or (own := above_.own(lines, line)).none:
        return None
    value = bare(first(lines, profile.value), _LONGEST_VALUE)
    remark = own.remark and (not value or line.name == "OBX")
    if not value and not remark:
        return None
    return Reported(
        specimen=bare(first(lines, above_.specimen), 60) if above_.specimen else shared.specimen,
        code=own.code,
        value=value or "+",
        unit=own.unit,
        flags=own.flags,
        status=own.status,
        at=moment(lines, above_.at) or shared.at,
        run=own.run,
        name=own.name,
        control=shared.control or own.control,
        remark=remark,
    )


def _astm(profile: Profile, message: Records) -> Heard:
    lines = Lines(above(profile))
    lines.put(message.head)
    readings: list[Reported] = []
    asked: list[str] = []
    for record in message.records:
        if record.name in ("P", "O"):
            lines.pop("O", None)
        lines.put(record)
        if record.name == "R" and (found := _reading(profile, lines, record)):
            readings.append(found)
        elif record.name == "Q":
            asked += _asked(profile, record)
        if len(readings) > MOST_READINGS:
            raise NotUnderstood("it has too many results")
    kind = Kind.QUERY if asked else Kind.RESULTS if readings else Kind.OTHER
    head = message.head
    return Heard(
        kind=kind,
        control_id=bare(head.get(3), 60),
        sent_at=instant(head.get(14)),
        readings=tuple(readings),
        asked=tuple(dict.fromkeys(asked)),
        ended=message.ended,
    )


def _asked(profile: Profile, record: Record) -> Iterator[str]:
    for repetition in range(1, min(record.repetitions(3), 200) + 1):
        for at in profile.asked:
            _, numbers = place(at)
            component = numbers[1] if len(numbers) > 1 else 1
            if found := record.get(3, component, repetition=repetition):
                yield bare(found, 60)
                break


def _hl7(profile: Profile, message: Message) -> Heard:
    kind = message.head.get(9)
    if kind in ("ACK", "ORL"):
        return Heard(Kind.ANSWER, bare(message.control_id, 60))
    if kind in ("QBP", "ORM"):
        lines: dict[str, Line] = {s.name: s for s in message.segments}
        tube = bare(first(lines, profile.asked), 60)
        return Heard(Kind.QUERY, bare(message.control_id, 60), asked=(tube,) if tube else ())
    readings: list[Reported] = []
    shared: dict[str, Line] = {}
    for segment in message.segments:
        if segment.name in ("OBR", "SPM", "OBX"):
            break
        shared[segment.name] = segment
    begin = profile.group if any(message.all(profile.group)) else "OBR"
    for group in message.groups(begin) or [list(message.segments[1:])]:
        readings += _group(profile, Lines(above(profile), shared), group)
        if len(readings) > MOST_READINGS:
            raise NotUnderstood("it has too many results")
    return Heard(
        kind=Kind.RESULTS if kind in ("ORU", "OUL") else Kind.OTHER,
        control_id=bare(message.control_id, 60),
        sent_at=instant(message.head.get(7)),
        readings=tuple(readings),
    )


def _group(profile: Profile, lines: Lines, group: Sequence[Segment]) -> Iterator[Reported]:
    for segment in group:  # what stands behind the values counts too (SPM of an ORU)
        lines.setdefault(segment.name, segment)
    for segment in group:
        if segment.name != "SPM":
            lines.put(segment)
        if segment.name != "OBX":
            continue
        if found := _reading(profile, lines, segment):
            yield found


def _csv(profile: Profile, raw: bytes) -> Heard:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUnderstood("the file is not UTF-8") from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 1 else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    try:
        names = {(n or "").strip().lower() for n in rows.fieldnames or ()}
        if not {profile.specimen[0], profile.code, profile.value[0]} <= names:
            raise NotUnderstood("the first line names no specimen, test and value")
        readings = []
        for row in rows:
            given = {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if k}
            if not given.get(profile.value[0]):
                continue
            flag = given.get(profile.flags, "")
            readings.append(
                Reported(
                    specimen=bare(given.get(profile.specimen[0], ""), 60),
                    code=bare(given.get(profile.code, ""), 60),
                    value=bare(given[profile.value[0]], _LONGEST_VALUE),
                    unit=bare(given.get(profile.unit, ""), 40),
                    flags=(bare(flag, 20),) if flag and flag != "N" else (),
                    at=instant(re.sub(r"\D", "", given.get(profile.at[0], ""))),
                )
            )
            if len(readings) > MOST_READINGS:
                raise NotUnderstood("it has too many results")
    except (csv.Error, AttributeError) as error:
        raise NotUnderstood(f"the file is no CSV: {error}") from error
    return Heard(Kind.RESULTS if readings else Kind.OTHER, readings=tuple(readings))
