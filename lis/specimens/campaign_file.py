"""The list of persons of a campaign: its columns, and each row read. Nothing is asked here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from his.patients import service as patients
from his.patients.service import Document, IdentifierKind, Particulars, Sex
from kernel.columns import nfc, unaccented
from kernel.spreadsheets import UnreadableSheet, lines_of
from kernel.text import Text
from lis.specimens.errors import CampaignFileUnreadable

MOST = 2000
COLUMNS = ("name", "birth", "sex", "cccd", "phone", "unit", "staff_code")
TITLES = ("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Điện thoại", "Đơn vị", "Mã nhân viên")
_KNOWN = {
    "name": ("name", "ho va ten", "ho ten", "full name"),
    "birth": ("birth", "ngay sinh", "nam sinh", "date of birth", "ngay thang nam sinh"),
    "sex": ("sex", "gioi tinh", "gioi", "gender"),
    "cccd": ("cccd", "so cccd", "cmnd/cccd", "so dinh danh", "cccd/cmnd", "id number"),
    "phone": ("phone", "dien thoai", "so dien thoai", "sdt", "telephone"),
    "unit": ("unit", "don vi", "phong ban", "bo phan", "department"),
    "staff_code": ("staff_code", "ma nhan vien", "ma nv", "staff code"),
}
_MALE, _FEMALE = ("nam", "m", "male", "1"), ("nu", "f", "female", "2")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the list has him; `wrong`: why he cannot be taken."""

    line: int
    given: Particulars
    documents: tuple[Document, ...]
    unit: str
    staff_code: str
    cccd: str
    wrong: Text | None = None


def rows_of(content: bytes) -> Iterator[PersonRow]:
    """Raises CampaignFileUnreadable."""
    try:
        lines = lines_of(content)
        head = next(lines, [])
        columns = [_column(cell) for cell in head]
        if "name" not in columns:
            raise CampaignFileUnreadable(why=", ".join(TITLES[:4]))
        for number, line in enumerate(lines, 2):
            cells = {c: nfc(v.strip()) for c, v in zip(columns, line, strict=False) if c}
            if not any(cells.values()):
                continue
            if number > MOST + 1:
                raise CampaignFileUnreadable(why=f"> {MOST}")
            yield _row(number, cells)
    except UnreadableSheet as error:
        raise CampaignFileUnreadable(why=str(error)) from error


def template() -> str:
    """An empty list with its head, as CSV that spreadsheets open."""
    return "\ufeff" + ",".join(TITLES) + "\r\n"


def _column(cell: str) -> str:
    said = unaccented(cell.strip().strip("*")).strip().casefold()
    return next((name for name, words in _KNOWN.items() if said in words), "")


def _row(line: int, cells: Mapping[str, str]) -> PersonRow:
    name = " ".join(cells.get("name", "").split())[:200]
    birth = patients.read_birth(cells.get("birth", "")) if cells.get("birth") else None
    cccd = cells.get("cccd", "").lstrip("'").replace(" ", "")
    if cccd.isdigit() and len(cccd) == 11:  # a spreadsheet ate the nought
        cccd = f"0{cccd}"
    number = patients.personal_number(cccd) if cccd else None
    sex = _sex(cells.get("sex", "")) or (number.sex if number else None)
    phone = cells.get("phone", "").lstrip("'")
    if phone.isdigit() and len(phone) == 9:
        phone = f"0{phone}"
    return PersonRow(
        line=line,
        given=Particulars(
            name=name, birth=birth, sex=sex or Sex.UNKNOWN, phone=phone or None, workplace=""
        ),
        documents=(Document(kind=IdentifierKind.CCCD, value=number.value),) if number else (),
        unit=cells.get("unit", "")[:200],
        staff_code=cells.get("staff_code", "")[:60],
        cccd=cccd,
        wrong=_wrong(name, cells.get("birth", ""), birth, cccd, number is not None, sex),
    )


def _wrong(
    name: str, birth_said: str, birth: str | None, cccd: str, good: bool, sex: Sex | None
) -> Text | None:
    if len(name.split()) < 2:
        return Text("Thiếu họ và tên.", "The full name is missing.")
    if birth is None:
        said = birth_said or "…"
        return Text(f"Ngày sinh “{said}” không đọc được.", f"The birth date “{said}” is none.")
    if cccd and not good:
        return Text(
            f"CCCD {cccd} không đủ 12 số.", f"The identity number {cccd} has not 12 digits."
        )
    if sex is None:
        return Text("Thiếu giới tính (Nam, Nữ).", "The sex is missing (Nam, Nữ).")
    return None


def _sex(said: str) -> Sex | None:
    word = unaccented(said.strip()).casefold()
    return Sex.MALE if word in _MALE else Sex.FEMALE if word in _FEMALE else None
