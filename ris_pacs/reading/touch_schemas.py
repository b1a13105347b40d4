"""Corrections of pictures as the reading room sees them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Input, Output, Words
from ris_pacs.reading.touch_models import TouchKind


class ReportTouchOut(Output):
    """What happened to a report's pictures after it was out, and how that was settled."""

    id: UUID
    reading_id: UUID
    kind: TouchKind
    said: Words
    code: str
    reason: str
    by_name: str
    at: datetime
    version_number: int
    pictures: int
    whole: bool
    settled_at: datetime | None
    settled_by_name: str
    settled_how: str


class ConfirmationIn(Input):
    remark: Annotated[str, Field(max_length=800), AfterValidator(nfc)] = ""
    ticket: Annotated[str, Field(max_length=2000)] = ""
