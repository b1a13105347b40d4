"""What speaks against an order before it is placed. Pure: values in, warnings out.

A warning is acknowledged with a reason, or the order is left out; nothing is forbidden outright,
for the exception exists. How soon, which sex, which age, consent: columns of list `service`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kernel.text import Text


class Rule(StrEnum):
    """Why an order is asked about."""

    DUPLICATE = "duplicate"
    REPEAT = "repeat"
    SEX = "sex"
    AGE = "age"
    OUT_OF_SCOPE = "out_of_scope"
    CONSENT = "consent"
    NO_INDICATION = "no_indication"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to think about, said to whoever orders."""

    rule: Rule
    code: str
    says: Text


@dataclass(frozen=True, slots=True)
class Service:
    """What the list says of a service. `facts` are those of list `service`."""

    code: str
    name: str
    facts: Mapping[str, Any]
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """For whom: sex "M", "F" or "" (not known), full years or None (not known)."""

    sex: str
    years: int | None


def judge(
    wanted: Sequence[Service],
    person: Person,
    *,
    on: date,
    insured: bool,
    reasons: Sequence[str],
    in_visit: Collection[str] = (),
    last: Mapping[str, date] | None = None,
) -> list[Warned]:
    """Everything that speaks against these services, in their order.

    `in_visit`: codes that stand in this visit already; `last`: the day on which each code was
    last performed or ordered in another visit; `reasons`: why each is ordered.
    """
    seen = set(in_visit)
    found: list[Warned] = []
    for service in wanted:
        found += _of_one(service, person, on, insured, seen, last or {})
        seen.add(service.code)
    if not all(reason.strip() for reason in reasons):
        says = Text("Chưa ghi lý do chỉ định.", "The order carries no reason.")
        found.append(Warned(Rule.NO_INDICATION, "", says))
    return found


def _of_one(
    service: Service,
    person: Person,
    on: date,
    insured: bool,
    seen: Collection[str],
    last: Mapping[str, date],
) -> Iterable[Warned]:
    name, facts = service.name, service.facts

    def warn(rule: Rule, vi: str, en: str) -> Warned:
        return Warned(rule, service.code, Text(f"{name}: {vi}", f"{name}: {en}"))

    if service.code in seen:
        yield warn(Rule.DUPLICATE, "đã chỉ định trong lượt này.", "already ordered in this visit.")
    if (days := facts.get("repeat_days")) and service.code in last:
        ago = (on - last[service.code]).days
        if ago < int(days):
            yield warn(
                Rule.REPEAT,
                f"đã làm {ago} ngày trước; thường lặp lại sau {days} ngày.",
                f"done {ago} days ago; usually repeated after {days} days.",
            )
    if (sex := facts.get("sex")) and person.sex and sex != person.sex:
        only = ("nữ", "women") if sex == "F" else ("nam", "men")
        yield warn(Rule.SEX, f"chỉ dành cho {only[0]}.", f"for {only[1]} only.")
    yield from _of_age(person, facts, warn)
    if insured and not service.in_scope:
        yield warn(
            Rule.OUT_OF_SCOPE,
            "ngoài danh mục BHYT, người bệnh tự trả.",
            "outside the insured list, the patient pays.",
        )
    if facts.get("consent"):
        yield warn(
            Rule.CONSENT, "cần người bệnh ký cam kết.", "needs the patient's signed consent."
        )


def _of_age(person: Person, facts: Mapping[str, Any], warn: Any) -> Iterable[Warned]:
    least, most = facts.get("age_from"), facts.get("age_to")
    if person.years is None:
        return
    if least is not None and person.years < int(least):
        yield warn(Rule.AGE, f"dành cho từ {least} tuổi.", f"from {least} years on.")
    if most is not None and person.years > int(most):
        yield warn(Rule.AGE, f"dành cho đến {most} tuổi.", f"up to {most} years.")
