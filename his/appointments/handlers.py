"""Appointments in the search box, on the timeline and the banner of a patient."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from his.appointments import keeping, lists, states
from his.patients import service as patients
from his.patients.slots import BannerItem, TimelineItem
from kernel import audit, clock
from kernel.access import Actor
from kernel.module import Hit
from kernel.text import Text


def in_search_box(db: Session, actor: Actor, text: str, limit: int) -> list[Hit]:
    """An appointment by its code, or by the link of the reminder, scanned."""
    found = lists.by_code(db, actor, text, limit)
    audit.read_list(db, "patient", [line.patient.id for line in found if line.patient])
    return [
        Hit(
            title=f"{line.appointment.code} · {_name(line)}",
            detail=f"{_at(line.appointment.at)} · {line.room.code}",
            to=f"/appointments?open={line.appointment.id}",
            rank=1.0,
        )
        for line in found
    ]


def timeline(
    db: Session, actor: Actor, patient_id: UUID, before: datetime, limit: int
) -> list[TimelineItem]:
    """A patient's appointments, the latest first."""
    found, _ = lists.of_patient(db, actor, patient_id, limit=200)
    items = [
        TimelineItem(
            at=line.appointment.at,
            title=Text(
                f"Hẹn khám {line.room.name}: {states.NAMES[line.appointment.state].vi}",
                f"Appointment in {line.room.name}: {states.NAMES[line.appointment.state].en}",
            ),
            detail=f"{line.appointment.code} {line.appointment.reason}".strip(),
            to=f"/appointments?open={line.appointment.id}",
        )
        for line in found
        if line.appointment.at <= before
    ]
    return items[:limit]


def expected(db: Session, actor: Actor, patient_id: UUID) -> list[BannerItem]:
    """He is expected today."""
    found, _ = lists.of_patient(db, actor, patient_id, limit=5)
    today = clock.today()
    return [
        BannerItem(
            "info",
            Text(
                f"Hẹn {line.appointment.at.astimezone(clock.LOCAL):%H:%M} {line.room.code}",
                f"Expected {line.appointment.at.astimezone(clock.LOCAL):%H:%M} {line.room.code}",
            ),
            f"/appointments?open={line.appointment.id}",
        )
        for line in found
        if line.appointment.state in states.EXPECTED
        and line.appointment.at.astimezone(clock.LOCAL).date() == today
    ]


def at_the_entrance(db: Session, actor: Actor, text: str, patient_id: UUID | None) -> UUID | None:
    """A kiosk scanned an appointment, or the card of somebody who is expected: his visit opens."""
    wanted = None
    if patient_id is not None:
        expected_now = keeping.of_patient_today(db, patients.get(db, actor, patient_id))
        wanted = next((a for a in expected_now if keeping.in_time(db, a)), None)
    else:
        today = clock.today()
        wanted = next(
            (
                line.appointment
                for line in lists.by_code(db, actor, text, 2)
                if line.appointment.at.astimezone(clock.LOCAL).date() == today
                and line.appointment.patient_id is not None
                and states.may(line.appointment.state, states.AppointmentAct.ARRIVE)
            ),
            None,
        )
    return keeping.arrive(db, actor, wanted.id).id if wanted else None


def _name(line: lists.Line) -> str:
    return line.patient.name if line.patient else line.appointment.name


def _at(at: datetime) -> str:
    return at.astimezone(clock.LOCAL).strftime("%H:%M %d/%m/%Y")
