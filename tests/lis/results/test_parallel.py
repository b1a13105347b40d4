"""Two people at the same results: one of them is told, nothing is done twice."""

import threading
from uuid import UUID, uuid4

from his.orders import service as orders
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.errors import Refusal
from lis.results import service
from lis.results.errors import ResultNotWaiting, ResultVerified
from lis.results.service import Entry, OutcomeKind, Reading
from tests.his import clinic
from tests.lis.results import bench
from tests.lis.results.bench import ANALYSER, OTHER, PHYSICIAN, TECHNICIAN

SECOND = Actor(uuid4(), "BS. Trực")


def test_two_physicians_verify_the_same_results_and_they_go_out_once(database: Database) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        work = bench.come(db, "XN-GK")
        entries = [
            Entry(item_id=work.items[code].id, value=value)
            for code, value in (("GLU", "5,4"), ("K", "4,1"))
        ]
        ids = [r.id for r in service.enter(db, TECHNICIAN, entries)]
    start, refused = threading.Barrier(2), []

    def verify(who: Actor, wanted: list) -> None:  # type: ignore[type-arg]
        start.wait()
        try:
            with database.write(who) as db:
                service.verify(db, who, wanted)
        except Refusal as error:
            refused.append(type(error))

    threads = [
        threading.Thread(target=verify, args=(PHYSICIAN, ids)),
        threading.Thread(target=verify, args=(SECOND, ids[::-1])),
    ]
    _run(threads)

    with database.read() as db:
        [order] = work.orders.values()
        assert len(orders.reports(db, [order.id])[order.id]) == 1
    assert refused == [ResultNotWaiting]


def test_two_physicians_sign_halves_of_the_same_visits_and_each_answer_goes_out_once(
    database: Database,
) -> None:
    """(What ends a visit's steps is held in one order: nobody waits in a ring.)"""
    with database.write(SYSTEM) as db:
        bench.lists(db)
        room = clinic.build(db).p101
        works = [bench.come(db, "XN-GK", "XN-TSH", room=room) for _ in range(6)]
        halves: list[list[UUID]] = [[], []]
        for n, work in enumerate(works):
            for m, values in enumerate(({"GLU": "5,4", "K": "4,1"}, {"TSH": "2,1"})):
                entries = [
                    Entry(item_id=work.items[code].id, value=value)
                    for code, value in values.items()
                ]
                halves[(n + m) % 2] += [r.id for r in service.enter(db, TECHNICIAN, entries)]
    start, failed = threading.Barrier(2), []

    def verify(who: Actor, wanted: list[UUID]) -> None:
        start.wait()
        try:
            with database.write(who) as db:
                service.verify(db, who, wanted)
        except Exception as error:  # noqa: BLE001 (told below)
            failed.append(error)

    _run(
        [
            threading.Thread(target=verify, args=(PHYSICIAN, halves[0])),
            threading.Thread(target=verify, args=(SECOND, halves[1][::-1])),
        ]
    )
    assert failed == []
    with database.read() as db:
        ids = [each.id for work in works for each in work.orders.values()]
        assert [len(each) for each in orders.reports(db, ids).values()] == [1] * 12


def test_a_technician_and_an_analyser_bring_a_value_at_once_and_both_runs_are_kept(
    database: Database,
) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        work = bench.come(db, "XN-GK")
    start, answers = threading.Barrier(2), []

    def type_it() -> None:
        start.wait()
        with database.write(OTHER) as db:
            service.enter(db, OTHER, [Entry(item_id=work.items["GLU"].id, value="9,1")])

    def send_it() -> None:
        start.wait()
        with database.write(ANALYSER) as db:
            found = service.receive(
                db,
                ANALYSER,
                analyser="AU480",
                specimen_code=work.codes,
                readings=[Reading(test_code="GLU", value="9.3")],
            )
            answers.extend(found)

    _run([threading.Thread(target=type_it), threading.Thread(target=send_it)])

    with database.read() as db:
        runs = service.runs_of(db, [work.items["GLU"].id])[work.items["GLU"].id]
    assert [a.kind for a in answers] == [OutcomeKind.FILED]
    assert [r.run for r in runs] == [1, 2]
    assert sorted(r.state for r in runs) == ["entered", "replaced"]


def test_a_value_is_typed_while_another_verifies_the_old_one(database: Database) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        work = bench.come(db, "XN-GK")
        item = work.items["GLU"].id
        [made] = service.enter(db, TECHNICIAN, [Entry(item_id=item, value="5,4")])
    start, refused = threading.Barrier(2), []

    def again() -> None:
        start.wait()
        try:
            with database.write(OTHER) as db:
                service.enter(db, OTHER, [Entry(item_id=item, value="5,9")])
        except Refusal as error:
            refused.append(type(error))

    def verify() -> None:
        start.wait()
        try:
            with database.write(PHYSICIAN) as db:
                service.verify(db, PHYSICIAN, [made.id])
        except Refusal as error:
            refused.append(type(error))

    _run([threading.Thread(target=again), threading.Thread(target=verify)])

    with database.read() as db:
        held = service.holding(service.runs_of(db, [item])[item])
    assert held is not None
    assert refused in ([ResultVerified], [ResultNotWaiting])
    assert held.value == ("5,4" if refused == [ResultVerified] else "5,9")


def _run(threads: list[threading.Thread]) -> None:
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
