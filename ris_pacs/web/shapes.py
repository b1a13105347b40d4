"""What is measured between points of a picture. Pure.

Points are in pixels across and down from the upper left corner of the picture (PS3.3 C.18.6); how
large a pixel is, and whether that is known, comes from the picture's own description.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ris_pacs.web.content import Json, items, values, word

Point = tuple[float, float]
_PROJECTIONS = frozenset(("CR", "DX", "MG", "RF", "PX", "IO", "XA"))
_CENTIMETRES = 3  # PS3.3 C.8.5.5.1.15


class Shape(StrEnum):
    """What was drawn."""

    LENGTH = "length"
    ANGLE = "angle"  # the second point is the vertex
    COBB = "cobb"  # two lines
    ELLIPSE = "ellipse"  # the ends of its two axes
    POLYGON = "polygon"
    ARROW = "arrow"  # where to, and what is said of it


POINTS = {
    Shape.LENGTH: (2, 2),
    Shape.ANGLE: (3, 3),
    Shape.COBB: (4, 4),
    Shape.ELLIPSE: (4, 4),
    Shape.POLYGON: (3, 500),
    Shape.ARROW: (1, 2),
}
AREAS = (Shape.ELLIPSE, Shape.POLYGON)


class Calibration(StrEnum):
    """How far a pixel's size is to be believed."""

    PATIENT = "patient"  # in the patient (CT, MR)
    CALIBRATED = "calibrated"  # a projection that somebody calibrated
    REGION = "region"  # an ultrasound region says so
    DETECTOR = "detector"  # at the detector: what lies before it is drawn larger than it is
    NONE = "none"  # unknown: pixels


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres from pixel to pixel (1 where nothing is known)."""

    down: float
    across: float
    by: Calibration

    @property
    def length_unit(self) -> str:
        return "px" if self.by is Calibration.NONE else "mm"

    @property
    def area_unit(self) -> str:
        return "px2" if self.by is Calibration.NONE else "mm2"


@dataclass(frozen=True, slots=True)
class Value:
    what: str  # length, angle, area, mean, sd, min, max
    value: float
    unit: str  # mm, px, deg, mm2, px2, HU, or the picture's own


_UNKNOWN = Scale(1.0, 1.0, Calibration.NONE)


def scale(of: Json, points: Sequence[Point], frame: int = 1) -> Scale:
    """What a picture's description says of the size of its pixels there."""
    regions = items(of, "00186011")
    if regions:
        return next((s for each in regions if (s := _region(each, points))), _UNKNOWN)
    own, detector = _spacing(of, frame), _pair(of, "00181164")
    if word(of, "00080060") in _PROJECTIONS:
        told = bool(word(of, "00280A02"))
        if own and (told or (detector and not _same(own, detector))):
            return Scale(*own, Calibration.CALIBRATED)
        if known := own or detector:
            return Scale(*known, Calibration.DETECTOR)
        return _UNKNOWN
    if own:
        return Scale(*own, Calibration.PATIENT)
    return Scale(*detector, Calibration.DETECTOR) if detector else _UNKNOWN


def _region(of: Json, points: Sequence[Point]) -> Scale | None:
    ends = [_number(of, tag) for tag in ("00186018", "0018601A", "0018601C", "0018601E")]
    units = [_number(of, tag) for tag in ("00186024", "00186026")]
    deltas = [_number(of, tag) for tag in ("0018602C", "0018602E")]
    if None in ends or units != [_CENTIMETRES, _CENTIMETRES] or not all(deltas):
        return None
    left, top, right, bottom = (float(each or 0) for each in ends)
    if not all(left <= x <= right + 1 and top <= y <= bottom + 1 for x, y in points):
        return None
    across, down = (abs(float(each or 0)) * 10 for each in deltas)
    return Scale(down, across, Calibration.REGION)


def _number(of: Json, tag: str) -> float | None:
    found = values(of, tag)
    try:
        return float(found[0]) if found else None
    except (TypeError, ValueError):
        return None


def _pair(of: Json, tag: str) -> tuple[float, float] | None:
    try:
        down, across = (float(each) for each in values(of, tag))
    except (TypeError, ValueError):
        return None
    return (down, across) if 0 < down < 1000 and 0 < across < 1000 else None


def _spacing(of: Json, frame: int) -> tuple[float, float] | None:
    if found := _pair(of, "00280030"):
        return found
    each = items(of, "52009230")
    for group in [*each[frame - 1 : frame], *items(of, "52009229")]:
        for measures in items(group, "00289110"):
            if found := _pair(measures, "00280030"):
                return found
    return None


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-4) for a, b in zip(one, other, strict=True))


def measured(shape: Shape, points: Sequence[Point], by: Scale) -> list[Value]:
    """What the points alone tell: a length, an angle, an area."""
    real = [(x * by.across, y * by.down) for x, y in points]
    if shape is Shape.LENGTH:
        return [Value("length", round(math.dist(*real), 2), by.length_unit)]
    if shape is Shape.ANGLE:
        one, vertex, other = real
        return [Value("angle", round(_between(_from(vertex, one), _from(vertex, other)), 2), "deg")]
    if shape is Shape.COBB:
        found = _between(_from(real[0], real[1]), _from(real[2], real[3]))
        return [Value("angle", round(min(found, 180 - found), 2), "deg")]
    if shape is Shape.ELLIPSE:
        area = math.pi / 4 * math.dist(real[0], real[1]) * math.dist(real[2], real[3])
        return [Value("area", round(area, 2), by.area_unit)]
    if shape is Shape.POLYGON:
        turned = zip(real, [*real[1:], real[0]], strict=True)
        area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in turned)) / 2
        return [Value("area", round(area, 2), by.area_unit)]
    return []


def _from(one: Point, other: Point) -> Point:
    return other[0] - one[0], other[1] - one[1]


def _between(one: Point, other: Point) -> float:
    """The angle in degrees, 0 to 180."""
    turn = math.atan2(one[0] * other[1] - one[1] * other[0], one[0] * other[0] + one[1] * other[1])
    return abs(math.degrees(turn))


def unit(of: Json) -> str:
    """Of the pixels' values: Hounsfield units of a CT, or what the picture says."""
    said = word(of, "00281054")
    if said in ("", "US") and word(of, "00080060") == "CT":
        return "HU"
    return "" if said == "US" else said[:16]
