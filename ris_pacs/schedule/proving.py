"""A machine, two techniques and somebody who is sent, on which the schedule is proved."""

from dataclasses import dataclass
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Urgency
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.ids import new_id
from ris_pacs.dicom.slots import Caller, Item, WorklistQuestion
from ris_pacs.schedule import exams, permissions, worklist
from ris_pacs.schedule.machines import save_machine, save_procedure
from ris_pacs.schedule.models import Exam, Machine
from ris_pacs.schedule.states import Contrast, SafetyForm

EVERYTHING = frozenset(p.id for p in permissions.ALL)


@dataclass(frozen=True, slots=True)
class Scene:
    """A machine, two techniques and somebody who is sent, of our own; undone after."""

    doctor: Actor
    reader: Actor
    machine: Machine
    visit: Encounter
    plain: str
    contrast: str
    caller: Caller


def scene_of(db: Session) -> Scene | None:
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM) or admin.rooms(db)
    if not rooms:
        return None
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=8)).upper()
    doctor = Actor(new_id(), "BS minh chứng", EVERYTHING)
    reader = Actor(new_id(), "BS hình ảnh minh chứng", EVERYTHING)
    plain, contrast = f"MC-{word}-1", f"MC-{word}-2"
    for code, name in ((plain, "CT gối minh chứng"), (contrast, "CT ngực tiêm minh chứng")):
        facts = {"kind": "imaging", "unit": "lần", "price": "100000"}
        catalogs.add(db, SYSTEM, "service", code=code, name=name, facts=facts)
    common: dict[str, Any] = {"name": "", "modality": "CT", "minutes": 20}
    save_procedure(db, SYSTEM, service_code=plain, needs_side=True, **common)
    save_procedure(
        db,
        SYSTEM,
        service_code=contrast,
        contrast=Contrast.POSSIBLE,
        safety=SafetyForm.CONTRAST,
        needs_protocol=True,
        **common,
    )
    machine = save_machine(
        db,
        SYSTEM,
        code=f"M{word}",
        name="Máy minh chứng",
        modality="CT",
        ae_title=f"M{word}",
        room_id=rooms[0].id,
    )
    patient = patients.register(
        db, doctor, name="Đặng Minh Chứng", birth=f"{today().year - 30}-05-17",
        sex=patients.Sex.FEMALE, not_same_as=_same(db),
    )  # fmt: skip
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )
    caller = Caller(new_id(), f"M{word}", "Máy minh chứng", "", None, True, True, False, True)
    return Scene(doctor, reader, machine, visit, plain, contrast, caller)


def _same(db: Session) -> list[UUID]:
    found = patients.search(db, SYSTEM, "Đặng Minh Chứng", limit=20)[0]
    return [each.patient.id for each in found]


def ordered(db: Session, of: Scene, code: str, note: str = "", *, stat: bool = False) -> Exam:
    placed = orders.place(
        db,
        of.doctor,
        encounter_id=of.visit.id,
        service_code=code,
        indication="Đau ngực",
        note=note,
        urgency=Urgency.STAT if stat else Urgency.ROUTINE,
    )
    found = exams.exam_of_order(db, placed.id)
    assert found is not None
    found.machine_id = of.machine.id
    db.flush()
    return found


def listed(db: Session, of: Scene) -> list[Item]:
    """What the machine would be told, read anew."""
    db.flush()
    db.expire_all()
    question = WorklistQuestion(patient_code=code_of(db, of))
    return worklist.of_machine(db, of.caller, question).items


def code_of(db: Session, of: Scene) -> str:
    return patients.get(db, SYSTEM, of.visit.patient_id).code


def accessions(db: Session, of: Scene) -> list[str]:
    return [str(each[0x00080050]) for each in listed(db, of)]
