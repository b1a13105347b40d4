"""What every sheet that leaves the house has in common; and reading one that comes in."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any


def harmless(value: Any) -> Any:
    """A text that begins like a formula stays a text."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


class UnreadableSheet(ValueError):
    """Neither CSV in UTF-8 nor XLSX; says which of them it looked like."""


def lines_of(content: bytes) -> Iterator[list[str]]:
    """The rows of a CSV (comma, semicolon or tab) or of the first sheet of an XLSX, as texts; a
    day is written 1980-05-17. Raises UnreadableSheet, also while they are read."""
    return _xlsx(content) if content[:2] == b"PK" else _csv(content)


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSheet("UTF-8") from error
    first = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))


def _xlsx(content: bytes) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise UnreadableSheet("XLSX") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
