"""What the simulated MR, DX and XA see: a bar of 100 mm and inserts of known value each. Pure."""

import struct
from math import sin

from ris_pacs.dicom.canvas import Canvas, Cells, frame

_FRAMES = 12


def mr(number: int, many: int, size: int) -> Cells:
    """A bottle in 256 mm, T1-weighted: fat bright, water dark, grey and white matter between."""
    mm, middle = size / 256, size / 2
    paint = Canvas(size, size, 4)
    swell = 1 - abs(number - (many + 1) / 2) / (2 * many)
    paint.oval(middle, middle, 96 * mm * swell, 112 * mm * swell, 1500)  # fat
    paint.oval(middle, middle, 88 * mm * swell, 104 * mm * swell, 640)  # grey matter
    paint.oval(middle, middle, 70 * mm * swell, 86 * mm * swell, 820)  # white matter
    for side in (-1, 1):
        paint.oval(middle + side * 16 * mm, middle - 20 * mm, 9 * mm * swell, 24 * mm * swell, 180)
    for place, value in zip((-54, -18, 18, 54), (300, 600, 900, 1200), strict=True):
        paint.oval(middle + place * mm * swell, middle + 42 * mm * swell, 8 * mm, 8 * mm, value)
    paint.bar(middle - 50 * mm, middle + 12 * mm, 100 * mm, 3 * mm, 2000)
    return frame(size, size, 16, 12, signed=False) | {
        0x00180015: ("CS", "HEAD"),
        0x00180020: ("CS", "SE"),
        0x00180021: ("CS", "NONE"),
        0x00180022: ("CS", ""),
        0x00180023: ("CS", "2D"),
        0x00180050: ("DS", "5"),
        0x00180080: ("DS", "500"),
        0x00180081: ("DS", "15"),
        0x00180087: ("DS", "1.5"),
        0x00180088: ("DS", "6"),
        0x00200032: ("DS", f"-128\\-128\\{number * 6}"),
        0x00200037: ("DS", "1\\0\\0\\0\\1\\0"),
        0x00200052: ("UI", "2.25.54201702"),
        0x00201041: ("DS", f"{number * 6}"),
        0x00280030: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00281050: ("DS", "800"),
        0x00281051: ("DS", "1600"),
        0x7FE00010: ("OW", paint.raw()),
    }


def dx(size: int) -> Cells:
    """A hand-like fan of five rays on 300 mm, a wedge of ten steps and a bar of 100 mm."""
    mm, middle = size / 300, size / 2
    paint = Canvas(size, size, 3600)
    paint.oval(middle, middle + 40 * mm, 62 * mm, 80 * mm, 2400)
    for ray in range(-2, 3):
        x = middle + ray * 28 * mm
        paint.bar(x - 9 * mm, middle - 110 * mm, 18 * mm, 140 * mm, 2500)
        for part in range(3):
            paint.bar(x - 4 * mm, middle - (104 - part * 44) * mm, 8 * mm, 38 * mm, 1100)
    for step in range(10):
        paint.bar(10 * mm + step * 12 * mm, 275 * mm, 12 * mm, 15 * mm, 200 + step * 380)
    paint.bar(middle - 50 * mm, 262 * mm, 100 * mm, 4 * mm, 100)
    return frame(size, size, 16, 12, signed=False) | {
        0x00080068: ("CS", "FOR PRESENTATION"),
        0x00180015: ("CS", "HAND"),
        0x00181164: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00185101: ("CS", "PA"),
        0x00200020: ("CS", "L\\F"),
        0x00200062: ("CS", "U"),
        0x00280030: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00280301: ("CS", "NO"),
        0x00281040: ("CS", "LOG"),
        0x00281041: ("SS", -1),
        0x00281050: ("DS", "2000"),
        0x00281051: ("DS", "3800"),
        0x00281052: ("DS", "0"),
        0x00281053: ("DS", "1"),
        0x00281054: ("LO", "US"),
        0x00282110: ("CS", "00"),
        0x20500020: ("CS", "IDENTITY"),
        0x7FE00010: ("OW", paint.raw()),
    }


def xa(size: int) -> Cells:
    """A vessel of 6 mm that narrows to 2 mm in the middle and fills with contrast, frame by frame,
    in 200 mm; a bar of 100 mm below."""
    mm, told = size / 200, []
    for n in range(_FRAMES):
        paint = Canvas(size, size, 200, 1)
        for y in range(size):
            x = size / 2 + 30 * mm * sin(y / size * 6.28)
            far = abs(y - size / 2) / (12 * mm)
            half = (1 + 2 * min(1.0, far * far)) * mm
            paint.run(y, x - half, x + half, 60 if y < size * (n + 1) / _FRAMES else 170)
        paint.bar(size / 2 - 50 * mm, 186 * mm, 100 * mm, 3 * mm, 20)
        told.append(paint.raw())
    return frame(size, size, 8, 8, signed=False) | {
        0x00180060: ("DS", "75"),
        0x00181063: ("DS", "66"),
        0x00181155: ("CS", "GR"),
        0x00181164: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00280008: ("IS", _FRAMES),
        0x00280009: ("AT", struct.pack("<HH", 0x0018, 0x1063)),
        0x00280030: ("DS", f"{1 / mm:g}\\{1 / mm:g}"),
        0x00281040: ("CS", "DISP"),
        0x7FE00010: ("OB", b"".join(told)),
    }
