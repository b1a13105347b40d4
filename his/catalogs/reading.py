"""From a CSV or XLSX file to rows of a list, with every error at its row number."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from his.catalogs import values
from his.catalogs.errors import FileTooLong, UnknownColumns, UnreadableFile
from his.catalogs.lists.declaration import (
    OWN_FIELDS,
    Catalogue,
    Kind,
    header,
    headers_of,
    normal_code,
)
from kernel.text import Text

MOST_ROWS = 200_000
_MOST_BYTES = 400_000_000  # of an unpacked XLSX
_HEADING_WITHIN = 30  # official files begin with titles

Cells = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row of the file."""

    row: int
    column: str
    says: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row, understood."""

    number: int
    code: str
    name: str
    name_en: str = ""
    ministry_code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(slots=True)
class Reading:
    """A file as it was understood."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    joined: int = 0


def understand(catalogue: Catalogue, content: bytes, file_name: str) -> Reading:
    """Read a file against a list's declaration."""
    best: tuple[list[str], list[str]] | None = None
    for sheet in _sheets(content, file_name):
        heading: dict[int, str] = {}
        reading = Reading()
        for number, cells in sheet:
            if not heading:
                if number > _HEADING_WITHIN:
                    break
                found, ignored = _heading(catalogue, cells)
                missing = _missing(catalogue, found.values())
                if missing:
                    if found and (best is None or len(missing) < len(best[0])):
                        best = missing, list(found.values())
                    continue
                heading, reading.ignored = found, ignored
            elif any(cells):
                _take(catalogue, heading, number, cells, reading)
                if len(reading.rows) + len(reading.errors) > MOST_ROWS:
                    raise FileTooLong(most=MOST_ROWS)
        if heading:
            return _without_repeats(catalogue, reading)
    missing = best[0] if best else _missing(catalogue, ())
    raise UnknownColumns(missing=", ".join(missing), list=catalogue.id)


def _without_repeats(catalogue: Catalogue, reading: Reading) -> Reading:
    """Rows that say the same twice count once; the list's declaration judges the others."""
    kept: dict[tuple[str, date | None, date | None], Row] = {}
    counts: dict[str, int] = {}
    rows: list[Row] = []
    for row in reading.rows:
        days = row.code, row.valid_from, row.valid_to
        first = kept.get(days)
        if first is None:
            kept[days] = row
        elif replace(row, number=first.number) == first:
            reading.joined += 1
            continue
        elif catalogue.repeats == "joined":
            first.facts.update(row.facts)
            reading.joined += 1
            continue
        elif catalogue.repeats == "listed" and row.name == first.name:
            _list(first.facts, row.facts)
            reading.joined += 1
            continue
        elif catalogue.repeats == "numbered":
            counts[row.code] = counts.get(row.code, 1) + 1
            rows.append(replace(row, code=f"{row.code}-{counts[row.code]}"))
            continue
        rows.append(row)
    reading.rows = rows
    return reading


def _list(into: dict[str, Any], facts: Mapping[str, Any]) -> None:
    """What a second row says otherwise stands behind what the first one said."""
    for name, said in facts.items():
        before = into.get(name)
        if before in (None, ""):
            into[name] = said
        elif isinstance(said, str) and said and said not in before:
            into[name] = f"{str(before).rstrip(' ;.')}; {said}"


def _heading(catalogue: Catalogue, cells: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """Which column of the file is which of ours; the list's own names win over general ones."""
    known = headers_of(catalogue)
    places = {name: place for place, name in enumerate(known)}
    wanted: dict[str, tuple[int, int]] = {}  # ours -> (rank of the header, place in the file)
    for place, cell in enumerate(cells):
        name = header(cell)
        if name in known:
            ours, rank = known[name], places[name]
            if ours not in wanted or rank < wanted[ours][0]:
                wanted[ours] = rank, place
    found = {place: ours for ours, (_, place) in wanted.items()}
    ignored = [c for place, c in enumerate(cells) if c and place not in found]
    return found, ignored


def _missing(catalogue: Catalogue, found: Iterable[str]) -> list[str]:
    needed = list(catalogue.key) if catalogue.key else ["code", "name"]
    needed += [c.id for c in catalogue.columns if c.required]
    have = set(found)
    return [n for n in dict.fromkeys(needed) if n not in have and not _may_miss(catalogue, n)]


def _may_miss(catalogue: Catalogue, name: str) -> bool:
    column = catalogue.column(name)
    return column is not None and not column.required


def _take(
    catalogue: Catalogue,
    heading: dict[int, str],
    number: int,
    cells: Sequence[str],
    reading: Reading,
) -> None:
    cell = {ours: values.clean(cells[at]) for at, ours in heading.items() if at < len(cells)}
    wrong: list[RowError] = []

    def complain(column: str, says: Text) -> None:
        wrong.append(RowError(number, column, says))

    given = {c.id: cell.get(c.id, "") for c in catalogue.columns}
    for column in catalogue.columns:
        if column.kind is Kind.CODE and column.of == catalogue.id and given[column.id]:
            given[column.id] = normal_code(catalogue, given[column.id])
    facts, problems = values.check(catalogue, given, typed=True)
    for problem in problems:
        complain("", problem)

    code = normal_code(catalogue, cell.get("code", ""))
    if catalogue.key:
        code = "+".join(values.write(facts.get(k)) for k in catalogue.key).rstrip("+")
    if not code:
        complain("code", Text("Thiếu mã.", "The code is missing."))
    elif len(code) > 60:
        complain("code", Text("Mã dài quá 60 ký tự.", "The code is longer than 60 characters."))
    name = cell.get("name", "") or (code if catalogue.key else "")
    if not name:
        complain("name", Text("Thiếu tên.", "The name is missing."))
    elif len(name) > 2000:
        complain("name", Text("Tên dài quá 2000 ký tự.", "The name exceeds 2000 characters."))

    days: dict[str, date | None] = {"valid_from": None, "valid_to": None}
    for which in days:
        try:
            days[which] = values.read_day(cell[which]) if cell.get(which) else None
        except values.WrongValue as error:
            complain(which, error.says)
    start, end = days["valid_from"], days["valid_to"]
    if start and end and end < start:
        complain("valid_to", Text("Hết hạn trước khi bắt đầu.", "It ends before it begins."))
    if wrong:
        reading.errors += wrong
        return
    reading.rows.append(
        Row(
            number,
            code,
            name,
            cell.get("name_en", "")[:2000],
            cell.get("ministry_code", "")[:60],
            dict(facts),
            start,
            end,
            cell.get("source", "")[:300],
        )
    )


def _sheets(content: bytes, file_name: str) -> Iterator[Iterator[Cells]]:
    """The sheets of a workbook; of a text file the same text read by each usual separator."""
    if content[:4] == b"PK\x03\x04":
        yield from _xlsx(content, file_name)
        return
    text = _text(content, file_name)
    for separator in ",;\t":
        yield _csv(text, separator, file_name)


def _text(content: bytes, file_name: str) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(file=file_name) from error
    if "\0" in text:
        raise UnreadableFile(file=file_name)
    return text


def _csv(text: str, separator: str, file_name: str) -> Iterator[Cells]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from enumerate(lines, 1)
    except csv.Error as error:
        raise UnreadableFile(file=file_name) from error


def _xlsx(content: bytes, file_name: str) -> Iterator[Iterator[Cells]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise FileTooLong(most=MOST_ROWS)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(file=file_name) from error
    try:
        for sheet in book.worksheets:
            yield _rows(sheet, file_name)
    finally:
        book.close()


def _rows(sheet: Any, file_name: str) -> Iterator[Cells]:
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    except (ParseError, KeyError, ValueError, TypeError, IndexError, zipfile.BadZipFile) as error:
        raise UnreadableFile(file=file_name) from error


def _cell(value: object) -> str:
    """A spreadsheet's value as text; a whole number shows no decimals, a date is ISO."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def declared_headers(catalogue: Catalogue) -> list[str]:
    """The headings of the list's own files, as the export writes them."""
    own = [f for f in OWN_FIELDS if f not in ("valid_from", "valid_to", "source")]
    return [*own, *(c.id for c in catalogue.columns), "valid_from", "valid_to", "source"]
