"""A small imaging department for tests: machines, what they do, and somebody who is sent there."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Order, Urgency
from kernel.access import SYSTEM, Actor
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.machines import save_machine, save_procedure
from ris_pacs.schedule.models import Exam, Machine
from ris_pacs.schedule.permissions import ALL
from ris_pacs.schedule.states import Contrast, SafetyForm
from tests.his import clinic

_SERVICES = """code,name,kind,unit,price,modality
CT-SO,CT sọ não,imaging,lần,700000,CT
CT-NGUC,CT ngực có tiêm,imaging,lần,900000,CT
XQ-NGUC,X-quang ngực thẳng,imaging,lần,75000,DX
XQ-GOI,X-quang khớp gối,imaging,lần,100000,DX
MR-SO,MRI sọ não,imaging,lần,1800000,MR
KHAC,Chụp nơi khác,imaging,lần,10000,OT
XN-MAU,Công thức máu,lab,lần,60000,
"""
RADIOLOGIST = Actor(UUID(int=0x81), "BS Hà Hình", frozenset(p.id for p in ALL), username="bs.hinh")
RADIOGRAPHER = Actor(
    UUID(int=0x82),
    "KTV Lê Máy",
    frozenset(p.id for p in ALL if not p.id.endswith(".protocol")),
    username="ktv.may",
)


@dataclass(frozen=True)
class Department:
    """Its machines."""

    house: clinic.Clinic
    ct: Machine
    xray: Machine
    mr: Machine


def build(db: Session) -> Department:
    load(db)
    house = clinic.build(db)

    def machine(code: str, modality: str, **more: Any) -> Machine:
        return save_machine(
            db,
            SYSTEM,
            code=code,
            name=f"Máy {code}",
            modality=modality,
            ae_title=code,
            station=f"{code}-TRAM",
            room_id=house.imaging.id,
            **more,
        )

    procedures(db)
    return Department(
        house, machine("CT1", "CT"), machine("DX1", "DX", plain_names=True), machine("MR1", "MR")
    )


def load(db: Session) -> None:
    tried = catalogs.try_file(
        db,
        SYSTEM,
        "service",
        content=_SERVICES.encode(),
        file_name="service.csv",
        valid_from=date(2020, 1, 1),
        source="thử",
    )
    assert not tried.errors, tried.errors
    catalogs.approve(db, SYSTEM, "service", tried.trial.id)


def procedures(db: Session) -> None:
    def knows(code: str, modality: str, **more: Any) -> None:
        save_procedure(db, SYSTEM, service_code=code, name="", modality=modality, **more)

    knows("CT-SO", "CT", body_part="HEAD", safety=SafetyForm.RADIATION)
    knows(
        "CT-NGUC",
        "CT",
        body_part="CHEST",
        contrast=Contrast.POSSIBLE,
        safety=SafetyForm.CONTRAST,
        needs_protocol=True,
        minutes=30,
    )
    knows("XQ-NGUC", "DX", body_part="CHEST", safety=SafetyForm.RADIATION)
    knows("XQ-GOI", "DX", body_part="KNEE", needs_side=True, safety=SafetyForm.RADIATION)
    knows("MR-SO", "MR", body_part="HEAD", safety=SafetyForm.MR, needs_protocol=True)


def visit(db: Session, of: Department, birth: str | None = None) -> Encounter:
    return clinic.visit(db, SYSTEM, of.house.p101, birth=birth)


def order(
    db: Session,
    of: Department,
    code: str = "CT-SO",
    *,
    at: Encounter | None = None,
    urgency: Urgency = Urgency.ROUTINE,
    note: str = "",
) -> Order:
    encounter = at or visit(db, of)
    return orders.place(
        db, SYSTEM, encounter_id=encounter.id, service_code=code, urgency=urgency, note=note
    )


def exam(db: Session, of: Department, code: str = "CT-SO", **more: Any) -> Exam:
    made = schedule.exam_of_order(db, order(db, of, code, **more).id)
    assert made is not None
    return made


def safe(db: Session, of: Exam, **said: str) -> None:
    """Everything was asked, and nothing speaks against it but what is said here."""
    asked = schedule.of_exam(db, of)
    answers = {q.id: said.get(q.id, "no") for q in asked.questions}
    schedule.answer(db, RADIOLOGIST, of.id, answers=answers, consent=True)
