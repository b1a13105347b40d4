"""What a message says, by its instrument's profile: pure.

    heard = hear(profile, raw)
    heard.readings      the values, each with the tube it names
    heard.asked         the tubes that it asks about

Nothing is guessed here: a value without a tube or without a code stays without.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Protocol as Shape

from kernel.hl7.message import Message, NotHL7, Segment, instant
from lis.analysers.astm import NotASTM, Record, Records
from lis.analysers.drivers.profile import Profile, Protocol

MOST_READINGS = 2000
_LONGEST_VALUE = 500


class NotUnderstood(ValueError):
    """No message of this instrument's protocol. Its text says why."""


class Kind(StrEnum):
    RESULTS = "results"
    QUERY = "query"
    ANSWER = "answer"  # to something that we sent
    OTHER = "other"


@dataclass(frozen=True, slots=True)
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


class _Line(Shape):
    name: str

    def get(self, field: int, component: int = 1, sub: int = 1, repetition: int = 1) -> str: ...

    def raw(self, field: int) -> str: ...

    def repetitions(self, field: int) -> int: ...


@lru_cache(maxsize=512)
def _place(place: str) -> tuple[str, tuple[int, ...]]:
    name, *numbers = place.split(".")
    return name, tuple(int(n) for n in numbers)


def _at(lines: Mapping[str, _Line], place: str) -> str:
    name, numbers = _place(place)
    line = lines.get(name)
    if line is None:
        return ""
    return line.get(*numbers)


def _first(lines: Mapping[str, _Line], places: Sequence[str]) -> str:
    return next((found for p in places if (found := _at(lines, p))), "")


def _joined(lines: Mapping[str, _Line], places: str, strip: str) -> str:
    found = [_at(lines, p) for p in places.split("/")]
    return "/".join(found).strip("/ ") if len(found) > 1 else found[0].strip(strip + " ")


def _bare(text: str, most: int) -> str:
    """What a column takes: no control characters (PostgreSQL refuses NUL), no more than fits."""
    if text.isprintable():
        return text[:most]
    return "".join(c for c in text if c.isprintable())[:most]


def _matches(lines: Mapping[str, _Line], rules: Sequence[tuple[str, str]]) -> bool:
    return any(_says(pattern, _at(lines, place)) for place, pattern in rules)


@lru_cache(maxsize=2048)  # kinds and states of lines: a few words
def _says(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def _unit(lines: Mapping[str, _Line], place: str) -> str:
    """Many write 10^3/uL without escaping its component delimiter."""
    name, numbers = _place(place)
    line = lines.get(name)
    if line is None:
        return ""
    found = line.get(*numbers)
    return _bare(line.raw(numbers[0]) if found.isdigit() else found, 40)


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


def _reading(profile: Profile, lines: Mapping[str, _Line], line: _Line) -> Reported | None:
    if profile.only and not all(_says(p, _at(lines, at)) for at, p in profile.only):
        return None
    if _matches(lines, profile.skip):
        return None
    value = _bare(_first(lines, profile.value), _LONGEST_VALUE)
    code = _bare(_joined(lines, profile.code, profile.strip), 60)
    remark = _matches(lines, profile.remark) and (not value or line.name == "OBX")
    if not value and not remark:
        return None
    flags: tuple[str, ...] = ()
    if profile.flags:
        field = _place(profile.flags)[1][0]
        count = line.repetitions(field)
        flags = tuple(
            f
            for n in range(1, min(count, 9) + 1)
            if (f := _bare(line.get(field, repetition=n), 20)) and f != "N"
        )
    return Reported(
        specimen=_bare(_first(lines, profile.specimen), 60),
        code=code,
        value=value or "+",
        unit=_unit(lines, profile.unit),
        flags=flags,
        status=_bare(_at(lines, profile.status), 20) if profile.status else "",
        at=next((t for p in profile.at if (t := instant(_at(lines, p)))), None),
        run=_bare(_at(lines, profile.run), 20) if profile.run else "",
        name=_bare(_at(lines, profile.name), 120) if profile.name else "",
        control=_matches(lines, profile.control),
        remark=remark,
    )


def _astm(profile: Profile, message: Records) -> Heard:
    lines: dict[str, _Line] = {"H": message.head}
    readings: list[Reported] = []
    asked: list[str] = []
    for record in message.records:
        if record.name in ("P", "O"):
            lines.pop("O", None)
        lines[record.name] = record
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
        control_id=_bare(head.get(3), 60),
        sent_at=instant(head.get(14)),
        readings=tuple(readings),
        asked=tuple(dict.fromkeys(asked)),
        ended=message.ended,
    )


def _asked(profile: Profile, record: Record) -> Iterator[str]:
    for repetition in range(1, min(record.repetitions(3), 200) + 1):
        for place in profile.asked:
            _, numbers = _place(place)
            component = numbers[1] if len(numbers) > 1 else 1
            if found := record.get(3, component, repetition=repetition):
                yield _bare(found, 60)
                break


def _hl7(profile: Profile, message: Message) -> Heard:
    kind = message.head.get(9)
    if kind in ("ACK", "ORL"):
        return Heard(Kind.ANSWER, _bare(message.control_id, 60))
    if kind in ("QBP", "ORM"):
        lines: dict[str, _Line] = {s.name: s for s in message.segments}
        tube = _bare(_first(lines, profile.asked), 60)
        return Heard(Kind.QUERY, _bare(message.control_id, 60), asked=(tube,) if tube else ())
    readings: list[Reported] = []
    shared: dict[str, _Line] = {}
    for segment in message.segments:
        if segment.name in ("OBR", "SPM", "OBX"):
            break
        shared[segment.name] = segment
    begin = profile.group if any(message.all(profile.group)) else "OBR"
    for group in message.groups(begin) or [list(message.segments[1:])]:
        readings += _group(profile, shared, group)
        if len(readings) > MOST_READINGS:
            raise NotUnderstood("it has too many results")
    return Heard(
        kind=Kind.RESULTS if kind in ("ORU", "OUL") else Kind.OTHER,
        control_id=_bare(message.control_id, 60),
        sent_at=instant(message.head.get(7)),
        readings=tuple(readings),
    )


def _group(
    profile: Profile, shared: Mapping[str, _Line], group: Sequence[Segment]
) -> Iterator[Reported]:
    lines: dict[str, _Line] = dict(shared)
    for segment in group:  # what stands behind the values counts too (SPM of an ORU)
        lines.setdefault(segment.name, segment)
    for segment in group:
        if segment.name != "OBX":
            if segment.name != "SPM":
                lines[segment.name] = segment
            continue
        lines["OBX"] = segment
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
                    specimen=_bare(given.get(profile.specimen[0], ""), 60),
                    code=_bare(given.get(profile.code, ""), 60),
                    value=_bare(given[profile.value[0]], _LONGEST_VALUE),
                    unit=_bare(given.get(profile.unit, ""), 40),
                    flags=(_bare(flag, 20),) if flag and flag != "N" else (),
                    at=instant(re.sub(r"\D", "", given.get(profile.at[0], ""))),
                )
            )
            if len(readings) > MOST_READINGS:
                raise NotUnderstood("it has too many results")
    except (csv.Error, AttributeError) as error:
        raise NotUnderstood(f"the file is no CSV: {error}") from error
    return Heard(Kind.RESULTS if readings else Kind.OTHER, readings=tuple(readings))
