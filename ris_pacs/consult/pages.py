"""The room (phòng hội chẩn): one page for those of the house and for guests, on any screen.

/hoi-chan/phong-<id> for whoever is signed in; /hoi-chan/<address> for a guest, who types the PIN
he was told by telephone and then carries a pass of some hours for this one room.
"""

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from his.admin import service as admin
from his.patients import service as patients
from his.patients.service import Patient
from kernel import audit, signed_links
from kernel.access import SYSTEM, acting_in
from kernel.clock import LOCAL, today, utc_now
from kernel.db import Db
from kernel.edge import Buckets
from kernel.settings import Settings
from ris_pacs.archive import service as archive
from ris_pacs.consult import door, opening, opinions, pictures
from ris_pacs.consult.door import COOKIE, OWN, Let
from ris_pacs.consult.opinions import ConsultOpinionIn
from ris_pacs.consult.talking import Line

_HERE = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
_FILES = {
    "room.css": "text/css",
    "room.js": "text/javascript",
    "opinion.js": "text/javascript",
}
_PASS = timedelta(hours=12)
QUALITIES = {"quick": 50, "full": 80, "sharp": 95}  # of JPEG; a quick one goes ahead
_WINDOW = re.compile(r"(-?\d{1,6}),(\d{1,6})")
_strangers = Buckets(30)  # addresses that were never ours, by who asks

screens = APIRouter(prefix="/hoi-chan", tags=["ris_pacs.consult"], include_in_schema=False)

Lang = Annotated[str, Query(max_length=2)]


@screens.get("/files/{name}")
def file(name: str) -> Response:
    if name not in _FILES:
        return Response(status_code=404)
    kept = {"Cache-Control": "public, max-age=300"}
    return Response((_HERE / name).read_text(), media_type=_FILES[name], headers=kept)


@screens.get("/{key}")
def stand_before(key: str, request: Request, db: Db, lang: Lang = "vi") -> Response:
    """The room, or the question for the PIN, or why there is none."""
    let = door.let_in(db, request, key)
    if let:
        return _page(db, "room.html", lang, key=key, room=let.room, who=let.who)
    if key.startswith(OWN):
        if door.person(request) is None:
            return RedirectResponse(f"/login?next=/hoi-chan/{key}", status_code=303)
        return _page(db, "over.html", lang, status=410)
    guest = opening.by_address(db, key)
    if guest is None:
        return _unknown(db, request, lang)
    if opening.may_enter(db, guest) is None:
        return _page(db, "over.html", lang, status=410)
    return _question(db, key, lang, locked=opening.is_locked(guest))


@screens.post("/{key}")
def answer(
    key: str,
    request: Request,
    db: Db,
    pin: Annotated[str, Form(max_length=20)],
    lang: Lang = "vi",
) -> Response:
    guest = opening.by_address(db, key, lock=True)
    if guest is None:
        return _unknown(db, request, lang)
    if opening.may_enter(db, guest) is None:
        return _page(db, "over.html", lang, status=410)
    if not opening.knock(db, guest, pin, ip=acting_in(request).ip):
        return _question(db, key, lang, locked=opening.is_locked(guest), wrong=True)
    until = min(guest.expires_at, utc_now() + _PASS)
    response = RedirectResponse(
        f"/hoi-chan/{key}" + ("?lang=en" if lang == "en" else ""), status_code=303
    )
    response.set_cookie(
        COOKIE,
        signed_links.pass_for(guest.id, until, opening.key()),
        max_age=int((until - utc_now()).total_seconds()),
        path=f"/hoi-chan/{key}",
        httponly=True,
        samesite="strict",
        secure=Settings().public_url.startswith("https:"),
    )
    return response


@screens.get("/{key}/state")
def state(key: str, request: Request, db: Db, lang: Lang = "vi") -> Response:
    """What the page needs to begin: whose, which series, who I am."""
    let = door.let_in(db, request, key)
    if let is None:
        return JSONResponse({"over": True}, 403)
    audit.read(db, ("patient", let.room.patient_id), "consult")
    found = pictures.runs(db, let.room.study_id)
    return JSONResponse(
        {
            "me": str(let.who.id),
            "guest": _as_guest(db, let),
            "about": about(db, let, lang),
            "runs": [
                {
                    "uid": run.uid,
                    "title": " ".join(filter(None, (run.modality, run.description))),
                    "modality": run.modality,
                    "pictures": run.pictures,
                    "ratio": run.columns / run.rows if run.rows else 1,
                    "side": max(run.columns, run.rows),
                }
                for run in found
            ],
        },
        headers={"Cache-Control": "no-store"},
    )


@screens.get("/{key}/pictures/{series}/{number}")
def picture(
    key: str,
    series: str,
    number: int,
    request: Request,
    db: Db,
    width: Annotated[int, Query(ge=64, le=2048)] = 1024,
    window: Annotated[str, Query(max_length=20)] = "",
    quality: Literal["quick", "full", "sharp"] = "full",
) -> Response:
    """A picture of the room's study; a small one is drawn with fewer bytes for a slow line."""
    let = door.let_in(db, request, key)
    if let is None:
        return Response(status_code=403)
    at = pictures.place(db, let.room.study_id, series[:64], number)
    if at is None:
        return Response(status_code=404)
    asked = _WINDOW.fullmatch(window)
    jpeg = pictures.drawn(
        at,
        width=width,
        quality=QUALITIES[quality],
        window=(int(asked[1]), max(1, int(asked[2]))) if asked else (),
    )
    kept = {"Cache-Control": "private, max-age=3600"}
    return Response(jpeg, media_type="image/jpeg", headers=kept)


@screens.post("/{key}/opinion")
def sign(key: str, told: ConsultOpinionIn, request: Request, db: Db) -> Response:
    """A guest's reading of the pictures, signed by his PIN; what is wrong is said in a word."""
    let = door.let_in(db, request, key) if door.same_origin(request) else None
    guest = opening.by_address(db, key, lock=True) if let and let.who.guest else None
    if let is None or guest is None:
        return JSONResponse({"why": "over"}, 403)
    if not (guest.licence or told.licence):
        return JSONResponse({"why": "licence"}, 422)
    made = opinions.sign(db, guest, let.room, told, ip=acting_in(request).ip)
    if made is None:
        locked = opening.is_locked(guest)
        return JSONResponse({"why": "locked" if locked else "pin"}, 429 if locked else 422)
    return JSONResponse({"at": made.at.isoformat()}, 201)


@screens.websocket("/{key}/line")
async def line(socket: WebSocket, key: str) -> None:
    await Line(socket, key).keep()


def about(db: Db, let: Let, lang: str) -> dict[str, Any]:
    """The patient: whole for the house; for guests what they need to judge, not who it is."""
    study = archive.by_id(db, SYSTEM, let.room.study_id)
    patient = whose(db, let)
    *before, last = patient.name.split() or [""]
    short = " ".join([*(f"{word[0].upper()}." for word in before), last])
    english = lang == "en"
    sexes = {"male": ("Nam", "male"), "female": ("Nữ", "female")}
    sex = sexes.get(str(patient.sex), ("", ""))[english]
    age = patients.age_text(patient, today(), "en" if english else "vi")
    name = short if let.who.guest else f"{patient.name} · {patient.code}"
    day = study.study_date or ""
    return {
        "code": let.room.code,
        "patient": " · ".join(filter(None, (name, sex, age))),
        "study": " · ".join(
            filter(None, (study.modalities, study.description, "/".join(day.split("-")[::-1])))
        ),
        "question": let.room.question,
        "opened": f"{let.room.opened_by_name}, "
        f"{let.room.opened_at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
    }


def whose(db: Db, let: Let) -> Patient:
    return patients.get(db, SYSTEM, let.room.patient_id)


def _as_guest(db: Db, let: Let) -> dict[str, str] | None:
    guest = opening.guest(db, let.who.id) if let.who.guest else None
    return {"name": opening.who(guest), "licence": guest.licence} if guest else None


def _question(db: Db, key: str, lang: str, *, locked: bool, wrong: bool = False) -> HTMLResponse:
    status = 429 if locked else 422 if wrong else 200
    return _page(db, "pin.html", lang, status=status, key=key, locked=locked, wrong=wrong)


def _unknown(db: Db, request: Request, lang: str) -> HTMLResponse:
    """An address that was never ours; whoever tries many waits."""
    wait = _strangers.take(acting_in(request).ip, time.monotonic())
    return _page(db, "over.html", lang, status=429 if wait else 404)


def _page(db: Db, template: str, lang: str, *, status: int = 200, **shown: object) -> HTMLResponse:
    house = admin.facility_if_any(db)
    html = _pages.get_template(template).render(
        house=house.name if house else "HIS54",
        practice=bool(house and house.demo),
        en=lang == "en",
        **shown,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
