"""What the API takes and gives. Fields of an answer have no defaults."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from his.encounters.models import (
    Act,
    Disposition,
    EncounterKind,
    EncounterState,
    Payer,
    Priority,
    VisitType,
)
from his.encounters.states import acts
from his.encounters.worklist import Line
from his.patients.service import Brief, Sex
from kernel.columns import nfc
from kernel.schemas import Input, Output, Reason, Version, Words, said

Complaint = Annotated[str, Field(max_length=500), AfterValidator(nfc)]


class EncounterIn(Input):
    patient_id: UUID
    room_id: UUID
    payer: Payer
    reason: Complaint = ""
    priority: Priority = Priority.NONE
    visit_type: VisitType = VisitType.FIRST
    doctor_id: UUID | None = Field(default=None, description="The doctor asked for by name.")
    again: bool = Field(default=False, description="Yes, a second visit in this room today.")
    beyond_quota: bool = Field(default=False, description="Yes, one more than the room takes.")
    parts: dict[str, dict[str, Any]] = Field(
        default={}, max_length=8, description="What other modules asked, by the part's id."
    )


class EncounterChangeIn(Input):
    version: Version
    payer: Payer
    visit_type: VisitType
    priority: Priority
    reason: Complaint


class VisitCloseIn(Input):
    disposition: Disposition


class VisitWhyIn(Input):
    reason: Reason


class VisitMoveRoomIn(Input):
    room_id: UUID
    reason: Reason


class VisitMoveToPatientIn(Input):
    patient_id: UUID
    reason: Reason


class VisitPatient(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    age: Words
    unknown: bool = Field(description="Nobody knows yet who this is.")

    @classmethod
    def of(cls, patient: Brief) -> "VisitPatient":
        return cls(
            id=patient.id,
            code=patient.code,
            name=patient.name,
            birth=patient.birth,
            sex=patient.sex,
            age=said(patient.age),
            unknown=patient.unknown,
        )


class VisitRoom(Output):
    id: UUID
    code: str
    name: str


class EncounterOut(Output):
    id: UUID
    code: str
    patient: VisitPatient
    site_id: UUID
    room: VisitRoom
    department_id: UUID | None
    kind: EncounterKind
    visit_type: VisitType
    payer: Payer
    priority: Priority
    reason: str
    state: EncounterState
    state_reason: str
    opened_at: datetime
    opened_by_name: str
    doctor_id: UUID | None
    doctor_name: str
    began_at: datetime | None
    closed_at: datetime | None
    disposition: Disposition | None
    cancelled_at: datetime | None
    version: int
    acts: list[Act] = Field(description="What may be done in this state.")

    @classmethod
    def of(cls, line: Line) -> "EncounterOut":
        return cls(
            **line.encounter.model_dump(
                exclude={"patient_id", "room_id", "opened_by", "closed_by"}
            ),
            patient=VisitPatient.of(line.patient),
            room=VisitRoom.model_validate(line.room),
            acts=acts(line.encounter.state),
        )


class VisitStepOut(Output):
    id: UUID
    act: Act
    from_state: EncounterState
    to_state: EncounterState
    at: datetime
    by_name: str
    reason: str
    facts: dict[str, Any] | None


class VisitMissing(Output):
    """One thing that must be done first, who asks for it, and where it is done."""

    check: str
    title: Words
    says: Words
    where: str


class VisitReadiness(Output):
    """Whether a visit could be closed or cancelled now, and what stands in the way of each."""

    can_close: bool
    missing: list[VisitMissing]
    can_cancel: bool
    standing: list[VisitMissing]


class VisitsByHour(Output):
    hour: int
    visits: int


class VisitsByPayer(Output):
    payer: Payer
    visits: int


class VisitsByRoom(Output):
    room: VisitRoom
    visits: int


class VisitsByState(Output):
    state: EncounterState
    visits: int


class RoomCapacity(Output):
    """`quota` 0: the room takes as many as come."""

    room: VisitRoom
    quota: int
    taken: int


class CapacitiesOut(Output):
    rooms: list[RoomCapacity]


class VisitFiguresOut(Output):
    """A day's registrations; cancelled visits are counted only under `by_state`."""

    day: date
    total: int
    by_hour: list[VisitsByHour]
    by_payer: list[VisitsByPayer]
    by_room: list[VisitsByRoom]
    by_state: list[VisitsByState]
