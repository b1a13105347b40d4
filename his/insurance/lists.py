"""The insurance clerk's worklist, and the monthly settlement (79, 80, 19, 20, 21)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from his.insurance.models import DossierState, InsuranceDossier
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import Actor
from kernel.paging import page_of

#: What is settled: on its way counts too, refused and replaced do not.
SETTLED = (DossierState.QUEUED, DossierState.ACCEPTED)
#: Where somebody or something is waited for.
OPEN = (
    DossierState.TO_MEND,
    DossierState.READY,
    DossierState.QUEUED,
    DossierState.REFUSED,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier with its patient, as lists show it."""

    dossier: InsuranceDossier
    name: str
    patient_code: str


def worklist(
    db: Session,
    actor: Actor,
    *,
    states: Sequence[DossierState] = (),
    day: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """Dossiers by state, those of the latest visits first."""
    query = _brief(actor)
    wanted = states or tuple(s for s in DossierState if s is not DossierState.REPLACED)
    query = query.where(col(InsuranceDossier.state).in_(wanted))
    if day:
        start, end = clock.day_bounds(day)
        query = query.where(
            col(InsuranceDossier.left_at) >= start, col(InsuranceDossier.left_at) < end
        )
    found, following = page_of(
        db,
        query,
        by=(col(InsuranceDossier.left_at), col(InsuranceDossier.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )
    return _named(db, found), following


def _brief(actor: Actor) -> Any:
    """Dossiers of patients whom the actor may see, without their sealed contents."""
    dear: Any = (InsuranceDossier.tables, InsuranceDossier.file)
    return (
        select(InsuranceDossier)
        .options(*(defer(column) for column in dear))
        .where(patients.seen_by(actor, InsuranceDossier.patient_id))
    )


def _named(db: Session, rows: Sequence[InsuranceDossier]) -> list[Line]:
    ids = {row.patient_id for row in rows}
    people = {
        id_: (name, code)
        for id_, code, name in db.execute(
            select(col(Patient.id), col(Patient.code), col(Patient.name)).where(
                col(Patient.id).in_(ids)
            )
        )
    }
    return [Line(row, *people.get(row.patient_id, ("", ""))) for row in rows]


def counts(db: Session, actor: Actor) -> dict[str, int]:
    """How many dossiers wait in each open state; what was accepted only grows."""
    found = db.execute(
        select(col(InsuranceDossier.state), func.count())
        .where(
            col(InsuranceDossier.state).in_(OPEN),
            patients.seen_by(actor, InsuranceDossier.patient_id),
        )
        .group_by(col(InsuranceDossier.state))
    )
    counted = {state: n for state, n in found}  # noqa: C416 (typed, dict() is not)
    return {state.value: counted.get(state, 0) for state in OPEN}


def broken(db: Session, actor: Actor) -> Counter[str]:
    """How many dossiers that are to be mended break each rule (the newest thousand)."""
    asked = (
        select(col(InsuranceDossier.problems))
        .where(
            col(InsuranceDossier.state) == DossierState.TO_MEND,
            patients.seen_by(actor, InsuranceDossier.patient_id),
        )
        .order_by(col(InsuranceDossier.left_at).desc(), col(InsuranceDossier.id).desc())
        .limit(1000)
    )
    rows = db.execute(asked).scalars()
    return Counter(code for row in rows for code in {problem["code"] for problem in row or ()})


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a settlement, each the sum of what the XML1 say."""

    visits: int
    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal


def settlement(
    db: Session, actor: Actor, month: str, *, after: str | None = None, limit: int = 50
) -> tuple[list[Line], str | None]:
    """List 79 or 80 of a month: every dossier that is settled in it, by the end of the visit."""
    query = _brief(actor).where(
        col(InsuranceDossier.month) == month, col(InsuranceDossier.state).in_(SETTLED)
    )
    found, following = page_of(
        db,
        query,
        by=(col(InsuranceDossier.left_at), col(InsuranceDossier.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )
    return _named(db, found), following


def sums(db: Session, month: str) -> Sums:
    """What a month's settlement adds up to."""
    columns = ("gross", "insured", "insurer", "copay", "own", "other")
    asked: list[Any] = [func.sum(getattr(InsuranceDossier, name)) for name in columns]
    row = db.execute(
        select(func.count(), *asked).where(
            col(InsuranceDossier.month) == month, col(InsuranceDossier.state).in_(SETTLED)
        )
    ).one()
    return Sums(row[0], *(value if value is not None else Decimal("0.00") for value in row[1:]))
