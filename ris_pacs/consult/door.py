"""Who stands before a room: somebody of the house by his session, a guest by his link and PIN."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from sqlmodel import Session
from starlette.requests import HTTPConnection

from kernel import signed_links
from kernel.access import Actor, acting_in
from kernel.clock import utc_now
from kernel.errors import Refusal
from ris_pacs.consult import opening, permissions, protocol
from ris_pacs.consult.models import Consultation, ConsultState
from ris_pacs.consult.protocol import Present

OWN = "phong-"
"""The address of a room for people of the house: /hoi-chan/phong-<id>."""
COOKIE = "his54_consult"


@dataclass(frozen=True, slots=True)
class Let:
    """Somebody who may be in a room."""

    room: Consultation
    who: Present


def let_in(db: Session, connection: HTTPConnection, key: str) -> Let | None:
    """None: the room is over, or he may not (or not any more) be in it."""
    ip = acting_in(connection).ip
    if key.startswith(OWN):
        actor = person(connection)
        room = _own_room(db, actor, key) if actor else None
        return Let(room, protocol.of_house(actor, ip)) if room and actor else None
    guest = opening.by_address(db, key)
    if guest is None or not _has_pass(connection, guest.id):
        return None
    room = opening.may_enter(db, guest)
    if room:  # the audit names him
        acting_in(connection).actor = Actor(guest.id, opening.who(guest))
    return Let(room, protocol.of_guest(guest, ip)) if room else None


def person(connection: HTTPConnection) -> Actor | None:
    """Who is signed in, and may take part."""
    request = Request({**connection.scope, "type": "http", "method": "GET"})
    actor: Actor | None = connection.app.state.actor_of(request)
    return actor if actor and actor.holds(permissions.JOIN) else None


def same_origin(connection: HTTPConnection) -> bool:
    """A line is opened by our own page only: browsers say truly whose page asks."""
    origin = connection.headers.get("origin", "")
    return origin.partition("://")[2] == connection.headers.get("host", "")


def _own_room(db: Session, actor: Actor, key: str) -> Consultation | None:
    try:
        room = opening.one(db, actor, UUID(key[len(OWN) :]))
    except (ValueError, Refusal):
        return None
    return room if room.state is ConsultState.OPEN else None


def _has_pass(connection: HTTPConnection, guest_id: UUID) -> bool:
    given = connection.cookies.get(COOKIE, "")[:80]
    return signed_links.passes(given, guest_id, utc_now(), opening.key())
