"""Domain events: what one module tells the others, inside the same transaction.

A handler runs at once, in the publisher's session. If it raises, the whole request rolls
back: there is never an order without its lab worklist entry. Anything that leaves the system
(an analyser, the BHXH portal, an SMS) does not belong in a handler; write an outbox row
instead (kernel/outbox.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

if TYPE_CHECKING:
    from kernel.assembly import Assembly

ASSEMBLY = "assembly"
UNDONE = "undone"  # in session.info: this transaction will be rolled back, whatever happens


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened, named in the past tense. Events carry ids, not rows."""


Handler = Callable[[Session, Any], None]


_MANY = "many_at_once"


def in_batches(many: Callable[[Session, Any], None]) -> Callable[[Handler], Handler]:
    """Marks a handler that can hear many events at once, in as few statements as for one."""

    def mark(one: Handler) -> Handler:
        setattr(one, _MANY, many)
        return one

    return mark


def assembly_of(session: Session) -> "Assembly":
    """The modules that are on for this session."""
    built: Assembly = session.info[ASSEMBLY]
    return built


def publish(session: Session, event: Event) -> None:
    """Run every handler of an event, in the order in which modules are installed."""
    for handler in assembly_of(session).subscriptions.get(type(event), ()):
        handler(session, event)


def publish_many(session: Session, events: Sequence[Event]) -> None:
    """Events of one kind and one actor; each handler hears all before the next one does."""
    if not events:
        return
    for handler in assembly_of(session).subscriptions.get(type(events[0]), ()):
        if many := getattr(handler, _MANY, None):
            many(session, events)
        else:
            for event in events:
                handler(session, event)
