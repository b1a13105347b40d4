"""What other modules may give the viewers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class ViewerSettings:
    """What a person likes of the viewers: `by(db, actor)` answers what differs from the house's.

    Known keys: `presets` ({modality: [{name, centre, width}]}) and `hanging` ({modality: id of one
    of the hanging protocols that `hanging.PROTOCOLS` lists})."""

    by: Callable[[Session, Actor], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class MarksSigned:
    """Which measurements stand in a signed report: `by(db, study_uid)` answers the SOP Instance
    UID of each one's object and when that report was signed. They are not withdrawn."""

    by: Callable[[Session, str], Mapping[str, datetime]]
