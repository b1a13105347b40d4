"""What was measured before: the last value of each patient and test, in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from his.cdr.service import FactState, Observation
from kernel.clock import utc_now
from kernel.columns import Instant
from kernel.prepared import Prepared, among

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
    rows = _LAST.all(
        db,
        patients={p for p, _ in pairs},
        codes={c for _, c in pairs},
        since=utc_now() - _LOOKS_BACK,
        but=set(but),
    )
    return {
        (each.patient_id, each.code): Before(
            said(each), each.number, each.unit, each.flag, each.at, each.order_id
        )
        for each in rows
        if (each.patient_id, each.code) in pairs
    }


def _last() -> Any:
    """The newest fact of each patient and code, of a few among millions."""
    place = func.row_number().over(
        partition_by=(col(Observation.patient_id), col(Observation.code)),
        order_by=(col(Observation.at).desc(), col(Observation.id).desc()),
    )
    own = among(col(Observation.order_id), "but")
    ranked = columns(
        col(Observation.patient_id),
        col(Observation.code),
        col(Observation.number),
        col(Observation.text),
        col(Observation.unit),
        col(Observation.flag),
        col(Observation.at),
        col(Observation.order_id),
        place.label("place"),
    ).where(
        among(col(Observation.patient_id), "patients"),
        among(col(Observation.code), "codes"),
        col(Observation.at) >= bindparam("since", type_=Instant()),
        col(Observation.state) == FactState.FINAL,
        col(Observation.order_id).is_(None) | ~own,
    )
    inner = ranked.subquery()
    return columns(*(c for c in inner.c if c.key != "place")).where(inner.c.place == 1)


_LAST = Prepared(_last())


def said(fact: Any) -> str:
    """A fact as people read it; a decimal comma."""
    if fact.number is None:
        return fact.text or ""
    return f"{fact.number.normalize():f}".replace(".", ",")


def shown(found: Mapping[tuple[UUID, str], Before], patient_id: UUID, loinc: str) -> str:
    known = found.get((patient_id, loinc))
    return known.value if known else ""
