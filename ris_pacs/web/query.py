"""What a QIDO-RS address asks for (PS3.18, 10.6.1), as values; no database yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kernel.columns import nfc

_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_KEYWORD = re.compile(r"[A-Za-z][A-Za-z0-9]{1,63}")
_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")
_UIDS = re.compile(r"[0-9.]{1,64}")
MOST = 1000
_MOST_OFFSET = 10_000_000
_MOST_UIDS = 1000


class Level(StrEnum):
    STUDY = "study"
    SERIES = "series"
    INSTANCE = "instance"


class Kind(StrEnum):
    UID = "uid"
    CODE = "code"
    TEXT = "text"
    NAME = "name"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    MODALITY = "modality"


#: What may be searched for: by its tag, with the keyword and how it is matched.
STUDY_KEYS: Mapping[str, tuple[str, Kind]] = {
    "0020000D": ("StudyInstanceUID", Kind.UID),
    "00100010": ("PatientName", Kind.NAME),
    "00100020": ("PatientID", Kind.CODE),
    "00100021": ("IssuerOfPatientID", Kind.CODE),
    "00100030": ("PatientBirthDate", Kind.DATE),
    "00100040": ("PatientSex", Kind.CODE),
    "00080020": ("StudyDate", Kind.DATE),
    "00080030": ("StudyTime", Kind.TIME),
    "00080050": ("AccessionNumber", Kind.CODE),
    "00080061": ("ModalitiesInStudy", Kind.MODALITY),
    "00080090": ("ReferringPhysicianName", Kind.TEXT),
    "00081030": ("StudyDescription", Kind.TEXT),
    "00200010": ("StudyID", Kind.CODE),
}
SERIES_KEYS: Mapping[str, tuple[str, Kind]] = {
    "0020000E": ("SeriesInstanceUID", Kind.UID),
    "00080060": ("Modality", Kind.CODE),
    "0008103E": ("SeriesDescription", Kind.TEXT),
    "00180015": ("BodyPartExamined", Kind.TEXT),
    "00200011": ("SeriesNumber", Kind.NUMBER),
}
INSTANCE_KEYS: Mapping[str, tuple[str, Kind]] = {
    "00080018": ("SOPInstanceUID", Kind.UID),
    "00080016": ("SOPClassUID", Kind.UID),
    "00200013": ("InstanceNumber", Kind.NUMBER),
}
_BY_LEVEL = {
    Level.STUDY: STUDY_KEYS,
    Level.SERIES: {**STUDY_KEYS, **SERIES_KEYS},
    Level.INSTANCE: {**STUDY_KEYS, **SERIES_KEYS, **INSTANCE_KEYS},
}
_TAGS = {name: tag for tag, (name, _) in _BY_LEVEL[Level.INSTANCE].items()}


class BadQuery(ValueError):
    """One parameter of the address is not what the standard knows."""

    def __init__(self, parameter: str, value: str) -> None:
        super().__init__(f"{parameter}={value}")
        self.parameter = parameter
        self.value = value


@dataclass(frozen=True, slots=True)
class Match:
    """One thing to look for. `values` are alternatives; for a range the first and the last."""

    tag: str
    kind: Kind
    values: tuple[str, ...]
    is_range: bool = False

    @property
    def has_wildcard(self) -> bool:
        return any("*" in each or "?" in each for each in self.values)


@dataclass(frozen=True, slots=True)
class Query:
    level: Level
    matches: tuple[Match, ...] = ()
    fuzzy: bool = False
    include: frozenset[str] = frozenset()
    everything: bool = False
    limit: int | None = None
    offset: int = 0
    ignored: tuple[str, ...] = field(default=())

    def match(self, tag: str) -> Match | None:
        return next((m for m in self.matches if m.tag == tag), None)


def parse(level: Level, parameters: Iterable[tuple[str, str]]) -> Query:
    """Raises BadQuery."""
    matches: list[Match] = []
    include: set[str] = set()
    ignored: list[str] = []
    fuzzy, everything, limit, offset = False, False, None, 0
    for name, value in parameters:
        match name.lower():
            case "fuzzymatching":
                fuzzy = _yes(name, value)
            case "limit":
                limit = _number(name, value, MOST)
            case "offset":
                offset = _number(name, value, _MOST_OFFSET)
            case "includefield":
                everything = _include(include, name, value) or everything
            case "accept" | "charset" | "emptyvaluematching" | "multiplevaluematching":
                continue
            case _:
                found = _match(level, name, value)
                if isinstance(found, Match):
                    matches.append(found)
                elif found is None:
                    ignored.append(name[:64])
    return Query(
        level,
        tuple(matches),
        fuzzy=fuzzy,
        include=frozenset(include),
        everything=everything,
        limit=limit,
        offset=offset,
        ignored=tuple(ignored),
    )


def _yes(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise BadQuery(name, value)
    return value.lower() == "true"


def _number(name: str, value: str, most: int) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise BadQuery(name, value)
    return min(int(value), most)


def _include(into: set[str], name: str, value: str) -> bool:
    everything = False
    for each in map(str.strip, value.split(",")):
        if each.lower() == "all":
            everything = True
        elif _TAG.fullmatch(each):
            into.add(each.upper())
        elif _KEYWORD.fullmatch(each):
            into.add(_TAGS.get(each, each))
        elif each and not all(_known(part) for part in each.split(".")):
            raise BadQuery(name, value)
    return everything


def _known(name: str) -> bool:
    return bool(_TAG.fullmatch(name) or _KEYWORD.fullmatch(name))


def _match(level: Level, name: str, value: str) -> Match | bool | None:
    """A match; True where it matches everything; None where it is not looked for here."""
    if not all(_known(part) for part in name.split(".")):
        raise BadQuery(name, value)
    tag = name.upper() if _TAG.fullmatch(name) else _TAGS.get(name, "")
    known = _BY_LEVEL[level].get(tag)
    if known is None:
        return None
    value = nfc(value).strip()
    if value in ("", "*", '""'):
        return True
    kind = known[1]
    if kind in (Kind.DATE, Kind.TIME):
        return _span(tag, kind, name, value)
    if kind is Kind.UID:
        return _uids(tag, name, value)
    if kind is Kind.NUMBER:
        if not re.fullmatch(r"-?\d{1,11}", value):
            raise BadQuery(name, value)
        return Match(tag, kind, (str(int(value)),))
    if len(value) > 300:
        raise BadQuery(name, value)
    if kind is Kind.MODALITY:
        found = tuple(v.strip().upper() for v in re.split(r"[\\,]", value) if v.strip())
        return Match(tag, kind, found[:50])
    return Match(tag, kind, (value,))


def _uids(tag: str, name: str, value: str) -> Match:
    found = tuple(each.strip() for each in re.split(r"[\\,]", value) if each.strip())
    if len(found) > _MOST_UIDS or not all(_UIDS.fullmatch(each) for each in found):
        raise BadQuery(name, value[:80])
    return Match(tag, Kind.UID, found)


def _span(tag: str, kind: Kind, name: str, value: str) -> Match:
    form = _DATE if kind is Kind.DATE else _TIME
    first, dash, last = value.partition("-")
    first, last = first.strip(), last.strip()
    if not dash:
        last = first
    if not (first or last) or any(each and not form.fullmatch(each) for each in (first, last)):
        raise BadQuery(name, value)
    return Match(tag, kind, (first, last), is_range=True)
