"""What the audit shows of a row: its values, and how an object differs from its row."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean, Integer, String, Text, inspect
from sqlalchemy.orm.attributes import get_history
from sqlmodel.sql.sqltypes import AutoString

from kernel.columns import Encrypted


def is_changed(record_: Any) -> bool:
    """Does an object that was touched differ from its row? (The session asks all its columns.)"""
    return any(get_history(record_, name).has_changes() for name in _touched(record_))


def _touched(record_: Any) -> list[str]:
    return list(inspect(record_).committed_state)


def shown(of: Any, values: dict[str, Any], seen: dict[int, Any]) -> dict[str, Any]:
    """The values of a row; `seen`: facts that many rows share are made plain once."""
    texts, others = _sorted(of)
    said = {name: value for name in texts if (value := values[name]) is not None}
    for name, veiled in others:
        value = values[name]
        if value is None:
            continue
        kind = value.__class__
        if veiled or kind is bytes:
            _show(said, name, value, veiled=veiled)
        elif kind is str or kind is int or kind is bool:
            said[name] = value
        elif (same := seen.get(id(value))) is not None:
            said[name] = same
        else:
            said[name] = seen[id(value)] = plain(value)
    return said


@cache
def _sorted(of: Any) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """Columns whose values are told as they are, and the others."""
    mapper: Any = inspect(of)
    plainly = {
        attribute.key
        for attribute in mapper.column_attrs
        if attribute.columns[0].type.__class__ in (AutoString, String, Text, Integer, Boolean)
    }
    columns = _columns(of)
    texts = tuple(name for name, veiled in columns if name in plainly and not veiled)
    return texts, tuple(each for each in columns if each[0] not in texts)


@cache
def _columns(of: Any) -> tuple[tuple[str, bool], ...]:
    """(name, only its end is shown) of a table's columns; those that are secret are left out."""
    found = []
    mapper: Any = inspect(of)
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if not column.info.get("secret"):
            found.append((attribute.key, isinstance(column.type, Encrypted)))
    return tuple(found)


def values_of(record_: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    of: Any = type(record_)
    held = record_.__dict__
    for name, veiled in _columns(of):
        value = held[name] if name in held else getattr(record_, name)
        if value.__class__ is str and not veiled:
            said[name] = value
        elif value is not None:
            _show(said, name, value, veiled=veiled)
    return said


def difference(record_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    of: Any = type(record_)
    touched = _touched(record_)
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name, veiled in _columns(of):
        if name not in touched:  # (most of a row's: asking each is dear)
            continue
        history = get_history(record_, name)
        if history.has_changes() and name != "version":
            _show(old, name, history.deleted[0] if history.deleted else None, veiled=veiled)
            _show(new, name, history.added[0] if history.added else None, veiled=veiled)
    return old, new


def _show(into: dict[str, Any], name: str, value: Any, *, veiled: bool) -> None:
    if isinstance(value, bytes | memoryview):
        return
    if veiled and value is not None:
        value = "•••" + str(value)[-4:] if len(str(value)) > 8 else "•••"
    into[name] = plain(value)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    how = _PLAIN.get(value.__class__)
    if how is None:
        how = _PLAIN[value.__class__] = _how(value.__class__)
    return how(value)


def _how(of: type) -> Callable[[Any], Any]:
    if issubclass(of, int | float):
        return _as_it_is
    if issubclass(of, Enum):
        return attrgetter("value")
    if issubclass(of, str):
        return _as_it_is
    if issubclass(of, date):
        return of.isoformat
    if issubclass(of, dict):
        return lambda value: {str(k): plain(v) for k, v in value.items()}
    if issubclass(of, list | tuple | set | frozenset):
        return lambda value: [plain(v) for v in value]
    return str


def _as_it_is(value: Any) -> Any:
    return value


_PLAIN: dict[type, Callable[[Any], Any]] = {type(None): _as_it_is}
