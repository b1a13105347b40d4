"""Facts about a patient: written once, amended or voided, never edited."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlmodel import Session

from his.cdr import service
from his.cdr.errors import FactInTheFuture, FactNotFinal, NeitherNumberNorText
from his.cdr.service import Category, Fact, FactState
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from tests.his import clinic

PULSE = Fact(code="8867-4", name="Mạch", number=D(80), unit="/min")


@pytest.fixture
def patient(db: Session, actor: Actor) -> Patient:
    clinic.build(db)
    return clinic.somebody(db, actor)


def write(
    db: Session, actor: Actor, patient: Patient, fact: Fact, minutes_ago: int = 0
) -> service.Observation:
    [written] = service.record(
        db,
        actor,
        patient_id=patient.id,
        encounter_id=None,
        category=Category.VITAL_SIGNS,
        facts=[fact],
        at=utc_now() - timedelta(minutes=minutes_ago),
        source="test",
    )
    return written


def test_the_newest_fact_of_a_code_is_found(db: Session, actor: Actor, patient: Patient) -> None:
    write(db, actor, patient, Fact(code="8867-4", name="Mạch", number=D(95)), minutes_ago=0)
    write(db, actor, patient, PULSE, minutes_ago=60)

    assert service.latest(db, patient.id, ["8867-4"])["8867-4"].number == D(95)


def test_an_amended_fact_stays_but_no_longer_counts(
    db: Session, actor: Actor, patient: Patient
) -> None:
    wrong = write(db, actor, patient, Fact(code="8867-4", name="Mạch", number=D(180)))
    right = service.amend(db, actor, wrong.id, fact=PULSE, reason="gõ nhầm")

    assert wrong.state is FactState.AMENDED
    assert right.replaces == wrong.id
    assert [o.id for o in service.observations(db, patient.id)[0]] == [right.id]
    everything, _ = service.observations(db, patient.id, with_replaced=True)
    assert {o.id for o in everything} == {wrong.id, right.id}


def test_a_fact_is_amended_once(db: Session, actor: Actor, patient: Patient) -> None:
    fact = write(db, actor, patient, PULSE)
    service.void(db, actor, fact.id, reason="nhầm người bệnh")

    with pytest.raises(FactNotFinal):
        service.amend(db, actor, fact.id, fact=PULSE, reason="x")
    assert service.latest(db, patient.id, ["8867-4"]) == {}


def test_a_fact_says_something_and_not_of_tomorrow(
    db: Session, actor: Actor, patient: Patient
) -> None:
    with pytest.raises(NeitherNumberNorText):
        write(db, actor, patient, Fact(code="8867-4", name="Mạch"))
    with pytest.raises(FactInTheFuture):
        write(db, actor, patient, PULSE, minutes_ago=-60)


def test_a_long_chart_is_paged_newest_first(db: Session, actor: Actor, patient: Patient) -> None:
    for minute in range(5):
        write(db, actor, patient, PULSE, minutes_ago=minute)
    seen: list[object] = []
    after: str | None = None
    while True:
        page, after = service.observations(db, patient.id, after=after, limit=2)
        seen += [o.at for o in page]
        if after is None:
            break
    assert seen == sorted(seen, reverse=True)  # type: ignore[type-var]
    assert len(seen) == 5
