"""The yearly report of the level, as a draft (báo cáo hằng năm, Điều 7 khoản 3).

The official form (Appendix III) was not available: this is our own layout of what the text
asks, and says so. What it holds is data first, so that the official form can replace the
layout alone.
"""

import hashlib
from pathlib import Path
from typing import Any

from fastapi import Response
from sqlmodel import Session

from his.admin import service as admin
from kernel import audit
from kernel.access import Actor
from kernel.clock import LOCAL, today
from kernel.module import Verdict
from kernel.printing import Print, Printed, letterhead, render
from kernel.text import Language, Text
from level import permissions, service
from level.asked import level_names
from level.assessing import Assessment
from level.catalogue import GROUPS, NOT_LEGAL_ADVICE, PROFILES, SERVICES
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
    from level import workbook  # openpyxl: only where sheets are written

    content = workbook.write(given, actor.language)
    digest = hashlib.sha256(content).hexdigest()
    audit.record(db, "export", "level.report", ("level", told.year), sha256=digest)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.xlsx"'}
    return Response(content, media_type=_SHEET, headers=headers)
