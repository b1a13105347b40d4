"""Switching modules off and on for the whole house (criteria 30 and 100)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from his.admin import rights, switches
from his.admin.errors import (
    CannotBeOff,
    NeedsOthersOn,
    NothingToSwitch,
    OperatorsOverride,
    OthersDependOnIt,
)
from his.admin.module import module as admin
from kernel.access import SYSTEM, act_as
from kernel.assembly import build
from kernel.clock import today
from kernel.db import Database
from kernel.identity import grants, users
from kernel.identity.models import Role
from kernel.identity.passwords import hasher
from kernel.module import Module, Permission
from kernel.text import Text

CAUGHT_UP: list[tuple[str, date]] = []


def _module(name: str, *requires: str, can_be_off: bool = True) -> Module:
    return Module(
        id=f"his.{name}",
        title=Text(name.title(), name.title()),
        requires=requires,
        permissions=(Permission(f"his.{name}.thing.read", Text("Xem", "Read"), ("nurse",)),),
        catch_up=lambda db, since: CAUGHT_UP.append((f"his.{name}", since)),
        can_be_off=can_be_off,
    )


INSTALLED = (
    replace(admin, contributes=()),
    _module("core", can_be_off=False),
    _module("lab", "his.core"),
    _module("level", "his.lab"),
    _module("fees"),
)


@pytest.fixture
def house(database: Database) -> Database:
    CAUGHT_UP.clear()
    database.assembly = build(INSTALLED)
    return database


def as_after_restart(house: Database, operator: frozenset[str] = frozenset()) -> None:
    """What a process does when the generation moves."""
    with house.read() as db:
        off = switches.off(db) | operator
    house.assembly = build(INSTALLED, off)


def write(house: Database) -> Session:
    session = house.session(writing=True)
    act_as(session, SYSTEM)
    return session


def test_a_module_goes_off_with_those_it_takes_along_once_they_are_named(house: Database) -> None:
    with house.write(SYSTEM) as db, pytest.raises(OthersDependOnIt) as refused:
        switches.switch_off(db, SYSTEM, "his.lab", reason="bảo trì")
    assert refused.value.facts["ids"] == ["his.level"]
    with house.write(SYSTEM) as db:
        before = switches.generation(db)
        done = switches.switch_off(
            db, SYSTEM, "his.lab", reason="bảo trì", also=frozenset({"his.level"})
        )
        assert done.modules == ("his.lab", "his.level")
        assert switches.generation(db) > before
    as_after_restart(house)
    assert "his.lab" not in house.assembly
    assert "his.fees" in house.assembly


def test_a_refused_switch_does_not_move_the_generation(house: Database) -> None:
    with house.read() as db:
        before = switches.generation(db)
    with pytest.raises(OthersDependOnIt), house.write(SYSTEM) as db:
        switches.switch_off(db, SYSTEM, "his.lab", reason="bảo trì")
    with house.read() as db:
        assert switches.generation(db) == before


def test_what_carries_others_stays_on(house: Database) -> None:
    with house.write(SYSTEM) as db, pytest.raises(CannotBeOff):
        switches.switch_off(db, SYSTEM, "his.core", reason="thử")


def test_a_module_that_comes_back_catches_up_since_it_left(house: Database) -> None:
    with house.write(SYSTEM) as db:
        switches.switch_off(db, SYSTEM, "his.fees", reason="bảo trì")
    as_after_restart(house)
    with house.write(SYSTEM) as db:
        with pytest.raises(NothingToSwitch):
            switches.switch_off(db, SYSTEM, "his.fees", reason="bảo trì")
        switches.switch_on(db, SYSTEM, "his.fees", reason="xong")
        assert switches.off(db) == frozenset()
    assert [("his.fees", today())] == CAUGHT_UP


def test_a_module_comes_back_after_what_it_stands_on(house: Database) -> None:
    with house.write(SYSTEM) as db:
        also = frozenset({"his.level"})
        switches.switch_off(db, SYSTEM, "his.lab", reason="bảo trì", also=also)
    as_after_restart(house)
    with house.write(SYSTEM) as db:
        with pytest.raises(NeedsOthersOn):
            switches.switch_on(db, SYSTEM, "his.level", reason="xong")
        switches.switch_on(db, SYSTEM, "his.lab", reason="xong")
    as_after_restart(house)
    with house.write(SYSTEM) as db:
        switches.switch_on(db, SYSTEM, "his.level", reason="xong")
    as_after_restart(house)
    assert "his.level" in house.assembly


def test_the_operators_word_stands_above_the_administrators(house: Database) -> None:
    as_after_restart(house, operator=frozenset({"his.fees"}))
    with house.write(SYSTEM) as db, pytest.raises(OperatorsOverride):
        switches.switch_on(db, SYSTEM, "his.fees", reason="thử")


def test_rights_of_a_module_that_is_off_have_no_effect_and_the_page_says_why(
    house: Database,
) -> None:
    with house.write(SYSTEM) as db:
        db.add(Role(id="nurse", title_vi="Điều dưỡng", title_en="Nurse"))
        db.flush()
        grants.sync(db)
        nurse = users.create(
            db,
            hasher(),
            username="hoa",
            name="Hoa",
            roles=["nurse"],
            password="một câu thật dài",
            must_change_password=False,
        )
        assert rights.why(db, nurse.id, "his.fees.thing.read").allowed
        switches.switch_off(db, SYSTEM, "his.fees", reason="bảo trì")
    as_after_restart(house)
    with house.read() as db:
        told = rights.why(db, nurse.id, "his.fees.thing.read")
        assert not told.allowed
        assert [s.says.en for s in told.steps if not s.ok] == [
            "The module “Fees” is off, so the permission has no effect."
        ]
        assert "his.fees.thing.read" not in rights.view_as_user(db, nurse.id).may
