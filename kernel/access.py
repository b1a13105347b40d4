"""Who is asking, and whether they may."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.requests import HTTPConnection

from kernel.errors import NotAllowed, NotSignedIn
from kernel.module import Permission
from kernel.text import Language


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or machine, with what their roles add up to."""

    id: UUID
    name: str
    may: frozenset[str] = field(default_factory=frozenset)
    username: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    session_id: UUID | None = None
    language: Language = "vi"

    def holds(self, permission: Permission) -> bool:
        return permission.id in self.may


SYSTEM = Actor(UUID(int=0x54), "HIS54", username="his54")
"""The house itself: jobs, the worker, the seed."""


@dataclass(slots=True)
class Acting:
    """What the audit knows of a request: who, from where, what for. Filled on the way in."""

    request_id: str = ""
    ip: str = ""
    workstation: str = ""
    purpose: str = ""
    operation: str = ""
    actor: Actor | None = None


ACTING = "acting"


def acting(db: Session) -> Acting:
    found: Acting = db.info.setdefault(ACTING, Acting())
    return found


def act_as(db: Session, actor: Actor, operation: str = "") -> None:
    """Say who works in a session that no request opened."""
    db.info[ACTING] = Acting(actor=actor, operation=operation)


def acting_in(request: HTTPConnection) -> Acting:
    """The request's `Acting`; the edge made it, a bare test application did not."""
    if not hasattr(request.state, ACTING):
        request.state.acting = Acting()
    found: Acting = request.state.acting
    return found


async def signed_in(request: Request) -> Actor:
    """Whoever sends the request. SQLite answers sooner than a thread could be found to ask it."""
    state = request.app.state
    if state.database.is_sqlite:
        actor: Actor | None = state.actor_of(request)
    else:
        actor = await run_sync(state.actor_of, request)
    if actor is None:
        raise NotSignedIn
    acting_in(request).actor = actor
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


@dataclass(frozen=True, slots=True)
class Requires:
    """A route dependency: let in only those who hold a permission."""

    permission: Permission

    async def __call__(self, actor: SignedIn) -> Actor:
        demand(actor, self.permission)
        return actor


def demand(actor: Actor, permission: Permission, refusal: type[NotAllowed] = NotAllowed) -> None:
    """Refuse unless the actor holds the permission (for acts that a body decides)."""
    if not actor.holds(permission):
        raise refusal(permission=permission.title, permission_id=permission.id)
