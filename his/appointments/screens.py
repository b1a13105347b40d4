"""The public pages (đặt hẹn): server-rendered, without script, on any old telephone.

/hen chooses room and time, proves the telephone by a code; /hen/l/<token> is what the link of a
reminder opens: when and where, confirm or cancel, and no name.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from his.admin import service as admin
from his.appointments import booking, online, planning
from his.appointments.errors import AlreadyBooked, SlotTaken
from his.appointments.models import Appointment, Wish
from his.appointments.states import NAMES, AppointmentState
from his.appointments.waiting import offered
from kernel import clock, printing
from kernel.access import acting_in
from kernel.columns import nfc
from kernel.db import Db
from kernel.errors import Refusal

_HERE = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
_DAYS_SHOWN = 6  # of a telephone: the times stand below without scrolling
_STYLE = (_HERE / "public.css").read_text()

screens = APIRouter(prefix="/hen", tags=["his.appointments"], include_in_schema=False)

Token = Annotated[str, Form(max_length=32)]
Day = Annotated[str | None, Query(max_length=10)]


@screens.get("/public.css")
def style() -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@screens.get("")
def index(db: Db) -> HTMLResponse:
    """Where one can be seen, and when next."""
    try:
        found = online.rooms(db)
    except Refusal as refusal:
        return _refused(db, refusal)
    rooms = [(room, _shown(at)) for room, at in found]
    return _page(db, "rooms.html", rooms=rooms)


@screens.get("/phong/{code}")
def room(code: str, db: Db, day: Day = None) -> HTMLResponse:
    """The free times of a room: a day is chosen above, a time below."""
    try:
        found = admin.room_by_code(db, code)
        times = online.times(db, found)
    except Refusal as refusal:
        return _refused(db, refusal)
    chosen = next((each for each in times if each.isoformat() == day), next(iter(times), None))
    slots = [
        {
            "schedule": free.schedule.id,
            "at": free.at.isoformat(),
            "time": free.at.astimezone(clock.LOCAL).strftime("%H:%M"),
            "doctor": free.schedule.doctor_name,
        }
        for free in (times[chosen] if chosen else [])
    ]
    every = list(times)
    start = every.index(chosen) // _DAYS_SHOWN * _DAYS_SHOWN if chosen else 0
    shown = every[start : start + _DAYS_SHOWN]
    days = [{"iso": d.isoformat(), "says": _day(d), "on": d == chosen} for d in shown]
    before = every[start - 1].isoformat() if start else None
    after = every[start + _DAYS_SHOWN].isoformat() if start + _DAYS_SHOWN < len(every) else None
    return _page(db, "times.html", room=found, days=days, slots=slots, before=before, after=after)


@screens.get("/dat")
def form(db: Db, schedule: UUID, at: Annotated[str, Query(max_length=40)]) -> HTMLResponse:
    """Name and telephone for a chosen time."""
    try:
        online.must_be_open(db)
        plan = planning.schedule(db, schedule)
        when = _instant(at)
    except (Refusal, ValueError) as error:
        return _refused(db, error)
    here = admin.room(db, plan.room_id)
    return _page(
        db, "form.html", room=here, plan=plan, at=when.isoformat(), when=_shown(when), given={}
    )


@screens.post("/dat")
def request(
    request: Request,
    db: Db,
    schedule: Annotated[UUID, Form()],
    at: Annotated[str, Form(max_length=40)],
    name: Annotated[str, Form(max_length=200)],
    phone: Annotated[str, Form(max_length=20)],
    birth_year: Annotated[str, Form(max_length=4)] = "",
    reason: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Keep the place and send the code."""
    year = int(birth_year) if birth_year.isdigit() and len(birth_year) == 4 else None
    try:
        with db.begin_nested():
            made = online.request(
                db,
                schedule_id=schedule,
                at=_instant(at),
                name=nfc(name),
                phone=phone,
                birth_year=year,
                reason=nfc(reason),
                from_ip=acting_in(request).ip,
            )
    except (Refusal, ValueError) as error:
        if isinstance(error, SlotTaken | AlreadyBooked) and (
            before := online.asked_before(
                db,
                schedule_id=schedule,
                at=_instant(at),
                phone=phone,
                from_ip=acting_in(request).ip,
            )
        ):
            return RedirectResponse(f"/hen/ma/{before.token}", status_code=303)
        if isinstance(error, SlotTaken) or not isinstance(error, Refusal):
            return _refused(db, error)
        plan = planning.schedule(db, schedule)
        here = admin.room(db, plan.room_id)
        given = {"name": name, "phone": phone, "birth_year": birth_year, "reason": reason}
        return _page(
            db,
            "form.html",
            status=error.status,
            room=here,
            plan=plan,
            at=at,
            when=_shown(_instant(at)),
            given=given,
            refusal=error.detail,
        )
    return RedirectResponse(f"/hen/ma/{made.token}", status_code=303)


@screens.get("/ma/{token}")
def code_form(token: str, db: Db) -> HTMLResponse:
    """Where the code of the message is typed."""
    try:
        found = booking.seen_by_token(db, token)
    except Refusal as refusal:
        return _refused(db, refusal)
    return _page(db, "code.html", of=_told(db, found), wrong=False)


@screens.post("/ma/{token}")
def verify(token: str, db: Db, code: Annotated[str, Form(max_length=12)]) -> Response:
    """The code is right: the time is promised."""
    try:
        found = booking.by_token(db, token)
        if online.verify(db, found, code):
            return RedirectResponse(f"/hen/l/{token}", status_code=303)
    except Refusal as refusal:
        return _refused(db, refusal)
    if found.state is not AppointmentState.REQUESTED:
        return RedirectResponse(f"/hen/l/{token}", status_code=303)
    return _page(db, "code.html", status=422, of=_told(db, found), wrong=True)


@screens.get("/l/{token}")
def own(token: str, db: Db) -> HTMLResponse:
    """What the link of a reminder opens: when, where, and what he can do."""
    try:
        found = booking.seen_by_token(db, token)
    except Refusal as refusal:
        return _refused(db, refusal)
    return _page(db, "own.html", of=_told(db, found), offer=_offer(db, found))


@screens.post("/l/{token}")
def decide(token: str, db: Db, act: Annotated[str, Form(max_length=10)]) -> Response:
    """He comes, or he does not."""
    try:
        with db.begin_nested():
            found = booking.by_token(db, token)
            if act == "confirm":
                booking.confirm(db, online.ONLINE, found)
            elif act == "cancel":
                booking.cancel(db, online.ONLINE, found, reason="Người bệnh hủy qua đường dẫn")
            elif act == "quiet":
                found.no_reminder = True
    except Refusal as refusal:
        return _refused(db, refusal)
    return RedirectResponse(f"/hen/l/{token}", status_code=303)


def _offer(db: Db, found: Appointment) -> str | None:
    wish: Wish | None = offered(db, found.id)
    return _shown(wish.offered_until) if wish and wish.offered_until else None


def _told(db: Db, found: Appointment) -> dict[str, object]:
    here = admin.room(db, found.room_id)
    return {
        "token": found.token,
        "code": found.code,
        "when": _shown(found.at),
        "room": here,
        "doctor": found.doctor_name,
        "state": NAMES[found.state],
        "open": found.state in (AppointmentState.BOOKED, AppointmentState.CONFIRMED),
        "confirmed": found.state is AppointmentState.CONFIRMED,
        "requested": found.state is AppointmentState.REQUESTED,
        "quiet": found.no_reminder,
        "qr": printing.qr(found.code),
    }


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text.replace(" ", "+"))
    if at.tzinfo is None or abs(at - clock.utc_now()) > timedelta(days=400):
        raise ValueError(text)
    return at


_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def _day(day: object) -> str:
    assert hasattr(day, "weekday")
    return f"{_DAYS[day.weekday()]} {day:%d/%m}"


def _shown(at: datetime) -> str:
    here = at.astimezone(clock.LOCAL)
    return f"{here:%H:%M} {_day(here.date())}/{here:%Y}"


def _refused(db: Db, error: Exception) -> HTMLResponse:
    refusal = error if isinstance(error, Refusal) else None
    return _page(
        db,
        "refused.html",
        status=refusal.status if refusal else 422,
        says=refusal.detail if refusal else None,
    )


def _page(db: Db, template: str, *, status: int = 200, **shown: object) -> HTMLResponse:
    house = admin.facility_if_any(db)
    html = _pages.get_template(template).render(
        house=house.name if house else "HIS54",
        phone=house.phone if house else "",
        practice=bool(house and house.demo),
        **shown,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
