"""Alerts as they were shown, what doctors answered, and what pharmacists say to that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.patients import service as patients
from his.prescribing.checks.facts import Found
from his.prescribing.models import Alert, Prescription
from his.prescribing.words import AlertAnswer, Severity
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of


def of_prescription(db: Session, prescription_id: UUID) -> list[Alert]:
    """In the order in which they were shown."""
    asked = select(Alert).where(col(Alert.prescription_id) == prescription_id)
    return list(db.execute(asked.order_by(col(Alert.shown_at), col(Alert.id))).scalars())


def note(
    db: Session,
    actor: Actor,
    prescription: Prescription,
    found: Sequence[Found],
    reasons: Mapping[str, str],
) -> dict[str, Alert]:
    """Write down what is shown now; what is not said any more was heeded."""
    rows = {each.key: each for each in of_prescription(db, prescription.id)}
    now = utc_now()
    present = {each.key for each in found}
    for each in found:
        row = rows.get(each.key)
        if row is None:
            row = rows[each.key] = Alert(
                prescription_id=prescription.id,
                encounter_id=prescription.encounter_id,
                patient_id=prescription.patient_id,
                key=each.key,
                rule=each.rule,
                severity=each.severity,
                drug_codes=list(each.codes),
                says_vi=each.says.vi[:2000],
                says_en=each.says.en[:2000],
                source=each.source[:300],
                shown_to=actor.name,
            )
            db.add(row)
        elif row.answer is AlertAnswer.HEEDED:
            row.answer, row.answered_at = AlertAnswer.OPEN, None
        if row.severity is not each.severity:
            row.severity = each.severity
        if row.says_vi != each.says.vi[:2000]:
            row.says_vi, row.says_en = each.says.vi[:2000], each.says.en[:2000]
        if each.key in reasons and reasons[each.key] != row.reason:
            row.reason = reasons[each.key]
    for key, row in rows.items():
        if key not in present and row.answer is AlertAnswer.OPEN:
            row.answer, row.answered_at = AlertAnswer.HEEDED, now
            row.answered_by, row.answered_by_name = actor.id, actor.name
    return rows


def close(db: Session, actor: Actor, rows: Mapping[str, Alert], found: Sequence[Found]) -> None:
    """At signing: what still stands was overridden, or was only to be known."""
    now = utc_now()
    for each in found:
        row = rows[each.key]
        overridden = each.severity is not Severity.INFO
        row.answer = AlertAnswer.OVERRIDDEN if overridden else AlertAnswer.NOTED
        row.answered_at, row.answered_by, row.answered_by_name = now, actor.id, actor.name
    db.flush()


def overridden(
    db: Session,
    actor: Actor,
    *,
    reviewed: bool | None,
    rule: str | None,
    after: str | None,
    limit: int,
) -> tuple[list[Alert], str | None]:
    """What was signed against a warning or a stop: the pharmacists' list, newest first."""
    query = select(Alert).where(
        col(Alert.answer) == AlertAnswer.OVERRIDDEN, patients.seen_by(actor, Alert.patient_id)
    )
    if reviewed is not None:
        there = col(Alert.reviewed_at).is_not(None)
        query = query.where(there if reviewed else ~there)
    if rule:
        query = query.where(col(Alert.rule) == rule)
    by = (col(Alert.shown_at), col(Alert.id))
    return page_of(
        db,
        query,
        by=by,
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def review(db: Session, actor: Actor, alert_id: UUID, *, remark: str) -> Alert:
    """A pharmacist has seen it, with what he says to the doctor."""
    row = db.get(Alert, alert_id, with_for_update=True)
    if row is None:
        raise NotFound
    patients.get(db, actor, row.patient_id)
    row.reviewed_at, row.reviewed_by_name, row.review_note = utc_now(), actor.name, remark
    db.flush()
    return row


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a rule spoke, was heeded and was overridden."""

    rule: str
    shown: int
    heeded: int
    overridden: int
    noted: int
    open: int


def rates(db: Session, *, days: int = 90) -> list[Rate]:
    """By rule, over the last days: many overrides say that a rule is noise."""
    asked = (
        select(col(Alert.rule), col(Alert.answer), func.count())
        .where(col(Alert.shown_at) >= utc_now() - timedelta(days=days))
        .group_by(col(Alert.rule), col(Alert.answer))
    )
    counts: dict[str, dict[AlertAnswer, int]] = {}
    for rule, answer, n in db.execute(asked):
        counts.setdefault(rule, {})[answer] = n
    return [
        Rate(
            rule,
            sum(by.values()),
            by.get(AlertAnswer.HEEDED, 0),
            by.get(AlertAnswer.OVERRIDDEN, 0),
            by.get(AlertAnswer.NOTED, 0),
            by.get(AlertAnswer.OPEN, 0),
        )
        for rule, by in sorted(counts.items())
    ]
