"""Renews his/forms/samples.json: what a form is previewed with before its first print here.

    .venv/bin/pytest -p tests.print_samples tests/his tests/level

Whatever these tests print is kept, the fullest of each form, masked; others stay as they are.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.forms.sampling import masked, richness
from kernel import printing
from kernel.printing import Print

_KEPT = Path(__file__).parents[1] / "his" / "forms" / "samples.json"
_FOUND: dict[str, Any] = {}
_on_paper = printing._on_paper


def _seen(db: Session, form: Print, given: dict[str, Any], on: date) -> bytes:
    if richness(given) > richness(_FOUND.get(form.id)):
        _FOUND[form.id] = given
    return _on_paper(db, form, given, on)


def _short(value: Any) -> Any:
    """Without drawings, which are made anew, and without the letterhead, which is the house's."""
    if isinstance(value, Mapping):
        return {key: _short(each) for key, each in value.items() if key != "letterhead"}
    if isinstance(value, list):
        return [_short(each) for each in value]
    return "<svg/>" if isinstance(value, str) and "<svg" in value else value


def pytest_configure() -> None:
    printing._on_paper = _seen


def pytest_unconfigure() -> None:
    known = json.loads(_KEPT.read_text()) if _KEPT.exists() else {}
    for form, given in _FOUND.items():
        made = _short(masked(given))
        made.get("print", {})["language"] = "vi"
        if richness(made) > richness(known.get(form)):
            known[form] = made
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
    _KEPT.write_text(text + "\n")
