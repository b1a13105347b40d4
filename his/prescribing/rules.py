"""The rules behind the alerts: which there are, and how the facility has set them (by day)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.prescribing.errors import NoSuchRule, NotThatDay, RuleIsLaw
from his.prescribing.models import RuleSetting
from his.prescribing.words import Severity
from kernel.access import Actor
from kernel.clock import today
from kernel.settled import kept
from kernel.text import Text

S = Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of alert. `most`: how grave it can be; `law`: it is never switched off."""

    id: str
    title: Text
    most: Severity
    table: str = ""
    law: bool = False


RULES = (
    Rule("allergy.ingredient", Text("Dị ứng hoạt chất", "Allergy to the ingredient"), S.STOP),
    Rule(
        "allergy.class", Text("Dị ứng cùng nhóm", "Allergy to the class"), S.STOP, "allergy_class"
    ),
    Rule("allergy.cross", Text("Dị ứng chéo", "Cross-allergy"), S.WARNING, "allergy_class"),
    Rule("allergy.not_asked", Text("Chưa hỏi dị ứng", "Allergies not asked"), S.WARNING),
    Rule(
        "interaction.contraindicated",
        Text("Tương tác chống chỉ định", "Contraindicated interaction"),
        S.STOP,
        "ddi_ansm",
    ),
    Rule(
        "interaction.serious",
        Text("Tương tác nghiêm trọng", "Serious interaction"),
        S.WARNING,
        "ddi_ansm",
    ),
    Rule(
        "interaction.moderate",
        Text("Tương tác cần lưu ý", "Interaction to note"),
        S.INFO,
        "ddi_common",
    ),
    Rule("duplicate.ingredient", Text("Trùng hoạt chất", "Duplicate ingredient"), S.WARNING),
    Rule(
        "duplicate.therapy",
        Text("Trùng nhóm điều trị", "Duplicate therapy"),
        S.WARNING,
        "therapy_group",
    ),
    Rule(
        "dose.day_max",
        Text("Quá liều tối đa ngày", "Above the day's limit"),
        S.WARNING,
        "dose_limit",
    ),
    Rule(
        "dose.child_max",
        Text("Quá liều trẻ em theo cân nặng", "Above a child's limit"),
        S.WARNING,
        "dose_limit",
    ),
    Rule("dose.low", Text("Liều thấp", "Low dose"), S.INFO, "dose_limit"),
    Rule(
        "dose.weight_missing",
        Text("Thiếu cân nặng để tính liều", "Weight missing for the dose"),
        S.WARNING,
        "dose_limit",
    ),
    Rule("dose.renal", Text("Chức năng thận", "Renal function"), S.STOP, "renal_dose"),
    Rule("pregnancy.risk", Text("Thai kỳ", "Pregnancy"), S.STOP, "pregnancy_risk"),
    Rule("pregnancy.ask", Text("Hỏi có thai", "Ask about pregnancy"), S.INFO, "pregnancy_risk"),
    Rule("lactation.risk", Text("Cho con bú", "Breastfeeding"), S.STOP, "lactation_risk"),
    Rule("age.limit", Text("Tuổi", "Age"), S.STOP, "age_limit"),
    Rule(
        "diagnosis.contraindicated",
        Text("Chống chỉ định theo bệnh", "Contraindicated by a disease"),
        S.STOP,
        "disease_risk",
    ),
    Rule(
        "diagnosis.indication",
        Text("Ngoài chỉ định đã khai", "Outside the indications"),
        S.INFO,
        "drug",
    ),
    Rule(
        "quantity.differs", Text("Số lượng nhiều hơn số ngày", "More than the days need"), S.WARNING
    ),
    Rule("stock.short", Text("Kho không đủ", "Not enough in stock"), S.INFO),
    Rule("bhyt.scope", Text("Ngoài phạm vi BHYT", "Outside the insurance"), S.INFO),
    Rule(
        "knowledge.missing", Text("Thuốc chưa kiểm tra được", "Drug that cannot be checked"), S.INFO
    ),
    Rule("law.licence", Text("Giấy phép hành nghề", "Practising licence"), S.WARNING),
    Rule("law.diagnosis", Text("Đơn phải có chẩn đoán", "A diagnosis is needed"), S.STOP, law=True),
    Rule(
        "law.weight", Text("Cân nặng trẻ dưới 72 tháng", "Weight under 72 months"), S.STOP, law=True
    ),
    Rule(
        "law.guardian",
        Text("Người đưa trẻ dưới 72 tháng", "Guardian under 72 months"),
        S.STOP,
        law=True,
    ),
    Rule(
        "law.supply", Text("Số ngày thuốc tối đa", "Days' supply"), S.STOP, "supply_limit", law=True
    ),
    Rule(
        "list.ended",
        Text("Thuốc hết hiệu lực trong danh mục", "Drug off the list"),
        S.STOP,
        law=True,
    ),
)
BY_ID = {each.id: each for each in RULES}


def settings(db: Session, on: date) -> dict[str, RuleSetting]:
    """What the facility decided, by rule, as it holds on a day."""

    def ask() -> list[RuleSetting]:
        asked = select(RuleSetting).order_by(col(RuleSetting.valid_from), col(RuleSetting.id))
        return list(db.execute(asked).scalars())

    decided = kept(db, "his.prescribing.settings", ask, RuleSetting)
    return {each.rule: each for each in decided if each.valid_from <= on}


def history(db: Session, rule: str) -> list[RuleSetting]:
    """Every decision on a rule, the latest first."""
    asked = select(RuleSetting).where(col(RuleSetting.rule) == rule)
    return list(
        db.execute(
            asked.order_by(col(RuleSetting.valid_from).desc(), col(RuleSetting.id).desc()).limit(50)
        ).scalars()
    )


def known(rule: str) -> Rule:
    """Raises NoSuchRule."""
    if rule not in BY_ID:
        raise NoSuchRule(rule=rule)
    return BY_ID[rule]


def decide(
    db: Session,
    actor: Actor,
    rule: str,
    *,
    is_on: bool,
    severity: Severity,
    valid_from: date,
    reason: str,
    trial: dict[str, Any] | None = None,
) -> RuleSetting:
    """Let a rule work otherwise from a day on. Raises RuleIsLaw, NotThatDay."""
    found = known(rule)
    if found.law and not (is_on and severity is found.most):
        raise RuleIsLaw(rule=found.title)
    if valid_from < today():
        raise NotThatDay
    made = RuleSetting(
        rule=rule,
        valid_from=valid_from,
        is_on=is_on,
        severity=severity,
        reason=reason,
        trial=trial,
        approved_by=actor.id,
        approved_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made
