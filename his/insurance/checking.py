"""Checking a dossier before it leaves (kiểm tra hồ sơ): every rule, each by its dates. Pure."""

from collections.abc import Mapping, Sequence

from his.insurance.layouts import Layout
from his.insurance.rules import (
    benefits,
    cards,
    clocks,
    diagnoses,
    lines,
    money,
    papers,
    people,
    results,
    shares,
    staff,
    structure,
)
from his.insurance.rules.rule import File, Known, Problem, Rule, RuleSeverity

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *people.RULES,
    *cards.RULES,
    *benefits.RULES,
    *diagnoses.RULES,
    *clocks.RULES,
    *staff.RULES,
    *money.RULES,
    *shares.RULES,
    *lines.RULES,
    *results.RULES,
    *papers.RULES,
)


def check(
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    layout: Layout,
    known: Known,
    *,
    rules: Sequence[Rule] = RULES,
) -> list[Problem]:
    """What is wrong, errors first, in the order of the tables."""
    file = File(tables, layout, known)
    found = [
        Problem(
            rule.code,
            rule.severity,
            rule.says.put(**{**each.facts, "field": each.field}),
            each.mend or rule.mend,
            rule.source,
            each.table,
            each.row,
            each.field,
        )
        for rule in rules
        if rule.counts_on(file.day)
        for each in rule.by(file)
    ]
    return sorted(
        found, key=lambda p: (p.severity is not RuleSeverity.ERROR, _order(p.table), p.row)
    )


def _order(table: str) -> int:
    return int(table[3:]) if table[3:].isdigit() else 99
