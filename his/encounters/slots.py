"""How higher modules take part in a visit (put these in `Module.contributes`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.encounters.models import Encounter
from kernel.access import Actor
from kernel.module import Permission
from kernel.schemas import Input
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that must be done before the visit closes, and the field or page where."""

    says: Text
    where: str


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """What a module wants to see before a visit is closed."""

    id: str
    title: Text
    by: Callable[[Session, Encounter], Sequence[Missing]]


@dataclass(frozen=True, slots=True)
class CancelCheck:
    """What of a module stands in the way of cancelling a visit (a result, a payment)."""

    id: str
    title: Text
    by: Callable[[Session, Encounter], Sequence[Missing]]


@dataclass(frozen=True, slots=True)
class EncounterRecords:
    """A table whose rows follow their visit when it moves to the right patient.

    Where the rows know the visit only through another table (a report through its order),
    `via` names that table and `encounter_column` is the column that points to its `id`.
    """

    table: str
    patient_column: str = "patient_id"
    encounter_column: str = "encounter_id"
    via: str = ""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """A boxed block of the registration slip, such as the queue number."""

    label: Text
    value: str
    note: Text


@dataclass(frozen=True, slots=True)
class SlipBlock:
    """What a module adds to the registration slip (phiếu khám)."""

    id: str
    by: Callable[[Session, Encounter], SlipFacts | None]


@dataclass(frozen=True, slots=True)
class CheckinPart:
    """What a module asks at the desk besides, and keeps with the visit (card, route, appointment).

    The form sends it under the part's id; it is read as `schema`, and `by(db, actor, encounter,
    given)` is called in the transaction that opens the visit, before others hear of it. A
    refusal opens no visit.
    """

    id: str
    schema: type[Input]
    by: Callable[[Session, Actor, Encounter, Any], None]


@dataclass(frozen=True, slots=True)
class ArrivalByScan:
    """What a module makes of a scan at the entrance (a kiosk): the visit that it opened, or none.

    `by(db, actor, text, patient_id)`; `patient_id` is known where the scan was a card.
    """

    id: str
    by: Callable[[Session, Actor, str, UUID | None], UUID | None]


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Where somebody works on a visit: what a scanned card opens for those who hold `needs`.

    The first that fits is taken (`order`, the smaller first): the cashier's bill for who takes
    money, the examination for who examines. `to(db, encounter_id)` answers a path, or none.
    """

    id: str
    needs: Permission
    to: Callable[[Session, UUID], str | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class NextTime:
    """The time that a patient was promised for his next visit."""

    at: datetime
    room: str
    code: str


@dataclass(frozen=True, slots=True)
class NextVisit:
    """Who books the next visit while this one ends (giấy hẹn khám lại); at most one is asked.

    `book(db, actor, encounter, place, at)` promises a time of its own calendar (`place` is the
    calendar's id) in the transaction that issues the paper; `known(db, encounter)` is what was
    booked before; `give_back(db, actor, encounter, reason)` frees it when the paper is cancelled.
    """

    id: str
    book: Callable[[Session, Actor, Encounter, UUID, datetime], NextTime]
    known: Callable[[Session, Encounter], NextTime | None]
    give_back: Callable[[Session, Actor, Encounter, str], None]
