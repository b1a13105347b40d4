"""The job that makes the dossiers, while the house works and after a time without the module."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.insurance import dossiers, handlers
from his.insurance.models import InsuranceDossier
from kernel.access import Actor
from kernel.db import Database
from tests.conftest import Later
from tests.his.insurance import clinic


@pytest.fixture
def database(listed: Database) -> Database:
    return listed


@pytest.fixture
def doctor(database: Database, actor: Actor) -> Actor:
    with database.write(actor) as db:
        clinic.build(db)
        clinic.charge_examinations(db, actor)
        return clinic.somebody(db, "Trần Văn Bình")


def ended(database: Database, doctor: Actor, many: int = 1) -> list[UUID]:
    """Insured visits that have ended."""
    found = []
    with database.write(doctor) as db:
        for n in range(many):
            patient = clinic.insured(db, doctor, card=f"DN47979{n:08}")
            visit = clinic.visit(db, doctor, patient)
            found.append(clinic.seen(db, doctor, visit).id)
    return found


def made(database: Database, visits: Sequence[UUID]) -> list[int]:
    """How many dossiers each visit has."""
    with database.read() as db:
        found = Counter(db.execute(select(col(InsuranceDossier.encounter_id))).scalars())
    return [found[each] for each in visits]


def test_the_job_does_not_wait_for_a_visit_that_somebody_holds(
    database: Database, doctor: Actor
) -> None:
    held, *_ = visits = ended(database, doctor, 3)
    holds, go = threading.Event(), threading.Event()

    def at_the_desk() -> None:
        with database.write(doctor) as db:
            visit = encounters.locked(db, doctor, held)
            visit.reason = "Ho, sốt 4 ngày"
            db.flush()
            holds.set()
            go.wait(30)

    with ThreadPoolExecutor(2) as pool:
        desk = pool.submit(at_the_desk)
        assert holds.wait(30)
        job = pool.submit(handlers.make_dossiers, database)
        if database.engine.dialect.name == "postgresql":
            job.result(30)  # it ends though the desk is not ready
            assert made(database, visits) == [0, 1, 1]
        go.set()  # on SQLite one after the other writes
        desk.result(30)
        job.result(30)
    handlers.make_dossiers(database)
    assert made(database, visits) == [1, 1, 1]
    with database.read() as db:
        assert db.get_one(Encounter, held).reason == "Ho, sốt 4 ngày"


def test_nobody_waits_for_more_than_one_dossier(
    database: Database, doctor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = visits = ended(database, doctor, 4)
    making, changed = threading.Event(), threading.Event()
    put_together, order = dossiers.put_together, []

    def at_the_desk() -> None:
        assert making.wait(30)
        with database.write(doctor) as db:
            encounters.locked(db, doctor, first).reason = "Đau bụng"
        changed.set()

    def slowly(db: object, encounter: Encounter, *, by: str) -> InsuranceDossier:
        if encounter.id != first and database.engine.dialect.name == "postgresql":
            making.set()
            assert changed.wait(30), "the desk waits for the dossiers of others"
        order.append(encounter.id)
        return put_together(db, encounter, by=by)  # type: ignore[arg-type]

    monkeypatch.setattr(dossiers, "put_together", slowly)
    with ThreadPoolExecutor(1) as pool:
        desk = pool.submit(at_the_desk)
        handlers.make_dossiers(database)
        making.set()
        desk.result(30)
    assert order == visits
    assert made(database, visits) == [1, 1, 1, 1]


def test_two_jobs_and_the_house_at_work_make_one_dossier_a_visit(
    database: Database, doctor: Actor
) -> None:
    visits = ended(database, doctor, 6)

    def at_work(mine: Sequence[UUID]) -> None:
        for each in mine:
            with database.write(doctor) as db:
                encounters.locked(db, doctor, each).reason = "Ho"

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(handlers.make_dossiers, database) for _ in range(2)]
        people = [pool.submit(at_work, visits[n::2]) for n in range(2)]
        for job in jobs:
            job.result(60)
        for person in people:
            person.result(60)
    handlers.make_dossiers(database)
    assert made(database, visits) == [1] * 6


def test_visits_that_ended_while_the_module_was_off_are_made_up_for(
    database: Database, doctor: Actor, later: Later
) -> None:
    with database.write(doctor) as db:
        admin.switch_off(db, doctor, "his.insurance", reason="Chuyển cổng")
    visits = ended(database, doctor, 2)
    later(days=30)
    assert handlers.make_dossiers(database) is None  # beyond the week that is looked at
    with database.write(doctor) as db:
        admin.switch_on(db, doctor, "his.insurance", reason="Cổng mới")

    handlers.make_dossiers(database)

    assert made(database, visits) == [1, 1]
