"""All checks together, and what they looked at kept so that it can be looked at again."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from his.prescribing.checks import allergies, doses, patient, rules_of_law, together
from his.prescribing.checks.facts import Allergy, Course, Found, Ingredient, Person
from his.prescribing.checks.knowledge import Knowledge
from his.prescribing.words import Severity

Check = Callable[[Person, Sequence[Course], Knowledge], list[Found]]

CHECKS: tuple[Check, ...] = (
    allergies.check,
    together.interactions,
    together.duplicates,
    doses.check,
    patient.check,
    rules_of_law.check,
)

GRAVITY = (Severity.STOP, Severity.WARNING, Severity.INFO)


def run(person: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    """Everything that the tables have to say, the gravest first; the same thing once."""
    found: dict[str, Found] = {}
    for check in CHECKS:
        for each in check(person, courses, known):
            found.setdefault(each.key, each)
    return sorted(found.values(), key=lambda f: (GRAVITY.index(f.severity), f.rule, f.codes))


def capped(found: Found, most: Severity) -> Found:
    """A finding no graver than the facility wants this rule to be."""
    if found.final or GRAVITY.index(found.severity) >= GRAVITY.index(most):
        return found
    return replace(found, severity=most)


def kept(person: Person, courses: Sequence[Course]) -> dict[str, Any]:
    """What was looked at, as JSON."""
    return {
        "person": _plain(asdict(person)),
        "courses": [_plain(asdict(each)) for each in courses],
    }


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case Decimal() | date():
            return str(value)
        case _:
            return value


def again(saved: dict[str, Any]) -> tuple[Person, list[Course]]:
    """The other way round."""
    who = dict(saved["person"])
    person = Person(
        **{
            **who,
            "weight": _number(who["weight"]),
            "egfr": _number(who["egfr"]),
            "allergies": tuple(Allergy(**each) for each in who["allergies"]),
            "diagnoses": tuple(who["diagnoses"]),
            "on": date.fromisoformat(who["on"]),
            "stock": tuple((code, Decimal(left)) for code, left in who["stock"]),
        }
    )
    return person, [_course(each) for each in saved["courses"]]


def _course(saved: dict[str, Any]) -> Course:
    return Course(
        **{
            **saved,
            "ingredients": tuple(
                Ingredient(i["name"], i["atc"], _number(i["amount"]), i["unit"])
                for i in saved["ingredients"]
            ),
            "takes": tuple(Decimal(t) for t in saved["takes"]),
            "quantity": Decimal(saved["quantity"]),
            "per_unit": Decimal(saved["per_unit"]),
            "indications": tuple(saved["indications"]),
        }
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
