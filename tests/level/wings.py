"""Small wings of a hospital, with evidence that can be made to succeed or fail."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from sqlmodel import Session

from app.modules import INSTALLED
from kernel import assembly, counters, outbox
from kernel.access import SYSTEM
from kernel.clock import today, utc_now
from kernel.db import Database
from kernel.module import (
    Attested,
    Checked,
    Claim,
    Demonstrated,
    Evidence,
    Finding,
    InUse,
    Module,
    Verdict,
)
from kernel.text import Text
from level.models import Waiver

WORD = Text("chữ", "word")
PASSES = "tests/level/test_calculus.py"


def wing(
    id_: str,
    *claims: tuple[str, Evidence | Iterable[Evidence]],
    requires: tuple[str, ...] = (),
    can_be_off: bool = True,
) -> Module:
    made = tuple(
        Claim(
            criterion,
            WORD,
            (told,) if isinstance(told, Checked | Demonstrated | InUse | Attested) else tuple(told),
        )
        for criterion, told in claims
    )
    return Module(id=id_, title=WORD, requires=requires, claims=made, can_be_off=can_be_off)


BARE = tuple(m if m.id == "level" else replace(m, claims=()) for m in INSTALLED)
"""The house as installed, where only the facility's signatures are claimed."""


def house(database: Database, *wings: Module, off: Iterable[str] = ()) -> Database:
    """The database with these wings alone claiming what software can.

    A wing that is called like an installed module lends it its claims.
    """
    lent = {w.id: w.claims for w in wings}
    bare = [replace(m, claims=lent.pop(m.id)) if m.id in lent else m for m in BARE]
    return installed(database, *bare, *(w for w in wings if w.id in lent), off=off)


def installed(database: Database, *modules: Module, off: Iterable[str] = ()) -> Database:
    database.assembly = assembly.build(modules, assembly.dependants(modules, set(off)))
    return database


def met(_: Session) -> Finding:
    return Finding(Verdict.MET, Text("Được.", "It works."))


def not_met(_: Session) -> Finding:
    return Finding(Verdict.NOT_MET, Text("Không được.", "It does not work."))


def breaks(_: Session) -> Finding:
    raise RuntimeError("a demonstration that breaks")


def leaves_traces(db: Session) -> Finding:
    """Everything that could stay: rows, outbox, numbers, the audit."""
    counters.take(db, "tests.level")
    counters.take_quick(db, "tests.level.quick")
    outbox.put(db, "tests.level", str(uuid4()), {"to": "nobody"})
    db.add(_waiver())
    db.flush()
    return Finding(Verdict.MET, Text("Đã làm thật.", "Really done."))


def commits(db: Session) -> Finding:
    db.add(_waiver())
    db.commit()
    return met(db)


def writes(db: Session) -> Finding:
    db.add(_waiver())
    db.flush()
    return met(db)


def _waiver() -> Waiver:
    return Waiver(
        item="TT54/51",
        service="blood_bank",
        reason="không có",
        approver_name="x",
        approver_role="y",
        decided_on=today(),
        expires_on=today(),
        recorded_by=SYSTEM.id,
        recorded_by_name="x",
        recorded_at=utc_now(),
    )
