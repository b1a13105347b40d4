"""Vital signs into the clinical data repository."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.cdr import service as cdr
from his.encounters import service as encounters
from his.outpatient.errors import NoVitals, VitalsNotPlausible
from his.outpatient.vitals import (
    BMI,
    BY_ID,
    Doubt,
    Measure,
    Reading,
    Trouble,
    bmi,
    check,
    flag,
)
from kernel import live
from kernel.access import Actor

SOURCE = "his.outpatient"


def measure(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    readings: Mapping[str, Reading],
    at: datetime | None = None,
    confirmed: bool = False,
) -> tuple[list[cdr.Observation], list[Doubt]]:
    """Record one round of vital signs; the BMI is worked out where weight and height are there.

    What cannot be is refused. What is unusual is refused once with the question, and taken
    when `confirmed`. Answers the observations, and the doubts that were confirmed.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    if not readings:
        raise NoVitals
    values, doubts = check(readings)
    stops = [d for d in doubts if d.trouble is not Trouble.UNUSUAL]
    if stops or (doubts and not confirmed):
        first = (stops or doubts)[0]
        raise VitalsNotPlausible(
            first=first.says.vi,
            first_en=first.says.en,
            can_confirm=not stops,
            doubts=[{"id": d.id, "trouble": d.trouble, "says": d.says.json()} for d in doubts],
        )
    facts = [_fact(BY_ID[id_], value) for id_, value in values.items()]
    index = bmi(values.get("weight"), values.get("height"))
    if index is not None:
        facts.append(_fact(BMI, index))
    written = cdr.record(
        db,
        actor,
        patient_id=encounter.patient_id,
        encounter_id=encounter.id,
        category=cdr.Category.VITAL_SIGNS,
        facts=facts,
        at=at,
        source=SOURCE,
    )
    live.touch(db, "encounters")
    return written, doubts


def _fact(measure_: Measure, value: Decimal) -> cdr.Fact:
    return cdr.Fact(
        code=measure_.loinc,
        name=measure_.title.vi,
        number=value,
        unit=measure_.unit,
        flag=flag(measure_, value),
    )
