"""Believable pictures of nobody: phantoms with a bar of 100 mm and inserts of known density.

Rows of bytes and nothing else, so that the simulator and the practice clinic need no library.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.ids import new_id
from ris_pacs.dicom import bodies, pdus
from ris_pacs.dicom.canvas import Canvas, Cells, element, frame

CT, CR, US, MR, DX, XA = (
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.1",
    "1.2.840.10008.5.1.4.1.1.3.1",
    "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.1.1",
    "1.2.840.10008.5.1.4.1.1.12.1",
)
KINDS = {"CT": CT, "MR": MR, "DX": DX, "CR": CR, "US": US, "XA": XA}
EXPLICIT = "1.2.840.10008.1.2.1"
_WATER, _FAT, _LIVER, _BONE, _AIR, _METAL = 0, -100, 60, 900, -1000, 2500


@dataclass(frozen=True, slots=True)
class Person:
    """Who lies before the machine, as it was told or typed."""

    code: str
    name: str  # Family^Given
    birth: str = ""  # YYYYMMDD
    sex: str = "O"
    accession: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One object: what it is, and its data set in explicit little endian."""

    sop_class: str
    uid: str
    data: bytes


def uid(of: UUID | None = None) -> str:
    """A UID out of a UUID (PS3.5, B.2)."""
    return f"2.25.{(of or new_id()).int}"


def study(
    kind: str,
    who: Person,
    at: datetime,
    *,
    slices: int = 20,
    size: int = 256,
    study_uid: str = "",
    charset: str = "ISO_IR 192",
    station: str = "",
    title: str = "",
) -> Iterator[Made]:
    """The objects of a study of this kind (`KINDS`); `title` is what the worklist called it."""
    study_uid, series_uid = study_uid or uid(), uid()
    many = slices if kind in ("CT", "MR") else 1
    for number in range(1, many + 1):
        own = uid()
        sop_class, cells, own_title = _cells(kind, number, many, size)
        common: Cells = {
            0x00080005: ("CS", charset),
            0x00080008: ("CS", "ORIGINAL\\PRIMARY"),
            0x00080016: ("UI", sop_class),
            0x00080018: ("UI", own),
            0x00080020: ("DA", f"{at:%Y%m%d}"),
            0x00080021: ("DA", f"{at:%Y%m%d}"),
            0x00080023: ("DA", f"{at:%Y%m%d}"),
            0x00080030: ("TM", f"{at:%H%M%S}"),
            0x00080031: ("TM", f"{at:%H%M%S}"),
            0x00080050: ("SH", who.accession),
            0x00080060: ("CS", kind),
            0x00080070: ("LO", "HIS54 (giả lập)"),
            0x00080090: ("PN", ""),
            0x00081010: ("SH", station or f"{kind}1"),
            0x00081030: ("LO", title or own_title),
            0x0008103E: ("LO", "Phantom"),
            0x00100010: ("PN", who.name),
            0x00100020: ("LO", who.code),
            0x00100030: ("DA", who.birth),
            0x00100040: ("CS", who.sex),
            0x0020000D: ("UI", study_uid),
            0x0020000E: ("UI", series_uid),
            0x00200010: ("SH", "1"),
            0x00200011: ("IS", 1),
            0x00200013: ("IS", number),
            0x00280002: ("US", 1),
            0x00280004: ("CS", "MONOCHROME2"),
        }
        common.update(cells)
        codec = "utf-8" if charset == "ISO_IR 192" else "latin-1"
        yield Made(
            sop_class,
            own,
            b"".join(
                element(
                    tag,
                    vr,
                    value.encode(codec, "replace")
                    if isinstance(value, str) and vr in ("PN", "LO", "SH")
                    else value,
                )
                for tag, (vr, value) in sorted(common.items())
            ),
        )


def _cells(kind: str, number: int, many: int, size: int) -> tuple[str, Cells, str]:
    match kind:
        case "CT":
            return CT, _ct(number, many, size), "CT phantom"
        case "MR":
            return MR, bodies.mr(number, many, size), "MRI phantom"
        case "DX":
            return DX, bodies.dx(size * 2), "X quang kỹ thuật số phantom"
        case "CR":
            return CR, _cr(size * 2), "X quang phantom"
        case "US":
            return US, _us(20, size), "Siêu âm phantom"
        case "XA":
            return XA, bodies.xa(size), "Mạch máu phantom"
    raise ValueError(kind)


def _ct(number: int, many: int, size: int) -> Cells:
    """A body of water in 256 mm: spine, a bar of 100 mm, inserts of fat, liver, bone and air."""
    mm = size / 256
    paint = Canvas(size, size, _AIR)
    middle = size / 2
    swell = 1 - abs(number - (many + 1) / 2) / (2 * many)
    paint.oval(middle, middle, 110 * mm * swell, 80 * mm * swell, _WATER)
    paint.oval(middle, middle + 45 * mm * swell, 16 * mm, 16 * mm, _BONE)
    for place, value in zip((-60, -20, 20, 60), (_FAT, _LIVER, _BONE, _AIR), strict=True):
        paint.oval(middle + place * mm * swell, middle - 20 * mm, 10 * mm, 10 * mm, value)
    paint.bar(middle - 50 * mm, middle + 8 * mm, 100 * mm, 3 * mm, _METAL)
    cells = frame(size, size, 16, 16, signed=True)
    return cells | {
        0x00180050: ("DS", 5),
        0x00180060: ("DS", 120),
        0x00200032: ("DS", f"-128\\-128\\{number * 5}"),
        0x00200037: ("DS", "1\\0\\0\\0\\1\\0"),
        0x00200052: ("UI", "2.25.54201701"),
        0x00201041: ("DS", number * 5),
        0x00280030: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00281050: ("DS", "40"),
        0x00281051: ("DS", "400"),
        0x00281052: ("DS", "0"),
        0x00281053: ("DS", "1"),
        0x7FE00010: ("OW", paint.raw()),
    }


def _cr(size: int) -> Cells:
    """Two lungs, a spine, a wedge of ten steps and a bar of 100 mm, on 400 mm."""
    mm = size / 400
    paint = Canvas(size, size, 300)
    middle = size / 2
    paint.oval(middle, middle, 160 * mm, 180 * mm, 1800)
    for side in (-1, 1):
        paint.oval(middle + side * 75 * mm, middle - 20 * mm, 55 * mm, 110 * mm, 700)
    paint.bar(middle - 12 * mm, middle - 170 * mm, 24 * mm, 330 * mm, 2600)
    for step in range(10):
        paint.bar(10 * mm + step * 12 * mm, 375 * mm, 12 * mm, 15 * mm, 200 + step * 380)
    paint.bar(middle - 50 * mm, 360 * mm, 100 * mm, 4 * mm, 3900)
    return frame(size, size, 16, 12, signed=False) | {
        0x00180015: ("CS", "CHEST"),
        0x00181164: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00185101: ("CS", "PA"),
        0x00200020: ("CS", ""),
        0x00280030: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00281050: ("DS", "2000"),
        0x00281051: ("DS", "3800"),
        0x7FE00010: ("OW", paint.raw()),
    }


def _us(frames: int, size: int) -> Cells:
    """A loop: something round that beats."""
    wide, high = size * 4 // 3, size
    told = []
    for n in range(frames):
        paint = Canvas(wide, high, 8, 1)
        for depth in range(high):
            half = wide * 0.5 * (0.25 + 0.75 * depth / high)
            paint.run(depth, wide / 2 - half, wide / 2 + half, 40 + (depth * 7 + n * 3) % 23)
        beat = 1 + 0.25 * (1 - abs(2 * n / frames - 1))
        paint.oval(wide / 2, high * 0.55, high * 0.2 * beat, high * 0.16 * beat, 120)
        paint.oval(wide / 2, high * 0.55, high * 0.16 * beat, high * 0.12 * beat, 16)
        told.append(paint.raw())
    return frame(high, wide, 8, 8, signed=False) | {
        0x00181063: ("DS", "50"),
        0x00280008: ("IS", frames),
        0x00280009: ("AT", struct.pack("<HH", 0x0018, 0x1063)),
        0x00280030: ("DS", "0.5\\0.5"),
        0x7FE00010: ("OB", b"".join(told)),
    }


__all__ = [
    "CT", "EXPLICIT", "KINDS", "Canvas", "Made", "Person", "as_file", "element", "study", "uid",
]  # fmt: skip


def as_file(made: Made, source: str) -> bytes:
    """With preamble and file meta information, as a file on a disc has it."""
    body = (
        element(0x00020001, "OB", b"\x00\x01")
        + element(0x00020002, "UI", made.sop_class)
        + element(0x00020003, "UI", made.uid)
        + element(0x00020010, "UI", EXPLICIT)
        + element(0x00020012, "UI", pdus.IMPLEMENTATION)
        + element(0x00020016, "AE", source)
    )
    length = b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(body))
    return bytes(128) + b"DICM" + length + body + made.data
