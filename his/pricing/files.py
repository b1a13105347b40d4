"""Price lists as files: read with every error at its row, tried before they count, written out.

Columns: kind (service, drug, supply), code, name, unit_price, unit_price_bh (0: outside the
insured list), rate_bh (TYLE_TT_BH, 100), ended. CSV (comma, semicolon, tab) or XLSX.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.pricing.errors import NoPriceColumns, PriceFileUnread
from his.pricing.listing import current
from his.pricing.models import PayerClass, PriceKind, PriceList
from his.pricing.setting import Entered, enter
from his.pricing.shares import HUNDRED, ZERO
from kernel.access import Actor
from kernel.columns import nfc, unaccented
from kernel.spreadsheets import harmless
from kernel.text import Text

COLUMNS = ("kind", "code", "name", "unit_price", "unit_price_bh", "rate_bh", "ended")
_NEEDED = {"code", "unit_price"}
_CALLED = {
    "kind": ("kind", "loai"),
    "code": ("code", "ma", "madichvu", "mathuoc", "mavattu"),
    "name": ("name", "ten", "tendichvu", "tenthuoc"),
    "unit_price": ("unitprice", "gia", "dongia", "dongiabv"),
    "unit_price_bh": ("unitpricebh", "giabhyt", "dongiabh"),
    "rate_bh": ("ratebh", "tylettbh", "tylebhyt"),
    "ended": ("ended", "hethieuluc", "ngung"),
}
_MOST_ROWS, _MOST_BYTES = 50_000, 100_000_000


@dataclass(frozen=True, slots=True)
class RowError:
    row: int
    says: Text


@dataclass(slots=True)
class Trial:
    """What a file would do: nothing is kept until it is done for good."""

    prices: list[Entered] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    differences: list[tuple[Entered, Decimal | None, Decimal | None]] = field(default_factory=list)


def attempt(
    db: Session, *, content: bytes, file_name: str, payer: PayerClass, valid_from: date
) -> Trial:
    """Read a file against the prices of that day. Raises PriceFileUnread, NoPriceColumns."""
    trial = _read(db, content, file_name, valid_from)
    for each in trial.prices:
        entered = current(db, payer=payer, on=valid_from, kind=each.kind, code=each.code)
        was = entered[0] if entered else None
        if each.ended:
            trial.ended += 1
        elif was is None:
            trial.added += 1
        elif (was.unit_price, was.unit_price_bh, was.rate_bh) == (
            each.unit_price,
            each.unit_price_bh,
            each.rate_bh,
        ):
            trial.unchanged += 1
            continue
        else:
            trial.changed += 1
        old = (was.unit_price, was.unit_price_bh) if was else (None, None)
        trial.differences.append((each, *old))
    return trial


def bring_in(
    db: Session,
    actor: Actor,
    *,
    content: bytes,
    file_name: str,
    payer: PayerClass,
    valid_from: date,
    decision: str,
) -> tuple[Trial, PriceList | None]:
    """Let a file hold from a day on, if not one row of it is wrong; only what differs counts."""
    trial = attempt(db, content=content, file_name=file_name, payer=payer, valid_from=valid_from)
    if trial.errors or not trial.differences:
        return trial, None
    made = enter(
        db,
        actor,
        payer=payer,
        valid_from=valid_from,
        decision=decision,
        prices=[each for each, _, _ in trial.differences],
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
    )
    return trial, made


def write_csv(db: Session, *, payer: PayerClass, on: date) -> bytes:
    """The prices of a class on a day, as the import reads them back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(db, payer, on))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(db: Session, *, payer: PayerClass, on: date) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(payer.value)
    sheet.append(list(COLUMNS))
    for row in _cells(db, payer, on):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(db: Session, payer: PayerClass, on: date) -> Iterator[list[str]]:
    for price in current(db, payer=payer, on=on):
        yield [
            price.kind.value,
            price.code,
            harmless(price.name),
            _plain(price.unit_price),
            _plain(price.unit_price_bh),
            _plain(price.rate_bh),
            "",
        ]


def _plain(number: Decimal) -> str:
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _read(db: Session, content: bytes, file_name: str, on: date) -> Trial:
    trial = Trial()
    heading: dict[str, int] = {}
    seen: set[tuple[PriceKind, str]] = set()
    for number, cells in enumerate(_rows(content, file_name), 1):
        if number > _MOST_ROWS:
            raise PriceFileUnread(file=file_name)
        if not heading:
            heading = _heading(cells)
            if number > 30:
                break
            continue
        if not any(cells):
            continue
        got = {name: cells[at].strip() for name, at in heading.items() if at < len(cells)}
        try:
            entered = _entered(db, got, on)
            if (entered.kind, entered.code) in seen:
                raise _WrongRow(Text("Mã bị lặp trong tệp.", "The code is there twice."))
        except _WrongRow as wrong:
            trial.errors.append(RowError(number, wrong.says))
        else:
            seen.add((entered.kind, entered.code))
            trial.prices.append(entered)
    if not heading:
        raise NoPriceColumns(needed=", ".join(sorted(_NEEDED)))
    return trial


class _WrongRow(ValueError):
    def __init__(self, says: Text) -> None:
        self.says = says
        super().__init__(says.en)


def _heading(cells: Sequence[str]) -> dict[str, int]:
    named = [re.sub(r"[^a-z0-9]", "", unaccented(cell)) for cell in cells]
    found = {
        ours: named.index(name)
        for ours, names in _CALLED.items()
        for name in names
        if name in named
    }
    return found if found.keys() >= _NEEDED else {}


def _entered(db: Session, got: dict[str, str], on: date) -> Entered:
    code = nfc(got["code"]).lstrip("'")
    kind_text = got.get("kind", "") or PriceKind.SERVICE.value
    if kind_text not in set(PriceKind):
        raise _WrongRow(Text(f"Loại “{kind_text}” không có.", f"There is no kind “{kind_text}”."))
    kind = PriceKind(kind_text)
    entry = catalogs.entry(db, kind.value, code, on=on) if code else None
    if entry is None:
        raise _WrongRow(Text(f"Mã “{code}” không có trong danh mục.", f"“{code}” is in no list."))
    ended = unaccented(got.get("ended", "")) in ("1", "x", "co", "true", "yes")
    price = _number(got["unit_price"], Decimal(0) if ended else None)
    insured = _number(got.get("unit_price_bh", ""), ZERO)
    rate = _number(got.get("rate_bh", ""), HUNDRED)
    if insured > price:
        raise _WrongRow(
            Text("Giá BHYT cao hơn giá của cơ sở.", "The insured price is above the own one.")
        )
    if rate > HUNDRED:
        raise _WrongRow(Text("Tỷ lệ từ 0 đến 100.", "A rate is from 0 to 100."))
    return Entered(kind, entry.code, entry.name, price, insured, rate, ended)


def _number(text: str, empty: Decimal | None) -> Decimal:
    figure = text.replace(" ", "")
    if not figure and empty is not None:
        return empty
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", figure):
        figure = figure.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", figure):
        figure = figure.replace(",", "")
    else:
        figure = figure.replace(",", ".")
    try:
        number = Decimal(figure)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number < 10**12 or number != round(number, 3):
        raise _WrongRow(Text(f"“{text}” không phải là giá.", f"“{text}” is no price."))
    return number


def _rows(content: bytes, file_name: str) -> Iterator[list[str]]:
    if content[:4] == b"PK\x03\x04":
        yield from _sheet(content, file_name)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PriceFileUnread(file=file_name) from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise PriceFileUnread(file=file_name) from error


def _sheet(content: bytes, file_name: str) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise PriceFileUnread(file=file_name)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in row]
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise PriceFileUnread(file=file_name) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
