"""What was measured before: the last value of each patient and test, in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from his.cdr.service import FactState, Observation
from kernel.clock import utc_now

_LOOKS_BACK = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Before:
    """A patient's last final value of a test, whoever measured it."""

    value: str
    number: Decimal | None
    unit: str
    flag: str
    at: datetime
    order_id: UUID | None


def before(
    db: Session, wanted: Iterable[tuple[UUID, str]], *, but: Iterable[UUID] = ()
) -> dict[tuple[UUID, str], Before]:
    """The newest final fact of each (patient, LOINC), not of the orders `but`."""
    pairs = set(wanted)
    if not pairs:
        return {}
    mine = set(but)
    place = func.row_number().over(
        partition_by=(col(Observation.patient_id), col(Observation.code)),
        order_by=(col(Observation.at).desc(), col(Observation.id).desc()),
    )
    ranked: Any = select(col(Observation.id).label("id"), place.label("place")).where(
        col(Observation.patient_id).in_({p for p, _ in pairs}),
        col(Observation.code).in_({c for _, c in pairs}),
        col(Observation.at) >= utc_now() - _LOOKS_BACK,
        Observation.state == FactState.FINAL,
    )
    if mine:
        other = col(Observation.order_id).is_(None) | col(Observation.order_id).not_in(mine)
        ranked = ranked.where(other)
    inner = ranked.subquery()
    asked = select(Observation).join(inner, inner.c.id == col(Observation.id))
    found = {}
    for each in db.exec(asked.where(inner.c.place == 1)):
        key = each.patient_id, each.code
        if key in pairs:
            found[key] = Before(
                said(each), each.number, each.unit, each.flag, each.at, each.order_id
            )
    return found


def said(fact: Observation) -> str:
    """A fact as people read it; a decimal comma."""
    if fact.number is None:
        return fact.text or ""
    return f"{fact.number.normalize():f}".replace(".", ",")


def shown(found: Mapping[tuple[UUID, str], Before], patient_id: UUID, loinc: str) -> str:
    known = found.get((patient_id, loinc))
    return known.value if known else ""
