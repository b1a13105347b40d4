"""A measurement as a structured report (PS3.16 TID 1500): measured, written, kept, withdrawn."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from kernel.access import Actor
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.web import content, measuring, objects, pictures, shapes, trees
from ris_pacs.web.measuring import (
    CALIBRATION,
    DCM,
    NAMES,
    OWN,
    SCT,
    TOOL,
    TOOLS,
    UNITS,
    Measurement,
)
from ris_pacs.web.shapes import Point, Scale, Shape, Value

_NUMBER = 9002  # of the house's own series of them


def measure(
    db: Session, source: objects.Source, frame: int, shape: Shape, points: Sequence[Point]
) -> tuple[list[Value], Scale]:
    """What the points measure on that picture. Raises PictureNotShown, PictureTookTooLong."""
    said = objects.said(db, source[0])
    by = shapes.scale(said, points, frame)
    found = shapes.measured(shape, points, by)
    if shape in shapes.AREAS:
        told = pictures.run(
            {
                "work": "ris_pacs.web.regions:statistics",
                "path": str(archive.file(db, source[0])),
                "frame": frame,
                "shape": shape.value,
                "points": [list(each) for each in points],
            }
        )
        unit = shapes.unit(said)
        for what, value in json.loads(told).items():
            if what != "count":
                found.append(Value(what, round(value, 2), unit))
    return found, by


def put(
    db: Session,
    actor: Actor,
    of: ImagingStudy,
    source: objects.Source,
    frame: int,
    shape: Shape,
    points: Sequence[Point],
    name: str,
) -> ImagingInstance:
    """Measure it, write the report that says so, and keep it."""
    values, by = measure(db, source, frame, shape, points)
    made = objects.begun(
        db,
        of,
        source[0],
        sop_class=content.COMPREHENSIVE,
        modality="SR",
        number=_NUMBER,
        title=(name or "Số đo / Measurements")[:64],
        alone=True,  # OHIF shows the newest report of a series, and no other
    )
    language = trees.code(("vie", "RFC5646", "Vietnamese"))
    procedure = trees.code(("363679005", SCT, "Imaging"))
    library = trees.container("CONTAINS", ("111028", DCM, "Image Library"), [])
    group = _group(source, frame, shape, points, name, values, by)
    measurements = trees.container("CONTAINS", ("126010", DCM, "Imaging Measurements"), [group])
    root = trees.container(
        "",
        ("126000", DCM, "Imaging Measurement Report"),
        [
            trees.item(
                "CODE",
                "HAS CONCEPT MOD",
                ("121049", DCM, "Language of Content Item and Descendants"),
                ConceptCodeSequence=[language],
            ),
            *trees.observer(actor.name),
            trees.item(
                "CODE",
                "HAS CONCEPT MOD",
                ("121058", DCM, "Procedure reported"),
                ConceptCodeSequence=[procedure],
            ),
            library,
            measurements,
        ],
        "1500",
    )
    made.update(root)
    made.CompletionFlag, made.VerificationFlag = "COMPLETE", "UNVERIFIED"
    made.PerformedProcedureCodeSequence = []
    made.ReferencedPerformedProcedureStepSequence = []
    made.CurrentRequestedProcedureEvidenceSequence = [trees.evidence(of.uid, [source])]
    return objects.keep(db, actor, made)


def _group(
    source: objects.Source,
    frame: int,
    shape: Shape,
    points: Sequence[Point],
    name: str,
    values: Sequence[Value],
    by: Scale,
) -> Any:
    tracking = trees.item(
        "TEXT",
        "HAS OBS CONTEXT",
        ("112039", DCM, "Tracking Identifier"),
        TextValue=TOOL + TOOLS[shape],
    )
    unique = trees.item(
        "UIDREF",
        "HAS OBS CONTEXT",
        ("112040", DCM, "Tracking Unique Identifier"),
        UID=f"2.25.{new_id().int}",
    )
    body = [tracking, unique]
    if name:
        label = trees.code(("CORNERSTONEFREETEXT", "CORNERSTONEJS", name))
        finding = ("121071", DCM, "Finding")
        body.append(trees.item("CODE", "CONTAINS", finding, ConceptCodeSequence=[label]))
    body.append(trees.item("TEXT", "CONTAINS", CALIBRATION, TextValue=by.by.value))
    drawn = [c for each in points for c in each]
    if shape is Shape.POLYGON:
        drawn += points[0]
    graphic = {Shape.ELLIPSE: "ELLIPSE", Shape.ARROW: "POINT" if len(points) == 1 else "POLYLINE"}
    for value in values or [Value("center", 1, "")]:
        scoord = trees.item(
            "SCOORD", "INFERRED FROM", GraphicType=graphic.get(shape, "POLYLINE"), GraphicData=drawn
        )
        scoord.ContentSequence = [trees.picture(source, frame, "SELECTED FROM")]
        number = trees.item("NUM", "CONTAINS", NAMES[value.what])
        number.MeasuredValueSequence = [trees.measured(value.value, _unit(value.unit))]
        number.ContentSequence = [scoord]
        body.append(number)
    return trees.container("CONTAINS", ("125007", DCM, "Measurement Group"), body, "1501")


def _unit(of: str) -> trees.Code:
    return UNITS.get(of) or (of[:16], OWN, of)


def withdraw(db: Session, actor: Actor, of: ImagingStudy, one: Measurement, reason: str) -> None:
    """One measurement less; others of the same report are written anew."""
    asked = select(ImagingInstance).where(ImagingInstance.uid == one.object_uid)
    row = db.exec(asked.with_for_update()).one()
    others = [
        each for each in measuring.of_object(db, row, objects.said(db, row)) if each.id != one.id
    ]
    objects.withdraw(db, of, row, "measurement", reason)
    for each in others:
        source = objects.source(db, of, each.instance_uid)
        put(db, actor, of, source, each.frame, each.shape, each.points, each.name)
