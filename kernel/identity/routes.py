"""/api/session: signing in and out, and what a person may change about himself."""

from typing import Annotated
from uuid import UUID

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from sqlmodel import Session

from kernel import audit, printing
from kernel.access import Actor, SignedIn, acting_in
from kernel.db import Database, Db
from kernel.idempotency import secret_answer
from kernel.identity import second_factor, sessions, signing, users
from kernel.identity.door import settings_of
from kernel.identity.errors import WrongCode
from kernel.identity.grants import role as role_of
from kernel.identity.passwords import hasher
from kernel.identity.schemas import (
    CodeIn,
    EnrolmentOut,
    LanguageIn,
    OpenSessionOut,
    OpenSessionsOut,
    PasswordIn,
    PinIn,
    RecoveryCodesOut,
    SessionOut,
    SigningIn,
    SigningOut,
    SignInIn,
    UserOut,
)
from kernel.identity.sign_in import Entrance
from kernel.routing import Router

router = Router(prefix="/session", tags=["session"])

Secret = Depends(secret_answer)
_HASHING = 2  # at once, in threads of their own: sign-ins never hold up the others' work


def entrance(request: Request) -> Entrance:
    settings = settings_of(request)
    return Entrance(request.app.state.database, settings, hasher(settings))


def _hashing(request: Request) -> anyio.CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "hashing"):
        state.hashing = anyio.CapacityLimiter(_HASHING)
    limiter: anyio.CapacityLimiter = state.hashing
    return limiter


async def let_in(request: Request, username: str, password: str, otp: str) -> tuple[str, UUID]:
    """Sign in from any page: (session token, user id)."""
    door, acting = entrance(request), acting_in(request)
    if not acting.ip and request.client:
        acting.ip = request.client.host
    browser = request.headers.get("user-agent", "")
    return await run_sync(
        lambda: door.sign_in(
            acting, username=username, password=password, otp=otp, browser=browser
        ),
        limiter=_hashing(request),
    )


async def replace_password(request: Request, actor: Actor, old: str, new: str) -> None:
    door, acting = entrance(request), acting_in(request)
    await run_sync(
        lambda: door.change_password(acting, actor, old=old, new=new), limiter=_hashing(request)
    )


def described(db: Session, request: Request, user_id: UUID, token: str) -> SessionOut:
    user = users.user(db, user_id)
    roles = users.roles_of(db, user_id)
    confirmed = second_factor.is_on(db, user_id)
    held = [role_of(db, r) for r in sorted(roles)]
    demanded = any(r.needs_second_factor for r in held)
    must: list[str] = ["password"] if user.must_change_password else []
    if demanded and not confirmed:
        must.append("second_factor")
    return SessionOut.model_validate(
        {
            "csrf_token": sessions.csrf_token(token) if token else "",
            "user": UserOut(
                id=user.id,
                name=user.name,
                username=user.username,
                roles=sorted(roles),
                language="en" if user.language == "en" else "vi",
            ),
            "must": must,
            "role_titles": [{"vi": r.title_vi, "en": r.title_en} for r in held],
            "second_factor": confirmed,
            "idle_minutes": settings_of(request).session_idle_minutes,
        }
    )


@router.post("")
async def sign_in(person: SignInIn, request: Request, response: Response) -> SessionOut:
    """Sets the session's cookie. 401 `SecondFactorNeeded`: send again with `otp`."""
    token, user_id = await let_in(request, person.username, person.password, person.otp)
    sessions.set_cookie(response, token, settings_of(request))
    return await run_sync(described_anew, request, user_id, token)


def described_anew(request: Request, user_id: UUID, token: str) -> SessionOut:
    database: Database = request.app.state.database
    with database.read() as db:
        return described(db, request, user_id, token)


@router.get("")
def me(request: Request, actor: SignedIn, db: Db) -> SessionOut:
    """Who I am, and the token that my changes must carry."""
    return described(db, request, actor.id, request.cookies.get(sessions.COOKIE, ""))


@router.delete("", status_code=204)
def sign_out(request: Request, response: Response, actor: SignedIn, db: Db) -> None:
    if actor.session_id:
        sessions.end(db, actor.session_id)
        audit.record(db, "sign_out", "", ("user", actor.id), session=actor.session_id)
    sessions.clear_cookie(response, settings_of(request))


@router.get("/open")
def open_sessions(request: Request, actor: SignedIn, db: Db) -> OpenSessionsOut:
    """Where I am signed in now."""
    found = sessions.of_user(db, actor.id, settings_of(request))
    return OpenSessionsOut(sessions=[shown(each, actor) for each in found])


def shown(each: object, actor: Actor) -> OpenSessionOut:
    facts = {n: getattr(each, n) for n in OpenSessionOut.model_fields if n != "here"}
    return OpenSessionOut(**facts, here=facts["id"] == actor.session_id)


@router.delete("/open/{session_id}", status_code=204)
def end_session(session_id: UUID, actor: SignedIn, db: Db) -> None:
    """Sign me out at another place."""
    sessions.end(db, session_id, of=actor.id)
    audit.record(db, "sign_out", "", ("user", actor.id), session=session_id)


@router.delete("/open", status_code=204)
def end_other_sessions(actor: SignedIn, db: Db) -> None:
    """Sign me out everywhere but here."""
    users.end_sessions(db, actor.id, but=actor.session_id)
    audit.record(db, "sign_out", "", ("user", actor.id), others=True)


@router.post("/password", status_code=204)
async def change_password(change: PasswordIn, request: Request, actor: SignedIn) -> None:
    """My own new password; my other sessions end."""
    await replace_password(request, actor, change.old, change.new)


@router.post("/signature")
async def sign(
    given: SigningIn, request: Request, actor: SignedIn, secret: Annotated[None, Secret]
) -> SigningOut:
    """Show again that it is me, by password or PIN; the ticket goes with what I sign."""
    door, acting = entrance(request), acting_in(request)
    ticket = await run_sync(
        lambda: signing.sign(door, acting, actor, password=given.password, pin=given.pin),
        limiter=_hashing(request),
    )
    return SigningOut(ticket=ticket, how=signing.PASSWORD if given.password else signing.PIN)


@router.post("/pin", status_code=204)
async def set_pin(given: PinIn, request: Request, actor: SignedIn) -> None:
    """My PIN to sign with."""
    door, acting = entrance(request), acting_in(request)
    await run_sync(
        lambda: signing.set_pin(door, acting, actor, password=given.password, pin=given.pin),
        limiter=_hashing(request),
    )


@router.post("/language", status_code=204)
def speak(choice: LanguageIn, actor: SignedIn, db: Db) -> None:
    users.user(db, actor.id, to_change=True).language = choice.language


@router.post("/second-factor")
def enrol(actor: SignedIn, secret: Annotated[None, Secret], db: Db) -> EnrolmentOut:
    """Begin to set up an authenticator: scan `qr`, then confirm with its first code."""
    user = users.user(db, actor.id, to_change=True)
    return EnrolmentOut.model_validate(second_factor.enrol(db, user, issuer(db)))


@router.post("/second-factor/confirm")
def confirm(
    first: CodeIn, actor: SignedIn, secret: Annotated[None, Secret], db: Db
) -> RecoveryCodesOut:
    """The recovery codes are shown once."""
    user = users.user(db, actor.id, to_change=True)
    return RecoveryCodesOut(recovery_codes=second_factor.confirm(db, user, first.code))


@router.post("/second-factor/remove", status_code=204)
def remove(proof: CodeIn, actor: SignedIn, db: Db) -> None:
    """Take the authenticator off, with one of its codes."""
    if not second_factor.is_right(db, actor.id, proof.code):
        raise WrongCode
    users.forget_second_factor(db, users.user(db, actor.id, to_change=True))


def issuer(db: Session) -> str:
    """The name under which the authenticator lists us."""
    return printing.letterhead(db).name[:60].replace(":", " ")
