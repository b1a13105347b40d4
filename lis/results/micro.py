"""Microbiology: what grew, how much, and what it is sensitive to (kháng sinh đồ). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

INTERPRETATIONS = ("S", "I", "R")
_NO_GROWTH = "Không mọc vi khuẩn"


def value_of(detail: Mapping[str, Any]) -> str:
    """The culture in one line, as lists show it."""
    found: Sequence[Mapping[str, Any]] = detail.get("isolates") or ()
    if not found:
        return _NO_GROWTH
    return "; ".join(_isolate(each) for each in found)[:500]


def _isolate(isolate: Mapping[str, Any]) -> str:
    amount = str(isolate.get("quantity") or "")
    return f"{isolate['name']}{f' ({amount})' if amount else ''}"


def flag_of(detail: Mapping[str, Any]) -> str:
    """Growth is not usual."""
    return "A" if detail.get("isolates") else ""


def text_of(detail: Mapping[str, Any]) -> str:
    """The antibiogram in words, for places that show one text."""
    lines = []
    for each in detail.get("isolates") or ():
        lines.append(f"{_isolate(each)}:")
        drugs = each.get("antibiogram") or ()
        for mark in INTERPRETATIONS:
            names = [_drug(d) for d in drugs if d.get("sir") == mark]
            if names:
                lines.append(f"  {mark}: {', '.join(names)}")
        if each.get("comment"):
            lines.append(f"  {each['comment']}")
    return "\n".join(lines)


def _drug(drug: Mapping[str, Any]) -> str:
    measured = str(drug.get("value") or "")
    return f"{drug['name']}{f' {measured}' if measured else ''}"
