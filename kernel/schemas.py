"""Types of fields that every module's schemas use."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kernel.columns import nfc
from kernel.errors import Invalid
from kernel.text import Text


class Input(BaseModel):
    """What a client sends: unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Output(BaseModel):
    """What a client gets: every field is always there."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)


def _one_line(text: str) -> str:
    return " ".join(nfc(text).split())


Line = Annotated[
    str, Field(min_length=1, max_length=200), AfterValidator(_one_line), Field(min_length=1)
]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w.\-/+]+$")]
Note = Annotated[str, Field(max_length=4000), AfterValidator(nfc)]
Reason = Annotated[str, Field(min_length=3, max_length=500), AfterValidator(_one_line)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Words(Output):
    """A text in both languages."""

    vi: str
    en: str


def said(text: Text) -> Words:
    return Words(vi=text.vi, en=text.en)


T = TypeVar("T")


class BadCursor(Invalid):
    """The `after` of a list did not come from the list's own `next`."""

    says = Text(
        "Con trỏ trang không hợp lệ. Hãy mở lại danh sách.",
        "The page cursor is not valid. Open the list again.",
    )
