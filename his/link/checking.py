"""What a message lacks or says wrongly, place by place. Pure.

A taker may bring a profile (slots.py): what it needs is then looked for before it is taken, and
the sender is told each place. Codes are those of HL7 table 0357.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from his.link.fields import CODES, FIELDS, SEGMENTS
from kernel.hl7.message import Message, Segment, instant
from kernel.text import Text

SEQUENCE, MISSING, TYPE, TABLE = "100", "101", "102", "103"
PROCESSING, VERSION = "202", "203"
VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7")
CHARSETS = ("", "ASCII", "UNICODE", "UNICODE UTF-8", "UTF-8", "8859/1", "8859/15", "WINDOWS-1258")
_UID_MOST = 64


class Weight(StrEnum):
    ERROR = "error"  # it is refused
    WARNING = "warning"  # it is taken, and said
    NOTE = "note"


class Holds(StrEnum):
    """What a field holds."""

    TEXT = "text"
    TIME = "time"
    UID = "uid"
    CODE = "code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Needs:
    """One place of a segment: whether it must be there, and what it may hold."""

    field: int
    component: int = 1
    must: bool = True
    holds: Holds = Holds.TEXT
    codes: tuple[str, ...] = ()
    most: int = 0
    or_field: int = 0  # the other place where it may stand


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of a profile: how often, and what of it is looked at."""

    name: str
    must: bool = True
    many: bool = False
    needs: tuple[Needs, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a taker wants of a message (hồ sơ tin)."""

    parts: tuple[Part, ...]
    after: tuple[tuple[str, str], ...] = ()  # (segment, the one that comes before it)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about one place."""

    place: str  # PID-3.1
    weight: Weight
    code: str
    says: Text

    @property
    def where(self) -> list[str]:
        """ERR-2: segment, its turn, field, repetition, component."""
        name, _, rest = self.place.partition("-")
        name, _, turn = name.partition("#")
        field, _, component = rest.partition(".")
        found = [name, turn or "1", field, "1" if field else "", component]
        return found if field else found[:2]


_NO_SEGMENT = Text("Thiếu đoạn {name} ({title}).", "Segment {name} ({title}) is missing.")
_TWICE = Text("Đoạn {name} có {n} lần, chỉ được một.", "Segment {name} stands {n} times, not once.")
_NO_FIELD = Text("{place} ({title}) trống.", "{place} ({title}) is empty.")
_NO_TIME = Text("{place}: “{value}” không phải thời điểm.", "{place}: “{value}” is no time.")
_NO_UID = Text("{place}: “{value}” không phải UID.", "{place}: “{value}” is no UID.")
_NO_NUMBER = Text("{place}: “{value}” không phải số.", "{place}: “{value}” is no number.")
_NO_CODE = Text(
    "{place}: “{value}” không có trong bảng ({known}).",
    "{place}: “{value}” is not in the table ({known}).",
)
_LONG = Text("{place} dài {n} ký tự, tối đa {most}.", "{place} has {n} letters, at most {most}.")
_ORDER = Text("Đoạn {name} phải đứng sau {before}.", "Segment {name} must stand after {before}.")
_VERSION = Text("MSH-12: không biết phiên bản “{value}”.", "MSH-12: unknown version “{value}”.")
_CHARSET = Text("MSH-18: không biết bảng mã “{value}”.", "MSH-18: unknown set “{value}”.")
_BROKEN = Text(
    "Có ký tự không đọc được theo bảng mã đã khai báo.",
    "Letters cannot be read in the declared character set.",
)
_ZONE = Text(
    "{place} không nêu múi giờ: hiểu là giờ Việt Nam.", "{place} names no zone: taken as Vietnam's."
)
_PRIVATE = Text(
    "Đoạn riêng {name}: giữ lại, không đọc.", "Segment {name} is private: kept, unread."
)
_UNKNOWN = Text("Đoạn {name} không được đọc ở đây.", "Segment {name} is not read here.")
_TRIAL = Text("MSH-11 “{value}”: không phải tin thật.", "MSH-11 “{value}”: no production message.")


def check(message: Message, profile: Profile | None = None) -> list[Fault]:
    """Every fault, in the order of the message; without a profile the header's only."""
    faults = [*_head(message)]
    if profile is not None:
        faults += _profiled(message, profile)
    return faults


def errors(faults: Sequence[Fault]) -> list[Fault]:
    return [each for each in faults if each.weight is Weight.ERROR]


def _head(message: Message) -> Iterator[Fault]:
    head = message.head
    for n in (9, 10):
        if not head.get(n):
            yield _missing("MSH", n, 1, Weight.ERROR)
    if not head.get(3):
        yield _missing("MSH", 3, 1, Weight.ERROR)
    if (version := head.get(12)) not in VERSIONS:
        yield Fault("MSH-12", Weight.WARNING, VERSION, _VERSION.put(value=version))
    if (use := head.get(11)) not in ("P", "T", "D"):
        says = _NO_CODE.put(place="MSH-11", value=use, known="P, T, D")
        yield Fault("MSH-11", Weight.WARNING, PROCESSING, says)
    elif use != "P":
        yield Fault("MSH-11", Weight.NOTE, PROCESSING, _TRIAL.put(value=use))
    if at := head.get(7):
        yield from _time("MSH-7", at, Weight.WARNING)
    if (charset := head.get(18).upper()) not in CHARSETS:
        yield Fault("MSH-18", Weight.WARNING, TABLE, _CHARSET.put(value=charset))
    if "\ufffd" in message.text:
        yield Fault("MSH-18", Weight.WARNING, TYPE, _BROKEN)


def _profiled(message: Message, profile: Profile) -> Iterator[Fault]:
    known = {part.name for part in profile.parts} | {"MSH"}
    for part in profile.parts:
        lines = list(message.all(part.name))
        if part.must and not lines:
            title = SEGMENTS.get(part.name, Text("", ""))
            says = Text(
                _NO_SEGMENT.vi.format(name=part.name, title=title.vi),
                _NO_SEGMENT.en.format(name=part.name, title=title.en),
            )
            yield Fault(part.name, Weight.ERROR, SEQUENCE, says)
        if len(lines) > 1 and not part.many:
            says = _TWICE.put(name=part.name, n=len(lines))
            yield Fault(part.name, Weight.ERROR, SEQUENCE, says)
        for turn, line in enumerate(lines, 1):
            shown = f"{part.name}#{turn}" if len(lines) > 1 else part.name
            for need in part.needs:
                yield from _place(line, shown, need)
    for name, before in profile.after:
        seen = [s.name for s in message.segments]
        if name in seen and before in seen and seen.index(name) < seen.index(before):
            yield Fault(name, Weight.ERROR, SEQUENCE, _ORDER.put(name=name, before=before))
    for name in dict.fromkeys(s.name for s in message.segments if s.name not in known):
        says = (_PRIVATE if name.startswith("Z") else _UNKNOWN).put(name=name)
        yield Fault(name, Weight.NOTE, SEQUENCE, says)


def _place(line: Segment, shown: str, need: Needs) -> Iterator[Fault]:
    value = line.get(need.field, need.component)
    place = _named(shown, need.field, need.component)
    if not value:
        if need.must and not (need.or_field and line.get(need.or_field)):
            yield _missing(shown, need.field, need.component, Weight.ERROR)
        return
    if need.most and len(value) > need.most:
        says = _LONG.put(place=place, n=len(value), most=need.most)
        yield Fault(place, Weight.ERROR, TYPE, says)
    weight = Weight.ERROR if need.must else Weight.WARNING
    match need.holds:
        case Holds.TIME:
            yield from _time(place, value, weight)
        case Holds.UID if not _is_uid(value):
            yield Fault(place, weight, TYPE, _NO_UID.put(place=place, value=value[:80]))
        case Holds.NUMBER if not _is_number(value):
            yield Fault(place, weight, TYPE, _NO_NUMBER.put(place=place, value=value[:40]))
        case Holds.CODE:
            table = need.codes or tuple(CODES.get(f"{line.name}-{need.field}", ()))
            if value not in table:
                known = ", ".join(table)
                says = _NO_CODE.put(place=place, value=value[:40], known=known)
                yield Fault(place, weight, TABLE, says)
        case _:
            pass


def _time(place: str, value: str, weight: Weight) -> Iterator[Fault]:
    if instant(value) is None:
        yield Fault(place, weight, TYPE, _NO_TIME.put(place=place, value=value[:40]))
    elif len(value) > 8 and "+" not in value and "-" not in value:
        yield Fault(place, Weight.NOTE, TYPE, _ZONE.put(place=place))


def _missing(shown: str, field: int, component: int, weight: Weight) -> Fault:
    place = _named(shown, field, component)
    title = FIELDS.get(shown.partition("#")[0], {}).get(field, Text("", ""))
    says = Text(
        _NO_FIELD.vi.format(place=place, title=title.vi),
        _NO_FIELD.en.format(place=place, title=title.en),
    )
    return Fault(place, weight, MISSING, says)


def _named(shown: str, field: int, component: int) -> str:
    return f"{shown}-{field}" if component == 1 else f"{shown}-{field}.{component}"


def _is_uid(value: str) -> bool:
    parts = value.split(".")
    whole = len(value) <= _UID_MOST and len(parts) > 1
    return whole and all(p.isdigit() and (p == "0" or p[0] != "0") for p in parts)


def _is_number(value: str) -> bool:
    return value.lstrip("+-").replace(".", "", 1).isdigit()
