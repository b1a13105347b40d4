"""Many invented people for measuring: found like anybody, and never in a real house."""

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from his.admin.service import Facility
from his.patients import service as patients
from his.patients.models import Patient
from kernel.access import Actor
from kernel.db import Database
from seed.bulk import NotAPracticeHouse, load


def _silent(*_: int) -> None:
    """No bar."""


def test_loaded_people_are_found_by_name_and_card_and_numbers_go_on(
    clinic: Database, actor: Actor
) -> None:
    load(clinic, 30, progress=_silent)
    with clinic.read(actor) as db:
        newest = db.execute(select(Patient).order_by(col(Patient.number).desc())).scalars().first()
        assert newest
        found, _ = patients.search(db, actor, newest.name)
        assert newest.id in {each.patient.id for each in found}
        last, people = newest.number, db.execute(select(func.count(col(Patient.id)))).scalar_one()
    with clinic.write(actor) as db:
        made = patients.register(db, actor, name="Hoàng Thị Sau Cùng", birth="1999-01-02")
        assert made.number > last
    with clinic.read() as db:
        assert db.execute(select(func.count(col(Patient.id)))).scalar_one() == people + 1


@pytest.mark.parametrize("what", ["real", "empty"])
def test_a_house_that_cares_for_people_is_left_alone(
    clinic: Database, database: Database, what: str
) -> None:
    house = clinic if what == "real" else database
    if what == "real":
        with clinic.engine.begin() as connection:
            connection.execute(update(Facility).values(demo=False))
    with pytest.raises(NotAPracticeHouse):
        load(house, 1, progress=_silent)
