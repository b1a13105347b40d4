"""Key images (ảnh chính) of a reading: chosen at the pictures, kept with each version."""

from typing import Any

from sqlmodel import Session

from ris_pacs.reading.models import Reading


def of_reading(db: Session, of: Reading) -> list[dict[str, Any]] | None:
    """What is chosen now, as it is kept with a version."""
    return None
