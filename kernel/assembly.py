"""The assembly: the modules that are on, checked and wired together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from kernel.events import Event, Handler
from kernel.module import Claim, Module, Permission

T = TypeVar("T")


class BrokenAssembly(Exception):
    """The modules do not fit together. Raised at start, never later."""


@dataclass(frozen=True)
class Assembly:
    modules: tuple[Module, ...]
    off: frozenset[str]
    installed: tuple[Module, ...] = ()  # those switched off too

    def __contains__(self, module_id: str) -> bool:
        return any(m.id == module_id for m in self.modules)

    @cached_property
    def permissions(self) -> tuple[Permission, ...]:
        return tuple(p for m in self.modules for p in m.permissions)

    @property
    def claims(self) -> tuple[tuple[Module, Claim], ...]:
        return tuple((m, c) for m in self.modules for c in m.claims)

    @cached_property
    def subscriptions(self) -> dict[type[Event], tuple[Handler, ...]]:
        found: dict[type[Event], tuple[Handler, ...]] = {}
        for module in self.modules:
            for event, handlers in module.listens.items():
                found[event] = found.get(event, ()) + handlers
        return found

    def contributions(self, kind: type[T]) -> tuple[T, ...]:
        """All values of one slot's type, in the order in which modules are installed."""
        return self._contributed(kind)[0]

    def contributed_by(self, kind: type[T]) -> tuple[tuple[Module, T], ...]:
        return self._contributed(kind)[1]

    def _contributed(self, kind: type[T]) -> tuple[tuple[T, ...], tuple[tuple[Module, T], ...]]:
        """Looked for once: a request asks a dozen slots, and an assembly never changes."""
        found = self._found.get(kind)
        if found is None:
            by = tuple(
                (m, each) for m in self.modules for each in m.contributes if isinstance(each, kind)
            )
            found = self._found[kind] = tuple(each for _, each in by), by
        return found

    @cached_property
    def _found(self) -> dict[type[Any], Any]:
        return {}


def dependants(installed: Sequence[Module], off: Collection[str]) -> frozenset[str]:
    """`off` and every module that cannot stand without one of them."""
    gone = set(off)
    for module in installed:  # in order: what it requires comes before
        if gone & set(module.requires):
            gone.add(module.id)
    return frozenset(gone)


def build(installed: Sequence[Module], off: Collection[str] = ()) -> Assembly:
    """Take the installed modules less those switched off, and check the fit.

    `installed` is in order: a module comes after everything it requires.
    """
    ids = [m.id for m in installed]
    if unknown := set(off) - set(ids):
        raise BrokenAssembly(f"switched off but not installed: {sorted(unknown)}")
    if len(set(ids)) != len(ids):
        raise BrokenAssembly(f"two modules share an id: {ids}")

    standing: list[Module] = []
    for module in installed:
        if module.id in off:
            if not module.can_be_off:
                raise BrokenAssembly(f"{module.id} cannot be switched off")
            continue
        if missing := set(module.requires) - {m.id for m in standing}:
            raise BrokenAssembly(
                f"{module.id} requires {sorted(missing)}: switch those on, or it off"
            )
        owned: tuple[Any, ...] = (*module.permissions, *module.settings, *module.jobs)
        for each in owned:
            if not each.id.startswith(module.id + "."):
                raise BrokenAssembly(f"{each.id} must start with {module.id}.")
        standing.append(module)
    return Assembly(tuple(standing), frozenset(off), tuple(installed))
