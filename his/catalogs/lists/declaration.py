"""How a shared list is declared: its columns, its key, whose it is, what its files look like."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from kernel.columns import unaccented
from kernel.text import Text


class Kind(StrEnum):
    """What a column holds. Decimals and money travel as text, never as a float."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    FLAG = "flag"
    DAY = "day"
    WORDS = "words"
    CHOICE = "choice"


class Group(StrEnum):
    """Under which heading the list stands."""

    PLACES = "places"
    PEOPLE = "people"
    DIAGNOSIS = "diagnosis"
    SERVICES = "services"
    LABORATORY = "laboratory"
    DRUGS = "drugs"
    FACILITY = "facility"
    INSURANCE = "insurance"
    VISIT = "visit"


GROUP_TITLES: Mapping[Group, Text] = {
    Group.PLACES: Text("Địa bàn", "Places"),
    Group.PEOPLE: Text("Con người", "People"),
    Group.DIAGNOSIS: Text("Chẩn đoán", "Diagnoses"),
    Group.SERVICES: Text("Dịch vụ kỹ thuật", "Services"),
    Group.LABORATORY: Text("Xét nghiệm", "Laboratory"),
    Group.DRUGS: Text("Thuốc, vật tư", "Drugs and supplies"),
    Group.FACILITY: Text("Cơ sở", "Facility"),
    Group.INSURANCE: Text("Bảo hiểm y tế", "Health insurance"),
    Group.VISIT: Text("Khám chữa bệnh", "Visits"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One fact that every entry of a list may carry.

    `of` names the list that a CODE belongs to; `searched` lets people find an entry by it;
    `headers` are further names of the column in the files that the facility receives.
    """

    id: str
    title: Text
    kind: Kind = Kind.TEXT
    of: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    searched: bool = False
    headers: tuple[str, ...] = ()


def as_written(code: str) -> str:
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A shared list (danh mục dùng chung).

    `whole`: a file is a whole edition, so a code that it leaves out has ended; otherwise a
    file only adds and changes. `official`: the Ministry or another authority writes the list
    and nobody edits it by hand. `maps_to`: the list in which `ministry_code` must be found.
    `key`: the columns that make the code where the file has none. `repeats`: what a second row
    of the same code and day means: a mistake, more facts of the same, the next of its
    conditions (listed), or another entry (-2, -3).
    """

    id: str
    title: Text
    group: Group
    owner: Text
    source: str
    columns: tuple[Column, ...] = ()
    official: bool = False
    whole: bool = False
    maps_to: str = ""
    key: tuple[str, ...] = ()
    repeats: Literal["refused", "joined", "listed", "numbered"] = "refused"
    width: int = 0
    optional: bool = False  # the facility may do without: empty is no fault
    shape: Callable[[str], str] = as_written
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, id_: str) -> Column | None:
        return next((c for c in self.columns if c.id == id_), None)


OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "Mã", "Mã nội bộ"),
    "name": ("name", "name_vi", "Tên"),
    "name_en": ("name_en", "Tên tiếng Anh", "English name"),
    "ministry_code": ("ministry_code", "Mã Bộ Y tế", "Mã BYT", "Mã dùng chung"),
    "valid_from": ("valid_from", "Từ ngày", "Hiệu lực từ", "TU_NGAY"),
    "valid_to": ("valid_to", "Đến ngày", "Hiệu lực đến", "DEN_NGAY"),
    "source": ("source", "Quyết định", "Văn bản", "Căn cứ"),
}
"""What every entry has, and how files call it."""


def header(text: str) -> str:
    """A header as it is compared: `Mã  bệnh*` and `MA_BENH` are the same one."""
    return re.sub(r"[^a-z0-9]", "", unaccented(text))


def headers_of(catalogue: Catalogue) -> dict[str, str]:
    """Each known header with the field or column that it fills; the list's own names win."""
    found: dict[str, str] = {}
    for id_, names in catalogue.headers.items():
        for name in names:
            found.setdefault(header(name), id_)
    for column in catalogue.columns:
        for name in (column.id, *column.headers, *column.title):
            found.setdefault(header(name), column.id)
    for id_, names in OWN_FIELDS.items():
        for name in names:
            found.setdefault(header(name), id_)
    return found


def normal_code(catalogue: Catalogue, text: str) -> str:
    """The code as the list keeps it: NFC, zeros that a spreadsheet dropped, its own shape."""
    code = unicodedata.normalize("NFC", text).strip()
    if catalogue.width and code.isdigit():
        code = code.zfill(catalogue.width)
    return catalogue.shape(code)
