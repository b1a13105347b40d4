from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, FiniteFloat

from kernel.schemas import Input, Note, Output, Reason
from ris_pacs.web.shapes import Calibration, Shape
from ris_pacs.web.volumes import Doubt

PictureUid = Annotated[str, Field(pattern=r"^[0-9.]{1,64}$")]
Frame = Annotated[int, Field(ge=1, le=100_000)]


class PatientStudyOut(Output):
    """One of a patient's studies, as his page lists it."""

    uid: str
    on: str | None
    description: str
    modalities: list[str]
    accession: str
    series: int
    pictures: int
    received_at: datetime


class PatientStudiesOut(Output):
    """Newest first; `more`: only the newest are listed. `ohif`: the large viewer is here."""

    items: list[PatientStudyOut]
    more: bool
    ohif: bool


class KeyImageIn(Input):
    """The picture that is chosen, and what it shows."""

    instance_uid: PictureUid
    frame: Frame = 1
    note: Annotated[Note, Field(max_length=400)] = ""


class KeyImageOut(Output):
    id: UUID
    study_uid: str
    series_uid: str
    instance_uid: str
    frame: int
    note: str
    by: str
    at: datetime


class KeyImagesOut(Output):
    items: list[KeyImageOut]


class PictureWithdrawIn(Input):
    """Why it is taken back."""

    reason: Reason


PicturePoint = tuple[
    Annotated[FiniteFloat, Field(ge=-1e5, le=1e5)], Annotated[FiniteFloat, Field(ge=-1e5, le=1e5)]
]


class MeasureIn(Input):
    """What was drawn on a picture: points across and down from its upper left corner, in pixels."""

    instance_uid: PictureUid
    frame: Frame = 1
    shape: Shape
    points: Annotated[list[PicturePoint], Field(min_length=1, max_length=500)]
    name: Annotated[Note, Field(max_length=64)] = ""


class MeasuredValueOut(Output):
    what: str
    value: float
    unit: str


class MeasuredOut(Output):
    """What it measures, and how far a pixel's size is known there."""

    values: list[MeasuredValueOut]
    calibration: Calibration


class PictureMeasurementOut(Output):
    id: UUID
    study_uid: str
    series_uid: str
    instance_uid: str
    frame: int
    shape: Shape
    name: str
    points: list[tuple[float, float]]
    values: list[MeasuredValueOut]
    calibration: Calibration
    by: str
    at: datetime
    signed_at: datetime | None


class PictureMeasurementsOut(Output):
    items: list[PictureMeasurementOut]


class PictureWordsIn(Input):
    x: Annotated[FiniteFloat, Field(ge=-1e5, le=1e5)]
    y: Annotated[FiniteFloat, Field(ge=-1e5, le=1e5)]
    text: Annotated[str, Field(min_length=1, max_length=200)]


class PictureLookIn(Input):
    """Window, inversion, rotation (clockwise), flip, the part that is shown, words upon it."""

    label: Annotated[str, Field(min_length=1, max_length=64)]
    centre: FiniteFloat | None = None
    width: Annotated[FiniteFloat, Field(ge=1, le=1e6)] | None = None
    inverted: bool = False
    rotation: Annotated[int, Field(ge=0, le=270, multiple_of=90)] = 0
    flipped: bool = False
    area: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat] | None = None
    words: Annotated[list[PictureWordsIn], Field(max_length=100)] = Field(default_factory=list)


class PresentationIn(Input):
    """How a series is to be seen."""

    series_uid: PictureUid
    look: PictureLookIn


class PictureWordsOut(Output):
    x: float
    y: float
    text: str


class PictureLookOut(Output):
    label: str
    centre: float | None
    width: float | None
    inverted: bool
    rotation: int
    flipped: bool
    area: tuple[float, float, float, float] | None
    words: list[PictureWordsOut]


class PresentationOut(Output):
    id: UUID
    study_uid: str
    series_uid: str
    look: PictureLookOut
    by: str
    at: datetime


class PresentationsOut(Output):
    items: list[PresentationOut]


class WindowPresetOut(Output):
    name: str
    centre: float
    width: float


class ViewerSettingsOut(Output):
    """By modality: windows, and the id of a hanging protocol."""

    presets: dict[str, list[WindowPresetOut]]
    hanging: dict[str, str]


class PictureVolumeOut(Output):
    """What three-dimensional views of a series are worth. Gaps in millimetres."""

    series_uid: str
    description: str
    slices: int
    gap: float
    most: float
    megabytes: int
    possible: bool
    doubts: list[Doubt]


class PictureVolumesOut(Output):
    items: list[PictureVolumeOut]
