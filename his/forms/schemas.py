"""What the API takes and gives of forms."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Reason, Words

Source = Annotated[str, Field(min_length=1, max_length=60_000)]


class PrintFormLine(Output):
    """A form; `version` and `since` where the facility has its own template."""

    id: str
    title: Words
    module: Words
    version: int | None
    since: date | None


class PrintFormsOut(Output):
    forms: list[PrintFormLine]


class PrintFormOut(PrintFormLine):
    source: str
    shipped: str


class TemplateOut(Output):
    """A version of the facility's own."""

    id: UUID
    number: int
    source: str
    valid_from: date
    reason: str
    saved_at: datetime
    saved_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    withdrawn_reason: str


class PreviewIn(Input):
    source: Source


class TemplateIn(Input):
    source: Source
    valid_from: date | None = None
    reason: Reason


class EndTemplateIn(Input):
    reason: Reason
