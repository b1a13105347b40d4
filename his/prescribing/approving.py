"""Tables of drug knowledge: who vouches for them, and what a rule would have done."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.prescribing import knowing, rules
from his.prescribing.checks.run import again, capped, run
from his.prescribing.errors import NoSuchTable
from his.prescribing.models import Alert, KnowledgeApproval, Prescription
from his.prescribing.tables import BY_ID, TABLES
from his.prescribing.words import AlertAnswer, PrescriptionState, Severity
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.settled import kept
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A table: how much is in it, and whether somebody vouches for it as it is."""

    list_id: str
    title: Text
    source: str
    rows: int
    approval: KnowledgeApproval | None
    changed_since: bool


def standing(db: Session) -> list[Standing]:
    """Every table, in the order of the checks."""
    ids = [each.id for each in TABLES]
    stamps = catalogs.stamps(db, ids)
    counts = dict(knowing.knowledge(db, today()).counts)
    asked = (
        select(KnowledgeApproval)
        .where(
            col(KnowledgeApproval.list_id).in_(ids), col(KnowledgeApproval.withdrawn_at).is_(None)
        )
        .order_by(col(KnowledgeApproval.id))
    )
    vouched = kept(
        db,
        "his.prescribing.approvals",
        lambda: list(db.execute(asked).scalars()),
        KnowledgeApproval,
    )
    last = {each.list_id: each for each in vouched}
    return [
        Standing(
            each.id,
            each.title,
            each.source,
            counts.get(each.id, 0),
            last.get(each.id),
            bool(each.id in last and last[each.id].stamp != stamps.get(each.id)),
        )
        for each in TABLES
    ]


def unapproved(db: Session) -> list[str]:
    """Tables with rows that nobody vouches for as they are."""
    return [s.list_id for s in standing(db) if s.rows and (s.approval is None or s.changed_since)]


def known(list_id: str) -> str:
    """Raises NoSuchTable."""
    if list_id not in BY_ID:
        raise NoSuchTable(list=list_id)
    return list_id


def approve(db: Session, actor: Actor, list_id: str, *, remark: str = "") -> KnowledgeApproval:
    """Vouch for a table as it stands now. Raises NoSuchTable."""
    stamp = catalogs.stamps(db, [known(list_id)]).get(list_id)
    if stamp is None:
        raise NoSuchTable(list=list_id)
    made = KnowledgeApproval(
        list_id=list_id,
        stamp=stamp,
        rows=dict(knowing.knowledge(db, today()).counts).get(list_id, 0),
        note=remark,
        approved_by=actor.id,
        approved_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def withdraw(db: Session, actor: Actor, list_id: str) -> None:
    """Take an approval back."""
    asked = select(KnowledgeApproval).where(
        col(KnowledgeApproval.list_id) == list_id, col(KnowledgeApproval.withdrawn_at).is_(None)
    )
    for each in db.execute(asked).scalars():
        each.withdrawn_at, each.withdrawn_by_name = utc_now(), actor.name
    db.flush()


@dataclass(frozen=True, slots=True)
class Example:
    prescription_id: UUID
    code: str
    severity: Severity
    says: Text


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have said of the prescriptions of the last days."""

    rule: str
    days: int
    prescriptions: int
    hit: int
    alerts: int
    infos: int
    warnings: int
    stops: int
    overridden: int
    examples: list[Example]


_MOST = 5_000


def dry_run(
    db: Session, rule: str, *, severity: Severity, days: int = 30, examples: int = 10
) -> Trial:
    """Play a rule over what was signed, with the tables of today; nothing is written."""
    rules.known(rule)
    tables = knowing.knowledge(db, today())
    asked = (
        select(col(Prescription.id), col(Prescription.code), col(Prescription.facts))
        .where(
            col(Prescription.state) == PrescriptionState.SIGNED,
            col(Prescription.signed_at) >= utc_now() - timedelta(days=days),
        )
        .order_by(col(Prescription.signed_at).desc(), col(Prescription.id).desc())
        .limit(_MOST)
    )
    count = dict.fromkeys(Severity, 0)
    seen = hit = 0
    shown: list[Example] = []
    for prescription_id, code, facts in db.execute(asked):
        if not facts or "person" not in facts:
            continue
        seen += 1
        person, courses = again(facts)
        found = [
            capped(f, severity)
            for f in run(replace(person, on=today()), courses, tables)
            if f.rule == rule
        ]
        hit += bool(found)
        for each in found:
            count[each.severity] += 1
            if len(shown) < examples:
                shown.append(Example(prescription_id, code or "", each.severity, each.says))
    answered = db.execute(
        select(func.count())
        .select_from(Alert)
        .where(
            col(Alert.rule) == rule,
            col(Alert.answer) == AlertAnswer.OVERRIDDEN,
            col(Alert.shown_at) >= utc_now() - timedelta(days=days),
        )
    ).scalar_one()
    return Trial(
        rule,
        days,
        seen,
        hit,
        sum(count.values()),
        count[Severity.INFO],
        count[Severity.WARNING],
        count[Severity.STOP],
        int(answered),
        shown,
    )
