"""The same question is asked once in a transaction, and never answered from before a change."""

from collections.abc import Callable

from sqlmodel import Session

from his.admin import service as admin
from his.admin.models import Site
from kernel.access import SYSTEM
from kernel.counters import Counter
from kernel.db import Database
from kernel.once import forget, once


def asked(db: Session) -> Callable[[], int]:
    """How often a question has been put, each time it is put."""
    times = 0

    def ask() -> int:
        nonlocal times
        times += 1
        return times

    return ask


def test_it_is_asked_once_until_its_table_is_written(db: Session) -> None:
    ask = asked(db)
    assert [once(db, "sites", ask, Site) for _ in range(3)] == [1, 1, 1]
    db.add(Counter(name="tests.once", value=1))
    db.flush()
    assert once(db, "sites", ask, Site) == 1
    db.add(Site(code="T1", name="Cơ sở 1"))
    assert once(db, "sites", ask, Site) == 2  # what waits to be written counts as well


def test_what_is_taken_back_was_never_so(db: Session) -> None:
    ask = asked(db)
    once(db, "sites", ask, Site, steady=True)
    db.begin_nested().rollback()
    assert once(db, "sites", ask, Site, steady=True) == 2


def test_waiting_for_a_row_forgets_all_but_what_the_house_has_set_up(db: Session) -> None:
    steady, passing = asked(db), asked(db)
    once(db, "steady", steady, Site, steady=True)
    once(db, "passing", passing, Counter)
    forget(db)
    assert once(db, "steady", steady, Site, steady=True) == 1
    assert once(db, "passing", passing, Counter) == 2
    forget(db, Site)
    assert once(db, "steady", steady, Site, steady=True) == 2


def test_another_transaction_asks_for_itself(database: Database) -> None:
    with database.write() as db:
        ask = asked(db)
        once(db, "sites", ask, Site)
        db.commit()
        assert once(db, "sites", ask, Site) == 2


def test_a_row_that_is_fetched_to_be_changed_is_as_it_is_now(database: Database) -> None:
    with database.write() as db:
        db.add(Counter(name="tests.once", value=1))
    with database.write() as db:
        known = db.get_one(Counter, "tests.once")
        table = "UPDATE kernel_counter SET value = 7 WHERE name = 'tests.once'"
        db.connection().exec_driver_sql(table)
        assert known.value == 1
        assert db.get_one(Counter, "tests.once", with_for_update=True).value == 7


def test_a_parameter_that_is_set_holds_at_once(db: Session) -> None:
    name = "his.queue.child_under"
    before = int(admin.parameter(db, name))
    admin.set_parameter(db, SYSTEM, name, value=before + 1, reason="Thử")
    assert admin.parameter(db, name) == before + 1
