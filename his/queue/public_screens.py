"""What the QR on a ticket opens on the patient's own telephone (see public.py)."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from his.queue import public
from his.queue.errors import NoSuchNumber
from his.queue.screens import render
from kernel.db import Db

pages = APIRouter(prefix="/q", tags=["his.queue"], include_in_schema=False)

_SECONDS = 20


@pages.get("/{token}")
def own(token: str, db: Db) -> HTMLResponse:
    """Where his number stands, and about how long it will take."""
    try:
        way = public.way(db, token[:24])
    except NoSuchNumber as refusal:
        return render("own.html", db, status=404, way=None, says=refusal.detail, seconds=0)
    return render("own.html", db, way=way, says=None, seconds=0 if way.over else _SECONDS)
