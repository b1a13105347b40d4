"""The law's figures on a day, from the shared lists: base salary, levels, routes, ladders."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.catalogs.slots import Catalogue, Column, Group, Kind
from his.pricing.benefit import Law
from his.pricing.errors import RuleMissing
from kernel.text import Text

RULES = Catalogue(
    id="payment_rule",
    title=Text("Quy định thanh toán BHYT", "Rules of insurance payment"),
    group=Group.INSURANCE,
    owner=Text("Bộ phận BHYT", "Insurance office"),
    source="Luật BHYT, Nghị định 188/2025/NĐ-CP, Thông tư 22/2023/TT-BYT",
    columns=(Column("value", Text("Giá trị", "Value"), Kind.WORDS, required=True),),
)
_ROUTE, _SALARY, _LEVEL = "visit_eligibility", "base_salary", "benefit_level"


def law_on(db: Session, *, route: str, on: date) -> Law:
    """What holds on a day for a route. Raises RuleMissing where a list does not say."""
    salary = catalogs.entry(db, _SALARY, "VND", on=on)
    if salary is None:
        raise RuleMissing(list=_SALARY, code="VND", on=on)
    way = catalogs.entry(db, _ROUTE, route, on=on)
    if way is None:
        raise RuleMissing(list=_ROUTE, code=route, on=on)
    levels = catalogs.entries(db, _LEVEL, [str(n) for n in range(1, 6)], on=on)
    if not levels:
        raise RuleMissing(list=_LEVEL, code="1-5", on=on)
    rules = rules_on(db, on)
    ratio = way.facts.get("route_ratio")
    standing = Law(
        base_salary=Decimal(str(salary.facts["amount"])),
        levels={int(code): Decimal(str(e.facts["percent"])) for code, e in levels.items()},
        route_ratio=None if ratio is None else Decimal(str(ratio)),
        route_name=way.name,
    )
    return Law(
        base_salary=standing.base_salary,
        levels=standing.levels,
        route_ratio=standing.route_ratio,
        route_name=standing.route_name,
        threshold_percent=_one(rules, "THRESHOLD", standing.threshold_percent),
        exempt_multiple=_one(rules, "EXEMPT", standing.exempt_multiple),
        cap_multiple=_one(rules, "SUPPLY_CAP", standing.cap_multiple),
        full_routes=frozenset(rules.get("FULL_ROUTES", standing.full_routes)),
        inpatient_routes=frozenset(rules.get("INPATIENT_ROUTES", standing.inpatient_routes)),
        exam_ladder=ladder_on(db, "EXAM_LADDER", on),
    )


def rules_on(db: Session, on: date) -> dict[str, list[str]]:
    """The rules of payment in force on a day, by code."""
    codes = ("THRESHOLD", "EXEMPT", "SUPPLY_CAP", "FULL_ROUTES", "INPATIENT_ROUTES")
    return {
        c: list(e.facts["value"]) for c, e in catalogs.entries(db, RULES.id, codes, on=on).items()
    }


def ladder_on(db: Session, code: str, on: date) -> tuple[Decimal, ...]:
    """TYLE_TT_DV of the first, second, ... of a kind: EXAM_LADDER, BED_SHARE, SURGERY_LADDER."""
    found = catalogs.entry(db, RULES.id, code, on=on)
    return tuple(Decimal(step) for step in found.facts["value"]) if found else ()


def rule_on(db: Session, code: str, on: date) -> str:
    """What a rule of the list says on a day (a form, a decree); empty where it says nothing."""
    found = catalogs.entry(db, RULES.id, code, on=on)
    return "; ".join(found.facts["value"]) if found else ""


def _one(rules: dict[str, list[str]], code: str, otherwise: Decimal) -> Decimal:
    return Decimal(rules[code][0]) if code in rules else otherwise
