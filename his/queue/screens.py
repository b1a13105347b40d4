"""The boards in the waiting areas (bảng gọi số): server-rendered, no script, any old browser.

Public, like the wall they hang on: they show numbers, rooms and, as far as `his.queue.board_names`
allows, shortened names, and nothing else. The page loads itself anew every five seconds; a
board with more rooms than fit turns its pages by itself. Where scripts run, a small one reads
calls aloud and loads what changed without a flicker; nothing needs it.
"""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from his.admin import service as admin
from his.queue import board, voice
from his.queue.settings import VOICE
from kernel.clock import local_now
from kernel.db import Db

_HERE = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE = (_HERE / "board.css").read_text()
_SCRIPT = (_HERE / "board.js").read_text()
_ROWS = 5
_SECONDS = 5

boards = APIRouter(prefix="/board", tags=["his.queue"], include_in_schema=False)

Turned = Annotated[int, Query(ge=1, le=1000)]


@boards.get("/board.css")
def style() -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@boards.get("/board.js")
def script() -> Response:
    return Response(_SCRIPT, media_type="text/javascript")


@boards.get("/clips/{word}.wav")
def clip(word: str) -> Response:
    """One recorded word of a call (voice.py)."""
    sound = voice.clip(word)
    if sound is None:
        return Response(status_code=404)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "max-age=86400"})


@boards.get("")
def index(db: Db) -> HTMLResponse:
    """Every board of the house, to choose the one that this screen is to show."""
    areas, rooms = board.boards(db)
    return render("index.html", db, areas=areas, rooms=rooms)


@boards.get("/{address}")
def show(address: str, db: Db, page: Turned = 1) -> HTMLResponse:
    """The board of an area or of one room."""
    found = board.board(db, address)
    pages = max(1, -(-len(found.rooms) // _ROWS))
    here = (page - 1) % pages
    rooms = found.rooms[here * _ROWS : (here + 1) * _ROWS]
    return render(
        "board.html",
        db,
        board=found,
        rooms=rooms,
        address=address,
        page=here + 1,
        pages=pages,
        following=(here + 1) % pages + 1,
        seconds=_SECONDS,
        voice=str(admin.parameter(db, VOICE.id)),
        clips=voice.clips_ready(),
        alone=len(found.rooms) == 1,
    )


def render(template: str, db: Db, *, status: int = 200, **shown: object) -> HTMLResponse:
    """A page of this module, with the name of the house and the time."""
    house = admin.facility_if_any(db)
    html = _pages.get_template(template).render(
        house=house.name if house else "HIS54",
        practice=bool(house and house.demo),
        now=local_now().strftime("%H:%M"),
        **shown,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
