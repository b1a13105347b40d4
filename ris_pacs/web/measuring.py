"""Measurements, kept as structured reports (PS3.16 TID 1500) beside the pictures.

`reporting.py` writes them so that OHIF reads them again as its own; here they are read, whoever
wrote them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session

from ris_pacs.archive.service import ImagingInstance
from ris_pacs.web import content, objects, shapes, trees
from ris_pacs.web.content import Json
from ris_pacs.web.shapes import Calibration, Point, Shape, Value

TOOL = "Cornerstone3DTools@^0.1.0:"
TOOLS = {
    Shape.LENGTH: "Length",
    Shape.ANGLE: "Angle",
    Shape.COBB: "CobbAngle",
    Shape.ELLIPSE: "EllipticalROI",
    Shape.POLYGON: "PlanarFreehandROI",
    Shape.ARROW: "ArrowAnnotate",
}
_SHAPES = {tool: shape for shape, tool in TOOLS.items()} | {
    "RectangleROI": Shape.POLYGON,
    "CircleROI": Shape.ELLIPSE,
    "SplineROI": Shape.POLYGON,
    "Bidirectional": Shape.LENGTH,
}
SCT, DCM, UCUM, OWN = "SCT", "DCM", "UCUM", "99HIS54"
NAMES: dict[str, trees.Code] = {
    "length": ("410668003", SCT, "Length"),
    "angle": ("1483009", SCT, "Angle"),
    "area": ("42798000", SCT, "Area"),
    "mean": ("373098007", SCT, "Mean"),
    "sd": ("386136009", SCT, "Standard Deviation"),
    "min": ("255605001", SCT, "Minimum"),
    "max": ("56851009", SCT, "Maximum"),
    "center": ("111010", DCM, "Center"),
}
_WHAT = {name[0]: what for what, name in NAMES.items()} | {
    "G-D7FE": "length",
    "G-A166": "area",
    "R-00317": "mean",
    "R-10047": "sd",
    "285285000": "angle",
    "G-A437": "max",
    "103339001": "length",
    "103340004": "length",
}
UNITS: dict[str, trees.Code] = {
    "mm": ("mm", UCUM, "millimeter"),
    "mm2": ("mm2", UCUM, "square millimeter"),
    "deg": ("deg", UCUM, "degree"),
    "px": ("{pixels}", UCUM, "pixels"),
    "px2": ("{pixels}2", UCUM, "square pixels"),
    "HU": ("[hnsf'U]", UCUM, "Hounsfield unit"),
    "": ("1", UCUM, "no units"),
}
_SHORT = {code[0]: unit for unit, code in UNITS.items()} | {"mm²": "mm2", "°": "deg"}
CALIBRATION: trees.Code = ("CALIBRATION", OWN, "Calibration")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What somebody measured on one frame."""

    id: UUID
    study_uid: str
    series_uid: str
    instance_uid: str
    frame: int
    shape: Shape
    name: str
    points: tuple[Point, ...]
    values: tuple[Value, ...]
    calibration: Calibration
    by: str
    at: datetime
    object_uid: str  # the structured report that says so


def of_study(db: Session, study_id: UUID) -> list[Measurement]:
    """The study's measurements, the oldest first."""
    found: list[Measurement] = []
    for row, _, said in objects.of_class(db, study_id, content.REPORTS):
        found += of_object(db, row, said)
    return found


def of_object(db: Session, row: ImagingInstance, said: Json) -> list[Measurement]:
    """Those of one report that lie on a picture of the study which is still there."""
    if content.code(said) != "126000":
        return []
    groups = [g for g in content.every(said) if content.code(g) == "125007"]
    drawn = [(n, each) for n, g in enumerate(groups) if (each := _drawn(g)) is not None]
    there = objects.there(db, row.study_id, {each["picture"].uid for _, each in drawn})
    by = content.observer(said)
    return [
        Measurement(
            id=uuid5(row.id, f"{n}"),
            study_uid=there[each["picture"].uid][0],
            series_uid=there[each["picture"].uid][1],
            instance_uid=each["picture"].uid,
            frame=each["picture"].frame,
            shape=each["shape"],
            name=each["name"],
            points=each["points"],
            values=each["values"],
            calibration=each["calibration"],
            by=by,
            at=row.received_at,
            object_uid=row.uid,
        )
        for n, each in drawn
        if each["picture"].uid in there
    ]


def _drawn(group: Json) -> dict[str, Any] | None:
    """One measurement group; nothing where it draws nothing on a picture."""
    texts = {content.code(c): content.word(c, "0040A160") for c in content.children(group)}
    scoord = next((e for e in content.every(group) if content.kind(e) == "SCOORD"), None)
    if scoord is None:
        return None
    numbers = [float(n) for n in content.values(scoord, "00700022")[:2000]]
    points = tuple(zip(numbers[::2], numbers[1::2], strict=False))
    on = [
        p for e in content.every(scoord) if content.kind(e) == "IMAGE" for p in content.pointed(e)
    ]
    graphic = content.word(scoord, "00700023")
    shape = _SHAPES.get(texts.get("112039", "").split(":")[-1]) or _guess(graphic, points)
    if shape is Shape.LENGTH:
        points = points[:2]
    if shape is Shape.POLYGON and len(points) > 3 and points[0] == points[-1]:
        points = points[:-1]
    fewest, most = shapes.POINTS[shape]
    if not on or not fewest <= len(points) <= most:
        return None
    finding = next((c for c in content.children(group) if content.code(c) == "121071"), {})
    said = texts.get("CALIBRATION", "")
    return {
        "shape": shape,
        "points": points,
        "picture": on[0],
        "name": content.meaning(finding, "0040A168"),
        "values": tuple(_values(group)),
        "calibration": Calibration(said) if said in set(Calibration) else Calibration.PATIENT,
    }


def _guess(graphic: str, points: Sequence[Point]) -> Shape:
    if graphic == "ELLIPSE":
        return Shape.ELLIPSE
    if graphic == "POINT" or len(points) < 2:
        return Shape.ARROW
    return {2: Shape.LENGTH, 3: Shape.ANGLE}.get(len(points), Shape.POLYGON)


def _values(group: Json) -> Iterator[Value]:
    for each in content.children(group):
        what = _WHAT.get(content.code(each), "")
        for number in content.items(each, "0040A300"):
            unit = content.code(number, "004008EA")
            try:
                value = float(content.word(number, "0040A30A"))
            except ValueError:
                continue
            if what and what != "center":
                yield Value(what, value, _SHORT.get(unit, unit))
