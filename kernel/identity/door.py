"""Who sends this request? One indexed question to the database, and the rest from memory."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import Request
from sqlalchemy import bindparam, literal_column, select
from sqlmodel import col

from kernel.access import Actor
from kernel.assembly import Assembly
from kernel.clock import utc_now
from kernel.counters import Counter
from kernel.db import Database
from kernel.glance import Glance
from kernel.identity import grants, sessions
from kernel.identity.errors import BadCsrfToken
from kernel.identity.models import ApiToken, Role, SecondFactor, SignIn, User, UserRole
from kernel.identity.presence import presence_of
from kernel.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REMEMBERED = 20_000

_generation = (
    select(col(Counter.value))
    .where(col(Counter.name) == literal_column(f"'{grants.GENERATION}'"))
    .scalar_subquery()
    .label("generation")
)
_person: tuple[Any, ...] = (
    col(User.id).label("user_id"),
    col(User.name),
    col(User.username),
    col(User.language),
    col(User.access_version),
    col(User.must_change_password),
    _generation,
)
_BY_COOKIE = Glance(
    select(
        col(SignIn.id).label("session_id"), col(SignIn.seen_at), col(SignIn.expires_at), *_person
    )
    .join(User, col(User.id) == col(SignIn.user_id))
    .where(
        col(SignIn.token) == bindparam("token"), col(SignIn.ended_at).is_(None), col(User.active)
    ),
    "token",
)
_BY_TOKEN = Glance(
    select(col(ApiToken.scopes), col(ApiToken.expires_at), *_person)
    .join(User, col(User.id) == col(ApiToken.user_id))
    .where(
        col(ApiToken.token) == bindparam("token"),
        col(ApiToken.revoked_at).is_(None),
        col(User.active),
    ),
    "token",
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
    found = _BY_COOKIE.ask(database.reader, sessions.digest(token))
    if found is None:
        return None
    now, presence = utc_now(), presence_of(database)
    idle = timedelta(minutes=settings_of(request).session_idle_minutes)
    if found.expires_at <= now or presence.last(found.session_id, found.seen_at) + idle <= now:
        return None
    if not getattr(request.state, "only_watching", False):  # a live stream is no activity
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
    found = _BY_TOKEN.ask(database.reader, sessions.digest(token))
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


def _rights(database: Database, found: Any, assembly: Assembly) -> Rights:
    known = _known.setdefault(database, {})
    key = (found.user_id, found.access_version, found.generation, assembly.off)
    rights = known.get(key)
    if rights is None:
        if len(known) >= _REMEMBERED:
            known.clear()
        rights = known[key] = _work_out(database, found.user_id, assembly)
    return rights


def _work_out(database: Database, user_id: UUID, assembly: Assembly) -> Rights:
    with database.reader.connect() as connection:
        roles, may = grants.permissions_of(connection, user_id, assembly)
        demanding = (
            select(col(Role.id))
            .join(UserRole, col(UserRole.role_id) == col(Role.id))
            .where(
                col(UserRole.user_id) == user_id,
                col(UserRole.active),
                col(Role.active),
                col(Role.needs_second_factor),
            )
        )
        confirmed = select(col(SecondFactor.confirmed_at)).where(
            col(SecondFactor.user_id) == user_id
        )
        needs = (
            connection.execute(demanding).first() is not None
            and connection.execute(confirmed).scalar() is None
        )
    return Rights(roles, may, needs)
