"""Is it right for this patient: pregnancy, lactation, age, diagnosis?"""

from collections.abc import Sequence

from his.prescribing.checks.facts import Course, Found, Person
from his.prescribing.checks.knowledge import Knowledge, Risk
from his.prescribing.words import Severity
from kernel.text import Text

_GRAVITY = (Severity.STOP, Severity.WARNING, Severity.INFO)


def trimester(weeks: int | None) -> str:
    """T1 to week 13, T2 to week 27; "" when it is not known."""
    if weeks is None:
        return ""
    return "T1" if weeks <= 13 else "T2" if weeks <= 27 else "T3"


def check(person: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    found: list[Found] = []
    for course in courses:
        if course.current:
            continue
        found += _pregnancy(person, course, known)
        found += _lactation(person, course, known)
        found += _age(person, course, known)
        found += _diseases(person, course, known)
        found += _indication(person, course)
    return found


def _pregnancy(person: Person, course: Course, known: Knowledge) -> list[Found]:
    if not course.systemic:
        return []
    risks = [r for i in course.ingredients for r in known.pregnancy.of(i.atc)]
    if not person.pregnant:
        if _may_bear(person) and any(r.severity is Severity.STOP for r in risks):
            return [
                _found(
                    "pregnancy.ask",
                    Severity.INFO,
                    course,
                    Text(
                        "Hãy hỏi có thai không trước khi dùng.",
                        "Ask whether she is pregnant first.",
                    ),
                )
            ]
        return []
    now = trimester(person.pregnant_weeks)
    hits = [r for r in risks if "all" in r.trimesters or not now or now in r.trimesters]
    return _worst("pregnancy.risk", hits, course, Text("Có thai: {says}.", "Pregnant: {says}."))


def _lactation(person: Person, course: Course, known: Knowledge) -> list[Found]:
    if not person.lactating or not course.systemic:
        return []
    hits = [r for i in course.ingredients for r in known.lactation.of(i.atc)]
    return _worst(
        "lactation.risk", hits, course, Text("Cho con bú: {says}.", "Breastfeeding: {says}.")
    )


def _age(person: Person, course: Course, known: Knowledge) -> list[Found]:
    months = person.months
    if months is None:
        return []
    hits = [
        r
        for i in course.ingredients
        for r in known.ages.of(i.atc)
        if (r.under is not None and months < r.under) or (r.over is not None and months >= r.over)
    ]
    return _worst("age.limit", hits, course, Text("{says}.", "{says}."))


def _diseases(person: Person, course: Course, known: Knowledge) -> list[Found]:
    if not course.systemic and not course.route.startswith("6."):
        return []
    hits = [
        r
        for i in course.ingredients
        for r in known.diseases.of(i.atc)
        if any(code.startswith(r.icd) for code in person.diagnoses)
    ]
    return _worst("diagnosis.contraindicated", hits, course, Text("{says}.", "{says}."))


def _indication(person: Person, course: Course) -> list[Found]:
    """The facility's list says what the drug is for, and none of the diagnoses is that."""
    if not course.indications or not person.diagnoses:
        return []
    if any(code.startswith(course.indications) for code in person.diagnoses):
        return []
    return [
        _found(
            "diagnosis.indication",
            Severity.INFO,
            course,
            Text(
                "không có chẩn đoán nào thuộc chỉ định đã khai của thuốc.",
                "none of the diagnoses is among the drug's indications on our list.",
            ),
        )
    ]


def _may_bear(person: Person) -> bool:
    years = person.years
    return person.sex == "female" and years is not None and 12 <= years < 52


def _worst(rule: str, hits: Sequence[Risk], course: Course, says: Text) -> list[Found]:
    if not hits:
        return []
    worst = min(hits, key=lambda r: (_GRAVITY.index(r.severity), r.id))
    return [_found(rule, worst.severity, course, says.put(says=worst.says), about=worst.id)]


def _found(rule: str, severity: Severity, course: Course, says: Text, about: str = "") -> Found:
    return Found(
        rule,
        severity,
        (course.code,),
        Text(f"{course.name}: {says.vi}", f"{course.name}: {says.en}"),
        rule,
        about=about,
    )
