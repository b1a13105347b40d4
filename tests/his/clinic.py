"""A small clinic for tests of visits and queues: rooms, and people who come."""

from dataclasses import dataclass
from itertools import count

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.service import Department, Facility, Room, RoomKind, Site
from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer, Priority
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor

_GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Oanh")
_numbers = count(1)


@dataclass(frozen=True)
class Clinic:
    """Rooms by what they are for."""

    p101: Room
    p102: Room
    lab: Room
    imaging: Room
    cashier: Room
    desk: Room


def build(db: Session) -> Clinic:
    """The house, empty of people."""
    db.add(Facility(code="79999", name="Phòng khám thử", demo=True))
    site = Site(code="CS1", name="Cơ sở 1")
    db.add(site)
    db.flush()
    department = Department(site_id=site.id, code="KB", name="Khoa Khám bệnh")
    db.add(department)
    db.flush()

    def room(code: str, name: str, kind: RoomKind) -> Room:
        made = Room(site_id=site.id, department_id=department.id, code=code, name=name, kind=kind)
        db.add(made)
        return made

    clinic = Clinic(
        p101=room("P101", "Phòng khám Nội", RoomKind.EXAM),
        p102=room("P102", "Phòng khám Nhi", RoomKind.EXAM),
        lab=room("XN01", "Phòng xét nghiệm", RoomKind.LAB),
        imaging=room("CDHA01", "Phòng X-quang", RoomKind.IMAGING),
        cashier=room("TN01", "Quầy thu ngân", RoomKind.CASHIER),
        desk=room("TD01", "Quầy tiếp đón", RoomKind.RECEPTION),
    )
    db.flush()
    return clinic


def somebody(db: Session, actor: Actor, *, birth: str | None = None) -> Patient:
    """A new patient, unlike any before; an adult unless a birth is given."""
    n = next(_numbers)
    name = f"Nguyễn {_GIVEN[n // 10 % 10]} {_GIVEN[n % 10]} {chr(65 + n // 100 % 26)}"
    born = birth or f"{1960 + n % 40}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    known = list(db.execute(select(col(Patient.id))).scalars()) if birth else []
    return patients.register(
        db, actor, name=name, birth=born, sex=patients.Sex.FEMALE, not_same_as=known
    )


def visit(
    db: Session,
    actor: Actor,
    room: Room,
    *,
    birth: str | None = None,
    priority: Priority = Priority.NONE,
    patient: Patient | None = None,
    reason: str = "Ho, sốt",
) -> Encounter:
    """Somebody comes and waits in a room."""
    who = patient or somebody(db, actor, birth=birth)
    return encounters.open(
        db,
        actor,
        patient_id=who.id,
        room_id=room.id,
        payer=Payer.SELF_PAY,
        priority=priority,
        reason=reason,
    )


def open_again(
    db: Session, actor: Actor, first: Encounter, room: Room, *, again: bool = False
) -> Encounter:
    """The patient of a visit comes once more."""
    return encounters.open(
        db,
        actor,
        patient_id=first.patient_id,
        room_id=room.id,
        payer=first.payer,
        again=again,
    )
