"""How higher modules take part in dispensing (put these in `Module.contributes`)."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from his.pharmacy.dispensing_models import Dispensing
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class DispenseCheck:
    """What should be done before the patient gets the drugs (a bill that is not paid).

    `by(db, dispensing)` answers why not, or None. Parameter `his.pharmacy.unpaid` says whether
    it stops, is only said, or is not asked.
    """

    id: str
    title: Text
    by: Callable[[Session, Dispensing], Text | None]
