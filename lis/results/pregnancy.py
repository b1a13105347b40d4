"""Who is pregnant, as far as it was recorded: at the desk, or in the clinical data repository."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from his.cdr.service import FactState, Observation
from his.encounters.service import Encounter, Priority
from kernel.clock import utc_now
from lis.specimens.service import Item
from lis.tests.service import TestProfile

STATUS = "82810-3"
"""LOINC: pregnancy status. Its text says it ("Có thai"), or a number other than nought."""
_LONGEST = timedelta(days=300)
_NOT = ("không", "not", "no", "0", "la26683-5")


def pregnant(db: Session, items: Sequence[Item], profiles: Iterable[TestProfile]) -> set[UUID]:
    """The patients of these items who are; nobody is asked where no limit depends on it.

    The latest word holds: a fact newer than the visit's opening comes before the desk's mark.
    """
    if not any(r.pregnant is not None for p in profiles for r in p.ranges):
        return set()
    visits = {i.encounter_id: i.patient_id for i in items}
    marked = select(Encounter.id).where(
        col(Encounter.id).in_(visits), Encounter.priority == Priority.PREGNANT
    )
    found = {visits[each] for each in db.exec(marked)}
    told = (
        columns(col(Observation.patient_id), col(Observation.text), col(Observation.number))
        .where(
            col(Observation.patient_id).in_(set(visits.values())),
            col(Observation.code) == STATUS,
            col(Observation.state) == FactState.FINAL,
            col(Observation.at) >= utc_now() - _LONGEST,
        )
        .order_by(col(Observation.at), col(Observation.id))
    )
    for patient_id, text, number in db.execute(told):  # the latest one last
        word = (text or "").strip().casefold()
        no = word.startswith(_NOT) if word else not number
        (found.discard if no else found.add)(patient_id)
    return found
