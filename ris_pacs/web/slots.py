"""What other modules may give the viewers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class ViewerSettings:
    """What a person likes of the viewers: `by(db, actor)` answers what differs from the house's.

    Known keys: `presets` ({modality: [{name, centre, width}]}) and `hanging` ({modality: id of one
    of the hanging protocols that `hanging.PROTOCOLS` lists})."""

    by: Callable[[Session, Actor], Mapping[str, Any]]
