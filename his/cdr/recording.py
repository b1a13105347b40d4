"""Facts are written: of one patient, or of many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.cdr.errors import FactInTheFuture, NeitherNumberNorText
from his.cdr.events import FactsRecorded
from his.cdr.life import enter_medicines
from his.cdr.models import Category, Observation
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.events import publish_many

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a module has to say. `code` is LOINC, `unit` UCUM; a number or a text, or both."""

    code: str
    name: str
    number: Decimal | None = None
    text: str | None = None
    unit: str = ""
    flag: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Facts that were true of one patient at one moment."""

    patient_id: UUID
    encounter_id: UUID | None
    category: Category
    facts: Sequence[Fact]
    at: datetime | None = None
    order_id: UUID | None = None
    device: str = ""


def record(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    encounter_id: UUID | None,
    category: Category,
    facts: Sequence[Fact],
    at: datetime | None = None,
    source: str,
    order_id: UUID | None = None,
    device: str = "",
) -> list[Observation]:
    """Write facts that were true of the patient at one moment (now, unless `at` says)."""
    found = Found(
        patient_id=patient_id,
        encounter_id=encounter_id,
        category=category,
        facts=facts,
        at=at,
        order_id=order_id,
        device=device,
    )
    [written] = record_many(db, actor, [found], source=source)
    return written


def record_many(
    db: Session, actor: Actor, found: Sequence[Found], *, source: str
) -> list[list[Observation]]:
    """The same for many patients, all written at once."""
    written = [_observations(actor, each, source) for each in found]
    every = [o for each in written for o in each]
    db.add_all(every)
    enter_medicines(db, every)
    db.flush()
    told = [
        FactsRecorded(
            patient_id=each.patient_id,
            encounter_id=each.encounter_id,
            observation_ids=tuple(o.id for o in mine),
            actor=actor,
        )
        for each, mine in zip(found, written, strict=True)
    ]
    publish_many(db, told)
    return written


def _observations(actor: Actor, found: Found, source: str) -> list[Observation]:
    now = utc_now()
    moment = found.at or now
    if moment > now + _CLOCKS_MAY_DIFFER:
        raise FactInTheFuture(at=moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"))
    written: list[Observation] = []
    for fact in found.facts:
        if fact.number is None and not fact.text:
            raise NeitherNumberNorText(name=fact.name)
        written.append(
            Observation(
                patient_id=found.patient_id,
                encounter_id=found.encounter_id,
                order_id=found.order_id,
                category=found.category,
                code=fact.code,
                name=fact.name,
                number=fact.number,
                text=fact.text,
                unit=fact.unit,
                flag=fact.flag,
                reference=fact.reference,
                at=moment,
                recorded_at=now,
                recorded_by=actor.id,
                recorded_by_name=actor.name,
                source=source,
                device=found.device,
            )
        )
    return written
