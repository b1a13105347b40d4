"""Drug information, alerts, rules and tables over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.patients import service as patients
from his.prescribing import alerts, approving, drugs, information, permissions, rules
from his.prescribing.knowledge_schemas import (
    AlertReviewIn,
    AlertRuleOut,
    DrugAlertOut,
    DrugPage,
    KnowledgeTableOut,
    RuleDecisionIn,
    RuleDecisionOut,
    RuleTrialOut,
)
from his.prescribing.models import Alert
from his.prescribing.schemas import DrugOfferOut
from his.prescribing.words import Severity
from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import Code

router = Router(prefix="", tags=[])

Asker = Annotated[Actor, Depends(Requires(permissions.DRUG))]
Reviewer = Annotated[Actor, Depends(Requires(permissions.REVIEW))]
Decider = Annotated[Actor, Depends(Requires(permissions.RULE))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE))]
RuleId = Annotated[str, Query(max_length=60)]


@router.get("/drugs")
def search_drugs(
    actor: Asker,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    payer: Annotated[str, Query(max_length=20)] = "self_pay",
    limit: Limit = 20,
) -> Page[DrugOfferOut]:
    """Drugs by brand, ingredient, ATC or code, without diacritics; with stock and price."""
    found = drugs.search(db, q, payer=payer, limit=min(limit, 50))
    return Page(items=[DrugOfferOut.of(o) for o in found], next=None)


@router.get("/drugs/{code}")
def drug(
    code: Code, actor: Asker, db: Db, payer: Annotated[str, Query(max_length=20)] = "self_pay"
) -> DrugPage:
    """Everything known of one drug: doses, risks, interactions, stock, price, alternatives."""
    return information.page(db, code, payer=payer)


@router.get("/alerts")
def overridden(
    actor: Reviewer,
    db: Db,
    reviewed: bool | None = None,
    rule: RuleId | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[DrugAlertOut]:
    """What doctors signed against a warning or a stop, newest first."""
    rows, following = alerts.overridden(
        db, actor, reviewed=reviewed, rule=rule, after=after, limit=limit
    )
    people = patients.briefs(db, actor, [row.patient_id for row in rows])
    audit.read_list(db, "patient", people)
    items = [_alert(row, people[row.patient_id]) for row in rows]
    return Page(items=items, next=following)


@router.post("/alerts/{alert_id}/review")
def review(alert_id: UUID, what: AlertReviewIn, actor: Reviewer, db: Db) -> DrugAlertOut:
    row = alerts.review(db, actor, alert_id, remark=what.note)
    return _alert(row, patients.briefs(db, actor, [row.patient_id])[row.patient_id])


@router.get("/rules")
def all_rules(actor: Reviewer, db: Db, limit: Limit = 100) -> Page[AlertRuleOut]:
    """Every rule, how it is set, and how often doctors override it."""
    set_ = rules.settings(db, today())
    rates = {each.rule: each for each in alerts.rates(db)}
    items = [AlertRuleOut.of(r, set_.get(r.id), rates.get(r.id)) for r in rules.RULES]
    return Page(items=items[:limit], next=None)


@router.get("/rules/{rule}/decisions")
def decisions(rule: Code, actor: Reviewer, db: Db, limit: Limit = 50) -> Page[RuleDecisionOut]:
    """How a rule was set before, and by whom."""
    found = rules.history(db, rule)[:limit]
    return Page(items=[RuleDecisionOut.model_validate(d) for d in found], next=None)


@router.get("/rules/{rule}/trial")
def dry_run(
    rule: Code,
    actor: Decider,
    db: Db,
    severity: Severity = Severity.STOP,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
) -> RuleTrialOut:
    """What the rule would have said of the prescriptions of the last days; nothing changes."""
    return RuleTrialOut.of(approving.dry_run(db, rule, severity=severity, days=days))


@router.post("/rules/{rule}/decisions", status_code=201)
def decide(rule: Code, wanted: RuleDecisionIn, actor: Decider, db: Db) -> RuleDecisionOut:
    """Let a rule work otherwise from a day on; the dry run of the last month is kept with it."""
    trial = approving.dry_run(db, rule, severity=wanted.severity, examples=0)
    seen = RuleTrialOut.of(trial).model_dump(mode="json", exclude={"examples"})
    made = rules.decide(
        db,
        actor,
        rule,
        is_on=wanted.is_on,
        severity=wanted.severity,
        valid_from=wanted.valid_from,
        reason=wanted.reason,
        trial=seen,
    )
    return RuleDecisionOut.model_validate(made)


@router.get("/tables")
def tables(actor: Asker, db: Db, limit: Limit = 100) -> Page[KnowledgeTableOut]:
    """The tables of drug knowledge, and who vouches for each."""
    items = [KnowledgeTableOut.of(each) for each in approving.standing(db)]
    return Page(items=items[:limit], next=None)


@router.post("/tables/{list_id}/approval", status_code=201)
def approve(list_id: Code, what: AlertReviewIn, actor: Approver, db: Db) -> KnowledgeTableOut:
    approving.approve(db, actor, list_id, remark=what.note)
    return next(KnowledgeTableOut.of(s) for s in approving.standing(db) if s.list_id == list_id)


@router.post("/tables/{list_id}/withdrawal")
def withdraw(list_id: Code, actor: Approver, db: Db) -> KnowledgeTableOut:
    """Take an approval back: the screens say again that nobody vouches for it."""
    approving.known(list_id)
    approving.withdraw(db, actor, list_id)
    return next(KnowledgeTableOut.of(s) for s in approving.standing(db) if s.list_id == list_id)


def _alert(row: Alert, person: patients.Brief) -> DrugAlertOut:
    return DrugAlertOut(
        **row.model_dump(exclude={"key", "shown_to", "answered_at", "answered_by", "version"}),
        patient_code=person.code,
        patient_name=person.name,
    )
