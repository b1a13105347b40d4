"""A small hospital with a laboratory: services with tests, tubes, a patient in an examination."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Order, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.ids import new_id
from lis.specimens import collecting, drawing, receiving
from lis.specimens.drawing import Drawn
from lis.specimens.models import Item, Specimen
from lis.tests.models import Container, LabTest, TestKind, TestState
from lis.tests.stamping import renew_stamp
from tests.his import clinic, lists

DOCTOR = Actor(new_id(), "BS. Lan")
NURSE = Actor(new_id(), "ĐD. Hoa")
TECHNICIAN = Actor(new_id(), "KTV Tùng")

#: Code, name, section, container, millilitres.
TESTS = (
    ("WBC", "Bạch cầu", "HAEM", "EDTA", "0.5"),
    ("HGB", "Huyết sắc tố", "HAEM", "EDTA", "0.5"),
    ("GLU", "Glucose", "CHEM", "SERUM", "0.5"),
    ("K", "Kali", "CHEM", "SERUM", "0.5"),
    ("TSH", "TSH", "IMMU", "SERUM", "1"),
)
SERVICES = {"XN-CTM": ("WBC", "HGB"), "XN-SH": ("GLU", "K"), "XN-K": ("K",), "XN-TSH": ("TSH",)}


def build(db: Session) -> clinic.Clinic:
    """Tests, tubes and services, and a house with rooms."""
    lists.services(db)
    for code, name, section, container, volume in TESTS:
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=name, facts={"section": section})
        db.add(
            LabTest(
                code=code,
                section_code=section,
                kind=TestKind.NUMBER,
                container_code=container,
                volume_ml=Decimal(volume),
                state=TestState.LIVE,
                made_by=SYSTEM.id,
            )
        )
    for code, tests in SERVICES.items():
        facts: dict[str, Any] = {"kind": "lab", "unit": "lần", "price": "50000"}
        facts["tests"] = list(tests)
        catalogs.add(db, SYSTEM, "service", code=code, name=f"Xét nghiệm {code}", facts=facts)
    db.add(Container(code="EDTA", name="Ống EDTA", colour="#7b4fa3", volume_ml=Decimal(2)))
    db.add(Container(code="SERUM", name="Ống huyết thanh", volume_ml=Decimal(3)))
    db.flush()
    renew_stamp(db)
    return clinic.build(db)


def visit(db: Session, house: clinic.Clinic) -> Encounter:
    """Somebody is being examined."""
    came = clinic.visit(db, DOCTOR, house.p101)
    return encounters.begin(db, DOCTOR, came.id)


def order(
    db: Session, encounter: Encounter, service: str, urgency: Urgency = Urgency.ROUTINE
) -> Order:
    return orders.place(
        db, DOCTOR, encounter_id=encounter.id, service_code=service, urgency=urgency
    )


def items(db: Session, *placed: Order) -> list[Item]:
    asked = select(Item).where(col(Item.order_id).in_([o.id for o in placed]))
    return list(db.exec(asked.order_by(col(Item.id))))


def card(db: Session, encounter: Encounter) -> str:
    """What the QR code of the patient's card says."""
    made = patients.issue_card(db, DOCTOR, encounter.patient_id, kind=patients.CardKind.WRISTBAND)
    return made.token


def labelled(db: Session, encounter: Encounter) -> list[Drawn]:
    return drawing.label(db, NURSE, encounter.patient_id)


def drawn(db: Session, encounter: Encounter) -> list[Specimen]:
    """All tubes of a patient, collected at the bedside."""
    codes = [each.specimen.code for each in labelled(db, encounter)]
    return collecting.collect(db, NURSE, codes=codes, scan=card(db, encounter), where="P101")


def received(db: Session, encounter: Encounter) -> Sequence[Specimen]:
    return [receiving.receive(db, TECHNICIAN, each.code) for each in drawn(db, encounter)]
