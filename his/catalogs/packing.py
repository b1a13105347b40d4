"""A trial's rows and its difference as they wait for approval: JSON, packed."""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from his.catalogs.reading import Row
from his.catalogs.timeline import Difference, Kind


def packed(lines: Sequence[Mapping[str, Any]]) -> bytes:
    return gzip.compress(json.dumps(lines, ensure_ascii=False).encode(), 3, mtime=0)


def unpacked(content: bytes) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = json.loads(gzip.decompress(content))
    return lines


def row_out(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "ministry_code": row.ministry_code,
        "facts": row.facts,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "source": row.source,
    }


def row_in(kept: Mapping[str, Any]) -> Row:
    def day(which: Literal["valid_from", "valid_to"]) -> date | None:
        return date.fromisoformat(kept[which]) if kept[which] else None

    return Row(
        number=kept["number"],
        code=kept["code"],
        name=kept["name"],
        name_en=kept["name_en"],
        ministry_code=kept["ministry_code"],
        facts=dict(kept["facts"]),
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
        source=kept["source"],
    )


def difference_out(line: Difference) -> dict[str, Any]:
    name = line.after or line.before
    return {
        "code": line.code,
        "kind": line.kind.value,
        "on": line.on.isoformat(),
        "name": name.name if name else "",
        "fields": {
            key: {"before": before, "after": after}
            for key, (before, after) in line.fields().items()
        }
        if line.kind is Kind.CHANGED
        else {},
    }
