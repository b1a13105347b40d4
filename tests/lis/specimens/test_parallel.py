"""Two collectors on one patient, forty labels at once: never two live labels with one number."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from his.orders.service import Order
from kernel.access import Actor
from kernel.db import Database
from lis.specimens import collecting, drawing
from lis.specimens.errors import NothingToDraw
from lis.specimens.models import Specimen
from lis.specimens.states import SpecimenCannotBecome
from tests.lis.specimens.laboratory import NURSE, TECHNICIAN, build, items, order, visit

_CROWD = 8


def at_once(work: Callable[[int], str], count: int = _CROWD) -> list[str]:
    ready = threading.Barrier(count)

    def one(number: int) -> str:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_labels_made_at_once_have_each_their_own_number(database: Database) -> None:
    with database.write(NURSE) as db:
        house = build(db)
        visits = [visit(db, house) for _ in range(_CROWD)]
        for each in visits:
            order(db, each, "XN-SH")
            order(db, each, "XN-CTM")
        people = [each.patient_id for each in visits]

    def label(number: int) -> str:
        with database.write(NURSE) as db:
            return " ".join(d.specimen.code for d in drawing.label(db, NURSE, people[number]))

    codes = " ".join(at_once(label)).split()

    assert len(codes) == len(set(codes)) == 2 * _CROWD


def test_two_collectors_on_one_patient_label_and_collect_each_tube_once(
    database: Database,
) -> None:
    with database.write(NURSE) as db:
        came = visit(db, build(db))
        placed: list[Order] = [order(db, came, name) for name in ("XN-SH", "XN-CTM", "XN-TSH")]
        patient, orders_ = came.patient_id, [each.id for each in placed]

    def label(number: int) -> str:
        who: Actor = (NURSE, TECHNICIAN)[number % 2]
        try:
            with database.write(who) as db:
                return f"{len(drawing.label(db, who, patient))}"
        except NothingToDraw:
            return "nothing"

    assert sorted(at_once(label)) == ["3", *["nothing"] * (_CROWD - 1)]
    with database.read() as db:
        codes = list(db.exec(select(Specimen.code).order_by(Specimen.code)))
    assert len(codes) == 3

    def collect(number: int) -> str:
        who: Actor = (NURSE, TECHNICIAN)[number % 2]
        try:
            with database.write(who) as db:
                collecting.collect(
                    db, who, codes=[codes[number % 3]], patient_id=patient, asked=True
                )
                return "drawn"
        except SpecimenCannotBecome:
            return "was drawn"

    told = at_once(collect, 6)

    assert sorted(told) == ["drawn"] * 3 + ["was drawn"] * 3
    with database.read() as db:
        found = items(db, *[db.get_one(Order, each) for each in orders_])
        assert {i.state for i in found} == {"collected"}
        assert len({i.specimen_id for i in found}) == 3
