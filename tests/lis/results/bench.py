"""A small laboratory at work: tests with limits, visits with orders, tubes that were received."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Order
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from lis.specimens import collecting, drawing, receiving
from lis.specimens import service as specimens
from lis.specimens.service import Item, Specimen
from lis.tests.models import LabTest, ReferenceRange, TestKind, TestState
from lis.tests.stamping import renew_stamp
from tests.his import clinic

NURSE = Actor(uuid4(), "ĐD. Mai")
TECHNICIAN = Actor(uuid4(), "KTV Hoa")
OTHER = Actor(uuid4(), "KTV Sơn")
PHYSICIAN = Actor(uuid4(), "BS. Xét nghiệm")
ANALYSER = Actor(uuid4(), "Máy sinh hoá")
DOCTOR = Actor(uuid4(), "BS. Lan")

AUTO = {"on": True, "within": "reference"}
_TESTS: dict[str, tuple[str, str, str | None, str | None, str | None, str | None]] = {
    "GLU": ("Glucose", "mmol/L", "3.9", "6.4", "2.5", "25"),
    "K": ("Kali", "mmol/L", "3.5", "5.0", "2.8", "6.5"),
    "CREA": ("Creatinin", "umol/L", "50", "110", None, "600"),
    "EGFR": ("Mức lọc cầu thận", "mL/min/{1.73_m2}", "60", None, None, None),
    "TSH": ("TSH", "m[IU]/L", "0.4", "4.0", None, None),
    "FT4": ("FT4", "pmol/L", "9", "19", None, None),
}
PANELS = {
    "XN-GK": ("Glucose và kali", ["GLU", "K"]),
    "XN-THAN": ("Chức năng thận", ["CREA", "EGFR"]),
    "XN-TSH": ("TSH", ["TSH"]),
    "XN-CAY": ("Cấy nước tiểu", ["CAY"]),
    "XN-HIV": ("HIV nhanh", ["HIV"]),
}


@dataclass
class Bench:
    """One patient's visit with its orders and received tubes."""

    visit: Encounter
    orders: dict[str, Order]
    tubes: list[Specimen]
    items: dict[str, Item]

    @property
    def codes(self) -> str:
        return self.tubes[0].code


def lists(db: Session, *, auto: bool = False) -> None:
    """The tests and services, approved by the laboratory."""
    facts: dict[str, Any] = {"section": "HS", "specimen": "SERUM"}
    for code, (name, unit, *_rest) in _TESTS.items():
        own = {**facts, "loinc": f"L-{code}", "ucum": unit}
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=name, facts=own)
    for code, name in (("CAY", "Cấy nước tiểu"), ("HIV", "HIV test nhanh")):
        own = {"section": "VS", "specimen": "URINE", "loinc": f"L-{code}"}
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=name, facts=own)
    for code, (name, tests) in PANELS.items():
        asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": tests}
        catalogs.add(db, SYSTEM, "service", code=code, name=name, facts=asked)
    for code, (_, _, low, high, critical_low, critical_high) in _TESTS.items():
        reflex = [{"op": ">", "value": "4", "add": ["FT4"]}] if code == "TSH" else []
        _test(
            db,
            code,
            "HS",
            decimals=1,
            formula="egfr_ckdepi_2021" if code == "EGFR" else "",
            reflex=reflex,
            autoverify=AUTO if auto else {},
        )
        row = ReferenceRange(
            test_code=code,
            low=_number(low),
            high=_number(high),
            critical_low=_number(critical_low),
            critical_high=_number(critical_high),
            absurd_low=Decimal(0),
            absurd_high=Decimal(3000),
            delta_percent=Decimal(50),
            valid_from=today().replace(year=2020),
            made_by=SYSTEM.id,
            made_by_name=SYSTEM.name,
            approved_by=PHYSICIAN.id,
            approved_by_name=PHYSICIAN.name,
            approved_at=utc_now(),
        )
        db.add(row)
    _test(db, "CAY", "VS", kind=TestKind.CULTURE)
    choices = [{"value": "Âm tính"}, {"value": "Dương tính", "abnormal": True, "critical": True}]
    _test(db, "HIV", "VS", kind=TestKind.CODED, choices=choices)
    db.flush()
    renew_stamp(db)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _test(db: Session, code: str, section: str, **given: Any) -> None:
    db.add(
        LabTest(
            code=code,
            section_code=section,
            specimen_type="SERUM" if section == "HS" else "URINE",
            container_code="DO" if section == "HS" else "LO",
            state=TestState.LIVE,
            made_by=SYSTEM.id,
            approved_by=PHYSICIAN.id,
            approved_by_name=PHYSICIAN.name,
            approved_at=utc_now(),
            **given,
        )
    )


def renew(db: Session) -> None:
    """A test was changed by the test: what is kept of it is read again."""
    db.flush()
    renew_stamp(db)


def come(
    db: Session,
    *services: str,
    room: Any = None,
    received: bool = True,
    visit: Encounter | None = None,
) -> Bench:
    """A patient comes, is sent for tests, gives blood, and the tubes are received."""
    if visit is None:
        found = clinic.visit(db, DOCTOR, room or clinic.build(db).p101)
        visit = encounters.begin(db, DOCTOR, found.id)
    placed = {
        code: orders.place(db, DOCTOR, encounter_id=visit.id, service_code=code)
        for code in services or ("XN-GK",)
    }
    drawing.label(db, NURSE, visit.patient_id)
    items = [i for o in placed.values() for i in specimens.items_of_order(db, o.id)]
    tubes = list(specimens.specimens(db, {i.specimen_id for i in items if i.specimen_id}).values())
    if received:
        collecting.collect(
            db, NURSE, codes=[t.code for t in tubes], patient_id=visit.patient_id, asked=True
        )
        for tube in tubes:
            receiving.receive(db, TECHNICIAN, tube.code)
    return Bench(visit, placed, tubes, {i.test_code: i for i in items})
