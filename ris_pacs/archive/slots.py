"""What the archive asks of higher modules (put these in `Module.contributes`)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class StudyPromised:
    """Who gave machines a Study Instance UID before there were pictures.

    `by(db, study_uid)` answers (patient, order), or None where the UID is not ours. A study of a
    promised UID belongs to that order only if the patient it names agrees; else it waits.
    """

    by: Callable[[Session, str], tuple[UUID, UUID] | None]
