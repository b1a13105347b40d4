from datetime import datetime

from kernel.schemas import Output


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
