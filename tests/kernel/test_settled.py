"""What the house has set up is kept by each process, and never older than its last change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, update
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.models import Department, Site
from kernel import settled
from kernel.access import SYSTEM
from kernel.db import Database


def made(db: Session, code: str = "T1") -> Site:
    site = Site(code=code, name="Cơ sở")
    db.add(site)
    return site


def named(db: Session) -> list[str]:
    return [site.name for site in admin.sites(db)]


@pytest.fixture
def house(database: Database) -> Database:
    with database.write(SYSTEM) as db:
        made(db)
    return database


@pytest.fixture
def other(house: Database) -> Iterator[Database]:
    """Another process of the same house."""
    its = Database(house.url)
    its.assembly = house.assembly
    yield its
    its.close()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: object, __: object, sql: str, *___: object) -> None:
        seen.append(sql)

    event.listen(database.reader, "before_cursor_execute", note)
    yield seen
    event.remove(database.reader, "before_cursor_execute", note)


def test_a_request_asks_for_the_stamp_alone(house: Database) -> None:
    with house.read() as db:
        first = named(db)
    with statements(house) as seen, house.read() as db:
        assert named(db) == first
        admin.sites(db)
    assert len([sql for sql in seen if "kernel_settled" in sql]) == 1
    assert not [sql for sql in seen if "his_site" in sql]


def test_the_other_process_sees_a_change_in_its_next_request(
    house: Database, other: Database
) -> None:
    with other.read() as db:
        assert named(db) == ["Cơ sở"]
    with house.write(SYSTEM) as db:
        db.execute(select(Site)).scalar_one().name = "Cơ sở chính"
    with other.read() as db:
        assert named(db) == ["Cơ sở chính"]


def rename(db: Session) -> None:
    db.execute(select(Site)).scalar_one().name = "Khác"


def rename_by_statement(db: Session) -> None:
    db.execute(update(Site).where(col(Site.code) == "T1").values(name="Khác"))


@pytest.mark.parametrize("change", [rename, rename_by_statement])
def test_whoever_changes_it_sees_it_at_once_and_nobody_else_before_the_commit(
    change: Callable[[Session], None], house: Database, other: Database
) -> None:
    with house.write(SYSTEM) as db:
        assert named(db) == ["Cơ sở"]
        change(db)
        assert named(db) == ["Khác"]
        with other.read() as elsewhere:
            assert named(elsewhere) == ["Cơ sở"]
        db.commit()
        assert named(db) == ["Khác"]
    with other.read() as elsewhere:
        assert named(elsewhere) == ["Khác"]


def test_what_is_taken_back_is_kept_by_nobody(house: Database, other: Database) -> None:
    with house.write(SYSTEM) as db:
        rename(db)
        assert named(db) == ["Khác"]
        db.rollback()
        assert named(db) == ["Cơ sở"]
        part = db.begin_nested()
        rename(db)
        assert named(db) == ["Khác"]
        part.rollback()
        assert named(db) == ["Cơ sở"]
    with other.read() as elsewhere:
        assert named(elsewhere) == ["Cơ sở"]


def test_who_began_before_a_change_does_not_answer_for_those_after_it(
    house: Database, other: Database
) -> None:
    with other.read() as early:
        named(early)
        with house.write(SYSTEM) as db:
            rename(db)
            db.add(Department(site_id=admin.sites(db)[0].id, code="K1", name="Khoa khám"))
        admin.departments(early)  # kept under the stamp of before
    with other.read() as late:
        assert named(late) == ["Khác"]
        assert [each.code for each in admin.departments(late)] == ["K1"]


def test_a_kept_value_cannot_be_changed(house: Database) -> None:
    with house.write(SYSTEM) as db:
        [site] = admin.sites(db)
        with pytest.raises(TypeError, match="fetch the row"):
            site.name = "Khác"
        admin.sites(db).clear()
        assert named(db) == ["Cơ sở"]


def test_a_process_keeps_few_states_of_the_house(house: Database) -> None:
    for number in range(20):
        with house.write(SYSTEM) as db:
            db.execute(select(Site)).scalar_one().address = str(number)
        with house.read() as db:
            named(db)
    assert len(settled._known) <= 16
