"""How higher modules take part: which messages they take, and what they do with answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from his.link.checking import Fault, Profile
from his.link.models import LinkMessage, Partner, PartnerKind
from kernel.access import Actor
from kernel.hl7.message import Message
from kernel.text import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a message that waited."""

    actor: Actor
    patient_id: UUID | None = None
    accepted: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came; `decision` when a person sends it through again."""

    message: Message
    partner: Partner
    id: UUID
    at: datetime
    decision: Decision | None = None


class Outcome(StrEnum):
    DONE = "done"
    REVIEW = "review"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it, and what the sender is told.

    `code` AA (also for what waits for a person: we have it), AE, AR. `lines` follow MSA; `kind`
    is MSH-9 of the answer where it is no plain ACK.
    """

    outcome: Outcome = Outcome.DONE
    code: str = "AA"
    says: Text = NOTHING
    error: str = ""  # HL7 table 0357
    kind: Sequence[str] = ()
    lines: Sequence[str] = ()
    about: str = ""
    patient_id: UUID | None = None
    faults: Sequence[Fault] = ()  # each is an ERR of the answer


@dataclass(frozen=True, slots=True)
class MessageTaker:
    """Who takes messages of a type from partners of these kinds.

    `by` works in a transaction of its own; what it raises undoes what it did and is answered AE.
    With a `profile` it is asked only for messages that have all which that wants.
    """

    id: str
    type: str
    kinds: tuple[PartnerKind, ...]
    title: Text
    by: Callable[[Session, Actor, Received], Answer]
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """What we send of our own accord: for the conformance statement."""

    type: str
    kinds: tuple[PartnerKind, ...]
    title: Text


@dataclass(frozen=True, slots=True)
class AnswerTaker:
    """Who reads the answer to a message of ours of this type (an ORL with states of orders)."""

    id: str
    type: str
    by: Callable[[Session, Actor, LinkMessage, Message], None]
