"""C-FIND: what a station asks about patients, studies, series and instances, from the index."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from kernel import audit
from kernel.access import Actor
from kernel.columns import unaccented
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingSeries, ImagingStudy, Wanted
from ris_pacs.dicom.nodes import RECEIVER
from ris_pacs.dicom.requesting import IMPLICIT

MOST = 2000
"""Answers to one question; a station that needs more asks more narrowly."""

LEVELS = ("PATIENT", "STUDY", "SERIES", "IMAGE")
_LONG = ("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UN", "UC", "UR", "UT", "SV", "UV")


class BadQuestion(Exception):
    """The identifier cannot be understood; `said` goes into the comment."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Question:
    """An identifier: its level, and each key with its VR and value."""

    level: str
    keys: dict[int, tuple[str, str]]

    def value(self, tag: int) -> str:
        return self.keys.get(tag, ("", ""))[1]

    def values(self, tag: int) -> tuple[str, ...]:
        return tuple(v for v in self.value(tag).split("\\") if v)


def viewer() -> Actor:
    """A known node that may ask sees what the archive holds."""
    rights = frozenset({archive.READ.id, archive.UNMATCHED.id})
    return Actor(RECEIVER.id, RECEIVER.name, rights, username=RECEIVER.username)


def read(raw: bytes, syntax: str) -> Question:
    """Raises BadQuestion."""
    from pydicom.filereader import read_dataset

    try:
        found = read_dataset(io.BytesIO(raw), syntax == IMPLICIT, is_little_endian=True)
        keys = {int(e.tag): (e.VR, _text(e)) for e in found if e.VR != "SQ"}
    except Exception as error:  # (pydicom raises whatever it met)
        raise BadQuestion("The identifier cannot be read") from error
    level = keys.get(0x00080052, ("", ""))[1].strip().upper()
    if level not in LEVELS:
        raise BadQuestion("QueryRetrieveLevel is missing or unknown")
    return Question(level, keys)


def _text(element: Any) -> str:
    value = element.value
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    parts = (
        value
        if isinstance(value, list | tuple) or type(value).__name__ == "MultiValue"
        else [value]
    )
    return "\\".join(str(each) for each in parts)


def wanted(of: Question) -> Wanted:
    """The question as the archive takes it. Raises BadQuestion."""
    since, until = _days(of.value(0x00080020))
    return Wanted(
        uids=of.values(0x0020000D),
        name=_loose(of.value(0x00100010)),
        patient_code=of.value(0x00100020),
        accession=of.value(0x00080050),
        description=of.value(0x00081030),
        referring=of.value(0x00080090),
        study_number=of.value(0x00200010),
        modalities=of.values(0x00080061)[:1] if of.level in ("PATIENT", "STUDY") else (),
        since=since,
        until=until,
    )


def _loose(name: str) -> str:
    bare = unaccented(name.replace("^", " ")).strip()
    return bare if not bare or "*" in bare else bare + "*"


def _days(text: str) -> tuple[date | None, date | None]:
    if not text.strip():
        return None, None
    first, dash, last = text.strip().partition("-")
    try:
        since = _day(first) if first else None
        until = (_day(last) if last else None) if dash else since
    except ValueError as error:
        raise BadQuestion("StudyDate is no date") from error
    return since, until


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def answers(db: Session, of: Question) -> Iterator[dict[int, str]]:
    """Each match as its values by tag."""
    found = archive.studies(db, viewer(), wanted(of), limit=MOST)
    audit.read_list(db, "patient", {s.patient_id for s in found if s.patient_id}, "C-FIND")
    overlays = archive.overlays(db, found)
    if of.level == "PATIENT":
        seen = set()
        for study in found:
            told = _study(study, overlays[study.id])
            person = (told[0x00100020], told[0x00100010])
            if person not in seen:
                seen.add(person)
                yield {tag: value for tag, value in told.items() if tag >> 16 == 0x0010}
        return
    if of.level == "STUDY":
        for study in found:
            yield _study(study, overlays[study.id])
        return
    if not of.value(0x0020000D):
        raise BadQuestion("StudyInstanceUID is missing")
    for study in found:
        yield from _within(db, of, study, _study(study, overlays[study.id]))


def _within(
    db: Session, of: Question, study: ImagingStudy, told: dict[int, str]
) -> Iterator[dict[int, str]]:
    uids, modalities = of.values(0x0020000E), of.values(0x00080060)
    for run in archive.series(db, study):
        if (uids and run.uid not in uids) or (modalities and run.modality not in modalities):
            continue
        if of.level == "SERIES":
            yield {**told, **_series(run)}
            continue
        names = of.values(0x00080018)
        for row in archive.instances(db, study, run):
            if not names or row.uid in names:
                yield {
                    **told,
                    **_series(run),
                    0x00080016: row.sop_class,
                    0x00080018: row.uid,
                    0x00200013: _number(row.number),
                    0x00280008: str(row.frames),
                    0x00280010: _number(row.rows),
                    0x00280011: _number(row.columns),
                }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _study(of: ImagingStudy, overlay: dict[str, Any]) -> dict[int, str]:
    told = {int(tag, 16): _said(element) for tag, element in overlay.items()}
    told |= {
        0x00080020: (of.study_date or "").replace("-", ""),
        0x00080030: of.study_time,
        0x00080061: of.modalities.replace(" ", "\\"),
        0x00080090: of.referring,
        0x00081030: of.description,
        0x0020000D: of.uid,
        0x00200010: of.study_number,
        0x00201206: str(of.series_count),
        0x00201208: str(of.instance_count),
    }
    return told


def _series(of: ImagingSeries) -> dict[int, str]:
    return {
        0x00080021: (of.started_on or "").replace("-", ""),
        0x00080060: of.modality,
        0x0008103E: of.description,
        0x00180015: of.body_part,
        0x00081010: of.station,
        0x0020000E: of.uid,
        0x00200011: _number(of.number),
        0x00201209: str(of.instance_count),
    }


def _said(element: dict[str, Any]) -> str:
    value = element.get("Value", [""])[0]
    return str(value["Alphabetic"] if isinstance(value, dict) else value)


def encoded(of: Question, told: dict[int, str], syntax: str, our_title: str) -> bytes:
    """A match with every key that was asked for; what we do not hold is empty."""
    keys = {tag: vr for tag, (vr, _) in of.keys.items() if tag not in (0x00080005, 0x00080052)}
    if of.level != "PATIENT":
        keys.setdefault(0x0020000D, "UI")
    values = {tag: (vr, told.get(tag, "")) for tag, vr in keys.items()}
    values[0x00080005] = ("CS", "ISO_IR 192")
    values[0x00080052] = ("CS", of.level)
    values[0x00080054] = ("AE", our_title)
    return b"".join(_element(tag, *values[tag], syntax) for tag in sorted(values) if tag & 0xFFFF)


def _element(tag: int, vr: str, text: str, syntax: str) -> bytes:
    if vr == "US":
        raw = struct.pack("<H", int(text)) if text else b""
    else:
        raw = text.encode()
        raw += (b"\x00" if vr == "UI" else b" ") * (len(raw) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    if syntax == IMPLICIT:
        return head + struct.pack("<I", len(raw)) + raw
    if vr in _LONG:
        return head + vr.encode() + b"\x00\x00" + struct.pack("<I", len(raw)) + raw
    return head + vr.encode() + struct.pack("<H", len(raw)) + raw
