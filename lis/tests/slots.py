"""How higher modules take part in a result (put these in `Module.contributes`)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.events import assembly_of
from kernel.text import Text

Bench = tuple[str, str]
"""A test's code, and the analyser on which it is done ("" by hand)."""


@dataclass(frozen=True, slots=True)
class TestHold:
    """Why results of a test may not go out now: its control was out, say.

    `by(db, benches)` answers those that are held, each with a sentence that says what to do.
    A result by hand ("") waits when the test is held anywhere.
    """

    __test__ = False  # (no test of pytest's)

    by: Callable[[Session, Collection[Bench]], dict[Bench, Text]]


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of the laboratory, as its administration shows it."""

    code: str
    name: str
    section: str
    state: Text
    good: bool
    where: str  # the address of its page


@dataclass(frozen=True, slots=True)
class Instruments:
    """Which instruments the laboratory has."""

    by: Callable[[Session], Sequence[Instrument]]


@dataclass(frozen=True, slots=True)
class LotsInUse:
    """With which reagents a test is done now: facts that are copied to each result."""

    by: Callable[[Session, Collection[Bench]], dict[Bench, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ControlTaker:
    """Takes what an analyser measured of a quality control.

    `by(db, actor, measured)` answers the tests whose value it has taken; none, where the sample
    is no control that it knows.
    """

    by: Callable[[Session, Actor, "ControlMeasured"], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMeasured:
    """One sample that is not a patient's, as an analyser named it; values by test."""

    analyser: str
    sample: str
    values: Mapping[str, str]
    at: datetime
    message_id: UUID


def taken(db: Session, actor: Actor, measured: ControlMeasured) -> set[str]:
    """The tests of a control whose values somebody keeps; empty where nobody controls quality."""
    found: set[str] = set()
    for each in assembly_of(db).contributions(ControlTaker):
        found |= set(each.by(db, actor, measured))
    return found


def held(db: Session, benches: Collection[Bench]) -> dict[Bench, Text]:
    """Tests whose results must wait, and why; empty where nobody controls quality."""
    found: dict[Bench, Text] = {}
    if benches:
        for hold in assembly_of(db).contributions(TestHold):
            for bench, why in hold.by(db, benches).items():
                found.setdefault(bench, why)
    return found


def lots_in_use(db: Session, benches: Collection[Bench]) -> dict[Bench, dict[str, Any]]:
    """The reagents of each test; empty where nobody keeps them."""
    found: dict[Bench, dict[str, Any]] = {}
    if benches:
        for lots in assembly_of(db).contributions(LotsInUse):
            found.update(lots.by(db, benches))
    return found
