"""What the API takes and gives about drugs, alerts, rules and tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from his.prescribing import approving, rules
from his.prescribing.alerts import Rate
from his.prescribing.drugs import Drug
from his.prescribing.models import RuleSetting
from his.prescribing.schemas import DrugOfferOut, Short
from his.prescribing.words import AlertAnswer, Severity
from kernel.schemas import Input, Output, Reason, Words, said


class DrugIngredientOut(Output):
    name: str
    atc: str
    amount: Decimal | None
    unit: str


class DrugFactOut(Output):
    """One word of a table on a drug."""

    table: str
    severity: Severity | None
    title: str
    says: Words
    source: str
    approved: bool


class DrugPage(Output):
    """Everything known of a drug on one page."""

    offer: DrugOfferOut
    registration: str
    tender: str
    ministry_code: str
    atc: str
    scope: str
    condition: str
    indications: str
    icd: list[str]
    contraindications: str
    ingredients: list[DrugIngredientOut]
    facts: list[DrugFactOut]
    interactions: list[DrugFactOut]
    alternatives: list[DrugOfferOut]
    stock_note: str

    @staticmethod
    def ingredients_of(drug: Drug) -> list[DrugIngredientOut]:
        return [DrugIngredientOut.model_validate(i) for i in drug.ingredients]


class DrugAlertOut(Output):
    id: UUID
    prescription_id: UUID
    encounter_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    rule: str
    severity: Severity
    drug_codes: list[str]
    says_vi: str
    says_en: str
    source: str
    shown_at: datetime
    answer: AlertAnswer
    reason: str
    answered_by_name: str
    reviewed_at: datetime | None
    reviewed_by_name: str
    review_note: str


class AlertReviewIn(Input):
    note: Short = ""


class AlertRuleOut(Output):
    """A rule, how it is set today, and how doctors took it in the last 90 days."""

    id: str
    title: Words
    most: Severity
    law: bool
    table: str
    is_on: bool
    severity: Severity
    since: date | None
    decided_by_name: str
    shown: int
    heeded: int
    overridden: int
    noted: int

    @classmethod
    def of(cls, rule: rules.Rule, setting: RuleSetting | None, rate: Rate | None) -> Self:
        return cls(
            id=rule.id,
            title=said(rule.title),
            most=rule.most,
            law=rule.law,
            table=rule.table,
            is_on=setting.is_on if setting else True,
            severity=setting.severity if setting else rule.most,
            since=setting.valid_from if setting else None,
            decided_by_name=setting.approved_by_name if setting else "",
            shown=rate.shown if rate else 0,
            heeded=rate.heeded if rate else 0,
            overridden=rate.overridden if rate else 0,
            noted=rate.noted if rate else 0,
        )


class RuleDecisionIn(Input):
    is_on: bool
    severity: Severity
    valid_from: date
    reason: Reason


class RuleDecisionOut(Output):
    valid_from: date
    is_on: bool
    severity: Severity
    reason: str
    approved_by_name: str
    approved_at: datetime


class TrialExampleOut(Output):
    prescription_id: UUID
    code: str
    severity: Severity
    says: Words


class RuleTrialOut(Output):
    rule: str
    days: int
    prescriptions: int
    hit: int
    alerts: int
    infos: int
    warnings: int
    stops: int
    overridden: int
    examples: list[TrialExampleOut]

    @classmethod
    def of(cls, trial: approving.Trial) -> Self:
        numbers = {name: getattr(trial, name) for name in cls.model_fields if name != "examples"}
        return cls(
            **numbers,
            examples=[
                TrialExampleOut(
                    prescription_id=e.prescription_id,
                    code=e.code,
                    severity=e.severity,
                    says=said(e.says),
                )
                for e in trial.examples
            ],
        )


class KnowledgeTableOut(Output):
    list_id: str
    title: Words
    source: str
    rows: int
    approved: bool
    changed_since: bool
    approved_by_name: str
    approved_at: datetime | None
    note: str

    @classmethod
    def of(cls, it: approving.Standing) -> Self:
        given = it.approval
        return cls(
            list_id=it.list_id,
            title=said(it.title),
            source=it.source,
            rows=it.rows,
            approved=given is not None and not it.changed_since,
            changed_since=it.changed_since,
            approved_by_name=given.approved_by_name if given else "",
            approved_at=given.approved_at if given else None,
            note=given.note if given else "",
        )
