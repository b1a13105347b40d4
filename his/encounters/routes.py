from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.admin import service as admin
from his.encounters import capacity, permissions, service, slip
from his.encounters.course import shown
from his.encounters.models import Encounter, EncounterState
from his.encounters.schemas import (
    CapacitiesOut,
    EncounterChangeIn,
    EncounterIn,
    EncounterOut,
    RoomCapacity,
    VisitCloseIn,
    VisitFiguresOut,
    VisitMissing,
    VisitMoveRoomIn,
    VisitMoveToPatientIn,
    VisitReadiness,
    VisitRoom,
    VisitsByHour,
    VisitsByPayer,
    VisitsByRoom,
    VisitsByState,
    VisitStepOut,
    VisitWhyIn,
)
from his.encounters.worklist import Line
from his.patients import service as patients
from kernel import audit, clock
from kernel.access import Actor, Requires
from kernel.db import Db, expect
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/encounters", tags=["his.encounters"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Day = Annotated[date | None, Query(description="Vietnamese day; today when left out.")]
States = Annotated[list[EncounterState] | None, Query(max_length=4)]


@router.post("", status_code=201)
def open_visit(
    visit: EncounterIn, actor: Annotated[Actor, Depends(Requires(permissions.OPEN))], db: Db
) -> EncounterOut:
    """Open a visit: the patient waits in the room, with a queue number."""
    return _shown(db, actor, service.open(db, actor, **visit.model_dump()))


@router.get("")
def worklist(
    actor: Reader,
    db: Db,
    day: Day = None,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    state: States = None,
    newest_first: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Page[EncounterOut]:
    """The visits of a day, of a room or doctor, in the order of opening."""
    found, following = service.of_day(
        db,
        actor,
        day=day,
        room_id=room_id,
        doctor_id=doctor_id,
        states=state or (),
        newest_first=newest_first,
        after=after,
        limit=limit,
    )
    return _page(db, found, following)


@router.get("/unfinished")
def unfinished(
    actor: Reader,
    db: Db,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[EncounterOut]:
    """Visits of earlier days that nobody closed or cancelled, oldest first."""
    found, following = service.unfinished(
        db, actor, room_id=room_id, doctor_id=doctor_id, after=after, limit=limit
    )
    return _page(db, found, following)


@router.get("/figures")
def figures(
    _: Annotated[Actor, Depends(Requires(permissions.FIGURES))], db: Db, day: Day = None
) -> VisitFiguresOut:
    """How many visits were opened on a day: by hour, payer, room and state."""
    day = day or clock.today()
    counted = service.figures(db, day=day)
    rooms = {room.id: room for room in admin.rooms(db, active=None)}
    return VisitFiguresOut(
        day=day,
        total=counted.total,
        by_hour=[VisitsByHour(hour=h, visits=n) for h, n in counted.by_hour.items()],
        by_payer=[VisitsByPayer(payer=p, visits=n) for p, n in counted.by_payer.items()],
        by_room=sorted(
            (
                VisitsByRoom(room=VisitRoom.model_validate(rooms[r]), visits=n)
                for r, n in counted.by_room.items()
            ),
            key=lambda each: each.room.code,
        ),
        by_state=[VisitsByState(state=s, visits=n) for s, n in counted.by_state.items()],
    )


@router.get("/capacity")
def capacities(_: Reader, db: Db) -> CapacitiesOut:
    """How many visits each room takes today, and how many it has."""
    return CapacitiesOut(
        rooms=[
            RoomCapacity(
                room=VisitRoom.model_validate(each.room), quota=each.quota, taken=each.taken
            )
            for each in capacity.today(db)
        ]
    )


@router.get("/of-patient/{patient_id}")
def of_patient(
    patient_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[EncounterOut]:
    """A patient's visits, newest first."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found, following = service.of_patient(db, actor, patient.id, after=after, limit=limit)
    return Page(items=[EncounterOut.of(line) for line in found], next=following)


@router.get("/{encounter_id}")
def header(encounter_id: UUID, actor: Reader, db: Db) -> EncounterOut:
    """One visit with its patient and room, and what may be done now."""
    line = service.header(db, actor, encounter_id)
    audit.read(db, ("patient", line.patient.id))
    return EncounterOut.of(line)


@router.get("/{encounter_id}/steps")
def steps(
    encounter_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[VisitStepOut]:
    """What was done to a visit since it was opened: who, when, why."""
    encounter = service.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found, following = service.steps(db, encounter.id, after=after, limit=limit)
    return Page(items=[VisitStepOut.model_validate(s) for s in found], next=following)


@router.get("/{encounter_id}/readiness")
def readiness(encounter_id: UUID, actor: Reader, db: Db) -> VisitReadiness:
    """What is missing before the visit can be closed, and what keeps it from being cancelled."""
    encounter = service.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    missing = shown(service.missing(db, encounter))
    standing = shown(service.standing(db, encounter))
    acts = service.acts(encounter.state)
    return VisitReadiness(
        can_close=not missing and service.Act.CLOSE in acts,
        missing=[VisitMissing.model_validate(each) for each in missing],
        can_cancel=not standing and service.Act.CANCEL in acts,
        standing=[VisitMissing.model_validate(each) for each in standing],
    )


@router.put("/{encounter_id}")
def change(
    encounter_id: UUID,
    wanted: EncounterChangeIn,
    actor: Annotated[Actor, Depends(Requires(permissions.CHANGE))],
    db: Db,
) -> EncounterOut:
    """Correct payer, type, priority or reason of an open visit."""
    encounter = service.locked(db, actor, encounter_id)
    if encounter.version != wanted.version:
        expect(encounter, wanted.version, _shown(db, actor, encounter))
    service.change(db, actor, encounter, **wanted.model_dump(exclude={"version"}))
    return _shown(db, actor, encounter)


@router.post("/{encounter_id}/begin")
def begin(
    encounter_id: UUID, actor: Annotated[Actor, Depends(Requires(permissions.BEGIN))], db: Db
) -> EncounterOut:
    """The doctor takes the patient."""
    return _shown(db, actor, service.begin(db, actor, encounter_id))


@router.post("/{encounter_id}/put-back")
def put_back(
    encounter_id: UUID,
    why: VisitWhyIn,
    actor: Annotated[Actor, Depends(Requires(permissions.BEGIN))],
    db: Db,
) -> EncounterOut:
    """Begun by mistake, or the patient is not there: he waits again."""
    return _shown(db, actor, service.put_back(db, actor, encounter_id, reason=why.reason))


@router.post("/{encounter_id}/close")
def close(
    encounter_id: UUID,
    end: VisitCloseIn,
    actor: Annotated[Actor, Depends(Requires(permissions.CLOSE))],
    db: Db,
) -> EncounterOut:
    """End the visit; refused with the list of what is missing (NotReadyToClose)."""
    encounter = service.close(db, actor, encounter_id, disposition=end.disposition)
    return _shown(db, actor, encounter)


@router.post("/{encounter_id}/reopen")
def reopen(
    encounter_id: UUID,
    why: VisitWhyIn,
    actor: Annotated[Actor, Depends(Requires(permissions.REOPEN))],
    db: Db,
) -> EncounterOut:
    """Work on a closed visit again."""
    return _shown(db, actor, service.reopen(db, actor, encounter_id, reason=why.reason))


@router.post("/{encounter_id}/cancel")
def cancel(
    encounter_id: UUID,
    why: VisitWhyIn,
    actor: Annotated[Actor, Depends(Requires(permissions.CANCEL))],
    db: Db,
) -> EncounterOut:
    """The visit does not take place; refused while something was done in it (StillHasRecords)."""
    return _shown(db, actor, service.cancel(db, actor, encounter_id, reason=why.reason))


@router.post("/{encounter_id}/room")
def move_room(
    encounter_id: UUID,
    to: VisitMoveRoomIn,
    actor: Annotated[Actor, Depends(Requires(permissions.MOVE))],
    db: Db,
) -> EncounterOut:
    """Send the patient to another room, where he waits."""
    encounter = service.move_room(db, actor, encounter_id, room_id=to.room_id, reason=to.reason)
    return _shown(db, actor, encounter)


@router.post("/{encounter_id}/patient")
def move_to_patient(
    encounter_id: UUID,
    to: VisitMoveToPatientIn,
    actor: Annotated[Actor, Depends(Requires(permissions.CORRECT))],
    db: Db,
) -> EncounterOut:
    """The visit was registered for the wrong person: move it, with all its records."""
    encounter = service.move_to_patient(
        db, actor, encounter_id, patient_id=to.patient_id, reason=to.reason
    )
    return _shown(db, actor, encounter)


@router.post("/{encounter_id}/prints/slip", responses=PDF, response_class=Response)
def print_slip(
    encounter_id: UUID, actor: Annotated[Actor, Depends(Requires(permissions.PRINT))], db: Db
) -> Response:
    """The registration slip (phiếu khám): patient, room, queue number, barcode."""
    line = service.header(db, actor, encounter_id)
    return pdf(slip.printed(db, actor, line), f"phieu-kham-{line.encounter.code}")


def _shown(db: Db, actor: Actor, encounter: Encounter) -> EncounterOut:
    return EncounterOut.of(service.header(db, actor, encounter.id))


def _page(db: Db, found: list[Line], following: str | None) -> Page[EncounterOut]:
    audit.read_list(db, "patient", dict.fromkeys(line.patient.id for line in found))
    return Page(items=[EncounterOut.of(line) for line in found], next=following)
