"""What does not go together: interactions, the same ingredient or therapy twice."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from his.prescribing.checks.facts import Course, Found, Person
from his.prescribing.checks.knowledge import Group, Interaction, Knowledge
from his.prescribing.words import Severity
from kernel.text import Text


def interactions(_: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    """Every pair of drugs, what is still being taken included; the gravest rule of a pair once."""
    found: list[Found] = []
    for one, other in combinations(courses, 2):
        if one.current and other.current:
            continue
        if worst := worst_of(one, other, known):
            found.append(_interaction(one, other, worst))
    return found


def worst_of(one: Course, other: Course, known: Knowledge) -> Interaction | None:
    rows = [
        row
        for a in one.ingredients
        for b in other.ingredients
        if a.atc and b.atc and a.name != b.name
        for row in known.interactions.between(a.atc, b.atc)
    ]
    order = (Severity.STOP, Severity.WARNING, Severity.INFO)
    # The national list first, then the facility's own words, then the French thesaurus.
    tables = ("ddi_5948", "ddi_common", "ddi_ansm")
    return min(
        rows, key=lambda r: (order.index(r.severity), tables.index(r.table), r.id), default=None
    )


def _interaction(one: Course, other: Course, row: Interaction) -> Found:
    still = Text(" (đang dùng)", " (still taken)")
    names = [
        Text(
            each.name + (still.vi if each.current else ""),
            each.name + (still.en if each.current else ""),
        )
        for each in (one, other)
    ]
    says = Text("{a} + {b}: {effect}.", "{a} + {b}: {effect}.").put(
        a=names[0], b=names[1], effect=row.effect
    )
    if row.mechanism:
        says = Text(f"{says.vi} Cơ chế: {row.mechanism}.", f"{says.en} Mechanism: {row.mechanism}.")
    says = Text(*(" ".join(p for p in pair if p) for pair in zip(says, row.action, strict=True)))
    rule = {
        Severity.STOP: "interaction.contraindicated",
        Severity.WARNING: "interaction.serious",
        Severity.INFO: "interaction.moderate",
    }[row.severity]
    return Found(rule, row.severity, (one.code, other.code), says, row.source, about=row.id)


def duplicates(_: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    """One ingredient in two products; more of one therapy at once than is of use."""
    found: list[Found] = []
    systemic = [each for each in courses if each.systemic]
    by_name: dict[str, list[Course]] = defaultdict(list)
    for course in systemic:
        for name in {i.name for i in course.ingredients}:
            by_name[name].append(course)
    doubled: set[frozenset[int]] = set()
    for name, users in by_name.items():
        if len(users) > 1 and not all(u.current for u in users):
            doubled.add(frozenset(id(u) for u in users))
            found.append(
                Found(
                    "duplicate.ingredient",
                    Severity.WARNING,
                    tuple(u.code for u in users),
                    Text(
                        "Trùng hoạt chất {name}: {drugs}.", "The same ingredient, {name}: {drugs}."
                    ).put(name=name, drugs=_names(users)),
                    about=name,
                )
            )
    groups: dict[str, tuple[Group, list[Course]]] = {}
    for course in systemic:
        for group in {g.id: g for i in course.ingredients for g in known.groups.of(i.atc)}.values():
            groups.setdefault(group.id, (group, []))[1].append(course)
    for group, users in groups.values():
        if len(users) <= group.most or all(u.current for u in users):
            continue
        if frozenset(id(u) for u in users) in doubled:
            continue
        found.append(
            Found(
                "duplicate.therapy",
                Severity.WARNING,
                tuple(u.code for u in users),
                Text("Cùng nhóm {group}: {drugs}.", "Of the same therapy ({group}): {drugs}.").put(
                    group=group.title, drugs=_names(users)
                ),
                "therapy_group",
                about=group.id,
            )
        )
    return found


def _names(courses: Sequence[Course]) -> Text:
    return Text(
        ", ".join(c.name + (" (đang dùng)" if c.current else "") for c in courses),
        ", ".join(c.name + (" (still taken)" if c.current else "") for c in courses),
    )
