"""What the API takes and gives. Fields of an answer have no defaults."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.encounters.service import EncounterState, Payer
from his.patients.service import Brief, Sex
from his.queue.lists import QueueNow, TicketLine
from his.queue.models import TicketAct, TicketState
from his.queue.priority import WHY, PriorityClass
from his.queue.states import acts
from kernel import clock
from kernel.schemas import Input, Line, Output, Reason, Version, Words, said

Counter = Annotated[str, Field(max_length=40, description="The desk that calls: Bàn 2.")]


class TicketIn(Input):
    encounter_id: UUID | None = Field(
        default=None, description="Left out for somebody who is not registered yet."
    )
    priority: PriorityClass | None = Field(
        default=None, description="Worked out from the visit and the age when left out."
    )


class TicketCallIn(Input):
    counter: Counter = ""


class TicketRangeIn(Input):
    first: int = Field(ge=1, le=100_000)
    last: int = Field(ge=1, le=100_000)
    counter: Counter = ""


class TicketWhyIn(Input):
    reason: Reason


class TicketRegradeIn(Input):
    priority: PriorityClass
    reason: Reason


class TicketMoveIn(Input):
    room_id: UUID
    reason: Reason


class TicketSendIn(Input):
    room_id: UUID


class QueueRoomIn(Input):
    version: Version | None = Field(description="Null where nothing was set before.")
    prefix: str = Field(max_length=4, pattern=r"^[A-Z]*$")
    area: str = Field(max_length=40, pattern=r"^[a-z0-9\-]*$", description="Address: tang-1.")
    area_name: Line
    on_board: bool


class QueueRoomOut(Output):
    room_id: UUID
    prefix: str
    area: str
    area_name: str
    on_board: bool
    version: int | None


class TicketRoom(Output):
    id: UUID
    code: str
    name: str


class TicketPatient(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    age: Words
    unknown: bool = Field(description="Nobody knows yet who this is.")

    @classmethod
    def of(cls, patient: Brief) -> "TicketPatient":
        return cls(
            id=patient.id,
            code=patient.code,
            name=patient.name,
            birth=patient.birth,
            sex=patient.sex,
            age=said(patient.age),
            unknown=patient.unknown,
        )


class TicketVisit(Output):
    id: UUID
    code: str
    state: EncounterState
    payer: Payer
    reason: str
    doctor_name: str


class TicketOut(Output):
    """A ticket with whose it is, where it stands, and what may be done to it."""

    id: UUID
    room: TicketRoom
    day: date
    number: int
    prefix: str
    label: str
    state: TicketState
    priority: PriorityClass
    why: Words = Field(description="Why he goes ahead; empty for ordinary ones.")
    patient: TicketPatient | None
    encounter: TicketVisit | None
    chain_id: UUID
    from_ticket_id: UUID | None
    issued_at: datetime
    issued_by_name: str
    turn_at: datetime
    called_at: datetime | None
    called_times: int
    counter: str
    started_at: datetime | None
    finished_at: datetime | None
    note: str
    waiting_minutes: int | None = Field(description="So far, or until he was first called.")
    ahead: int | None = Field(description="How many are called before him, while he waits.")
    overtakes: int | None = Field(description="How many who came earlier are called after him.")
    expected_minutes: int | None = Field(description="The estimated wait from now.")
    acts: list[TicketAct] = Field(description="What may be done in this state.")
    version: int

    @classmethod
    def of(cls, line: TicketLine) -> "TicketOut":
        ticket, look = line.ticket, line.outlook
        until = ticket.first_called_at or ticket.finished_at or clock.utc_now()
        not_shown = {
            "room_id",
            "encounter_id",
            "patient_id",
            "site_id",
            "lane",
            "first_called_at",
            "sent_on",
        }
        return cls(
            **ticket.model_dump(exclude=not_shown),
            room=TicketRoom.model_validate(line.room),
            label=ticket.label,
            why=said(WHY[ticket.priority]),
            patient=TicketPatient.of(line.patient) if line.patient else None,
            encounter=TicketVisit.model_validate(line.encounter) if line.encounter else None,
            waiting_minutes=_minutes(until - min(ticket.issued_at, ticket.turn_at)),
            ahead=look.ahead if look else None,
            overtakes=look.overtakes if look else None,
            expected_minutes=_minutes(look.wait) if look else None,
            acts=acts(ticket.state) if ticket.day == clock.today() else [],
        )


class TicketCallOut(Output):
    id: UUID
    act: TicketAct
    at: datetime
    by_name: str
    counter: str
    reason: str
    by_visit: bool
    undone: bool


class QueueOut(Output):
    """A room's queue in one line."""

    room: TicketRoom
    kind: str
    waiting: int
    waiting_priority: int
    called: int
    serving: int
    held: int
    skipped: int
    done: int
    now: str
    longest_wait_minutes: int | None
    next_wait_minutes: int = Field(description="What somebody who comes now will wait.")
    paused_reason: str | None = Field(description="Null while the queue runs.")

    @classmethod
    def of(cls, queue: QueueNow) -> "QueueOut":
        return cls(
            room=TicketRoom.model_validate(queue.room),
            kind=queue.room.kind,
            waiting=queue.waiting,
            waiting_priority=queue.waiting_priority,
            called=queue.called,
            serving=queue.serving,
            held=queue.held,
            skipped=queue.skipped,
            done=queue.done,
            now=queue.now,
            longest_wait_minutes=_minutes(queue.longest_wait),
            next_wait_minutes=int(queue.next_wait.total_seconds() // 60),
            paused_reason=queue.paused_reason,
        )


class QueuesOut(Output):
    """`own_room_id`: where the reader works by his staff record, if that room has a queue."""

    queues: list[QueueOut]
    own_room_id: UUID | None


class QueuePauseOut(Output):
    room_id: UUID
    paused_at: datetime | None
    paused_reason: str


class TicketsOut(Output):
    tickets: list[TicketOut]


class KioskIn(Input):
    name: Line
    room_id: UUID = Field(description="The desk whose numbers it gives.")


class KioskOut(Output):
    id: UUID
    name: str
    room_id: UUID
    made_at: datetime
    made_by_name: str
    seen_at: datetime | None
    blocked_at: datetime | None


class KioskMadeOut(Output):
    kiosk: KioskOut
    token: str = Field(description="Shown this once.")


class WaitsByHour(Output):
    """Waits in a room at one hour of the day (Vietnamese, 0 to 23), in minutes."""

    room_id: UUID
    hour: int
    issued: int
    served: int
    left: int
    average_wait: float | None
    median_wait: float | None
    p90_wait: float | None
    average_service: float | None


class WaitsOut(Output):
    first: date
    last: date
    rooms: list[TicketRoom]
    hours: list[WaitsByHour]


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else max(0, int(span.total_seconds() // 60))
