"""A small pharmacy for tests: two stores, some drugs, deliveries, prescriptions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.pharmacy import service as pharmacy
from his.pharmacy.service import Dispensing, Item, ItemKind, Lot, Paper, Store, StoreKind
from his.prescribing.events import PrescriptionSigned
from his.prescribing.service import (
    Form,
    Prescription,
    PrescriptionLine,
    PrescriptionState,
)
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.events import publish
from tests.his import clinic

_numbers = count(1)
PARA = {"substance": "Paracetamol", "strength": "500 mg", "form": "Viên nén", "unit": "viên"}
DRUGS = {
    "PARA500": ("Paracetamol 500 mg", PARA),
    "PANA500": ("Panadol 500 mg", PARA),
    "AMOX500": ("Amoxicilin 500 mg", {**PARA, "substance": "Amoxicilin"}),
    "MORF10": (
        "Morphin 10 mg",
        {**PARA, "substance": "Morphin", "strength": "10 mg", "control": "narcotic"},
    ),
}


@dataclass
class Shelf:
    clinic: clinic.Clinic
    main: Store
    counter: Store
    items: dict[str, Item]


def build(db: Session, actor: Actor) -> Shelf:
    """The house with its stores and drugs; nothing in stock."""
    house = clinic.build(db)
    for code, (name, facts) in DRUGS.items():
        catalogs.add(db, actor, "drug", code=code, name=name, facts=dict(facts))
    catalogs.add(db, actor, "supplier", code="NCC1", name="Công ty Dược thử", facts={})
    main = pharmacy.open_store(db, actor, code="KHO", name="Kho chẵn", kind=StoreKind.MAIN)
    counter = pharmacy.open_store(
        db, actor, code="QT", name="Quầy cấp phát", kind=StoreKind.DISPENSARY
    )
    items = {code: pharmacy.of_code(db, ItemKind.DRUG, code) for code in DRUGS}
    for item in items.values():
        pharmacy.add_pack(db, actor, item, name="vỉ", factor=Decimal(10))
        pharmacy.add_pack(db, actor, item, name="hộp", factor=Decimal(100))
    return Shelf(house, main, counter, items)


def deliver(
    db: Session,
    actor: Actor,
    shelf: Shelf,
    code: str = "PARA500",
    quantity: int | str = 100,
    *,
    lot: str = "L1",
    days: int = 400,
    store: Store | None = None,
    unit: str = "viên",
    price: str = "1000",
    expiry: date | None = None,
) -> Paper:
    """A delivery into the counter (or another store), so many days before it expires."""
    line = pharmacy.Delivered(
        item_id=shelf.items[code].id,
        lot_number=lot,
        expiry=expiry or today() + timedelta(days=days),
        unit=unit,
        quantity=Decimal(quantity),
        price=Decimal(price),
    )
    where = store or shelf.counter
    return pharmacy.receive(
        db,
        actor,
        store_id=where.id,
        supplier_code="NCC1",
        invoice_no=f"HD{next(_numbers)}",
        lines=[line],
    )


def lot_of(db: Session, paper: Paper) -> Lot:
    from his.pharmacy import papers

    [line] = papers.lines_of(db, [paper.id])[paper.id]
    return db.get_one(Lot, line.lot_id)


def left(db: Session, store: Store, item: Item) -> Decimal:
    """What of an item lies in a store."""
    found = pharmacy.choices(db, store.id, [item.id])[item.id]
    return sum((each.quantity for each in found), Decimal(0))


def prescribe(
    db: Session,
    actor: Actor,
    shelf: Shelf,
    drugs: dict[str, int],
    *,
    visit: Encounter | None = None,
) -> Dispensing:
    """A visit's prescription, signed just now: it stands in the pharmacy's queue."""
    encounter = visit or clinic.visit(db, actor, shelf.clinic.p101)
    signed = Prescription(
        code=f"79999{next(_numbers):08d}-C"[-14:],
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        site_id=encounter.site_id,
        form=Form.COMMON,
        state=PrescriptionState.SIGNED,
        drafted_by=actor.id,
        drafted_by_name=actor.name,
        signed_at=utc_now(),
        signed_by=actor.id,
        signed_by_name=actor.name,
        valid_to=today() + timedelta(days=5),
    )
    db.add(signed)
    db.flush()
    for position, (code, quantity) in enumerate(drugs.items(), 1):
        name, facts = DRUGS[code]
        db.add(
            PrescriptionLine(
                prescription_id=signed.id,
                encounter_id=encounter.id,
                patient_id=encounter.patient_id,
                position=position,
                drug_code=code,
                name=name,
                substance=facts["substance"],
                strength=facts["strength"],
                control=facts.get("control", ""),
                unit="viên",
                use_unit="viên",
                morning=Decimal(1),
                evening=Decimal(1),
                days=max(quantity // 2, 1),
                quantity=Decimal(quantity),
                dose="Sáng 1 viên, tối 1 viên",
                instruction="Uống sau ăn",
            )
        )
    db.flush()
    publish(
        db,
        PrescriptionSigned(
            prescription_id=signed.id,
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            site_id=encounter.site_id,
            actor=actor,
        ),
    )
    found = pharmacy.of_prescription(db, signed.id)
    assert found, "a signed prescription waits at the pharmacy"
    return found
