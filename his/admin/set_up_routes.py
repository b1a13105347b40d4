"""The set-up page of a house that nobody lives in yet, and the same by API."""

import threading
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from his.admin import set_up
from his.admin.errors import AlreadySetUp
from his.admin.schemas import SetUpIn
from kernel.access import ACTING, acting_in
from kernel.answers import NotUnderstood
from kernel.db import Database
from kernel.errors import Refusal
from kernel.identity import sessions
from kernel.identity.door import settings_of
from kernel.identity.pages import from_our_own_page, language_of, pages_in, sheet
from kernel.identity.passwords import accept, hasher
from kernel.identity.routes import described_anew, let_in
from kernel.identity.schemas import SessionOut
from kernel.routing import Router
from kernel.text import Text

router = Router(prefix="/set-up", tags=["his.admin"])
screens = APIRouter(include_in_schema=False)

_pages = pages_in(Path(__file__).parent / "pages")
_one_at_a_time = threading.Lock()
TITLE = Text("Thiết lập ban đầu", "First set-up")
_NOTHING = {"code": "", "facility": "", "username": "", "name": ""}
_EXPECTED = {
    "facility": Text("Cần nhập tên cơ sở.", "The facility needs a name."),
    "code": Text("Đúng 5 chữ số hoặc chữ in hoa.", "Exactly 5 digits or capital letters."),
    "name": Text("Cần nhập họ và tên.", "Your name is needed."),
    "username": Text(
        "Ít nhất 2 ký tự: chữ không dấu, số, dấu chấm.",
        "At least 2 characters: plain letters, digits, dots.",
    ),
    "password": Text("Cần nhập mật khẩu.", "A password is needed."),
}
# The practice clinic brings its own name and code.
_PRACTICE = {"code": "00000", "facility": "HIS54"}


def _set_up(request: Request, wanted: SetUpIn) -> None:
    """Lists first, then the practice clinic if wished, then the first administrator."""
    database: Database = request.app.state.database
    settings = settings_of(request)
    secret = hasher(settings)
    with _one_at_a_time:
        with database.read() as db:
            if not set_up.is_new(db):
                raise AlreadySetUp
        accept(wanted.password, wanted.username)
        set_up.run_seeds(database, demo=False)
        with database.write() as db:
            db.info[ACTING] = acting_in(request)
            set_up.set_up(
                db,
                secret,
                code=wanted.code,
                facility=wanted.facility,
                username=wanted.username,
                name=wanted.name,
                password=wanted.password,
                demo=wanted.demo,
            )
        if wanted.demo:
            set_up.run_seeds(database, demo=True)


@router.post("")
async def set_up_house(wanted: SetUpIn, request: Request, response: Response) -> SessionOut:
    """Works once, while there is no user; signs the first administrator in."""
    await run_sync(_set_up, request, wanted)
    token, user_id = await let_in(request, wanted.username, wanted.password, "")
    sessions.set_cookie(response, token, settings_of(request))
    return await run_sync(described_anew, request, user_id, token)


@screens.get("/set-up")
def page(request: Request) -> Response:
    database: Database = request.app.state.database
    with database.read() as db:
        if not set_up.is_new(db):
            return RedirectResponse("/login", 303)
    return _page(request)


def _page(
    request: Request,
    lang: str = "",
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    wrong: Collection[str] = (),
    practice: bool = False,
) -> HTMLResponse:
    language = language_of(request, lang)
    database: Database = request.app.state.database
    with database.read() as db:
        return sheet(
            _pages,
            "set_up.html",
            request,
            db,
            title=TITLE,
            language=language,
            refusal=refusal,
            typed={**_NOTHING, **(typed or {})},
            practice=practice,
            wrong={n: says.to(language) for n, says in _EXPECTED.items() if n in wrong},
        )


@screens.post("/set-up")
async def set_up_by_page(
    request: Request,
    code: Annotated[str, Form(max_length=20)] = "",
    facility: Annotated[str, Form(max_length=300)] = "",
    username: Annotated[str, Form(max_length=100)] = "",
    name: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    demo: Annotated[str, Form(max_length=5)] = "",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    practice = demo == "on"
    typed = {"code": code.strip().upper(), "facility": facility, "username": username, "name": name}
    try:
        from_our_own_page(request)
        given = {**typed, **(_PRACTICE if practice else {}), "password": password}
        wanted = SetUpIn.model_validate({**given, "demo": practice})
        await run_sync(_set_up, request, wanted)
        token, _ = await let_in(request, wanted.username, wanted.password, "")
    except ValidationError as found:
        wrong = {str(each["loc"][0]) for each in found.errors()}
        nothing = NotUnderstood(fields=[])
        return await run_sync(lambda: _page(request, lang, nothing, typed, wrong, practice))
    except Refusal as refusal:
        told = refusal
        return await run_sync(lambda: _page(request, lang, told, typed, (), practice))
    response = RedirectResponse("/", 303)
    sessions.set_cookie(response, token, settings_of(request))
    return response
