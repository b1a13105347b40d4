"""The kiosk (ki-ốt lấy số): large buttons, a scanner that types, and a number that prints.

Server-rendered; the one script prints the ticket and goes back to the start. Without it a button
does the same. After 30 seconds nothing of the last person is on the screen.
"""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from his.queue import kiosk, lists, paper
from his.queue.models import QueueKiosk
from his.queue.priority import WHY, PriorityClass
from his.queue.public_link import public_link
from his.queue.screens import render
from kernel import printing
from kernel.access import SYSTEM
from kernel.clock import LOCAL
from kernel.db import Db
from kernel.errors import Refusal
from kernel.settings import Settings

_HERE = Path(__file__).parent / "templates"
_STYLE = (_HERE / "kiosk.css").read_text()
_SCRIPT = (_HERE / "kiosk.js").read_text()
_COOKIE = "his54_kiosk"
_YEAR = 365 * 24 * 3600
_IDLE = 30

kiosks = APIRouter(prefix="/kiosk", tags=["his.queue"], include_in_schema=False)

Token = Annotated[str, Cookie(alias=_COOKIE, max_length=64)]


@kiosks.get("/kiosk.css")
def style() -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@kiosks.get("/kiosk.js")
def script() -> Response:
    return Response(_SCRIPT, media_type="text/javascript")


@kiosks.get("")
def start(db: Db, his54_kiosk: Token = "") -> HTMLResponse:
    """The first page: scan, or take a number."""
    known = _known(db, his54_kiosk)
    if known is None:
        return render("kiosk_pair.html", db, wrong=False)
    return _start(db, known)


@kiosks.post("/pair")
def pair(request: Request, db: Db, token: Annotated[str, Form(max_length=64)]) -> Response:
    """Make this browser the kiosk that the administrator set up."""
    if _known(db, token.strip()) is None:
        return render("kiosk_pair.html", db, status=404, wrong=True)
    answer = RedirectResponse("/kiosk", status_code=303)
    secure = request.url.scheme == "https" or Settings().secure_cookies
    answer.set_cookie(
        _COOKIE,
        token.strip(),
        max_age=_YEAR,
        path="/kiosk",
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    return answer


@kiosks.post("/number")
def number(
    db: Db, priority: Annotated[str, Form(max_length=30)] = "", his54_kiosk: Token = ""
) -> HTMLResponse:
    """A number at the desk."""
    known = _known(db, his54_kiosk)
    if known is None:
        return render("kiosk_pair.html", db, wrong=False)
    declared = next((c for c in kiosk.DECLARED if c.value == priority), None)
    try:
        with db.begin_nested():
            given = kiosk.number(db, known, priority=declared)
    except Refusal as refusal:
        return _start(db, known, refusal)
    return _ticket(db, given)


@kiosks.post("/scan")
def scan(
    db: Db, text: Annotated[str, Form(max_length=600)], his54_kiosk: Token = ""
) -> HTMLResponse:
    """A card, an appointment or a ticket was scanned."""
    known = _known(db, his54_kiosk)
    if known is None:
        return render("kiosk_pair.html", db, wrong=False)
    try:
        with db.begin_nested():
            given = kiosk.scan(db, known, text)
    except Refusal as refusal:
        return _start(db, known, refusal)
    return _ticket(db, given)


def _known(db: Session, token: str) -> QueueKiosk | None:
    try:
        return kiosk.known(db, token) if token else None
    except Refusal:
        return None


def _start(db: Db, known: QueueKiosk, refusal: Refusal | None = None) -> HTMLResponse:
    return render(
        "kiosk.html",
        db,
        status=refusal.status if refusal else 200,
        kiosk=known,
        refusal=refusal.detail if refusal else None,
        classes=[(cls.value, WHY[cls]) for cls in kiosk.DECLARED],
    )


def _ticket(db: Db, given: kiosk.Given) -> HTMLResponse:
    line = lists.one(db, SYSTEM, given.ticket.id)
    ticket = line.ticket
    link = public_link(ticket, Settings().public_url)
    ordinary = ticket.priority is PriorityClass.ORDINARY
    return render(
        "kiosk_ticket.html",
        db,
        label=ticket.label,
        room=line.room,
        fresh=given.fresh,
        issued=ticket.issued_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        outlook=paper.outlook(line),
        why=None if ordinary else WHY[ticket.priority],
        qr=printing.qr(link or (line.encounter.code if line.encounter else "")),
        seconds=_IDLE // 3,
    )
