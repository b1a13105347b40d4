"""What became of an object, and what a receiver remembers of the last ones for a moment."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of an object."""

    STORED = "stored"
    DUPLICATE_SAME = "duplicate_same"
    DUPLICATE_DIFFERS = "duplicate_differs"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Kept:
    """One object's outcome; `unwanted` is a path whose file nobody needs any more."""

    uid: str
    sop_class: str
    study_uid: str
    series_uid: str
    status: Outcome
    why: str = ""
    unwanted: str = ""


@dataclass(slots=True)
class Open:
    """A study that this transaction adds to. What it is described by (its series, modalities,
    whether it names two patients) is only known, and only written, when its row was locked."""

    id: Any
    dicom_id: str
    name: str
    modalities: set[str] | None
    series_count: int
    mixed: bool
    count: int = 0
    size: int = 0
    new: bool = False
    described: bool = False


class Memory:
    """Studies and series that a receiver wrote to a moment ago: they need not be looked up for
    each picture. `forget` after a transaction that failed."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds, self._until = seconds, 0.0
        self.studies: dict[str, Open] = {}
        self.series: dict[tuple[str, str], Any] = {}

    def forget(self) -> None:
        self.studies.clear()
        self.series.clear()
        self._until = time.monotonic() + self._seconds

    def fresh(self) -> "Memory":
        if time.monotonic() > self._until:
            self.forget()
        return self
