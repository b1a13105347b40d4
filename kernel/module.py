"""What a module declares about itself. Read a module's module.py first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from sqlmodel import Session

from kernel.events import Event, Handler
from kernel.text import Text

if TYPE_CHECKING:
    from kernel.access import Actor
    from kernel.db import Database
    from kernel.outbox import Message
    from kernel.printing import Print


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing a role may be allowed to do. Ids read `module.noun.verb`.

    `given_to` names the roles that hold it by default, when it is first seen here.
    `always_held`: what would leave nobody who holds it is refused (the last administrator).
    """

    id: str
    title: Text
    given_to: tuple[str, ...] = ()
    always_held: bool = False


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_REVIEWED = "not_reviewed"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"
    BY_ATTESTATION = "by_attestation"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one piece of evidence showed, in a sentence a director can read."""

    verdict: Verdict
    says: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """Proof of ability: these tests passed on this very version.

    `node` is a pytest node id, or a file or folder that holds several.
    """

    node: str


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """Proof that it works here: done through the services, on this installation's own
    settings, inside a transaction that is always rolled back."""

    by: Callable[[Session], Finding]


@dataclass(frozen=True, slots=True)
class InUse:
    """Proof of use: a read-only question to the running system."""

    by: Callable[[Session], Finding]


@dataclass(frozen=True, slots=True)
class Attested:
    """A person's signed word, for what no program can see. It expires."""

    what: Text
    valid_days: int = 365


Evidence = Checked | Demonstrated | InUse | Attested


@dataclass(frozen=True, slots=True)
class Claim:
    """This module meets that criterion, and here is how anyone can check it."""

    criterion: str
    because: Text
    evidence: tuple[Evidence, ...]
    screen: str | None = None  # the path of the live screen that does it


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing the facility may set (his.admin shows and keeps the values).

    `id` reads `module.noun`; the type of `default` is the type of the value.
    """

    id: str
    title: Text
    default: bool | int | str
    unit: str = ""
    choices: tuple[str, ...] = ()
    choice_titles: tuple[Text, ...] = ()  # of `choices`, in their order
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Work done without anybody asking: `run` gets a write transaction, commits on return.

    Exactly one of `every` and `daily_at` ("06:00", Asia/Ho_Chi_Minh). Long work is `apart`
    instead of `run`: it gets the database and opens short transactions of its own.
    """

    id: str
    title: Text
    run: Callable[[Session], Text | None] | None = None
    every: timedelta | None = None
    daily_at: str | None = None
    apart: Callable[["Database"], Text | None] | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """How outbox messages of one kind leave the house. Raises to be tried again.

    `ask(db, message)` reads what is needed at the last moment (address, credentials) and is put
    over the payload. What `send` answers goes to `answered(db, message, answer)`, which writes it
    down in the transaction that marks the message as sent.
    """

    kind: str
    title: Text
    send: Callable[["Message"], Any]
    ask: Callable[[Session, "Message"], Mapping[str, Any]] | None = None
    answered: Callable[[Session, "Message", Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the search box's answer."""

    title: str
    detail: str
    to: str
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class Search:
    """What the one search box asks. `by(db, actor, text, limit)`; needs the permission."""

    id: str
    title: Text
    needs: Permission
    by: Callable[[Session, "Actor", str, int], list[Hit]]


@dataclass(frozen=True, slots=True)
class Seed:
    """Fills a new installation: `reference` in every one, `demo` in the practice clinic.

    Runs in module order, in a write transaction; a second run changes nothing.
    """

    id: str
    run: Callable[[Session], None]
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A part of the hospital that can be read, tested and (mostly) switched off by itself."""

    id: str
    title: Text
    requires: tuple[str, ...] = ()
    router: APIRouter | None = None  # under /api
    screens: APIRouter | None = None  # server-rendered pages, at the root
    permissions: tuple[Permission, ...] = ()
    listens: Mapping[type[Event], tuple[Handler, ...]] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    senders: tuple[Sender, ...] = ()
    settings: tuple[Parameter, ...] = ()
    searches: tuple[Search, ...] = ()
    prints: tuple["Print", ...] = ()
    seeds: tuple[Seed, ...] = ()
    claims: tuple[Claim, ...] = ()
    # What this module adds to lower modules' pages and duties. Each value is of a type that
    # the lower module declares in its slots.py (a closing check, a patient column, ...).
    contributes: tuple[Any, ...] = ()
    # Idempotent: takes in what happened while the module was off, since that day.
    catch_up: Callable[[Session, date], None] | None = None
    can_be_off: bool = True
