from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.appointments import paper, permissions, service
from his.appointments.lists import Line
from his.appointments.models import WishState
from his.appointments.schemas import (
    AppointmentArrived,
    AppointmentArriveIn,
    AppointmentCancelIn,
    AppointmentIn,
    AppointmentMoveIn,
    AppointmentOut,
    AppointmentsOut,
    AppointmentStepOut,
    FreeTime,
    FreeTimesOut,
    WishIn,
    WishOut,
)
from his.appointments.states import AppointmentState
from his.patients import service as patients
from kernel import audit, clock
from kernel.access import Actor, Requires
from kernel.db import Db, expect
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/appointments", tags=["his.appointments"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Booker = Annotated[Actor, Depends(Requires(permissions.BOOK))]
Day = Annotated[date | None, Query(description="Vietnamese day; today when left out.")]
States = Annotated[list[AppointmentState] | None, Query(max_length=7)]
_MOST_DAYS = 42


@router.get("")
def worklist(
    actor: Reader,
    db: Db,
    day: Day = None,
    days: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = 1,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    state: States = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[AppointmentOut]:
    """Who is expected on a day, or some days from it, in the order of the times."""
    found, following = service.of_day(
        db,
        actor,
        day=day,
        days=days,
        room_id=room_id,
        doctor_id=doctor_id,
        states=state or (),
        after=after,
        limit=limit,
    )
    return Page(items=_seen(db, found), next=following)


@router.post("", status_code=201)
def book(wanted: AppointmentIn, actor: Booker, db: Db) -> AppointmentOut:
    """Promise a time to a patient, or to somebody with a telephone."""
    caller = wanted.caller
    made = service.book(
        db,
        actor,
        caller=service.Caller(**caller.model_dump()) if caller else None,
        channel=service.Channel.DOCTOR if wanted.from_encounter_id else service.Channel.DESK,
        **wanted.model_dump(exclude={"caller"}),
    )
    return _shown(db, actor, made.id)


@router.get("/times")
def times(
    _: Reader,
    db: Db,
    first: Day = None,
    days: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = 7,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    full: bool = False,
) -> FreeTimesOut:
    """The free times of some days, of a room or doctor; the full ones too when asked for."""
    start = first or clock.today()
    last = start + timedelta(days=days - 1)
    found = service.free(
        db, first=start, last=last, room_id=room_id, doctor_id=doctor_id, full=full
    )
    return FreeTimesOut(first=start, last=last, times=[FreeTime.of(each) for each in found])


@router.get("/of-patient/{patient_id}")
def of_patient(
    patient_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[AppointmentOut]:
    """A patient's appointments, the furthest ahead first."""
    patient = patients.get(db, actor, patient_id)
    found, following = service.of_patient(db, actor, patient.id, after=after, limit=limit)
    audit.read(db, ("patient", patient.id))
    return Page(items=[AppointmentOut.of(line) for line in found], next=following)


@router.get("/expected/{patient_id}")
def expected(patient_id: UUID, actor: Reader, db: Db) -> AppointmentsOut:
    """What a patient is expected for today, also when he booked on line by his telephone."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    today = [each.id for each in service.of_patient_today(db, patient)]
    lines = service.shown(db, actor, today)
    return AppointmentsOut(items=[AppointmentOut.of(line) for line in lines])


@router.get("/waiting-list")
def waiting_list(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[WishOut]:
    """Who waits for an earlier time, in the order in which he asked."""
    found, following = service.wishes(db, actor, after=after, limit=limit)
    people = patients.briefs(db, actor, [each.patient_id for each in found])
    audit.read_list(db, "patient", people)
    items = [WishOut.of(each, people.get(each.patient_id)) for each in found]
    return Page(items=items, next=following)


@router.post("/waiting-list", status_code=201)
def wish(wanted: WishIn, actor: Booker, db: Db) -> WishOut:
    """Tell this patient when a place becomes free."""
    made = service.wish(db, actor, **wanted.model_dump())
    return _wish(db, actor, made)


@router.post("/waiting-list/{wish_id}/withdrawal")
def withdraw(wish_id: UUID, actor: Booker, db: Db) -> WishOut:
    """He does not wait any longer."""
    return _wish(db, actor, service.withdraw(db, actor, wish_id))


@router.get("/{appointment_id}")
def show(appointment_id: UUID, actor: Reader, db: Db) -> AppointmentOut:
    """One appointment, and what may be done now."""
    return _seen(db, [service.one(db, actor, appointment_id)])[0]


@router.get("/{appointment_id}/steps")
def steps(
    appointment_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[AppointmentStepOut]:
    """What was done to an appointment: who, when, why."""
    _seen(db, [service.one(db, actor, appointment_id)])
    found, following = service.steps(db, appointment_id, after=after, limit=limit)
    return Page(items=[AppointmentStepOut.model_validate(s) for s in found], next=following)


@router.post("/{appointment_id}/confirmation")
def confirm(appointment_id: UUID, actor: Booker, db: Db) -> AppointmentOut:
    """He said on the telephone that he will come."""
    service.confirm(db, actor, service.locked(db, actor, appointment_id))
    return _shown(db, actor, appointment_id)


@router.post("/{appointment_id}/move")
def move(appointment_id: UUID, to: AppointmentMoveIn, actor: Booker, db: Db) -> AppointmentOut:
    """To another time, room or doctor."""
    found = service.locked(db, actor, appointment_id)
    if found.version != to.version:
        expect(found, to.version, _shown(db, actor, appointment_id))
    service.move(db, actor, found, **to.model_dump(exclude={"version"}))
    return _shown(db, actor, appointment_id)


@router.post("/{appointment_id}/cancellation")
def cancel(appointment_id: UUID, why: AppointmentCancelIn, actor: Booker, db: Db) -> AppointmentOut:
    """It will not take place; the place goes to the next on the waiting list."""
    service.cancel(db, actor, service.locked(db, actor, appointment_id), reason=why.reason)
    return _shown(db, actor, appointment_id)


@router.post("/{appointment_id}/arrival", status_code=201)
def arrive(
    appointment_id: UUID,
    who: AppointmentArriveIn,
    actor: Annotated[Actor, Depends(Requires(permissions.ARRIVE))],
    db: Db,
) -> AppointmentArrived:
    """He came: open his visit, with a ticket that goes ahead."""
    visit = service.arrive(db, actor, appointment_id, patient_id=who.patient_id, payer=who.payer)
    return AppointmentArrived(encounter_id=visit.id)


@router.post("/{appointment_id}/prints/card", responses=PDF, response_class=Response)
def print_card(
    appointment_id: UUID, actor: Annotated[Actor, Depends(Requires(permissions.PRINT))], db: Db
) -> Response:
    """The appointment on paper (giấy hẹn khám), with barcode and the link to cancel it."""
    line = service.one(db, actor, appointment_id)
    return pdf(paper.printed(db, actor, line), f"giay-hen-{line.appointment.code}")


def _shown(db: Db, actor: Actor, appointment_id: UUID) -> AppointmentOut:
    return AppointmentOut.of(service.one(db, actor, appointment_id))


def _seen(db: Db, lines: list[Line]) -> list[AppointmentOut]:
    audit.read_list(db, "patient", dict.fromkeys(x.patient.id for x in lines if x.patient))
    return [AppointmentOut.of(line) for line in lines]


def _wish(db: Db, actor: Actor, made: service.Wish) -> WishOut:
    people = patients.briefs(db, actor, [made.patient_id])
    assert made.state in WishState
    return WishOut.of(made, people.get(made.patient_id))
