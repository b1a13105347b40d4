"""The tables of a dossier (bảng XML) as the decisions lay them out: data by effective date.

tables/SOURCE.md says where they come from; a corrected annex is dropped in there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table. `clock`: 8 for yyyyMMdd, 12 for yyyyMMddHHmm."""

    name: str
    number: bool
    length: int | None
    required: bool
    decimals: int | None
    separator: str
    clock: int | None
    allowed: frozenset[str]
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the elements around a row, and the row's fields in their order."""

    id: str
    title: str
    path: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """All tables of one edition of the rules."""

    id: str
    title: str
    since: date
    tables: Mapping[str, Table]


#: The order in which files stand in the envelope. XML0 and XML12 are sent by themselves.
IN_ENVELOPE = tuple(f"XML{n}" for n in (*range(1, 12), 13, 14, 15))


def layout_on(day: date) -> Layout:
    """The edition that counts for a visit that ended on that day; the first one before all."""
    editions = all_layouts()
    return next((e for e in reversed(editions) if e.since <= day), editions[0])


def layout(edition: str) -> Layout:
    """An edition by its number. Raises KeyError."""
    return {each.id: each for each in all_layouts()}[edition]


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Every edition, the oldest first."""
    said = json.loads((_FOLDER / "editions.json").read_text())
    return tuple(_layout(each) for each in said["editions"])


def _layout(said: dict[str, Any]) -> Layout:
    data = json.loads((_FOLDER / said["fields"]).read_text())
    changes: dict[str, dict[str, Any]] = said["changes"]

    def table(id_: str, rows: list[list[Any]]) -> Table:
        fields = (
            replace(field, **changes.get(f"{id_}.{field.name}", {})) for field in map(_field, rows)
        )
        return Table(id_, data["titles"][id_], tuple(data["paths"][id_]), tuple(fields))

    tables = {id_: table(id_, rows) for id_, rows in data["tables"].items()}
    return Layout(said["id"], said["title"], date.fromisoformat(said["from"]), tables)


def _field(row: list[Any]) -> Field:
    name, kind, length, required, decimals, separator, clock, allowed, label = row
    return Field(
        name,
        kind == "N",
        length,
        required == "*",
        decimals,
        separator,
        clock,
        frozenset(allowed.split()),
        label,
    )
