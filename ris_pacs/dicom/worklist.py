"""Modality Worklist (C-FIND): the question read, and each answer written as it was asked for.

A station gets the keys it named and no others; an empty sequence asks for all of it. Texts go out
in the character set of the asking machine, and without diacritics where that one has none.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from kernel.columns import unaccented
from kernel.events import assembly_of
from ris_pacs.dicom.nodes import Caller
from ris_pacs.dicom.querying import BadQuestion
from ris_pacs.dicom.requesting import IMPLICIT
from ris_pacs.dicom.slots import Item, Worklist, WorklistOf, WorklistQuestion

SOP_CLASS = "1.2.840.10008.5.1.4.31"
STEPS = 0x00400100
_LONG = ("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UN", "UC", "UR", "UT", "SV", "UV")
_PLAIN = frozenset(["AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"])
_VR = {
    0x00080050: "SH",
    0x00080060: "CS",
    0x00080090: "PN",
    0x00080100: "SH",
    0x00080102: "SH",
    0x00080104: "LO",
    0x00100010: "PN",
    0x00100020: "LO",
    0x00100030: "DA",
    0x00100040: "CS",
    0x00102000: "LO",
    0x00102110: "LO",
    0x001021C0: "US",
    0x0020000D: "UI",
    0x00321032: "PN",
    0x00321060: "LO",
    0x00321064: "SQ",
    0x00321070: "LO",
    0x00380050: "LO",
    0x00380500: "LO",
    0x00400001: "AE",
    0x00400002: "DA",
    0x00400003: "TM",
    0x00400007: "LO",
    0x00400008: "SQ",
    0x00400009: "SH",
    0x00400010: "SH",
    0x00400011: "SH",
    0x00400020: "CS",
    0x00400100: "SQ",
    0x00400400: "LT",
    0x00401001: "SH",
    0x00401002: "LO",
    0x00401003: "SH",
    0x00402016: "LO",
    0x00402017: "LO",
}
_CODECS = {"ISO_IR 192": "utf-8", "ISO_IR 100": "iso8859-1", "ISO_IR 6": "ascii", "": "ascii"}


@dataclass(frozen=True, slots=True)
class Keys:
    """What was asked for: each tag's VR and value, or the keys within it."""

    texts: dict[int, tuple[str, str]] = field(default_factory=dict)
    sequences: dict[int, "Keys"] = field(default_factory=dict)

    def text(self, tag: int) -> str:
        return self.texts.get(tag, ("", ""))[1].strip()

    @property
    def everything(self) -> bool:
        return not self.texts and not self.sequences


def read(raw: bytes, syntax: str) -> Keys:
    """Raises BadQuestion."""
    from pydicom.filereader import read_dataset

    try:
        return _keys(read_dataset(io.BytesIO(raw), syntax == IMPLICIT, is_little_endian=True))
    except Exception as error:  # (pydicom raises whatever it met)
        raise BadQuestion("The identifier cannot be read") from error


def _keys(found: Any) -> Keys:
    made = Keys()
    for element in found:
        tag = int(element.tag)
        if element.VR == "SQ":
            made.sequences[tag] = _keys(element.value[0]) if element.value else Keys()
        else:
            value = element.value
            many = isinstance(value, list | tuple) or type(value).__name__ == "MultiValue"
            text = "\\".join(str(v) for v in value) if many else str(value or "")
            made.texts[tag] = (element.VR, text)
    return made


def question(of: Keys) -> WorklistQuestion:
    """Raises BadQuestion."""
    step = of.sequences.get(STEPS, Keys())
    since, until = _days(step.text(0x00400002))
    return WorklistQuestion(
        modality=step.text(0x00080060),
        ae_title=step.text(0x00400001),
        since=since,
        until=until,
        patient_name=of.text(0x00100010),
        patient_code=of.text(0x00100020),
        accession=of.text(0x00080050),
        study_uid=of.text(0x0020000D),
        procedure_id=of.text(0x00401001),
        step_id=step.text(0x00400009),
    )


def _days(text: str) -> tuple[date | None, date | None]:
    if not text or text == "*":
        return None, None
    first, dash, last = text.partition("-")
    try:
        since = _day(first) if first else None
        return since, ((_day(last) if last else None) if dash else since)
    except ValueError as error:
        raise BadQuestion("ScheduledProcedureStepStartDate is no date") from error


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def offered(db: Session) -> bool:
    return bool(assembly_of(db).contributions(WorklistOf))


def answers(db: Session, who: Caller, keys: Keys, syntax: str) -> Iterator[bytes]:
    """Each match, written. Raises BadQuestion."""
    asked = question(keys)
    for one in assembly_of(db).contributions(WorklistOf):
        found: Worklist = one.by(db, who, asked)
        for item in found.items:
            yield written(keys, item, syntax, found.charset)


def written(keys: Keys, item: Item, syntax: str, charset: str) -> bytes:
    """A match with every key that was asked for; what we do not hold is empty."""
    head = _element(0x00080005, "CS", charset.encode(), syntax) if charset else b""
    return head + _written(keys, item, syntax, charset, top=True)


def _written(keys: Keys, item: Item, syntax: str, charset: str, *, top: bool = False) -> bytes:
    if keys.everything and not top:
        wanted = dict.fromkeys(item, "")
    else:
        wanted = {t: vr for t, (vr, _) in keys.texts.items()} | dict.fromkeys(keys.sequences, "SQ")
    parts = []
    for tag in sorted(wanted):
        if tag in (0x00080005, 0x00080052) or not tag & 0xFFFF:
            continue
        vr = wanted[tag] or _VR.get(tag, "LO")
        value = item.get(tag, [] if vr == "SQ" else "")
        if vr == "SQ":
            within = keys.sequences.get(tag, Keys())
            bodies = [_written(within, each, syntax, charset) for each in value or ()]
            raw = b"".join(
                b"\xfe\xff\x00\xe0" + struct.pack("<I", len(body)) + body for body in bodies
            )
        else:
            raw = _value(vr, str(value), charset)
        parts.append(_element(tag, vr, raw, syntax))
    return b"".join(parts)


def _value(vr: str, text: str, charset: str) -> bytes:
    if vr == "US":
        return struct.pack("<H", int(text)) if text else b""
    raw = text.encode("ascii", "replace") if vr in _PLAIN else encoded(text, charset)
    return raw + (b"\x00" if vr == "UI" else b" ") * (len(raw) % 2)


def encoded(text: str, charset: str) -> bytes:
    """In that character set; what it cannot say goes without diacritics."""
    codec = _CODECS.get(charset, "ascii")
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return "^".join(unaccented(p) for p in text.split("^")).upper().encode("ascii", "replace")


def _element(tag: int, vr: str, raw: bytes, syntax: str) -> bytes:
    raw += b" " * (len(raw) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    if syntax == IMPLICIT:
        return head + struct.pack("<I", len(raw)) + raw
    if vr in _LONG:
        return head + vr.encode() + b"\x00\x00" + struct.pack("<I", len(raw)) + raw
    return head + vr.encode() + struct.pack("<H", len(raw)) + raw
