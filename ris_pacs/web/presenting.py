"""How somebody wants a series to be seen: presentation states (GSPS, PS3.3 A.33.1).

Window, inversion, rotation, flip, the part that is shown, and words upon it. The pictures
themselves are not touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, ImagingStudy, InstanceState
from ris_pacs.web import content, objects, trees
from ris_pacs.web.content import Json
from ris_pacs.web.locating import NoSuchPicture

_NUMBER = 9003
_MOST = 2000  # pictures that one state names


@dataclass(frozen=True, slots=True)
class Words:
    """A text at a place of the picture, in its own pixels."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a state says. `area`: left, top, right, bottom of the part that fills the screen."""

    label: str
    centre: float | None = None
    width: float | None = None
    inverted: bool = False
    rotation: int = 0  # degrees, clockwise
    flipped: bool = False  # left and right exchanged, before the rotation
    area: tuple[float, float, float, float] | None = None
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Presentation:
    """A look that was kept, of which series, by whom and when."""

    id: UUID
    study_uid: str
    series_uid: str
    look: Look
    by: str
    at: datetime
    object_uid: str


def of_study(db: Session, of: ImagingStudy) -> list[Presentation]:
    found = []
    for row, _, said in objects.of_class(db, of.id, (content.PRESENTATION,)):
        runs = content.items(said, "00081115")
        if runs:
            found.append(
                Presentation(
                    id=row.id,
                    study_uid=of.uid,
                    series_uid=content.word(runs[0], "0020000E"),
                    look=_look(said),
                    by=content.word(said, "00700084"),
                    at=row.received_at,
                    object_uid=row.uid,
                )
            )
    return found


def _look(said: Json) -> Look:
    voi = next(iter(content.items(said, "00283110")), {})
    area = next(iter(content.items(said, "0070005A")), {})
    corners = (*content.values(area, "00700052"), *content.values(area, "00700053"))
    turned = content.first(said, "00700042")
    words = [
        Words(float(at[0]), float(at[1]), content.word(text, "00700006"))
        for graphic in content.items(said, "00700001")
        for text in content.items(graphic, "00700008")
        if len(at := content.values(text, "00700014")) == 2
    ]
    return Look(
        label=content.word(said, "00700081") or content.word(said, "00700080"),
        centre=_number(content.first(voi, "00281050")),
        width=_number(content.first(voi, "00281051")),
        inverted=content.word(said, "20500020") == "INVERSE",
        rotation=int(turned) % 360 if str(turned or "").isdigit() else 0,
        flipped=content.word(said, "00700041") == "Y",
        area=_area(corners),
        words=tuple(words[:100]),
    )


def _area(corners: Sequence[Any]) -> tuple[float, float, float, float] | None:
    if len(corners) != 4:
        return None
    left, top, right, bottom = (float(each) for each in corners)
    return left - 1, top - 1, right, bottom


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None


def put(
    db: Session, actor: Actor, of: ImagingStudy, series_uid: str, look: Look
) -> ImagingInstance:
    """Write the state for all pictures of a series, and keep it. Raises NoSuchPicture."""
    from pydicom import Dataset

    asked = (
        select(ImagingInstance)
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .where(
            ImagingInstance.study_id == of.id,
            ImagingSeries.uid == series_uid,
            ImagingInstance.state == InstanceState.KEPT,
            col(ImagingInstance.rows).is_not(None),
        )
        .order_by(col(ImagingInstance.number), col(ImagingInstance.id))
        .limit(_MOST)
    )
    rows = list(db.exec(asked))
    if not rows:
        raise NoSuchPicture
    first = rows[0]
    made = objects.begun(
        db,
        of,
        first,
        sop_class=content.PRESENTATION,
        modality="PR",
        number=_NUMBER,
        title="Trạng thái hiển thị / Presentation states",
    )
    made.ContentLabel = "HIS54"
    made.ContentDescription = look.label[:64]
    made.ContentCreatorName = objects.person(actor.name)
    made.PresentationCreationDate, made.PresentationCreationTime = (
        made.ContentDate,
        made.ContentTime,
    )
    run = Dataset()
    run.SeriesInstanceUID = series_uid
    run.ReferencedSOPSequence = [trees.reference((row, series_uid)) for row in rows]
    made.ReferencedSeriesSequence = [run]
    made.DisplayedAreaSelectionSequence = [_shown(first, look)]
    if look.centre is not None and look.width is not None:
        voi = Dataset()
        voi.WindowCenter, voi.WindowWidth = f"{look.centre:.10g}", f"{look.width:.10g}"
        made.SoftcopyVOILUTSequence = [voi]
    made.ImageRotation = look.rotation
    made.ImageHorizontalFlip = "Y" if look.flipped else "N"
    made.PresentationLUTShape = "INVERSE" if look.inverted else "IDENTITY"
    if look.words:
        layer = Dataset()
        layer.GraphicLayer, layer.GraphicLayerOrder = "HIS54", 1
        made.GraphicLayerSequence = [layer]
        made.GraphicAnnotationSequence = [_written(look.words)]
    return objects.keep(db, actor, made)


def _shown(first: ImagingInstance, look: Look) -> Any:
    from pydicom import Dataset

    made = Dataset()
    left, top, right, bottom = look.area or (0, 0, first.columns or 1, first.rows or 1)
    made.DisplayedAreaTopLeftHandCorner = [round(left) + 1, round(top) + 1]
    made.DisplayedAreaBottomRightHandCorner = [round(right), round(bottom)]
    made.PresentationSizeMode = "SCALE TO FIT"
    made.PresentationPixelAspectRatio = [1, 1]
    return made


def _written(words: Sequence[Words]) -> Any:
    from pydicom import Dataset

    made = Dataset()
    made.GraphicLayer = "HIS54"
    made.TextObjectSequence = []
    for each in words:
        text = Dataset()
        text.UnformattedTextValue = each.text[:1024]
        text.AnchorPoint = [each.x, each.y]
        text.AnchorPointAnnotationUnits = "PIXEL"
        text.AnchorPointVisibility = "N"
        made.TextObjectSequence.append(text)
    return made
