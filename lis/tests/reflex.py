"""Tests that a result calls for by itself (xét nghiệm tự thêm). Pure.

A rule stands on the test whose result is looked at: `{"op": ">", "value": "4.2", "add":
["FT4"], "why": "..."}`. `op` is a comparison with a number, `is` (that text), `abnormal` (any
flag) or `critical`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kernel.columns import unaccented
from lis.tests.flags import CRITICAL

OPS = ("<", "<=", ">", ">=", "is", "abnormal", "critical")


@dataclass(frozen=True, slots=True)
class Reflex:
    """When a result is like this, these tests are added."""

    op: str
    value: str
    add: tuple[str, ...]
    why: str = ""


class BadReflex(ValueError):
    """A rule that cannot be read."""


def read(told: Sequence[Mapping[str, Any]]) -> tuple[Reflex, ...]:
    """Rules as they are kept. Raises BadReflex."""
    rules = []
    for each in told:
        op, value = str(each.get("op", "")), str(each.get("value", "")).strip()
        add = tuple(dict.fromkeys(str(code).strip() for code in each.get("add") or ()))
        if op not in OPS:
            raise BadReflex(f"op {op}")
        if op in OPS[:4] and number(value) is None:
            raise BadReflex(f"value {value}")
        if op == "is" and not value:
            raise BadReflex("value")
        if not add or not all(add):
            raise BadReflex("add")
        rules.append(Reflex(op, value, add, str(each.get("why", ""))))
    return tuple(rules)


def due(
    rules: Sequence[Reflex],
    *,
    figure: Decimal | None,
    text: str = "",
    flag: str = "",
    there: Collection[str] = (),
) -> list[str]:
    """The codes to add for a result, in order, none twice, none that is `there` already."""
    wanted = [code for rule in rules if _holds(rule, figure, text, flag) for code in rule.add]
    return [code for code in dict.fromkeys(wanted) if code not in there]


def _holds(rule: Reflex, figure: Decimal | None, text: str, flag: str) -> bool:
    match rule.op:
        case "abnormal":
            return bool(flag)
        case "critical":
            return flag in CRITICAL
        case "is":
            return unaccented(text) == unaccented(rule.value)
    limit = number(rule.value)
    if figure is None or limit is None:
        return False
    return {
        "<": figure < limit,
        "<=": figure <= limit,
        ">": figure > limit,
        ">=": figure >= limit,
    }[rule.op]


def number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def circle(rules: Mapping[str, Sequence[Reflex]]) -> tuple[str, ...]:
    """Tests that would call for one another for ever ("A" adds "B" adds "A"); empty: none."""
    for start in rules:
        path: list[str] = [start]
        seen: set[str] = set()
        while path:
            here = path.pop()
            for rule in rules.get(here, ()):
                for code in rule.add:
                    if code == start:
                        return (start, here) if here != start else (start,)
                    if code not in seen:
                        seen.add(code)
                        path.append(code)
    return ()
