"""The coding rules of ICD-10 in Vietnam, as pure functions.

Sources: Circular 06/2026/TT-BYT (list and coding guide, in force for visits that end on or
after 2026-07-01) and Decision 4469/QĐ-BYT 2020 before; ICD-10 volume 2, section 3.1.3 (dagger
and asterisk) and 4.1 (main condition).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from kernel.text import Text

_SHAPE = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,2})")
_MARKS = "†*+!"

Sex = Literal["M", "F", ""]


def dotted(text: str) -> str:
    """`a000`, `A00.0†`, ` A000 ` -> `A00.0`; what is no ICD-10 code comes back as it is."""
    code = text.strip().upper().rstrip(_MARKS).rstrip(".")
    found = _SHAPE.fullmatch(code)
    if not found:
        return text.strip()
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def undotted(code: str) -> str:
    """The code as some files and machines want it: `A00.0` -> `A000`."""
    return dotted(code).replace(".", "")


def is_code(text: str) -> bool:
    return _SHAPE.fullmatch(dotted(text)) is not None


def category(code: str) -> str:
    """The three-character category: `E11.9` -> `E11`."""
    return dotted(code)[:3]


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """Ages, in days, for which a code makes sense: from `least` up to and with `most`."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Disease:
    """What the rules know of one code in the edition of the day."""

    code: str
    name: str = ""
    mark: str = ""  # † etiology, * manifestation
    not_main: bool = False
    discouraged_main: bool = False
    use_more_specific: bool = False
    death_only: bool = False
    sex: Sex = ""
    ages: tuple[AgeSpan, ...] = ()
    partners: frozenset[str] = frozenset()  # the daggers of an asterisk


def years(age: int) -> int:
    """The first day of that birthday, counted from birth, as the rules need it."""
    return int(age * 365.25)


def disease(
    code: str,
    name: str,
    facts: Mapping[str, Any],
    rules: Iterable[Mapping[str, Any]] = (),
    partners: Iterable[str] = (),
) -> Disease:
    """Put together what the list says of a code with the rules and pairs kept beside it."""
    sex: Sex = facts.get("sex") or ""
    not_main = bool(facts.get("not_principal"))
    ages: list[AgeSpan] = []
    for rule in rules:
        match rule.get("rule"):
            case "not_principal":
                not_main = True
            case "sex":
                sex = sex or rule.get("sex") or ""
            case "age":
                ages.append(_span(rule))
    mark = str(facts.get("dagger_asterisk") or "")
    return Disease(
        code=code,
        name=name,
        mark=mark,
        not_main=not_main or mark == "*",
        discouraged_main=bool(facts.get("discouraged_principal")),
        use_more_specific=bool(facts.get("use_more_specific")),
        death_only=bool(facts.get("cause_of_death_only")),
        sex=sex,
        ages=tuple(ages),
        partners=frozenset(partners),
    )


def _span(rule: Mapping[str, Any]) -> AgeSpan:
    least, most = rule.get("age_min"), rule.get("age_max")
    if rule.get("age_unit") == "day":
        return AgeSpan(int(least or 0), None if most is None else int(most))
    # "0 to 19 years" holds until the day before the twentieth birthday.
    return AgeSpan(years(int(least or 0)), None if most is None else years(int(most) + 1) - 1)


class Weight(StrEnum):
    """Whether the visit may be closed like this."""

    STOP = "stop"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the coding, at one code."""

    rule: str
    code: str
    weight: Weight
    says: Text


_SAYS: Mapping[str, tuple[Weight, Text]] = {
    "no_main": (Weight.STOP, Text("Chưa có bệnh chính.", "There is no main diagnosis.")),
    "unknown": (
        Weight.STOP,
        Text(
            "Mã {code} không có trong danh mục ICD-10 đang hiệu lực.",
            "{code} is not in the ICD-10 list in force.",
        ),
    ),
    "twice": (Weight.STOP, Text("Mã {code} bị ghi hai lần.", "{code} is entered twice.")),
    "not_main": (
        Weight.STOP,
        Text("Mã {code} không được dùng làm bệnh chính.", "{code} cannot be the main diagnosis."),
    ),
    "discouraged_main": (
        Weight.WARN,
        Text(
            "Không khuyến khích dùng mã {code} làm bệnh chính.",
            "{code} is discouraged as the main diagnosis.",
        ),
    ),
    "use_more_specific": (
        Weight.STOP,
        Text("Mã {code} có mã chi tiết hơn, hãy chọn mã đó.", "Choose a subdivision of {code}."),
    ),
    "death_only": (
        Weight.STOP,
        Text(
            "Mã {code} chỉ dùng cho nguyên nhân tử vong.",
            "{code} is for causes of death only.",
        ),
    ),
    "sex": (
        Weight.STOP,
        Text(
            "Mã {code} không phù hợp giới tính người bệnh.",
            "{code} does not fit the patient's sex.",
        ),
    ),
    "age": (
        Weight.WARN,
        Text("Mã {code} không phù hợp tuổi người bệnh.", "{code} does not fit the patient's age."),
    ),
    "no_dagger": (
        Weight.STOP,
        Text(
            "Mã dấu sao {code} phải đi cùng mã bệnh gốc (†): {needs}.",
            "The asterisk code {code} needs its dagger code: {needs}.",
        ),
    ),
    "external_cause": (
        Weight.WARN,
        Text(
            "Chấn thương {code}: hãy ghi thêm mã nguyên nhân ngoài (V01-Y98).",
            "Injury {code}: add the external cause (V01-Y98).",
        ),
    ),
}


def _problem(rule: str, code: str, **facts: object) -> Problem:
    weight, says = _SAYS[rule]
    return Problem(rule, code, weight, says.put(code=code, **facts))


def check(
    main: str | None,
    secondary: Sequence[str],
    *,
    sex: Sex,
    age_days: int | None,
    known: Mapping[str, Disease],
) -> list[Problem]:
    """What is wrong with a visit's codes, in the order in which they stand.

    `known` holds the codes that the edition of the day has; `sex` "" and `age_days` None mean
    not known, and then those rules keep silent.
    """
    codes = [dotted(c) for c in (([main] if main else []) + list(secondary))]
    found: list[Problem] = [] if main else [_problem("no_main", "")]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            found.append(_problem("twice", code))
            continue
        entry = known.get(code)
        if entry is None:
            found.append(_problem("unknown", code))
            continue
        found += _alone(entry, sex, age_days)
        if main and place == 0:
            found += _as_main(entry)
        if entry.mark == "*" and entry.partners and not entry.partners & set(codes):
            found.append(_problem("no_dagger", code, needs=", ".join(sorted(entry.partners)[:5])))
    return found + _injury(codes)


def _alone(entry: Disease, sex: Sex, age_days: int | None) -> list[Problem]:
    found = []
    if entry.death_only:
        found.append(_problem("death_only", entry.code))
    if entry.use_more_specific:
        found.append(_problem("use_more_specific", entry.code))
    if entry.sex and sex and entry.sex != sex:
        found.append(_problem("sex", entry.code))
    if age_days is not None and entry.ages and not any(_within(age_days, a) for a in entry.ages):
        found.append(_problem("age", entry.code))
    return found


def _within(age_days: int, span: AgeSpan) -> bool:
    return span.least <= age_days and (span.most is None or age_days <= span.most)


def _as_main(entry: Disease) -> list[Problem]:
    if entry.not_main:
        return [_problem("not_main", entry.code)]
    return [_problem("discouraged_main", entry.code)] if entry.discouraged_main else []


def _injury(codes: Sequence[str]) -> list[Problem]:
    """Chapter XIX wants a code of chapter XX beside it (ICD-10 volume 2, 4.1.3)."""
    if any(code[:1] in "VWXY" for code in codes):
        return []
    return [_problem("external_cause", c) for c in codes if c[:1] in "ST" and is_code(c)][:1]
