"""What stands open to everyone: the level report, printable on A4, and its badge.

Server-rendered, without script, readable by any old browser. The administrator can close it
(parameter `level.public_report`); names of signers are never on it.
"""

from html import escape
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from his.admin import service as admin
from kernel.clock import LOCAL
from kernel.db import Db
from kernel.errors import NotFound
from kernel.module import Verdict
from kernel.printing import letterhead
from kernel.schemas import Words
from kernel.text import Language, Text
from level import pages, service, settings, showing
from level.asked import level_names
from level.catalogue import NOT_LEGAL_ADVICE, PROFILES
from level.report import VERDICTS

router = APIRouter(prefix="/level", tags=["level"], include_in_schema=False)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Profile = Annotated[str | None, Query(max_length=20)]
Lang = Annotated[str | None, Query(max_length=5)]

MARKS = {
    Verdict.MET: "●",
    Verdict.BY_ATTESTATION: "◌",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_REVIEWED: "?",
    Verdict.NOT_MET: "○",
    Verdict.ERROR: "!",
}


def spoken(request: Request, lang: str | None) -> Language:
    """Vietnamese, unless English is asked for."""
    if lang in ("vi", "en"):
        return "en" if lang == "en" else "vi"
    return "en" if request.headers.get("accept-language", "").startswith("en") else "vi"


@router.get("")
def page(request: Request, db: Db, profile: Profile = None, lang: Lang = None) -> HTMLResponse:
    """The public report: three figures, the whole circular at a glance, what is missing."""
    _open(db)
    language = spoken(request, lang)
    told = service.assess(db, profile=profile)

    def say(text: Text | Words) -> str:
        return text.en if language == "en" else text.vi

    outcome = told.outcome
    following, lacking = service.missing(told)
    squares = {
        g.id: [
            (c.number, c.title.to(language), outcome.judgements[c.id].three)
            for c in told.catalogue.criteria
            if c.group == g.id
        ]
        for g in pages.groups(told)
    }
    html = _TEMPLATES.get_template("report.html").render(
        nonce=getattr(request.state, "nonce", ""),
        language=language,
        say=say,
        T=_texts(language),
        head=letterhead(db),
        profile=told.catalogue.profile,
        profiles={p: say(t) for p, t in PROFILES.items()},
        levels=sorted({d.demand.level for d in outcome.demands}),
        name=say(level_names().get(outcome.reached, Text("", ""))),
        outcome=outcome,
        groups=pages.groups(told),
        squares=squares,
        marks=MARKS,
        verdicts={v: say(t) for v, t in VERDICTS.items()},
        demands=[(d, told.catalogue.titles[d.demand.id]) for d in outcome.demands],
        label=_label,
        following=following,
        lacking=[(m, told.catalogue.titles[m.id]) for m in lacking],
        at=told.gathered.at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        ran=told.gathered.last.started_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
        if told.gathered.last
        else "",
        proof=bool(showing.proven_here()),
        version=told.version,
        note=say(NOT_LEGAL_ADVICE),
    )
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


@router.get("/badge.svg")
def badge(request: Request, db: Db, profile: Profile = None, lang: Lang = None) -> Response:
    """A small picture of the figure, for the facility's own website."""
    _open(db)
    told = service.assess(db, profile=profile)
    text = Text(
        "Mức {reached} · phần mềm: mức {able}", "Level {reached} · software: level {able}"
    ).put(reached=told.outcome.reached, able=told.outcome.able)
    svg = badge_svg("TT 54/2017", text.to(spoken(request, lang)))
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "max-age=300"})


def badge_svg(label: str, value: str) -> str:
    """Two boxes with words, as badges are; colour carries no meaning."""
    left, right = 14 + 7 * len(label), 14 + 7 * len(value)
    label, value = escape(label), escape(value)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="22" role="img" '
        f'aria-label="{label}: {value}"><title>{label}: {value}</title>'
        f'<rect width="{left + right}" height="22" rx="4" fill="#0b7285"/>'
        f'<rect width="{left}" height="22" rx="4" fill="#343a40"/>'
        f'<rect x="{left - 4}" width="4" height="22" fill="#343a40"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" '
        f'text-anchor="middle"><text x="{left / 2}" y="15">{label}</text>'
        f'<text x="{left + right / 2}" y="15">{value}</text></g></svg>'
    )


def _label(id_: str) -> str:
    """A criterion by its number, a clause by its level."""
    item = id_.partition("/")[2]
    return item if item.isdigit() else item.partition(".")[0]


def _open(db: Db) -> None:
    if not admin.parameter(db, settings.PUBLIC.id):
        raise NotFound


def _texts(language: Language) -> dict[str, str]:
    return {name: text.to(language) for name, text in _WORDS.items()}


_WORDS = {
    "title": Text("Mức ứng dụng công nghệ thông tin", "Level of IT application"),
    "circular": Text("Thông tư 54/2017/TT-BYT", "Circular 54/2017/TT-BYT"),
    "able": Text("Phần mềm đáp ứng", "The software can"),
    "reached": Text("Cơ sở đang đạt", "Reached here"),
    "with_na": Text("Nếu chấp nhận không áp dụng", "If not applicable is accepted"),
    "level": Text("Mức", "Level"),
    "able_note": Text(
        "Kiểm thử và trình diễn; chưa tính phần cơ sở tự xác nhận.",
        "Tests and demonstrations; what the facility attests is left out of account.",
    ),
    "reached_note": Text("Mọi minh chứng, tính chặt.", "All evidence, strictly."),
    "na_note": Text(
        "Miễn dịch vụ cơ sở không cung cấp, có người duyệt.",
        "Services that the facility does not provide are waived, with an approver.",
    ),
    "group": Text("Nhóm", "Group"),
    "of": Text("đạt/tiêu chí", "met/criteria"),
    "requirement": Text("Yêu cầu", "Requirement"),
    "software": Text("Phần mềm", "Software"),
    "facility": Text("Cơ sở", "Facility"),
    "by_level": Text("Yêu cầu của từng mức", "What each level asks"),
    "glance": Text("Toàn bộ tiêu chí", "All criteria at a glance"),
    "missing": Text("Còn thiếu để lên mức", "Missing for level"),
    "of_software": Text("Việc của phần mềm", "The software's"),
    "of_facility": Text("Việc của cơ sở", "The facility's"),
    "nothing": Text("Không còn gì.", "Nothing."),
    "and_more": Text("và {n} mục nữa", "and {n} more"),
    "ran": Text("Minh chứng chạy lúc", "Evidence run at"),
    "never": Text("Minh chứng chưa chạy tại đây.", "The evidence has not been run here yet."),
    "no_proof": Text(
        "Chưa có chứng cứ kiểm thử cho phiên bản này.",
        "There is no proof of tests for this version.",
    ),
    "version": Text("Phiên bản", "Version"),
    "at": Text("Lập lúc", "Made at"),
    "practice": Text(
        "DỮ LIỆU THỰC HÀNH — không phải cơ sở thật", "PRACTICE DATA — not a real facility"
    ),
    "other": Text("English", "Tiếng Việt"),
    "key": Text("Chú giải", "Key"),
    "strict": Text(
        "Thiếu một tiêu chí là tụt mức (Điều 4 khoản 3); các mức cộng dồn.",
        "One unmet criterion drops the level (Article 4(3)); levels are cumulative.",
    ),
}
