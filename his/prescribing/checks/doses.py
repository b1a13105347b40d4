"""How much: limits by day and by dose, by weight, by renal function; and doses worked out."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from his.prescribing.checks.facts import Course, Found, Ingredient, Person
from his.prescribing.checks.knowledge import DoseLimit, Knowledge
from his.prescribing.words import Severity
from kernel.text import Text

CHILD = 12 * 12  # months; older children take adults' limits
_IN_MG = {"mg": Decimal(1), "g": Decimal(1000), "mcg": Decimal("0.001")}


def in_mg(amount: Decimal | None, unit: str) -> Decimal | None:
    """An amount in mg; None where it is counted otherwise (IU, %)."""
    factor = _IN_MG.get(unit)
    return None if amount is None or factor is None else amount * factor


def limit_of(ingredient: Ingredient, course: Course, known: Knowledge) -> DoseLimit | None:
    """The limit for this ingredient by this route."""
    wanted = {"oral", "any"} if course.route.startswith("1.") else {"parenteral", "any"}
    if not course.route.startswith(("1.", "2.")):
        return None
    return next((e for e in known.doses.of(ingredient.atc) if e.route in wanted), None)


def check(person: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    """Each ingredient by the day, summed over all products that hold it."""
    found: list[Found] = []
    sums: dict[str, Decimal] = {}
    named: dict[str, list[Course]] = {}
    for course in courses:
        for each in course.ingredients:
            mg = in_mg(each.amount, each.unit)
            if mg is not None and course.systemic:
                sums[each.name] = sums.get(each.name, Decimal(0)) + mg * course.a_day
                named.setdefault(each.name, []).append(course)
    for course in courses:
        if course.current:
            continue
        for each in course.ingredients:
            limit = limit_of(each, course, known)
            if limit is None or each.name not in sums or not course.a_day:
                continue
            with_it = named[each.name]
            if with_it[-1 if all(c.current for c in with_it) else 0] is not course and any(
                c is not course and not c.current for c in with_it[: with_it.index(course)]
            ):
                continue  # said once, at the first line that holds it
            codes = tuple(dict.fromkeys(c.code for c in with_it))
            found += _judge(person, course, each, limit, sums[each.name], codes)
        found += _renal(person, course, known)
    return found


def _judge(
    person: Person,
    course: Course,
    each: Ingredient,
    limit: DoseLimit,
    a_day: Decimal,
    codes: tuple[str, ...],
) -> list[Found]:
    months = person.months
    found: list[Found] = []
    child = months is not None and months < CHILD
    if limit.adult_max_day and a_day > limit.adult_max_day:
        found.append(
            _dose("dose.day_max", Severity.WARNING, codes, each, limit, a_day, limit.adult_max_day)
        )
    if not child or not (limit.child_dose or limit.child_max_kg_day):
        return found
    if person.weight is None:
        return [
            *found,
            Found(
                "dose.weight_missing",
                Severity.WARNING,
                (course.code,),
                Text(
                    "{drug}: liều trẻ em tính theo cân nặng, chưa có cân nặng.",
                    "{drug}: a child's dose goes by weight, which is missing.",
                ).put(drug=course.name),
            ),
        ]
    most = child_day_max(limit, person.weight, len(course.takes))
    if most and a_day > most * Decimal("1.1"):
        found.append(_dose("dose.child_max", Severity.WARNING, codes, each, limit, a_day, most))
    usual = child_day(limit, person.weight, len(course.takes))
    if usual and not course.as_needed and a_day < usual * Decimal("0.4"):
        found.append(_dose("dose.low", Severity.INFO, codes, each, limit, a_day, usual))
    return found


def child_day(limit: DoseLimit, weight: Decimal, takes: int) -> Decimal | None:
    """The usual dose of a day for a child of this weight, mg."""
    if limit.child_dose is None:
        return None
    times = max(takes, 1) if limit.child_per == "dose" else 1
    usual = limit.child_dose * weight * times
    return min(usual, limit.adult_max_day) if limit.adult_max_day else usual


def child_day_max(limit: DoseLimit, weight: Decimal, takes: int) -> Decimal | None:
    """The most in a day for a child of this weight, never above an adult's, mg."""
    if limit.child_max_kg_day:
        most = limit.child_max_kg_day * weight
    else:
        usual = child_day(limit, weight, max(takes, 1))
        if usual is None:
            return None
        most = usual
    return min(most, limit.adult_max_day) if limit.adult_max_day else most


def _renal(person: Person, course: Course, known: Knowledge) -> list[Found]:
    """The gravest word on this drug at this eGFR."""
    if not course.systemic:
        return []
    risks = [r for i in course.ingredients for r in known.renal.of(i.atc)]
    if not risks:
        return []
    if person.egfr is None:
        return []
    hits = []
    for risk in risks:
        if risk.below is None or person.egfr >= risk.below:
            continue
        if risk.max_day is not None:
            mg = [in_mg(i.amount, i.unit) for i in course.ingredients]
            a_day = sum((m for m in mg if m is not None), Decimal(0)) * course.a_day
            if a_day <= risk.max_day:
                continue
        hits.append(risk)
    if not hits:
        return []
    worst = min(hits, key=lambda r: r.below or 0)
    return [
        Found(
            "dose.renal",
            worst.severity,
            (course.code,),
            Text("{drug}, eGFR {egfr}: {says}.", "{drug} at eGFR {egfr}: {says}.").put(
                drug=course.name, egfr=plain(person.egfr), says=worst.says
            ),
            "renal_dose",
            about=worst.id,
        )
    ]


def _dose(
    rule: str,
    severity: Severity,
    codes: tuple[str, ...],
    each: Ingredient,
    limit: DoseLimit,
    a_day: Decimal,
    bound: Decimal,
) -> Found:
    facts = {"name": each.name, "day": plain(a_day), "bound": plain(bound), "note": limit.note}
    if rule == "dose.low":
        says = Text(
            "{name}: {day} mg/ngày, thấp so với liều thường dùng {bound} mg/ngày.",
            "{name}: {day} mg a day is low; usual is {bound} mg.",
        )
    else:
        says = Text(
            "{name}: {day} mg/ngày, quá mức {bound} mg/ngày.",
            "{name}: {day} mg a day is above {bound} mg.",
        )
    said = says.put(**facts)
    if limit.note:
        said = Text(said.vi, f"{said.en} {limit.note}.")
    return Found(rule, severity, codes, said, "dose_limit", about=each.name)


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """The nearest amount that can be given: whole parts of `step`, never nothing."""
    if step <= 0:
        return amount
    parts = (amount / step).quantize(Decimal(1), ROUND_HALF_UP)
    return max(parts, Decimal(1)) * step


def by_weight(
    mg_per_kg: Decimal, weight: Decimal, strength: Decimal, step: Decimal, *, most: Decimal | None
) -> Decimal:
    """Units of use for one take: mg/kg x weight / strength, rounded to what can be given.

    Rounds down rather than go above `most` (mg a take).
    """
    wanted = mg_per_kg * weight
    if most is not None:
        wanted = min(wanted, most)
    units = rounded(wanted / strength, step)
    if most is not None and units * strength > most and units > step:
        units = (most / strength / step).quantize(Decimal(1), ROUND_FLOOR) * step
    return units


def quantity(takes: Sequence[Decimal], days: int, per_unit: Decimal) -> Decimal:
    """What is dispensed for so many days: whole units, opened ones included."""
    used = sum(takes, Decimal(0)) * days
    return (used / (per_unit if per_unit > 0 else Decimal(1))).quantize(Decimal(1), ROUND_CEILING)


def plain(number: Decimal) -> str:
    """`0.5`, `1000`, `2.25`: no trailing zeros, no exponent; two decimals are enough."""
    text = f"{number.quantize(Decimal('0.01')):f}" if number % 1 else f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
