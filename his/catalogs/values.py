"""The cells of a list: read from what people type and files hold, written back the same way."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import is_normalized

from his.catalogs.lists.declaration import Catalogue, Column, Kind
from kernel.columns import nfc, unaccented
from kernel.text import Text

_YES = {"1", "x", "co", "true", "yes", "y", "dung"}
_NO = {"0", "khong", "false", "no", "n", "sai"}
_DAY_SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_ISO_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")
_LONGEST = 4000

Fact = str | int | bool | list[str]


class WrongValue(ValueError):
    """A cell that does not fit its column."""

    def __init__(self, says: Text) -> None:
        self.says = says
        super().__init__(says.en)


def clean(text: str) -> str:
    """One line, NFC, no control characters. A quote put before a formula goes."""
    if not (text.isprintable() and is_normalized("NFC", text)):
        text = nfc(text)
    line = " ".join(text.split())
    return line[1:] if line[:1] == "'" and line[1:2] in {"=", "+", "-", "@"} else line


def read_day(text: str) -> date:
    if text[:2] in {"19", "20"} and _ISO_DAY.fullmatch(text):
        return date.fromisoformat(text)
    for shape in _DAY_SHAPES:
        try:
            day = datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if 1900 <= day.year <= 2999:
            return day
    raise WrongValue(
        Text(
            f"“{text}” không phải là ngày (dùng 2026-07-01 hoặc 01/07/2026).",
            f"“{text}” is no date (use 2026-07-01 or 01/07/2026).",
        )
    )


def read(column: Column, text: str, *, typed: bool = True) -> Fact | None:
    """The value of a cell; None where it is empty.

    `typed`: from a file, cleaned already, as people write numbers (`120.000` = 120000).
    """
    if not typed:
        text = clean(text)
    if not text:
        return None
    if len(text) > _LONGEST:
        raise WrongValue(Text("Dài quá 4000 ký tự.", "Longer than 4000 characters."))
    match column.kind:
        case Kind.TEXT | Kind.CODE:
            return text
        case Kind.INTEGER:
            return _whole(text)
        case Kind.DECIMAL:
            return _plain(_number(text.replace(",", ".") if typed else text))
        case Kind.MONEY:
            return _plain(_number(_ungrouped(text) if typed else text))
        case Kind.FLAG:
            return _flag(text)
        case Kind.DAY:
            return read_day(text).isoformat()
        case Kind.WORDS:
            return [word for part in re.split(r"[;|]", text) if (word := part.strip())]
        case Kind.CHOICE:
            return _choice(column, text)


def _ungrouped(text: str) -> str:
    """A price as people write it: `120.000`, `1,234,567`, `1.234,5`, `120 000` or `99.5`."""
    figure = text.replace(" ", "")
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", figure):
        return figure.replace(".", "").replace(",", ".")
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", figure):
        return figure.replace(",", "")
    return figure.replace(",", ".")


def _whole(text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value():
        raise WrongValue(Text(f"“{text}” không phải số nguyên.", f"“{text}” is not whole."))
    return int(number)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**15:
        raise WrongValue(Text(f"“{text}” không phải là số.", f"“{text}” is no number."))
    return number


def _plain(number: Decimal) -> str:
    """`120000`, `0.5`: no exponent, no zeros at the end."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _flag(text: str) -> bool | None:
    word = unaccented(text)
    if word in _YES:
        return True
    if word in _NO:
        return None  # the usual state of a flag is not to be there
    raise WrongValue(Text(f"“{text}” không phải có/không.", f"“{text}” is neither yes nor no."))


def _choice(column: Column, text: str) -> str:
    if text in column.choices:
        return text
    choices = ", ".join(column.choices)
    raise WrongValue(Text(f"“{text}” không thuộc: {choices}.", f"“{text}” is none of: {choices}."))


def check(
    catalogue: Catalogue, facts: Mapping[str, Any], *, typed: bool = False
) -> tuple[dict[str, Fact], list[Text]]:
    """Facts as they are kept (in the list's order, empty ones left out), and what is wrong."""
    kept: dict[str, Fact] = {}
    wrong = [
        Text(f"Không có cột “{id_}”.", f"There is no column “{id_}”.")
        for id_ in facts.keys() - {c.id for c in catalogue.columns}
    ]
    for column in catalogue.columns:
        try:
            value = read(column, write(facts.get(column.id)), typed=typed)
        except WrongValue as error:
            title = column.title
            wrong.append(Text(f"{title.vi}: {error.says.vi}", f"{title.en}: {error.says.en}"))
            continue
        if value is not None:
            kept[column.id] = value
        elif column.required:
            title = column.title
            wrong.append(Text(f"Thiếu {title.vi}.", f"{title.en} is missing."))
    return kept, wrong


def write(value: Any) -> str:
    """A value as a cell of a file shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case list() | tuple():
            return ";".join(str(v) for v in value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def cell(column: Column, value: Any) -> str:
    """The same for a file that will be read back: a third decimal must not look like thousands."""
    text = write(value)
    if column.kind is Kind.MONEY and re.fullmatch(r"-?\d{1,3}\.\d{3}", text):
        text += "0"
    return guarded(text) if column.kind in (Kind.TEXT, Kind.WORDS, Kind.CODE) else text


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in tuple("=+-@") else text
