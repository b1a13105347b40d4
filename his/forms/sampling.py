"""The data of a preview: what a form was filled with, with every letter and digit masked."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from his.forms.models import FormSample
from kernel.clock import utc_now
from kernel.printing import Print, code128, qr

_WORD = re.compile(r"[a-z_]{0,20}")  # what templates ask about: "bhyt", "routine"
_CODE = "MAU00000"
_LINES = 3
_SIZES = ("width", "height")  # of a label, in millimetres
_WIDE = ("barcode", "bars", "svg")  # drawings that are wider than tall


def masked(value: Any, key: str = "") -> Any:
    """The same shape, and nothing that tells of anybody. Pure.

    Words of enums stay, since templates choose by them; a list keeps its first lines.
    """
    if isinstance(value, Mapping):
        return {k: v if k == "letterhead" else masked(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each, key) for each in value[:_LINES]]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if key in _SIZES else 1
    text = str(value)
    if "<svg" in text:
        return code128(_CODE) if key in _WIDE else qr(_CODE)
    if _WORD.fullmatch(text):
        return text
    return "".join(
        "0" if c.isdigit() else ("X" if c.isupper() else "x") if c.isalpha() else c for c in text
    )


def richness(value: Any) -> int:
    """How many places of a form's data are filled. Pure."""
    if isinstance(value, Mapping):
        return sum(richness(each) for each in value.values())
    if isinstance(value, list | tuple):
        return sum(richness(each) for each in value[:_LINES])
    return int(value not in (None, ""))


@cache
def _shipped() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("samples.json").read_text())
    return found


def shipped(form_id: str) -> dict[str, Any] | None:
    """What the product brings along, for a form that this house has not printed yet."""
    found = _shipped().get(form_id)
    return None if found is None else {key: masked(each, key) for key, each in found.items()}


def remember(db: Session, form: Print, data: Mapping[str, Any]) -> None:
    """Keep the fullest filling that was seen, masked."""
    full = richness(data)
    known = db.get(FormSample, form.id)
    if known is None:
        try:
            with db.begin_nested():
                db.add(FormSample(form_id=form.id, richness=full, data=masked(data), at=utc_now()))
        except IntegrityError:
            return  # somebody else printed it for the first time in the same moment
    elif full > known.richness:
        known.richness, known.data, known.at = full, masked(data), utc_now()
