"""The rows of the catalogue's files: columns, cells as texts, and reading them back. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from kernel.spreadsheets import harmless
from lis.tests import reading
from lis.tests.errors import LabFileUnreadable
from lis.tests.models import TestKind

_MOST_ROWS, _MOST_BYTES = 20_000, 20_000_000


class What(StrEnum):
    TESTS = "tests"
    RANGES = "ranges"


_NUMBERS = ("decimals", "minutes", "stat_minutes", "stable_hours", "min_repeat_hours")
_MEASURES = ("volume_ml",)
_FLAGS = ("second_verification",)
TESTS = (
    "code",
    "name",
    "section_code",
    "kind",
    "display_unit",
    "decimals",
    "method",
    "specimen_type",
    "container_code",
    "volume_ml",
    "minutes",
    "stat_minutes",
    "stable_hours",
    "min_repeat_hours",
    "formula",
    "second_verification",
    "preparation",
)
LIMITS = (
    "low",
    "high",
    "critical_low",
    "critical_high",
    "absurd_low",
    "absurd_high",
    "delta_percent",
    "delta_abs",
)
RANGES = (
    "code",
    "name",
    "sex",
    "from_days",
    "to_days",
    "pregnant",
    *LIMITS,
    "delta_hours",
    "text",
    "source",
)
COLUMNS: Mapping[What, tuple[str, ...]] = {What.TESTS: TESTS, What.RANGES: RANGES}
_YES = {"1", "x", "true", "yes", "có", "co"}
_NO = {"0", "false", "no", "không", "khong"}


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(rows: Sequence[Sequence[str]], title: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return str(harmless(value))
        case _:
            shown = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
            return shown.rstrip("0").rstrip(".") if "." in shown else shown


def test_of(cells: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {n: v for n, v in cells.items() if n not in ("code", "name")}
    if "kind" in said:
        said["kind"] = TestKind(said["kind"])
    for name in _NUMBERS:
        if name in said:
            said[name] = _whole(name, said[name])
    if not said.get("minutes", 1) or not said.get("stat_minutes", 1):
        raise ValueError("minutes")
    for name in _MEASURES:
        if name in said:
            said[name] = _measure(name, said[name])
    for name in _FLAGS:
        if name in said:
            said[name] = bool(_flag(name, said[name]))
    return said


def range_of(cells: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {n: v for n, v in cells.items() if n not in ("code", "name")}
    for name in ("from_days", "to_days", "delta_hours"):
        said[name] = _whole(name, said.get(name, ""))
    said["from_days"] = said["from_days"] or 0
    for name in LIMITS:
        said[name] = _measure(name, said.get(name, ""))
    said["pregnant"] = _flag("pregnant", said.get("pregnant", ""))
    return said


def _whole(name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or len(text) > 6:
        raise ValueError(f"{name} {text}")
    return int(text)


def _measure(name: str, text: str) -> Any:
    if not text:
        return None
    found = reading.number(text.lstrip("'"))
    if found is None or abs(found) >= 10**9 or found != round(found, 4):
        raise ValueError(f"{name} {text}")
    return found


def _flag(name: str, text: str) -> bool | None:
    word = text.casefold()
    if not word:
        return None
    if word in _YES | _NO:
        return word in _YES
    raise ValueError(f"{name} {text}")


def rows_of(content: bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > _MOST_BYTES:
        raise LabFileUnreadable(why="> 20 MB")
    lines = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    header = [str(cell).strip().casefold() for cell in next(lines, [])]
    if "code" not in header or not set(header) & set(columns[2:]):
        raise LabFileUnreadable(why=", ".join(columns[:6]) + "...")
    for number, line in enumerate(lines, 2):
        if number > _MOST_ROWS:
            raise LabFileUnreadable(why=f"> {_MOST_ROWS}")
        cells = {n: c.strip() for n, c in zip(header, line, strict=False) if n in columns}
        if any(cells.values()):
            yield (
                number,
                {n: c[1:] if c[:2] in ("'=", "'+", "'-", "'@") else c for n, c in cells.items()},
            )


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabFileUnreadable(why="UTF-8") from error
    first = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))


def _xlsx(content: bytes) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise LabFileUnreadable(why="XLSX") from error
