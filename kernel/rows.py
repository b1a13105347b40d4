"""Rows made quickly: what a table's model is given goes into it at once, not field by field.

SQLModel sets each field of a new row by an attribute of its own, past pydantic and SQLAlchemy, so
that relationships and validators of SQLAlchemy hear of it; the house has neither. A patient's
forty fields took longer than his insert. The row is the same one: the same defaults, nothing
validated (schemas do that), written by the same unit of work.
"""

from functools import cache
from importlib import import_module
from typing import Any

from sqlmodel import SQLModel

_SIMPLE = (type(None), bool, int, float, str, bytes)


def make_quickly() -> None:
    """Once for the process. A later SQLModel that makes rows in another way is left as it is."""
    found: Any = import_module("sqlmodel._compat")
    if hasattr(found, "sqlmodel_table_construct") and found.sqlmodel_table_construct is not _made:
        _SLOWLY.setdefault("made", found.sqlmodel_table_construct)
        found.sqlmodel_table_construct = _made


_SLOWLY: dict[str, Any] = {}


def as_sqlmodel_does() -> Any:
    """SQLModel's own way of making a row."""
    return _SLOWLY["made"]


@cache
def _fields(of: type[SQLModel]) -> tuple[tuple[str, Any, Any], ...] | None:
    """(name, plain default, field that makes one); None for a model that has to be made slowly."""
    unlike = any(field.alias for field in of.model_fields.values())
    config = of.model_config.get("extra") == "allow" or of.__pydantic_post_init__
    if unlike or config or getattr(of, "__sqlmodel_relationships__", None):
        return None
    fields: list[tuple[str, Any, Any]] = []
    for name, field in of.model_fields.items():
        plain = field.default_factory is None and isinstance(field.default, _SIMPLE)
        fields.append((name, field.default if plain else None, None if plain else field))
    return tuple(fields)


def _made(
    *, self_instance: SQLModel, values: dict[str, Any], _fields_set: set[str] | None = None
) -> SQLModel:
    of = type(self_instance)
    fields = _fields(of)
    if fields is None:
        slowly = as_sqlmodel_does()
        made: SQLModel = slowly(self_instance=self_instance, values=values, _fields_set=_fields_set)
        return made
    put = self_instance.__dict__
    for name, default, field in fields:
        if name in values:
            put[name] = values[name]
        elif field is None:
            put[name] = default
        elif not field.is_required():
            put[name] = field.get_default(call_default_factory=True)
    given = values.keys() & put.keys() if _fields_set is None else _fields_set
    object.__setattr__(self_instance, "__pydantic_fields_set__", set(given))
    object.__setattr__(self_instance, "__pydantic_extra__", None)
    object.__setattr__(self_instance, "__pydantic_private__", None)
    return self_instance
