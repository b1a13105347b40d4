"""He comes, or he does not: an appointment becomes a visit, or a no-show (đến hẹn, không đến)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import states
from his.appointments.booking import locked, turn
from his.appointments.errors import NobodyKnown
from his.appointments.events import AppointmentKept, AppointmentMissed
from his.appointments.models import Appointment, AppointmentKind
from his.appointments.settings import EARLY, LATE
from his.appointments.states import AppointmentAct, AppointmentState
from his.encounters import service as encounters
from his.encounters.events import (
    EncounterCancelled,
    EncounterClosed,
    EncounterMovedToPatient,
    EncounterOpened,
)
from his.encounters.service import Encounter, Payer, Priority, VisitType
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import SYSTEM, Actor
from kernel.events import publish
from kernel.text import Text

_MISSED_AFTER = timedelta(hours=2)


def arrive(
    db: Session,
    actor: Actor,
    appointment_id: UUID,
    *,
    patient_id: UUID | None = None,
    payer: Payer | None = None,
) -> Encounter:
    """Open the visit of whoever came for it. `patient_id` names him who booked on line."""
    appointment = locked(db, actor, appointment_id)
    who = appointment.patient_id or patient_id
    if who is None:
        raise NobodyKnown
    appointment.patient_id = who
    states_after = states.after(appointment.state, AppointmentAct.ARRIVE)
    if states_after is None:
        turn(db, actor, appointment, AppointmentAct.ARRIVE)  # refuses
    db.flush()
    card = patients.insurance_card(patients.documents(db, who))
    follow_up = appointment.kind is AppointmentKind.FOLLOW_UP
    return encounters.open(
        db,
        actor,
        patient_id=who,
        room_id=appointment.room_id,
        payer=payer or (Payer.BHYT if card else Payer.SELF_PAY),
        reason=appointment.reason,
        visit_type=VisitType.FOLLOW_UP if follow_up else VisitType.FIRST,
        doctor_id=appointment.doctor_id,
        beyond_quota=True,
    )


def of_patient_today(db: Session, patient: Patient, *, mend: bool = False) -> list[Appointment]:
    """What a patient is expected for today, also when he booked on line by his telephone."""
    start, end = clock.day_bounds(clock.today())
    whose = [col(Appointment.patient_id) == patient.id]
    if patient.phone_blind is not None:
        whose.append(
            col(Appointment.patient_id).is_(None)
            & (col(Appointment.phone_blind) == patient.phone_blind)
        )
    query = select(Appointment).where(
        or_(*whose),
        col(Appointment.at) >= start,
        col(Appointment.at) < end,
        col(Appointment.state).in_((*states.EXPECTED, AppointmentState.NO_SHOW)),
    )
    if mend:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.execute(query.order_by(col(Appointment.at), col(Appointment.id))).scalars()
    return [a for a in found if a.patient_id or _is(a, patient)]


def _is(appointment: Appointment, patient: Patient) -> bool:
    """A telephone is shared by a family: the name must fit as well."""
    told = set(patients.name_words(appointment.name))
    return bool(told) and told == set(patients.name_words(patient.name))


def recognise(db: Session, event: EncounterOpened) -> None:
    """A visit is opened for somebody who is expected: it is his appointment, and he goes ahead."""
    patient = patients.get(db, SYSTEM, event.patient_id)
    expected = of_patient_today(db, patient, mend=True)
    if not expected:
        return
    now = clock.utc_now()
    appointment = min(expected, key=lambda a: (a.room_id != event.room_id, abs(a.at - now)))
    appointment.patient_id = patient.id
    appointment.encounter_id = event.encounter_id
    turn(db, event.actor, appointment, AppointmentAct.ARRIVE)
    publish(
        db,
        AppointmentKept(
            appointment_id=appointment.id,
            patient_id=patient.id,
            room_id=appointment.room_id,
            at=appointment.at,
            actor=event.actor,
            encounter_id=event.encounter_id,
        ),
    )
    visit = encounters.by_id(db, event.encounter_id)
    if visit.priority is Priority.NONE and in_time(db, appointment):
        encounters.change(
            db,
            event.actor,
            visit,
            payer=visit.payer,
            visit_type=visit.visit_type,
            priority=Priority.APPOINTMENT,
            reason=visit.reason,
        )


def in_time(db: Session, appointment: Appointment) -> bool:
    """Neither much too early nor too late: he goes ahead as one with an appointment."""
    now = clock.utc_now()
    early = timedelta(minutes=int(admin.parameter(db, EARLY.id, room_id=appointment.room_id)))
    late = timedelta(minutes=int(admin.parameter(db, LATE.id, room_id=appointment.room_id)))
    return appointment.at - early <= now <= appointment.at + late


def finish(db: Session, event: EncounterClosed) -> None:
    for appointment in _of_visit(db, event.encounter_id):
        if appointment.state is AppointmentState.ARRIVED:
            turn(db, event.actor, appointment, AppointmentAct.FINISH)


def put_back(db: Session, event: EncounterCancelled | EncounterMovedToPatient) -> None:
    """The visit was cancelled, or was another person's: he is expected again."""
    for appointment in _of_visit(db, event.encounter_id):
        turn(db, event.actor, appointment, AppointmentAct.PUT_BACK, reason=event.reason)
        appointment.encounter_id = None
    db.flush()


def _of_visit(db: Session, encounter_id: UUID) -> list[Appointment]:
    query = select(Appointment).where(col(Appointment.encounter_id) == encounter_id)
    return list(db.execute(query.with_for_update()).scalars())


def missed(db: Session) -> Text | None:
    """Whoever is two hours late did not come (job; at the desk he is still taken in)."""
    late = clock.utc_now() - _MISSED_AFTER
    found = db.execute(
        select(Appointment)
        .where(col(Appointment.state).in_(states.EXPECTED), col(Appointment.at) < late)
        .order_by(col(Appointment.at), col(Appointment.id))
        .limit(500)
        .with_for_update(skip_locked=True)
    ).scalars()
    count = 0
    for appointment in found.all():
        turn(db, SYSTEM, appointment, AppointmentAct.MISS)
        publish(
            db,
            AppointmentMissed(
                appointment_id=appointment.id,
                patient_id=appointment.patient_id,
                room_id=appointment.room_id,
                at=appointment.at,
                actor=SYSTEM,
            ),
        )
        count += 1
    return Text(f"{count} người không đến hẹn.", f"{count} did not come.") if count else None
