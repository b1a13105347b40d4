"""The door's own pages: sign in, first password, second factor. They need no script."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import col

from kernel.access import ACTING, Actor, acting_in
from kernel.db import Database
from kernel.errors import NotSignedIn, Refusal
from kernel.identity import door, second_factor, sessions, users
from kernel.identity.errors import (
    BadCsrfToken,
    NotTheSame,
    SecondFactorNeeded,
    WrongCode,
)
from kernel.identity.models import User
from kernel.identity.pages import (
    from_our_own_page,
    language_of,
    open_ticket,
    pages_in,
    safe_next,
    sheet,
    ticket,
)
from kernel.identity.routes import described, issuer, let_in, replace_password
from kernel.text import Text

router = APIRouter(include_in_schema=False)

SIGN_IN = Text("Đăng nhập", "Sign in")
CODE = Text("Xác thực hai lớp", "Second factor")
PASSWORD = Text("Đặt mật khẩu của bạn", "Set your password")
SET_UP = "/set-up"

_pages = pages_in()

Field = Annotated[str, Form(max_length=4000)]
Next = Annotated[str, Query(alias="next", max_length=2000)]


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


@router.get("/login")
def login(request: Request, next_: Next = "/") -> Response:
    """The sign-in page; a house that nobody lives in yet is set up first."""
    if door.person_of(request):
        return RedirectResponse(safe_next(next_), 303)
    with _database(request).read() as db:
        if db.execute(select(col(User.id)).limit(1)).first() is None:
            return RedirectResponse(SET_UP, 303)
    return _login(request, next_=safe_next(next_))


def _login(
    request: Request,
    *,
    next_: str,
    lang: str = "",
    username: str = "",
    sealed: str = "",
    refusal: Refusal | None = None,
) -> HTMLResponse:
    with _database(request).read() as db:
        return sheet(
            _pages,
            "login.html",
            request,
            db,
            title=CODE if sealed else SIGN_IN,
            language=language_of(request, lang),
            refusal=refusal,
            next_=next_,
            username=username,
            ticket=sealed,
        )


@router.post("/login")
async def sign_in(
    request: Request,
    username: Field = "",
    password: Field = "",
    otp: Field = "",
    ticket_: Annotated[str, Form(alias="ticket", max_length=4000)] = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = "/",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    next_ = safe_next(next_)
    sealed = ""
    try:
        from_our_own_page(request)
        if ticket_:
            username, password = open_ticket(ticket_) or ("", "")
            sealed = ticket_ if username else ""
        token, user_id = await let_in(request, username[:100], password[:200], otp)
    except Refusal as refusal:
        if isinstance(refusal, SecondFactorNeeded):
            sealed = ticket(username, password)
            refusal_: Refusal | None = None
        else:
            refusal_ = refusal
            sealed = sealed if isinstance(refusal, WrongCode) else ""
        shown = "" if sealed else username
        return await run_sync(
            lambda: _login(
                request, next_=next_, lang=lang, username=shown, sealed=sealed, refusal=refusal_
            )
        )

    def onward() -> str:
        with _database(request).read() as db:
            must = described(db, request, user_id, "").must
        if not must:
            return next_
        return ("/login/password" if must[0] == "password" else "/login/second-factor") + (
            f"?lang={language_of(request, lang)}"
        )

    response = RedirectResponse(await run_sync(onward), 303)
    sessions.set_cookie(response, token, door.settings_of(request))
    return response


def _myself(request: Request, csrf: str | None = None) -> tuple[Actor, str]:
    """Who fills in the form, and the token it must carry. Raises NotSignedIn, BadCsrfToken."""
    actor = door.person_of(request)
    if actor is None:
        raise NotSignedIn
    token = request.cookies.get(sessions.COOKIE, "")
    if csrf is not None and not sessions.is_csrf_token(token, csrf):
        raise BadCsrfToken(permission="csrf_token")
    acting_in(request).actor = actor
    return actor, sessions.csrf_token(token)


@router.get("/login/password")
def password_page(request: Request, next_: Next = "/") -> Response:
    try:
        _, csrf = _myself(request)
    except NotSignedIn:
        return RedirectResponse("/login", 303)
    return _password_page(request, csrf, safe_next(next_))


def _password_page(
    request: Request, csrf: str, next_: str, lang: str = "", refusal: Refusal | None = None
) -> HTMLResponse:
    with _database(request).read() as db:
        return sheet(
            _pages,
            "password.html",
            request,
            db,
            title=PASSWORD,
            language=language_of(request, lang),
            refusal=refusal,
            next_=next_,
            csrf=csrf,
        )


@router.post("/login/password")
async def set_password(
    request: Request,
    old: Annotated[str, Form(max_length=200)],
    new: Annotated[str, Form(max_length=200)],
    again: Annotated[str, Form(max_length=200)],
    csrf_token: Annotated[str, Form(max_length=200)] = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = "/",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    next_ = safe_next(next_)
    actor, csrf = await run_sync(_myself, request, csrf_token)
    try:
        if new != again:
            raise NotTheSame
        await replace_password(request, actor, old, new)
    except Refusal as refusal:
        told = refusal
        return await run_sync(lambda: _password_page(request, csrf, next_, lang, told))
    return RedirectResponse(await run_sync(_rest, request, actor, next_, lang), 303)


def _rest(request: Request, actor: Actor, next_: str, lang: str) -> str:
    with _database(request).read() as db:
        must = described(db, request, actor.id, "").must
    return f"/login/second-factor?lang={language_of(request, lang)}" if must else next_


@router.get("/login/second-factor")
def second_factor_page(request: Request, next_: Next = "/") -> Response:
    try:
        actor, csrf = _myself(request)
    except NotSignedIn:
        return RedirectResponse("/login", 303)
    return _second_factor_page(request, actor, csrf, safe_next(next_))


def _second_factor_page(
    request: Request,
    actor: Actor,
    csrf: str,
    next_: str,
    lang: str = "",
    refusal: Refusal | None = None,
    codes: list[str] | None = None,
) -> Response:
    """A secret is made when there is none; asking again shows the same one."""
    with _database(request).write() as db:
        db.info[ACTING] = acting_in(request)
        user = users.user(db, actor.id)
        if codes is None and second_factor.is_on(db, actor.id):
            return RedirectResponse(next_, 303)
        waiting = second_factor.pending(db, user, issuer(db))
        if codes is None and waiting is None:
            waiting = second_factor.enrol(db, user, issuer(db))
        return sheet(
            _pages,
            "second_factor.html",
            request,
            db,
            title=CODE,
            language=language_of(request, lang),
            refusal=refusal,
            next_=next_,
            csrf=csrf,
            codes=codes or [],
            qr=waiting.qr if waiting else "",
            secret=waiting.secret if waiting else "",
        )


@router.post("/login/second-factor")
def confirm_second_factor(
    request: Request,
    code: Annotated[str, Form(max_length=20)],
    csrf_token: Annotated[str, Form(max_length=200)] = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = "/",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    actor, csrf = _myself(request, csrf_token)
    next_ = safe_next(next_)
    try:
        with _database(request).write() as db:
            db.info[ACTING] = acting_in(request)
            codes = second_factor.confirm(db, users.user(db, actor.id, to_change=True), code)
    except Refusal as refusal:
        return _second_factor_page(request, actor, csrf, next_, lang, refusal)
    return _second_factor_page(request, actor, csrf, next_, lang, codes=codes)
