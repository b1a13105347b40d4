"""The yearly report of the level, as a draft (báo cáo hằng năm, Điều 7 khoản 3).

The official form (Appendix III) was not available: this is our own layout of what the text
asks, and says so. What it holds is data first, so that the official form can replace the
layout alone.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import Response
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from sqlmodel import Session

from his.admin import service as admin
from kernel import audit
from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.module import Verdict
from kernel.printing import Print, Printed, letterhead, render
from kernel.text import Language, Text
from level import permissions, service
from level.assessing import Assessment
from level.catalogue import GROUPS, NOT_LEGAL_ADVICE, PROFILES, SERVICES, level_names
from level.schemas import ReportIn

NAME = "bao-cao-muc-cntt-ban-nhap"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX: dict[int | str, dict[str, Any]] = {
    200: {"content": {_SHEET: {"schema": {"type": "string", "format": "binary"}}}}
}
FORM = Print(
    "level.report",
    Text("Báo cáo mức ứng dụng CNTT (bản nháp)", "Level report (draft)"),
    Path(__file__).parent / "prints" / "report.typ",
    needs=permissions.REPORT,
)
DRAFT = Text(
    "BẢN NHÁP — không phải mẫu Phụ lục III chính thức",
    "DRAFT — not the official form of Appendix III",
)
VERDICTS = {
    Verdict.MET: Text("Đạt", "Met"),
    Verdict.NOT_MET: Text("Chưa đạt", "Not met"),
    Verdict.NOT_REVIEWED: Text("Chưa đánh giá", "Not reviewed"),
    Verdict.ERROR: Text("Lỗi minh chứng", "Evidence broke"),
    Verdict.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
    Verdict.BY_ATTESTATION: Text("Cơ sở xác nhận", "By attestation"),
}
KINDS = {
    "checked": Text("Kiểm thử tự động", "Automatic test"),
    "demonstrated": Text("Trình diễn tại chỗ", "Demonstrated here"),
    "in_use": Text("Đang sử dụng", "In use"),
    "attested": Text("Xác nhận của cơ sở", "Attestation"),
}


def as_pdf(db: Session, actor: Actor, told: ReportIn) -> Printed:
    given = data(db, actor.language, told)
    subject = ("level", told.year)
    return render(
        db,
        actor,
        FORM,
        subject=subject,
        document=f"{told.year}/{given['profile']['id']}",
        data=given,
        language=actor.language,
    )


def data(db: Session, language: Language, told: ReportIn) -> dict[str, Any]:
    """Every field of the report, in one language."""
    assessment = service.assess(db, profile=told.profile)
    outcome, catalogue = assessment.outcome, assessment.catalogue
    facility = admin.facility_if_any(db)
    head = letterhead(db)
    _, lacking = service.missing(assessment)

    def say(text: Text) -> str:
        return text.to(language)

    return {
        "draft": say(DRAFT),
        "note": say(NOT_LEGAL_ADVICE),
        "facility": {
            "authority": head.authority,
            "name": head.name,
            "code": head.code,
            "address": head.address,
            "class": facility.class_.value if facility else "",
            "licence": told.licence,
        },
        "year": told.year,
        "date": f"{today():%d/%m/%Y}",
        "decision": {
            "number": told.decision_number,
            "date": f"{told.decision_date:%d/%m/%Y}" if told.decision_date else "",
        },
        "council": told.council,
        "consultant": told.consultant,
        "profile": {"id": catalogue.profile, "title": say(PROFILES[catalogue.profile])},
        "version": assessment.version,
        "levels": {
            "able": outcome.able,
            "reached": outcome.reached,
            "reached_with_na": outcome.reached_with_na,
            "name": say(level_names().get(outcome.reached, Text("", ""))),
        },
        "groups": [_group(assessment, g, language) for g in GROUPS if _has(assessment, g)],
        "requirements": [
            {
                "level": r.demand.level,
                "title": say(catalogue.titles[r.demand.id]),
                "reached": say(VERDICTS[r.three.reached]),
                "with_na": say(VERDICTS[r.three.reached_with_na]),
            }
            for r in outcome.demands
        ],
        "criteria": [
            {
                "number": c.number,
                "title": say(c.title),
                "tier": c.tier,
                "able": say(VERDICTS[outcome.judgements[c.id].three.able]),
                "reached": say(VERDICTS[outcome.judgements[c.id].three.reached]),
                "with_na": say(VERDICTS[outcome.judgements[c.id].three.reached_with_na]),
                "why": ""
                if outcome.judgements[c.id].three.passes("reached")
                else say(service.why(assessment, c.id)),
            }
            for c in catalogue.criteria
        ],
        "evidence": [
            {
                "criterion": s.claim,
                "kind": say(KINDS[s.kind]),
                "verdict": say(VERDICTS[s.verdict]),
                "says": say(s.says),
                "at": f"{s.at.astimezone(LOCAL):%H:%M %d/%m/%Y}" if s.at else "",
            }
            for s in assessment.gathered.shown
            if s.claim.startswith("TT54/")
        ],
        "waived": [
            {
                "item": w.item,
                "service": say(SERVICES[w.service]),
                "reason": w.reason,
                "approver": f"{w.approver_name}, {w.approver_role}",
                "until": f"{w.expires_on:%d/%m/%Y}",
            }
            for w in assessment.gathered.waived.values()
        ],
        "shortfalls": [
            {"item": m.id, "title": say(catalogue.titles[m.id]), "says": say(m.says)}
            for m in lacking
        ],
        "plan": told.plan,
        "contact": told.contact,
        "head": told.head,
    }


def _has(assessment: Assessment, group: str) -> bool:
    return any(c.group == group for c in assessment.catalogue.criteria)


def _group(assessment: Assessment, group: str, language: Language) -> dict[str, Any]:
    mine = [c for c in assessment.catalogue.criteria if c.group == group]
    judged = [assessment.outcome.judgements[c.id].three for c in mine]
    tiers = list(dict.fromkeys(c.tier for c in mine))
    reached = ""
    for tier in tiers:
        threes = [t for c, t in zip(mine, judged, strict=True) if c.tier == tier]
        if not all(t.passes("reached") for t in threes):
            break
        reached = tier
    met = sum(t.passes("reached") for t in judged)
    na = sum(t.reached_with_na is Verdict.NOT_APPLICABLE for t in judged)
    return {
        "title": GROUPS[group].to(language),
        "tier": _TIERS.get(reached, Text(reached, reached)).to(language),
        "criteria": len(mine),
        "met": met,
        "na": na,
        "not_met": len(mine) - met - na,
    }


_TIERS = {
    "": Text("chưa đạt", "none"),
    "basic": Text("cơ bản", "basic"),
    "advanced": Text("nâng cao", "advanced"),
}


def as_xlsx(db: Session, actor: Actor, told: ReportIn) -> Response:
    given = data(db, actor.language, told)
    content = workbook(given, actor.language)
    digest = hashlib.sha256(content).hexdigest()
    audit.record(db, "export", "level.report", ("level", told.year), sha256=digest)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.xlsx"'}
    return Response(content, media_type=_SHEET, headers=headers)


def workbook(given: dict[str, Any], language: Language) -> bytes:
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
        first.append([_cell(label), _cell(value)])
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
        sheet.append([_cell(v) for v in row])
    sheet.freeze_panes = "A2"
    _widths(sheet, widths)


def _widths(sheet: Any, widths: tuple[int, ...]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cell(value: Any) -> Any:
    """A text that begins like a formula stays a text."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return value
