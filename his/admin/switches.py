"""Switching modules off and on for the whole house (công tắc phân hệ).

The state is in the database. Each switch moves a generation number, which every process
watches to put itself together anew. `HIS54_OFF` is the operator's own override.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin.errors import (
    CannotBeOff,
    NeedsOthersOn,
    NothingToSwitch,
    OperatorsOverride,
    OthersDependOnIt,
)
from his.admin.models import ModuleSwitch
from kernel import counters
from kernel.access import Actor
from kernel.assembly import Assembly, build, dependants
from kernel.clock import LOCAL
from kernel.counters import Counter
from kernel.errors import NotFound
from kernel.events import ASSEMBLY, assembly_of
from kernel.identity import grants
from kernel.module import Module
from kernel.text import Text

GENERATION = "his.admin.switches"


class Switched(NamedTuple):
    """What one switch did: the modules that changed, in the order of installation."""

    modules: tuple[str, ...]
    off: bool


def generation(db: Session) -> int:
    """Moves with every switch; a process that sees it move assembles itself anew."""
    found = db.execute(select(col(Counter.value)).where(col(Counter.name) == GENERATION)).scalar()
    return found or 0


def off(db: Session) -> frozenset[str]:
    """The modules that the administrator has switched off."""
    return frozenset(module for module, newest in last(db).items() if newest.off)


def last_absence(db: Session, module_id: str) -> tuple[datetime, datetime | None] | None:
    """From when to when a module was last off here; `None` for the end: it still is."""
    asked = select(ModuleSwitch).where(col(ModuleSwitch.module) == module_id)
    newest = list(db.execute(asked.order_by(col(ModuleSwitch.number).desc()).limit(2)).scalars())
    if not newest:
        return None
    return (newest[0].at, None) if newest[0].off else (newest[-1].at, newest[0].at)


def switch_off(
    db: Session, actor: Actor, module_id: str, *, reason: str, also: frozenset[str] = frozenset()
) -> Switched:
    """Take a module out of service. `also` names the dependants that go along; leaving one
    out raises OthersDependOnIt, which lists them."""
    module = _installed(db, module_id)
    counters.take(db, GENERATION)  # one switch at a time
    gone = off(db)
    if module_id in gone:
        raise NothingToSwitch(module=module.title)
    installed = assembly_of(db).installed
    going = [m for m in installed if m.id in dependants(installed, {*gone, module_id}) - gone]
    for each in going:
        if not each.can_be_off:
            raise CannotBeOff(module=each.title, module_id=each.id)
    along = [m for m in going if m.id != module_id]
    if not {m.id for m in along} <= also:
        raise OthersDependOnIt(
            module=module.title,
            dependants=_listed(m.title for m in along),
            ids=[m.id for m in along],
        )
    for each in going:
        _write(db, actor, each.id, reason, off=True)
    db.flush()
    return Switched(tuple(m.id for m in going), True)


def switch_on(db: Session, actor: Actor, module_id: str, *, reason: str) -> Switched:
    """Bring a module back; it catches up with what happened without it, in this transaction."""
    module = _installed(db, module_id)
    counters.take(db, GENERATION)
    known = last(db)
    gone = frozenset(m for m, each in known.items() if each.off)
    if module_id not in gone:
        if module_id in assembly_of(db).off:
            raise OperatorsOverride(module=module.title)
        raise NothingToSwitch(module=module.title)
    standing = build_without(db, gone - {module_id})
    if missing := [m for m in module.requires if m in standing]:
        titles = {m.id: m.title for m in assembly_of(db).installed}
        raise NeedsOthersOn(missing=_listed(titles[m] for m in missing), ids=missing)
    since = known[module_id].at.astimezone(LOCAL).date()
    _write(db, actor, module_id, reason, off=False)
    db.flush()
    _catch_up(db, module, standing, since)
    return Switched((module_id,), False)


def _listed(titles: Iterable[Text]) -> Text:
    found = list(titles)
    return Text(", ".join(t.vi for t in found), ", ".join(t.en for t in found))


def build_without(db: Session, gone: frozenset[str]) -> frozenset[str]:
    """What would be off: these, what cannot stand without them, and the operator's own."""
    operators = assembly_of(db).off - off(db)
    return dependants(assembly_of(db).installed, gone | operators)


def off_by(assembly: Assembly, switched_off: frozenset[str], module: Module) -> str:
    """Who keeps a module off: "", "operator", "administrator" or "dependency"."""
    if module.id not in assembly.off:
        return ""
    if module.id in switched_off:
        return "administrator"
    return "dependency" if assembly.off & set(module.requires) else "operator"


def _catch_up(db: Session, module: Module, off: frozenset[str], since: date) -> None:
    if module.id in off:  # the operator keeps it off
        return
    before = assembly_of(db)
    db.info[ASSEMBLY] = build(before.installed, off)
    try:
        grants.sync(db)
        if module.catch_up is not None:
            module.catch_up(db, since)
        db.flush()
    finally:
        db.info[ASSEMBLY] = before


def _installed(db: Session, module_id: str) -> Module:
    for module in assembly_of(db).installed:
        if module.id == module_id:
            return module
    raise NotFound


def last(db: Session) -> dict[str, ModuleSwitch]:
    """The newest switch of each module that was ever switched."""
    newest = (
        select(col(ModuleSwitch.module), func.max(col(ModuleSwitch.number)).label("number"))
        .group_by(col(ModuleSwitch.module))
        .subquery()
    )
    rows = db.execute(
        select(ModuleSwitch).join(
            newest,
            (col(ModuleSwitch.module) == newest.c.module)
            & (col(ModuleSwitch.number) == newest.c.number),
        )
    ).scalars()
    return {row.module: row for row in rows}


def _write(db: Session, actor: Actor, module_id: str, reason: str, *, off: bool) -> None:
    known = select(func.max(col(ModuleSwitch.number))).where(col(ModuleSwitch.module) == module_id)
    number = (db.execute(known).scalar() or 0) + 1
    db.add(
        ModuleSwitch(module=module_id, number=number, off=off, reason=reason, by_name=actor.name)
    )
