"""A small clinic that treats insured patients, and a gateway to send them to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.parameters import set_parameter
from his.admin.service import Facility, Room, Staff
from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer
from his.insurance import gateway, service
from his.insurance.models import Gateway
from his.insurance.simulator import PASSWORD, SIMULATOR
from his.outpatient import service as outpatient
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind, Outcome
from his.patients import service as patients
from his.patients.service import IdentifierKind, Patient
from kernel import outbox
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User
from kernel.simulators import Running, running
from tests.his.clinic import Clinic, build

CARD = "DN4797912345678"
LICENCE, HEAD = "0001234/HCM-GPHN", "0000001/HCM-GPHN"
_LISTS = Path("seed/catalogs")


def somebody(db: Session, name: str, licence: str = LICENCE) -> Actor:
    """A user with a licence to practise."""
    user = User(username=name.replace(" ", "").lower(), name=name)
    db.add(user)
    db.flush()
    db.add(Staff(user_id=user.id, licence=licence))
    db.flush()
    return Actor(user.id, name, username=user.username)


def insured(
    db: Session, actor: Actor, *, card: str = CARD, name: str = "Nguyễn Thị Hoa"
) -> Patient:
    return patients.register(
        db,
        actor,
        name=name,
        birth="1984-05-17",
        sex=patients.Sex.FEMALE,
        street="12 Lê Lợi",
        commune="26743",
        province="79",
        documents=[
            patients.Document(
                kind=IdentifierKind.BHYT,
                value=card,
                facility="79999",
                valid_from=date(2025, 1, 1),
                valid_to=date(2027, 12, 31),
            )
        ],
        not_same_as=list(db.execute(select(col(Patient.id))).scalars()),
    )


def visit(db: Session, actor: Actor, patient: Patient) -> Encounter:
    room = db.execute(select(Room).where(col(Room.code) == "P101")).scalar_one()
    return encounters.open(
        db,
        actor,
        patient_id=patient.id,
        room_id=room.id,
        payer=Payer.BHYT,
        reason="Ho, sốt 3 ngày",
    )


def seen(db: Session, doctor: Actor, encounter: Encounter) -> Encounter:
    """Examined and closed by a doctor."""
    readings = {"pulse": 80, "temperature": 37, "systolic": 120, "diastolic": 80, "weight": 55}
    outpatient.measure(
        db,
        doctor,
        encounter.id,
        readings={name: outpatient.Reading(Decimal(n)) for name, n in readings.items()},
        confirmed=True,
    )
    encounters.begin(db, doctor, encounter.id)
    texts = {
        "reason": "Ho, sốt 3 ngày",
        "illness": "Ho khan, sốt nhẹ",
        "organs": "Họng đỏ",
        "conclusion": "Viêm họng cấp",
        "plan": "Hạ sốt, uống nhiều nước",
        "outcome": Outcome.BETTER,
    }
    outpatient.write(db, doctor, encounter.id, version=0, texts=texts)
    outpatient.diagnose(db, doctor, encounter.id, codes=[Code(DiagnosisKind.MAIN, "J02.9")])
    return encounters.close(db, doctor, encounter.id, disposition=encounters.Disposition.HOME)


def charge_examinations(db: Session, actor: Actor) -> None:
    """Each examination room charges an examination."""
    set_parameter(db, actor, "his.encounters.exam_service", value="KB-NOI", reason="Phòng thử")


def connect(db: Session, actor: Actor, url: str) -> Gateway:
    return service.set_up(
        db,
        actor,
        address=url,
        username="79999_BV",
        password=PASSWORD,
        staff_name="Lê Thị Mai",
        staff_cccd="079184009999",
        head=HEAD,
    )


@contextmanager
def simulated() -> Iterator[Running]:
    gateway.forget_tokens()
    with running(SIMULATOR) as it:
        yield it
    gateway.forget_tokens()


def pump(database: Database) -> int:
    """Send what is due now."""
    senders = {s.kind: s for m in database.assembly.modules for s in m.senders}
    return outbox.pump(database, senders)


__all__ = ["CARD", "Clinic", "Decimal", "Facility", "build"]
