"""The draft report as a workbook: one sheet a table, texts that are never formulas."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from kernel.clock import utc_now
from kernel.spreadsheets import harmless
from kernel.text import Language, Text


def write(given: dict[str, Any], language: Language) -> bytes:
    """One sheet a table; texts are never formulas."""

    def say(vi: str, en: str) -> str:
        return Text(vi, en).to(language)

    book = Workbook()
    first = book.active
    if first is None:
        raise RuntimeError("a new workbook has a sheet")
    first.title = say("Báo cáo", "Report")
    facility, levels = given["facility"], given["levels"]
    for label, value in (
        (given["draft"], given["note"]),
        (say("Cơ quan chủ quản", "Supervising authority"), facility["authority"]),
        (say("Tên cơ sở", "Facility"), facility["name"]),
        (say("Mã cơ sở", "Code"), facility["code"]),
        (say("Loại hình", "Class"), facility["class"]),
        (say("Giấy phép hoạt động", "Licence"), facility["licence"]),
        (say("Năm báo cáo", "Year"), given["year"]),
        (say("Ngày lập", "Date"), given["date"]),
        (say("Số quyết định", "Decision"), given["decision"]["number"]),
        (say("Ngày quyết định", "Date of decision"), given["decision"]["date"]),
        (say("Hội đồng chuyên môn", "Professional council"), "; ".join(given["council"])),
        (say("Tư vấn độc lập", "Independent consultant"), given["consultant"]),
        (say("Hồ sơ đánh giá", "Profile"), given["profile"]["title"]),
        (say("Phiên bản phần mềm", "Software version"), given["version"]),
        (say("Mức phần mềm đáp ứng", "Level the software can"), levels["able"]),
        (say("Mức đạt (chặt)", "Level reached (strict)"), levels["reached"]),
        (say("Mức nếu chấp nhận không áp dụng", "Level if N/A is accepted"),
         levels["reached_with_na"]),
        (say("Kế hoạch khắc phục", "Plan"), given["plan"]),
        (say("Liên hệ", "Contact"), given["contact"]),
        (say("Người đứng đầu", "Head of the facility"), given["head"]),
    ):  # fmt: skip
        first.append([harmless(label), harmless(value)])
    _widths(first, (38, 70))
    _sheet(
        book,
        say("Nhóm", "Groups"),
        [say("Nhóm", "Group"), say("Bậc đạt", "Tier"), say("Tiêu chí", "Criteria"),
         say("Đạt", "Met"), say("Chưa đạt", "Not met"), say("Không áp dụng", "N/A")],
        ((g["title"], g["tier"], g["criteria"], g["met"], g["not_met"], g["na"])
         for g in given["groups"]),
        (44, 14, 10, 10, 10, 14),
    )  # fmt: skip
    _sheet(
        book,
        say("Mức", "Levels"),
        [say("Mức", "Level"), say("Yêu cầu", "Requirement"), say("Kết quả", "Result"),
         say("Nếu chấp nhận không áp dụng", "If N/A is accepted")],
        ((r["level"], r["title"], r["reached"], r["with_na"]) for r in given["requirements"]),
        (8, 80, 16, 26),
    )  # fmt: skip
    _sheet(
        book,
        say("Tiêu chí", "Criteria"),
        [say("Số", "No."), say("Tiêu chí", "Criterion"), say("Bậc", "Tier"),
         say("Phần mềm", "Software"), say("Kết quả", "Result"),
         say("Nếu chấp nhận không áp dụng", "If N/A is accepted"), say("Lý do", "Why")],
        ((c["number"], c["title"], c["tier"], c["able"], c["reached"], c["with_na"], c["why"])
         for c in given["criteria"]),
        (6, 70, 12, 16, 16, 26, 60),
    )  # fmt: skip
    _sheet(
        book,
        say("Minh chứng", "Evidence"),
        [say("Tiêu chí", "Criterion"), say("Loại", "Kind"), say("Kết quả", "Result"),
         say("Nội dung", "What it says"), say("Lúc", "At")],
        ((e["criterion"], e["kind"], e["verdict"], e["says"], e["at"])
         for e in given["evidence"]),
        (22, 22, 16, 90, 18),
    )  # fmt: skip
    _sheet(
        book,
        say("Không áp dụng", "Not applicable"),
        [say("Mục", "Item"), say("Dịch vụ", "Service"), say("Lý do", "Reason"),
         say("Người duyệt", "Approved by"), say("Đến ngày", "Until")],
        ((w["item"], w["service"], w["reason"], w["approver"], w["until"])
         for w in given["waived"]),
        (22, 26, 60, 40, 14),
    )  # fmt: skip
    _sheet(
        book,
        say("Còn thiếu", "Shortfalls"),
        [say("Mục", "Item"), say("Tên", "Title"), say("Lý do", "Why")],
        ((m["item"], m["title"], m["says"]) for m in given["shortfalls"]),
        (22, 70, 70),
    )
    book.properties.title = given["draft"]
    book.properties.creator = "HIS54"
    book.properties.created = utc_now().replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_HEAD = PatternFill("solid", fgColor="EEF2F3")


def _sheet(
    book: Workbook,
    title: str,
    head: list[str],
    rows: Iterable[tuple[Any, ...]],
    widths: tuple[int, ...],
) -> None:
    sheet = book.create_sheet(title)
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = _HEAD
    for row in rows:
        sheet.append([harmless(v) for v in row])
    sheet.freeze_panes = "A2"
    _widths(sheet, widths)


def _widths(sheet: Any, widths: tuple[int, ...]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
