"""The page behind the QR code on a result (trang kết quả): server-rendered, no script, no sign-in.

/kq/<address> asks for a second factor and then shows what may leave the house. Whoever gave it
carries a pass for this one link in a cookie for a quarter of an hour.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from his.admin import service as admin
from his.patient_links import keeping
from his.patient_links.models import LinkOutcome, PatientLink
from his.patients import service as patients
from kernel import audit, links, signed_links
from kernel.access import SYSTEM, acting_in
from kernel.clock import LOCAL, utc_now
from kernel.db import Db
from kernel.edge import Buckets
from kernel.settings import Settings
from kernel.text import Language

_HERE = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE = (_HERE / "link.css").read_text()
_COOKIE = "his54_link"
_PASS = timedelta(minutes=15)
_strangers = Buckets(30)  # addresses that were never ours, by who asks

screens = APIRouter(prefix="/kq", tags=["his.patient_links"], include_in_schema=False)

Pass = Annotated[str, Cookie(alias=_COOKIE, max_length=80)]
Lang = Annotated[str, Query(max_length=2)]


@screens.get("/link.css")
def style() -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@screens.get("/{token}")
def stand_before(
    token: str, request: Request, db: Db, his54_link: Pass = "", lang: Lang = "vi"
) -> HTMLResponse:
    """The question, or, for whoever has answered it, the page."""
    link = keeping.by_address(db, token)
    if link is None:
        return _unknown(db, request, lang)
    if keeping.is_over(db, link):
        return _page(db, "over.html", lang, status=410)
    if not signed_links.passes(his54_link, link.id, utc_now(), keeping.key()):
        return _question(db, link, token, lang)
    page = links.page_of(db, link.kind)
    shown = page.show(db, link.document_id, _language(lang)) if page else None
    if shown is None:
        return _page(db, "nothing.html", lang, status=404, token=token)
    audit.read(db, ("patient", link.patient_id), "link")
    patient = patients.get(db, SYSTEM, link.patient_id)
    until = link.expires_at.astimezone(LOCAL).strftime("%d/%m/%Y")
    return _page(
        db, "shown.html", lang, of=shown, name=_initials(patient.name), until=until, token=token
    )


@screens.get("/{token}/pictures/{key}")
def picture(token: str, key: str, db: Db, his54_link: Pass = "") -> Response:
    """A picture of the page, for whoever has answered the question."""
    link = keeping.by_address(db, token)
    if link is None or keeping.is_over(db, link):
        return Response(status_code=404)
    if not signed_links.passes(his54_link, link.id, utc_now(), keeping.key()):
        return Response(status_code=403)
    page = links.page_of(db, link.kind)
    found = page.picture(db, link.document_id, key[:80]) if page and page.picture else None
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(found, media_type="image/jpeg", headers=headers)


@screens.post("/{token}")
def answer(
    token: str,
    request: Request,
    db: Db,
    factor: Annotated[str, Form(max_length=20)],
    lang: Lang = "vi",
) -> Response:
    """The second factor: right, the page opens; wrong, it is counted."""
    tried = keeping.knock(db, token, factor, ip=acting_in(request).ip)
    if tried is None:
        return _unknown(db, request, lang)
    link, outcome = tried
    if outcome is LinkOutcome.ENDED or link.ended_at is not None:
        return _page(db, "over.html", lang, status=410)
    if outcome is not LinkOutcome.OPENED:
        return _question(db, link, token, lang, wrong=True)
    onward = f"/kq/{token}" + ("?lang=en" if lang == "en" else "")
    response = RedirectResponse(onward, status_code=303)
    response.set_cookie(
        _COOKIE,
        signed_links.pass_for(link.id, utc_now() + _PASS, keeping.key()),
        max_age=int(_PASS.total_seconds()),
        path=f"/kq/{token}",
        httponly=True,
        samesite="strict",
        secure=Settings().public_url.startswith("https:"),
    )
    return response


def _question(
    db: Db, link: PatientLink, token: str, lang: str, *, wrong: bool = False
) -> HTMLResponse:
    locked = keeping.is_locked(link)
    until = link.locked_until.astimezone(LOCAL).strftime("%H:%M") if link.locked_until else ""
    return _page(
        db,
        "question.html",
        lang,
        status=429 if locked else 422 if wrong else 200,
        asks=keeping.asks(db, link),
        wrong=wrong,
        left=keeping.MOST_WRONG - link.wrong % keeping.MOST_WRONG,
        locked=locked,
        until=until,
        token=token,
    )


def _unknown(db: Db, request: Request, lang: str) -> HTMLResponse:
    """An address that was never ours; whoever tries many waits."""
    wait = _strangers.take(acting_in(request).ip, time.monotonic())
    return _page(db, "unknown.html", lang, status=429 if wait else 404)


def _initials(name: str) -> str:
    """Enough for the patient to know himself, too little for who finds the paper: N. V. An."""
    *before, last = name.split() or [""]
    return " ".join([*(f"{word[0].upper()}." for word in before), last])


def _language(lang: str) -> Language:
    return "en" if lang == "en" else "vi"


def _page(db: Db, template: str, lang: str, *, status: int = 200, **shown: object) -> HTMLResponse:
    house = admin.facility_if_any(db)
    html = _pages.get_template(template).render(
        house=house.name if house else "HIS54",
        phone=house.phone if house else "",
        practice=bool(house and house.demo),
        en=lang == "en",
        **shown,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
