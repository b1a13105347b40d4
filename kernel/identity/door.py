"""Who sends this request? One indexed question to the database, and the rest from memory."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import Request
from sqlalchemy import Row, bindparam, select

from kernel.access import Actor
from kernel.assembly import Assembly
from kernel.clock import utc_now
from kernel.counters import Counter
from kernel.db import Database
from kernel.identity import grants, sessions
from kernel.identity.errors import BadCsrfToken
from kernel.identity.models import ApiToken, Role, SecondFactor, SignIn, User, UserRole
from kernel.identity.presence import presence_of
from kernel.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REMEMBERED = 20_000

_generation = (
    select(Counter.value)  # type: ignore[call-overload]
    .where(Counter.name == grants.GENERATION)
    .scalar_subquery()
    .label("generation")
)
_person = (
    User.id.label("user_id"),  # type: ignore[attr-defined]
    User.name,
    User.username,
    User.language,
    User.access_version,
    User.must_change_password,
    _generation,
)
_BY_COOKIE = (
    select(SignIn.id.label("session_id"), SignIn.seen_at, SignIn.expires_at, *_person)  # type: ignore[call-overload, attr-defined]
    .join(User, User.id == SignIn.user_id)
    .where(SignIn.token == bindparam("token"), SignIn.ended_at.is_(None), User.active)  # type: ignore[union-attr]
)
_BY_TOKEN = (
    select(ApiToken.scopes, ApiToken.expires_at, *_person)  # type: ignore[call-overload]
    .join(User, User.id == ApiToken.user_id)
    .where(ApiToken.token == bindparam("token"), ApiToken.revoked_at.is_(None), User.active)  # type: ignore[union-attr]
)


class Rights(NamedTuple):
    roles: frozenset[str]
    may: frozenset[str]
    needs_second_factor: bool  # a role demands one, and there is none yet


_Key = tuple[UUID, int, int | None, frozenset[str]]
_known: "WeakKeyDictionary[Database, dict[_Key, Rights]]" = WeakKeyDictionary()


def settings_of(request: Request) -> Settings:
    """The operator's settings, read once for an application."""
    state = request.app.state
    if not hasattr(state, "settings"):
        state.settings = Settings()
    found: Settings = state.settings
    return found


def actor_of(request: Request) -> Actor | None:
    """Who it is, or None. Raises BadCsrfToken when a change does not come from our own page."""
    authorization = request.headers.get("authorization", "")
    if authorization[:7].lower() == "bearer ":
        return _machine(request, authorization[7:].strip())
    token = request.cookies.get(sessions.COOKIE)
    if not token:
        return None
    actor = person_of(request)
    if actor is not None and request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not sessions.is_csrf_token(token, given):
            raise BadCsrfToken(permission=CSRF_HEADER)
    return actor


def person_of(request: Request) -> Actor | None:
    """The person of the session cookie, whatever the request is for."""
    token = request.cookies.get(sessions.COOKIE)
    if not token:
        return None
    database: Database = request.app.state.database
    found = _ask(database, _BY_COOKIE, token)
    if found is None:
        return None
    now, presence = utc_now(), presence_of(database)
    idle = timedelta(minutes=settings_of(request).session_idle_minutes)
    if found.expires_at <= now or presence.last(found.session_id, found.seen_at) + idle <= now:
        return None
    presence.note(found.session_id, found.seen_at, now)
    rights = _rights(database, found, request.app.state.assembly)
    held_back = found.must_change_password or rights.needs_second_factor
    return Actor(
        id=found.user_id,
        name=found.name,
        may=frozenset() if held_back else rights.may,
        username=found.username,
        roles=rights.roles,
        session_id=found.session_id,
        language="en" if found.language == "en" else "vi",
    )


def _machine(request: Request, token: str) -> Actor | None:
    database: Database = request.app.state.database
    found = _ask(database, _BY_TOKEN, token)
    if found is None or found.expires_at <= utc_now():
        return None
    rights = _rights(database, found, request.app.state.assembly)
    return Actor(
        id=found.user_id,
        name=found.name,
        may=rights.may & frozenset(found.scopes),
        username=found.username,
        roles=rights.roles,
        language="en" if found.language == "en" else "vi",
    )


def _ask(database: Database, question: object, token: str) -> Row[tuple[object, ...]] | None:
    with database.glancing.connect() as connection:
        return connection.execute(question, {"token": sessions.digest(token)}).first()  # type: ignore[call-overload, no-any-return]


def _rights(database: Database, found: Row[tuple[object, ...]], assembly: Assembly) -> Rights:
    known = _known.setdefault(database, {})
    key = (found.user_id, found.access_version, found.generation, assembly.off)
    rights = known.get(key)
    if rights is None:
        if len(known) >= _REMEMBERED:
            known.clear()
        rights = known[key] = _work_out(database, found.user_id, assembly)
    return rights


def _work_out(database: Database, user_id: UUID, assembly: Assembly) -> Rights:
    with database.glancing.connect() as connection:
        roles, may = grants.permissions_of(connection, user_id, assembly)
        demanding = (
            select(Role.id)  # type: ignore[call-overload]
            .join(UserRole, UserRole.role_id == Role.id)
            .where(
                UserRole.user_id == user_id,
                UserRole.active,
                Role.active,
                Role.needs_second_factor,
            )
        )
        confirmed = select(SecondFactor.confirmed_at).where(SecondFactor.user_id == user_id)  # type: ignore[call-overload]
        needs = (
            connection.execute(demanding).first() is not None
            and connection.execute(confirmed).scalar() is None
        )
    return Rights(roles, may, needs)
