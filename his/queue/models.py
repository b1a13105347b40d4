from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from his.queue.priority import Lane, PriorityClass
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from kernel.settled import Settled


class TicketState(StrEnum):
    """The life of a ticket, see states.py."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"  # away for tests, or asked to wait
    SKIPPED = "skipped"  # called and not there
    DONE = "done"
    MOVED = "moved"  # goes on as a ticket of another room
    LEFT = "left"


class TicketAct(StrEnum):
    """What can be done to a ticket, or (the last two) to a room's queue."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    SKIP = "skip"
    HOLD = "hold"
    RETURN = "return"
    MOVE = "move"
    LEAVE = "leave"
    REGRADE = "regrade"
    UNDO = "undo"
    PAUSE = "pause"
    RESUME = "resume"


def label_of(prefix: str, number: int) -> str:
    """What people read: A012."""
    return f"{prefix}{number:03}"


class Ticket(Versioned, table=True):
    """A number in a room's queue on one day (số thứ tự)."""

    __tablename__ = "his_queue_ticket"
    __table_args__ = (
        UniqueConstraint("room_id", "day", "number"),
        # The order inside a lane: whoever is called next is the first entry of an index.
        Index("ix_his_queue_ticket_turn", "room_id", "day", "state", "lane", "turn_at", "number"),
        Index("ix_his_queue_ticket_encounter", "encounter_id", "number"),
        Index("ix_his_queue_ticket_chain", "chain_id", "issued_at", "id"),
        Index("ix_his_queue_ticket_day", "day", "room_id"),
        Index("ix_his_queue_ticket_issued", "room_id", "issued_at", "id"),
        Index("ix_his_queue_ticket_token", "token", unique=True),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    room_id: UUID = Field(foreign_key="his_room.id")
    day: date = Field(description="The Vietnamese day.")
    number: int = Field(ge=1)
    prefix: str = Field(default="", max_length=8)
    state: TicketState = Field(default=TicketState.WAITING, sa_type=words(TicketState))
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id")
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id", index=True)
    site_id: UUID = Field(foreign_key="his_site.id")
    priority: PriorityClass = Field(default=PriorityClass.ORDINARY, sa_type=words(PriorityClass))
    lane: int = Field(default=Lane.ORDINARY, ge=0, le=2)
    chain_id: UUID = Field(description="The first ticket of the way through the house.")
    from_ticket_id: UUID | None = Field(default=None, foreign_key="his_queue_ticket.id")
    issued_at: datetime = Field(sa_type=Instant)
    issued_by_name: str = Field(default="", max_length=200)
    turn_at: datetime = Field(sa_type=Instant, description="Since when he waits for his turn.")
    called_at: datetime | None = Field(default=None, sa_type=Instant)
    called_times: int = Field(default=0, ge=0)
    first_called_at: datetime | None = Field(default=None, sa_type=Instant)
    counter: str = Field(default="", max_length=40, description="The desk that called.")
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_on: bool = Field(default=False, description="Held while he is in another room.")
    note: str = Field(default="", max_length=500, description="Why held, moved or gone.")
    token: str | None = Field(
        default=None, max_length=24, description="Opens the patient's own page; says nothing else."
    )

    @property
    def label(self) -> str:
        return label_of(self.prefix, self.number)


class TicketCall(Unaudited, SQLModel, table=True):
    """One act at a queue (nhật ký gọi số): who, when, from which desk. Itself a log."""

    __tablename__ = "his_queue_call"
    __table_args__ = (
        Index("ix_his_queue_call_ticket", "ticket_id", "id"),
        Index("ix_his_queue_call_room", "room_id", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    ticket_id: UUID | None = Field(default=None, foreign_key="his_queue_ticket.id")
    room_id: UUID = Field(foreign_key="his_room.id")
    act: TicketAct = Field(sa_type=words(TicketAct))
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    counter: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=500)
    by_visit: bool = Field(default=False, description="Followed from the visit, not from a button.")
    before: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="The ticket before the act, for undoing it.",
    )
    undone: bool = False


class QueueDay(Unaudited, SQLModel, table=True):
    """The state of a room's queue on one day: whoever calls holds this row."""

    __tablename__ = "his_queue_day"

    room_id: UUID = Field(foreign_key="his_room.id", primary_key=True)
    day: date = Field(primary_key=True)
    mix: int = Field(description="Ordinary patients to one of priority, as set at the last call.")
    since: int = Field(description="Ordinary patients called since the last of priority.")
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    paused_reason: str = Field(default="", max_length=500)


class QueueRoom(Versioned, Settled, table=True):
    """How a room's queue is shown: its letter, and the board on which it stands (khu vực)."""

    __tablename__ = "his_queue_room"

    room_id: UUID = Field(foreign_key="his_room.id", primary_key=True)
    prefix: str = Field(default="", max_length=8)
    area: str = Field(default="", max_length=40, description="The board's address: tang-1.")
    area_name: str = Field(default="", max_length=120)
    on_board: bool = True


class StepState(StrEnum):
    """How far a step of the visit has come."""

    OPEN = "open"
    PERFORMED = "performed"  # he is not needed there any more, the answer is not there yet
    DONE = "done"
    WITHDRAWN = "withdrawn"


class QueueStep(Unaudited, SQLModel, table=True):
    """Something that a visit wants elsewhere: a test, a payment, drugs (bước của lượt khám).

    Several steps in one room share a ticket. One that has none yet waits for those before it.
    """

    __tablename__ = "his_queue_step"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_his_queue_step_encounter", "encounter_id", "wanted_at", "id"),
        Index("ix_his_queue_step_ticket", "ticket_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    place: str = Field(max_length=12, description="The kind of room (RoomKind).")
    source: str = Field(max_length=60)
    source_id: UUID
    to_room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    ticket_id: UUID | None = Field(default=None, foreign_key="his_queue_ticket.id")
    state: StepState = Field(default=StepState.OPEN, sa_type=words(StepState))
    wanted_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class QueueKiosk(Versioned, table=True):
    """A device that gives numbers (ki-ốt lấy số); only the blind index of its token is kept."""

    __tablename__ = "his_queue_kiosk"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=120)
    room_id: UUID = Field(foreign_key="his_room.id", description="Whose numbers it gives.")
    token_blind: bytes = Field(unique=True)
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    blocked_at: datetime | None = Field(default=None, sa_type=Instant)
