"""What a DICOM object lacks or says wrongly, tag by tag. pydicom is loaded when it is asked.

Types after PS3.3: of type 1 the tag and a value, of type 2 the tag. Private tags are kept unread;
a private block without its creator is a fault.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from his.link.service import Explained, ExplainedPart, Fault, Weight
from kernel.text import Text

_ONE = {  # type 1
    0x00080016: "SOPClassUID",
    0x00080018: "SOPInstanceUID",
    0x0020000D: "StudyInstanceUID",
    0x0020000E: "SeriesInstanceUID",
    0x00080060: "Modality",
}
_TWO = {  # type 2
    0x00100010: "PatientName",
    0x00100020: "PatientID",
    0x00100030: "PatientBirthDate",
    0x00100040: "PatientSex",
    0x00080020: "StudyDate",
    0x00080030: "StudyTime",
    0x00080090: "ReferringPhysicianName",
    0x00200010: "StudyID",
    0x00080050: "AccessionNumber",
    0x00200011: "SeriesNumber",
}
_IMAGE = {
    0x00280002: "SamplesPerPixel",
    0x00280004: "PhotometricInterpretation",
    0x00280010: "Rows",
    0x00280011: "Columns",
    0x00280100: "BitsAllocated",
    0x00280101: "BitsStored",
    0x00280102: "HighBit",
    0x00280103: "PixelRepresentation",
}
_PIXELS = (0x7FE00010, 0x7FE00008, 0x7FE00009)
_RAW = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_MOST_TAGS = 600
_NO_TAG = Text("Thiếu {tag} {name} (bắt buộc).", "{tag} {name} is missing (type {type}).")
_EMPTY = Text("{tag} {name} trống (phải có giá trị).", "{tag} {name} is empty (type 1).")
_BAD_UID = Text("{tag} {name}: “{value}” không phải UID.", "{tag} {name}: “{value}” is no UID.")
_BAD_VALUE = Text(
    "{tag} {name} ({vr}): “{value}” sai kiểu.", "{tag} {name} ({vr}): “{value}” is not allowed."
)
_META = Text(
    "{name} trong phần đầu tệp khác trong dữ liệu.", "{name} differs between header and data set."
)
_LENGTH = Text(
    "Dữ liệu điểm ảnh {have} byte, phải là {want}.", "Pixel data has {have} bytes, not {want}."
)
_CHARSET = Text(
    "(0008,0005) không có, nhưng có chữ ngoài ASCII.",
    "(0008,0005) is missing, yet there are letters beyond ASCII.",
)
_UNKNOWN_SET = Text("(0008,0005): không biết “{value}”.", "(0008,0005): “{value}” is not known.")
_CREATOR = Text(
    "{tag}: thẻ riêng không nêu nhà sản xuất.", "{tag}: a private tag without its creator."
)
_PRIVATE = Text("{n} thẻ riêng của {who}: giữ nguyên, không đọc.", "{n} private tags of {who}.")
_NO_FILE = Text("Không phải tệp DICOM: {why}", "This is no DICOM file: {why}")


def check(path: Path, charsets: tuple[str, ...]) -> tuple[list[Fault], list[Explained]]:
    """Every fault, and each tag with its name and value."""
    import warnings

    import pydicom
    from pydicom.errors import InvalidDicomError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = pydicom.dcmread(path)
            faults = list(_faults(found, charsets))
            lines = list(_lines(found))
        except (InvalidDicomError, OSError, ValueError, EOFError, NotImplementedError) as error:
            says = _NO_FILE.put(why=str(error)[:120])
            return [Fault("Part 10", Weight.ERROR, "0xC000", says)], []
    return faults, lines


def _faults(of: Any, charsets: tuple[str, ...]) -> Iterator[Fault]:
    pictured = any(tag in of for tag in _PIXELS)
    for tag, name in {**_ONE, **(_IMAGE if pictured else {})}.items():
        if tag not in of:
            yield _fault(tag, "0x0120", _NO_TAG, name=name, type=1)
        elif of[tag].is_empty:
            yield _fault(tag, "0x0121", _EMPTY, name=name)
    for tag, name in _TWO.items():
        if tag not in of:
            yield _fault(tag, "0x0120", _NO_TAG, weight=Weight.WARNING, name=name, type=2)
    yield from _header(of)
    yield from _values(of)
    yield from _letters(of, charsets)
    if pictured:
        yield from _length(of)
    yield from _private(of)


def _header(of: Any) -> Iterator[Fault]:
    meta = getattr(of, "file_meta", None)
    for there, here in (
        ("MediaStorageSOPClassUID", "SOPClassUID"),
        ("MediaStorageSOPInstanceUID", "SOPInstanceUID"),
    ):
        one, other = getattr(meta, there, None), of.get(here)
        if one and other and str(one) != str(other):
            says = _META.put(name=here)
            yield Fault(here, Weight.ERROR, "0xA900", says)


def _values(of: Any) -> Iterator[Fault]:
    """UIDs are UIDs; dates, times and numbers can be read."""
    from pydicom.config import RAISE
    from pydicom.valuerep import validate_value

    for element in of:
        vr, tag = str(element.VR), int(element.tag)
        if element.tag.is_private or vr in ("SQ", "OB", "OW", "OF", "OD", "UN", "OB or OW"):
            continue
        values = element.value if element.VM > 1 else [element.value]
        for value in values:
            text = str(value)
            if vr == "UI":
                if text and not (len(text) <= 64 and type(value)(text).is_valid):
                    yield _fault(tag, "0x0106", _BAD_UID, name=element.keyword, value=text[:64])
                continue
            if vr not in ("DA", "TM", "DT", "IS", "DS", "CS", "AS", "AE") or not text:
                continue
            try:
                validate_value(vr, text, RAISE)
            except ValueError:
                facts = {"name": element.keyword, "vr": vr, "value": text[:40]}
                yield _fault(tag, "0x0106", _BAD_VALUE, weight=Weight.WARNING, **facts)


def _letters(of: Any, charsets: tuple[str, ...]) -> Iterator[Fault]:
    named = of.get("SpecificCharacterSet") or ""
    names = [named] if isinstance(named, str) else [str(n) for n in named]
    for name in names:
        plain = name.replace("ISO 2022 IR", "ISO_IR")
        if plain and plain not in (*charsets, "ISO_IR 13", "ISO_IR 87", "ISO_IR 149", "ISO_IR 58"):
            says = _UNKNOWN_SET.put(value=name)
            yield Fault("(0008,0005)", Weight.WARNING, "0x0106", says)
    if not any(names) and not all(str(e.value).isascii() for e in of if e.VR in ("PN", "LO")):
        yield Fault("(0008,0005)", Weight.ERROR, "0x0120", _CHARSET)


def _length(of: Any) -> Iterator[Fault]:
    syntax = str(getattr(getattr(of, "file_meta", None), "TransferSyntaxUID", ""))
    if syntax not in _RAW or 0x7FE00010 not in of:
        return
    try:
        cells = int(of.Rows) * int(of.Columns) * int(of.SamplesPerPixel)
        frames = int(of.get("NumberOfFrames") or 1)
        bits = cells * frames * int(of.BitsAllocated)
    except (AttributeError, TypeError, ValueError):
        return  # what is missing was said
    if str(of.get("PhotometricInterpretation")) == "YBR_FULL_422":
        bits = bits * 2 // 3
    want = -(-bits // 8)
    have = len(of[0x7FE00010].value or b"")
    if have not in (want, want + want % 2):
        says = _LENGTH.put(have=have, want=want)
        yield Fault("(7FE0,0010)", Weight.ERROR, "0xA900", says)


def _private(of: Any) -> Iterator[Fault]:
    blocks: dict[str, int] = {}
    for element in of:
        tag = element.tag
        if not tag.is_private or tag.is_private_creator:
            continue
        creator = of.get((tag.group, tag.element >> 8))
        who = str(creator.value) if creator is not None else ""
        if not who:
            yield _fault(int(tag), "0x0106", _CREATOR, weight=Weight.WARNING)
        else:
            blocks[who] = blocks.get(who, 0) + 1
    for who, n in blocks.items():
        yield Fault(who, Weight.NOTE, "", _PRIVATE.put(n=n, who=who))


def _fault(
    tag: int, code: str, says: Text, *, weight: Weight = Weight.ERROR, **facts: object
) -> Fault:
    shown = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
    return Fault(shown, weight, code, says.put(tag=shown, **facts))


def _lines(of: Any) -> Iterator[Explained]:
    """One line a group, as a message has one a segment."""
    groups: dict[int, list[ExplainedPart]] = {}
    for n, element in enumerate(of):
        if n >= _MOST_TAGS:
            break
        tag = element.tag
        value = f"{len(element.value or b'')} bytes" if int(tag) in _PIXELS else str(element.value)
        shown = f"({tag.group:04X},{tag.element:04X})"
        title = Text(element.name, element.name)
        means = Text(str(element.VR), str(element.VR))
        groups.setdefault(tag.group, []).append(ExplainedPart(shown, title, value[:300], means))
    for group, parts in groups.items():
        yield Explained(f"{group:04X}", Text("Nhóm", "Group"), "", tuple(parts))
