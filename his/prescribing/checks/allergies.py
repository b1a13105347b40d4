"""Does the patient react to it? By ingredient, by class, and across classes."""

from collections.abc import Sequence

from his.prescribing.checks.facts import Allergy, Course, Found, Person
from his.prescribing.checks.knowledge import AllergyClass, Knowledge
from his.prescribing.words import Severity
from kernel.columns import unaccented
from kernel.text import Text


def check(person: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    """An allergy holds for eye drops and creams as well: the route does not matter."""
    new = [each for each in courses if not each.current]
    found: list[Found] = []
    if not person.allergies_asked and new:
        found.append(
            Found(
                "allergy.not_asked",
                Severity.WARNING,
                (),
                Text(
                    "Chưa hỏi dị ứng của người bệnh. Hãy hỏi rồi ghi vào hồ sơ.",
                    "Nobody asked about allergies. Ask, and write it down.",
                ),
            )
        )
    for allergy in person.allergies:
        classes = classes_of(allergy, known)
        for course in new:
            if hit := _hit(allergy, classes, course, known):
                found.append(hit)
    return found


def _hit(
    allergy: Allergy, classes: list[AllergyClass], course: Course, known: Knowledge
) -> Found | None:
    """The gravest thing to say of one drug and one allergy."""
    word = unaccented(allergy.substance)
    for ingredient in course.ingredients:
        name = unaccented(ingredient.name)
        if allergy.code == course.code or _same(name, word):
            return _found("allergy.ingredient", Severity.STOP, allergy, course, ingredient.name)
    for ingredient in course.ingredients:
        for each in classes:
            if each.atc and ingredient.atc.startswith(each.atc):
                return _found("allergy.class", Severity.STOP, allergy, course, each.title.vi)
    crossing = {code for each in classes for code in each.cross}
    for each in known.allergy_classes:
        if each.id in crossing:
            for ingredient in course.ingredients:
                if each.atc and ingredient.atc.startswith(each.atc):
                    return _found("allergy.cross", Severity.WARNING, allergy, course, each.title.vi)
    return None


def classes_of(allergy: Allergy, known: Knowledge) -> list[AllergyClass]:
    """The classes that an entry means: as coded, or by the words that people write."""
    word = unaccented(allergy.substance)
    return [
        each
        for each in known.allergy_classes
        if allergy.code == each.id
        or word in {unaccented(each.title.vi), unaccented(each.title.en), each.id.casefold()}
        or any(_same(unaccented(name), word) for name in each.words)
    ]


def _same(one: str, other: str) -> bool:
    """`amoxicilin` and `amoxicillin 500mg`, `penicilin` and `penicilline`: the same to us."""
    one, other = (_stem(each) for each in (one, other))
    return bool(one and other) and (
        one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} "
    )


def _stem(name: str) -> str:
    """Without doubled letters and a final e: Vietnamese and English spellings meet."""
    kept = []
    for word in name.split():
        bare = "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1])
        bare = bare.removesuffix("e")
        if len(bare) > 2:
            kept.append(bare)
    return " ".join(kept)


def _found(rule: str, severity: Severity, allergy: Allergy, course: Course, what: str) -> Found:
    says = {
        "allergy.ingredient": Text(
            "Dị ứng {allergy}: {drug} chứa {what}.",
            "Allergic to {allergy}: {drug} contains {what}.",
        ),
        "allergy.class": Text(
            "Dị ứng {allergy}: {drug} cùng nhóm {what}.",
            "Allergic to {allergy}: {drug} is of the same class ({what}).",
        ),
        "allergy.cross": Text(
            "Dị ứng {allergy}: {drug} có thể dị ứng chéo ({what}).",
            "Allergic to {allergy}: {drug} may cross-react ({what}).",
        ),
    }[rule]
    return Found(
        rule,
        severity,
        (course.code,),
        says.put(allergy=allergy.substance, drug=course.name, what=what),
        "allergy_class",
        about=allergy.substance,
    )
