"""Work of our own, with known moments, on which the figures can be checked; undone afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL, today
from kernel.ids import new_id
from lis.results.service import LabResult, ResultSource, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import HOLDER, Item, ItemState
from lis.statistics import keeping
from lis.tests import service as tests

SECTION = "MC85"
MACHINE, HAND, DROPPED = "MC-85A", "MC-85B", "MC-85C"
_SERVICE = "MC-85"


@dataclass(frozen=True, slots=True)
class Proof:
    """Three tests of one order: by a machine, by hand, and one that was cancelled."""

    since: date
    until: date
    orderer: str


def work(db: Session) -> Proof | None:
    """None where there is no room, or orders do not reach the laboratory."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    doctor = Actor(new_id(), f"BS minh chứng {word}")
    db.add(tests.Section(code=SECTION, name="Bộ phận minh chứng"))
    for code in (MACHINE, HAND, DROPPED):
        facts = {"loinc": f"L{code}", "ucum": "mmol/L", "section": SECTION, "specimen": "serum"}
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=f"Chỉ số {code}", facts=facts)
    asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": [MACHINE, HAND, DROPPED]}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Bộ minh chứng", facts=asked)
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )
    order = orders.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE)
    orders.hold(db, [order.id], HOLDER)
    items = {i.test_code: i for i in specimens.items_of_order(db, order.id, lock=True)}
    if not {MACHINE, HAND, DROPPED} <= set(items):
        return None
    first = _first_day(db)
    _open(db, doctor, first)
    _by_machine(db, items[MACHINE], first)
    _by_hand(items[HAND], first)
    specimens.end_items(db, doctor, [items[DROPPED]], "minh chứng")
    for item in items.values():
        item.ordered_at = _at(first, 8, 0)
    db.flush()
    return Proof(first, first + timedelta(2), doctor.name)


def _first_day(db: Session) -> date:
    """Some days ago, with no day off in the next three."""
    off = [(first, last) for first, last, _ in keeping.holidays(db)]
    off += [(each.first, each.last) for each in keeping.days_off(db)]
    for back in range(10, 60):
        first = today() - timedelta(back)
        if not any(a <= first + timedelta(2) and first <= b for a, b in off):
            break
    return first


def _open(db: Session, actor: Actor, first: date) -> None:
    """Eight to twelve every day; the second day nobody works."""
    keeping.set_hours(
        db,
        actor,
        section_code=SECTION,
        weekdays=range(7),
        opens=480,
        closes=720,
        valid_from=first - timedelta(30),
    )
    second = first + timedelta(1)
    keeping.add_day_off(
        db, actor, section_code=SECTION, first=second, last=second, name="Nghỉ minh chứng"
    )


def _by_machine(db: Session, item: Item, first: date) -> None:
    """8.00 asked, 8.10 drawn, 8.30 received, 9.00 begun, 9.10 known; signed two days later."""
    item.collected_at, item.received_at = _at(first, 8, 10), _at(first, 8, 30)
    item.resulted_at = _at(first, 9, 10)
    item.verified_at = item.closed_at = _at(first + timedelta(2), 8, 20)
    item.state = ItemState.VERIFIED
    db.add(
        LabResult(
            item_id=item.id,
            order_id=item.order_id,
            patient_id=item.patient_id,
            encounter_id=item.encounter_id,
            section_code=item.section_code,
            test_code=item.test_code,
            name=item.test_code,
            loinc=f"L{item.test_code}",
            value="9,9",
            flag="H",
            source=ResultSource.ANALYSER,
            analyser="MC85",
            measured_at=_at(first, 9, 0),
            entered_at=_at(first, 9, 10),
            entered_by=SYSTEM.id,
            entered_by_name=SYSTEM.name,
            verified_at=item.verified_at,
            verified_by_name=SYSTEM.name,
            state=ResultState.VERIFIED,
        )
    )


def _by_hand(item: Item, first: date) -> None:
    """Nobody noted when it was drawn or begun."""
    item.collected_at, item.received_at = None, _at(first, 8, 30)
    item.resulted_at = item.verified_at = item.closed_at = _at(first, 9, 30)
    item.state = ItemState.VERIFIED


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)
