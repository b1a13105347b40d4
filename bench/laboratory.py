"""The laboratory's batch: 500 normal results verified at once; messages of analysers filed.

    python -m bench.laboratory [--postgresql]

A house of its own with one visit of each patient and a panel of ten tests, all through the
services: nothing is written past them. It prints seconds, and statements a result.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, event, text
from sqlmodel import Session, SQLModel, col, select

from app.modules import INSTALLED
from his.admin.service import Department, Facility, Room, RoomKind, Site
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel import assembly, keys
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from lis.results import service as results
from lis.results.models import LabResult, ResultState
from lis.results.service import Delivery, Reading
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState, Specimen, SpecimenState

_PHYSICIAN, _ANALYSER = Actor(uuid4(), "BS. Xét nghiệm"), Actor(uuid4(), "Máy")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--tests", type=int, default=10, help="in the panel of each")
    given = asked.parse_args()
    keys.use(keys.fresh())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = Database(_address(stack, folder, postgresql=given.postgresql), folder)
        database.assembly = assembly.build(INSTALLED)
        stack.callback(database.close)
        SQLModel.metadata.create_all(database.engine)
        with database.write(SYSTEM) as db:
            tubes = _prepare(db, given.people, given.tests)
        _file(database, tubes, given.tests)
        _verify(database)


def _address(stack: ExitStack, folder: Path, *, postgresql: bool) -> str:
    if not postgresql:
        return f"sqlite:///{folder / 'his54.db'}"
    from tests.postgres import Cluster

    cluster = stack.enter_context(Cluster())
    engine = create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE laboratory"))
    engine.dispose()
    return cluster.url("laboratory")


def _prepare(db: Session, people: int, tests: int) -> list[str]:
    """A house, a panel, and a received tube of each patient."""
    db.add(Facility(code="79999", name="Phòng khám đo", demo=True))
    site = Site(code="CS1", name="Cơ sở 1")
    db.add(site)
    db.flush()
    department = Department(site_id=site.id, code="KB", name="Khoa Khám bệnh")
    db.add(department)
    db.flush()
    room = Room(
        site_id=site.id,
        department_id=department.id,
        code="P101",
        name="Phòng khám",
        kind=RoomKind.EXAM,
    )
    db.add(room)
    codes = [f"T{n:02}" for n in range(tests)]
    for code in codes:
        facts = {"loinc": f"L-{code}", "ucum": "mmol/L", "ref_low": "3.5", "ref_high": "5.0"}
        facts |= {"section": "SH", "specimen": "serum"}
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=f"Chỉ số {code}", facts=facts)
    panel = {"kind": "lab", "unit": "lần", "price": "50000", "tests": codes}
    catalogs.add(db, SYSTEM, "service", code="XN", name="Bộ mười", facts=panel)
    numbers = []
    for n in range(people):
        who = patients.register(
            db, SYSTEM, name=f"Nguyễn Văn {_word(n)}", birth=f"{1950 + n % 50}-0{n % 9 + 1}-11"
        )
        visit = encounters.open(
            db,
            SYSTEM,
            patient_id=who.id,
            room_id=room.id,
            payer=encounters.Payer.SELF_PAY,
            reason="đo",
            beyond_quota=True,
        )
        order = orders.place(db, SYSTEM, encounter_id=visit.id, service_code="XN")
        numbers.append(_tube(db, order, n))
    return numbers


def _tube(db: Session, order: orders.Order, n: int) -> str:
    number = f"2601010{n:03}"
    number += str(next(d for d in range(10) if specimens.read_number(f"{number}{d}")))
    found = specimens.items_of_order(db, order.id, lock=True)
    tube = Specimen(
        code=number,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        site_id=order.site_id,
        state=SpecimenState.RECEIVED,
        state_at=order.placed_at,
        urgency=order.urgency,
        collected_at=order.placed_at,
    )
    db.add(tube)
    orders.hold(db, [order.id], specimens.HOLDER)
    specimens.move_items(db, SYSTEM, found, ItemState.RECEIVED)
    db.flush()
    for item in db.exec(select(Item).where(col(Item.order_id) == order.id)):
        item.specimen_id = tube.id
    db.flush()
    return number


def _word(n: int) -> str:
    return chr(65 + n // 26) + chr(97 + n % 26)


def _file(database: Database, tubes: list[str], tests: int) -> None:
    deliveries = [
        Delivery(
            analyser="M1",
            specimen_code=tube,
            readings=[Reading(test_code=f"T{n:02}", value="4.2") for n in range(tests)],
            message_id=uuid4(),
        )
        for tube in tubes
    ]
    many = sum(len(d.readings) for d in deliveries)
    with _measured(database, "filed in one batch", many), database.write(_ANALYSER) as db:
        results.receive_many(db, _ANALYSER, deliveries)


def _verify(database: Database) -> None:
    with database.read() as db:
        asked = select(LabResult.id).where(LabResult.state == ResultState.ENTERED)
        ids = list(db.exec(asked).all())
    with _measured(database, "verified, released", len(ids)), database.write(_PHYSICIAN) as db:
        results.verify(db, _PHYSICIAN, ids)


@contextmanager
def _measured(database: Database, what: str, many: int) -> Iterator[None]:
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    engine = database.writer
    event.listen(engine, "before_cursor_execute", count)
    began, used = time.perf_counter(), time.process_time()
    yield
    took, spent = time.perf_counter() - began, time.process_time() - used
    event.remove(engine, "before_cursor_execute", count)
    print(
        f"{many} results {what}: {took:.2f} s ({spent:.2f} s of this processor), "
        f"{counted[0]} statements"
    )


if __name__ == "__main__":
    main()
