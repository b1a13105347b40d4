"""What the pages before the application share: language, letterhead, safe ways back."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from kernel import keys, printing
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.identity.errors import BadCsrfToken
from kernel.text import Language, Text

SHEETS = Path(__file__).parent / "sheets"
_TICKET = "sign-in ticket"
_TICKET_SECONDS = 300


def pages_in(*folders: Path) -> Environment:
    """Templates of these folders, with the sheet that all sign-in pages lie on."""
    return Environment(
        loader=FileSystemLoader([*folders, SHEETS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def language_of(request: Request, asked: str = "") -> Language:
    wanted = asked or request.query_params.get("lang", "")
    return "en" if wanted == "en" else "vi"


def safe_next(asked: str) -> str:
    """Where to go afterwards: inside our own house, never to another site."""
    inside = asked.startswith("/") and not asked.startswith(("//", "/\\", "/login", "/api"))
    if not inside or len(asked) > 2000 or any(ord(c) < 33 or c == "\\" for c in asked):
        return "/"
    return asked


def from_our_own_page(request: Request) -> None:
    """Refuse a form that another site made the browser post. Raises BadCsrfToken.

    There is no session yet whose token the form could carry; browsers say where it comes from.
    """
    site = request.headers.get("sec-fetch-site", "")
    origin = request.headers.get("origin", "")
    elsewhere = site not in ("", "same-origin", "none")
    if origin and origin != "null":
        elsewhere = elsewhere or urlsplit(origin).netloc != request.headers.get("host", "")
    if elsewhere:
        raise BadCsrfToken(permission="Origin")


def sheet(
    environment: Environment,
    name: str,
    request: Request,
    db: Session,
    *,
    title: Text,
    language: Language,
    refusal: Refusal | None = None,
    next_: str = "/",
    **more: Any,
) -> HTMLResponse:
    """One page, filled in."""

    def say(vi: str, en: str) -> str:
        return Text(vi, en).to(language)

    keep = "" if next_ == "/" else f"&next={quote(next_, safe='')}"
    text = environment.get_template(name).render(
        language=language,
        title=title.to(language),
        house=printing.letterhead(db),
        nonce=getattr(request.state, "nonce", ""),
        version=request.app.version,
        refusal=refusal.detail.to(language) if refusal else "",
        next=next_,
        keep=keep,
        say=say,
        **{"wide": False, **more},
    )
    return HTMLResponse(text, status_code=refusal.status if refusal else 200)


def ticket(username: str, password: str) -> str:
    """What the first step found, sealed, for the form of the second step to bring back."""
    until = int(utc_now().timestamp()) + _TICKET_SECONDS
    return keys.ring().seal(json.dumps([username, password, until]).encode(), _TICKET).hex()


def open_ticket(sealed: str) -> tuple[str, str] | None:
    """None when it is not ours or too old: begin again."""
    try:
        username, password, until = json.loads(keys.ring().open(bytes.fromhex(sealed), _TICKET))
    except (ValueError, keys.WrongKey):
        return None
    return (username, password) if until >= utc_now().timestamp() else None
