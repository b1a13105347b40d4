"""Results from analysers: filed by tube and test, never by guess; those inside all rules go out."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from his.admin.parameters import set_parameter
from his.orders import service as orders
from his.orders.service import OrderState
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.ids import new_id
from lis.results import service
from lis.results.errors import CriticalToConfirm
from lis.results.models import LabResult, ResultState
from lis.results.service import Delivery, OutcomeKind, Reading
from lis.specimens import receiving
from lis.specimens import service as specimens
from tests.lis.results import bench
from tests.lis.results.bench import ANALYSER, PHYSICIAN, TECHNICIAN, Bench


@pytest.fixture
def at_work(db: Session) -> Bench:
    bench.lists(db, auto=True)
    return bench.come(db, "XN-GK")


def send(db: Session, code: str, *readings: Reading, message: object = None) -> list[OutcomeKind]:
    found = service.receive(
        db,
        ANALYSER,
        analyser="AU480",
        specimen_code=code,
        readings=readings,
        message_id=message,  # type: ignore[arg-type]
    )
    return [each.kind for each in found]


def test_normal_results_of_an_analyser_go_out_by_themselves_and_say_why(
    db: Session, at_work: Bench
) -> None:
    said = [Reading(test_code="GLU", value="5.432"), Reading(test_code="K", value="4.1")]

    assert send(db, at_work.codes, *said) == [OutcomeKind.FILED, OutcomeKind.FILED]
    [order] = at_work.orders.values()
    found = db.exec(select(LabResult)).all()
    assert (order.state, order.machines) == (OrderState.FULFILLED, "AU480")
    assert sorted(r.value for r in found) == ["4,1", "5,4"]
    assert {r.automatic for r in found} == {True}
    assert {r.auto_reasons[0]["en"] for r in found} == {"Inside all limits of autoverification."}
    assert {r.verified_by_name for r in found} == {"Tự duyệt theo quy tắc"}


def test_a_result_outside_any_rule_waits_for_a_person_with_its_reasons(
    db: Session, at_work: Bench
) -> None:
    said = [
        Reading(test_code="GLU", value="9.9"),
        Reading(test_code="K", value="4.1", flags=("H",)),
    ]
    send(db, at_work.codes, *said)

    waiting, _ = service.queue(db, PHYSICIAN)
    why = {r.test_code: [w["en"] for w in r.auto_reasons] for r in waiting}
    assert why == {
        "GLU": ["Outside the limits of autoverification."],
        "K": ["The analyser flagged it: H."],
    }
    [order] = at_work.orders.values()
    assert order.state not in orders.ANSWERED


def test_autoverification_is_switched_off_for_the_house(db: Session, at_work: Bench) -> None:
    set_parameter(db, SYSTEM, "lis.results.autoverify", value=False, reason="thử")
    send(db, at_work.codes, Reading(test_code="GLU", value="5.4"))

    [waits] = db.exec(select(LabResult)).all()
    assert waits.state is ResultState.ENTERED
    assert "Autoverification is off here." in [w["en"] for w in waits.auto_reasons]


def test_what_fits_no_tube_or_test_is_answered_and_filed_nowhere(
    db: Session, at_work: Bench
) -> None:
    glucose = Reading(test_code="GLU", value="5.4")

    assert send(db, "261122000000", glucose) == [OutcomeKind.UNKNOWN_SPECIMEN]
    assert send(db, "không phải số", glucose) == [OutcomeKind.UNKNOWN_SPECIMEN]
    strange = [
        Reading(test_code="TSH", value="1"),
        Reading(test_code="GLU", value="lỗi"),
        Reading(test_code="GLU", value="99999"),
        Reading(test_code="GLU", value="5.4", unit="furlong"),
    ]
    assert send(db, at_work.codes, *strange) == [
        OutcomeKind.NOT_ASKED,
        OutcomeKind.REFUSED,
        OutcomeKind.REFUSED,
        OutcomeKind.REFUSED,
    ]
    assert not db.exec(select(LabResult)).all()


def test_a_tube_that_was_rejected_or_not_drawn_takes_no_result(db: Session, at_work: Bench) -> None:
    bare = bench.come(db, "XN-TSH", visit=at_work.visit, received=False)
    assert send(db, bare.codes, Reading(test_code="TSH", value="1")) == [OutcomeKind.WRONG_STATE]

    receiving.reject(db, TECHNICIAN, at_work.codes, reason_code="HEMO", reason="Tán huyết")
    assert send(db, at_work.codes, Reading(test_code="GLU", value="5.4")) == [
        OutcomeKind.WRONG_STATE
    ]


def test_a_value_in_another_unit_is_converted_or_waits(db: Session, at_work: Bench) -> None:
    said = [
        Reading(test_code="GLU", value="180", unit="mg/dL"),
        Reading(test_code="K", value="4.1", unit="fL"),
    ]

    assert send(db, at_work.codes, *said) == [OutcomeKind.FILED, OutcomeKind.REFUSED]
    [found] = db.exec(select(LabResult)).all()
    assert (found.value, found.flag, found.unit) == ("10,0", "H", "mmol/L")


def test_the_same_message_again_changes_nothing(db: Session, at_work: Bench) -> None:
    message, glucose = new_id(), Reading(test_code="GLU", value="9.4")

    assert send(db, at_work.codes, glucose, message=message) == [OutcomeKind.FILED]
    assert send(db, at_work.codes, glucose, message=message) == [OutcomeKind.ALREADY]
    timed = Reading(test_code="K", value="5.9", at=utc_now())
    assert send(db, at_work.codes, timed) == [OutcomeKind.FILED]
    assert send(db, at_work.codes, timed, message=new_id()) == [OutcomeKind.ALREADY]
    assert len(db.exec(select(LabResult)).all()) == 2


def test_two_values_of_one_test_are_two_runs_and_the_last_one_counts(
    db: Session, at_work: Bench
) -> None:
    twice = [Reading(test_code="GLU", value="9.4"), Reading(test_code="GLU", value="9.6")]
    send(db, at_work.codes, *twice)

    found = sorted(db.exec(select(LabResult)).all(), key=lambda r: r.run)
    assert [(r.run, r.value, r.state) for r in found] == [
        (1, "9,4", ResultState.REPLACED),
        (2, "9,6", ResultState.ENTERED),
    ]


def test_what_is_verified_is_not_overwritten_by_an_analyser(db: Session, at_work: Bench) -> None:
    send(db, at_work.codes, Reading(test_code="GLU", value="5.4"))

    again = Reading(test_code="GLU", value="5.9")
    assert send(db, at_work.codes, again) == [OutcomeKind.VERIFIED]


def test_a_value_measured_before_the_collection_is_another_tubes(
    db: Session, at_work: Bench
) -> None:
    early = Reading(test_code="GLU", value="5.4", at=utc_now() - timedelta(days=2))

    assert send(db, at_work.codes, early) == [OutcomeKind.WRONG_STATE]


def test_a_critical_value_of_an_analyser_is_confirmed_by_a_technician(
    db: Session, at_work: Bench
) -> None:
    send(db, at_work.codes, Reading(test_code="K", value="7.4"))
    [found] = db.exec(select(LabResult)).all()

    with pytest.raises(CriticalToConfirm):
        service.verify(db, PHYSICIAN, [found.id])
    with pytest.raises(CriticalToConfirm):
        service.check(db, TECHNICIAN, [found.id])
    service.check(db, TECHNICIAN, [found.id], confirm=True)
    service.verify(db, PHYSICIAN, [found.id])

    assert (found.confirmed_by_name, found.state) == (TECHNICIAN.name, ResultState.VERIFIED)


def test_a_calculated_result_goes_out_only_with_what_it_is_calculated_from(db: Session) -> None:
    bench.lists(db, auto=True)
    work = bench.come(db, "XN-THAN")
    send(db, work.codes, Reading(test_code="CREA", value="250"))

    found = {r.test_code: r for r in db.exec(select(LabResult)).all()}
    assert found["EGFR"].state is ResultState.ENTERED
    assert "What it is calculated from is not verified." in [
        w["en"] for w in found["EGFR"].auto_reasons
    ]


def test_what_verified_itself_goes_out_when_the_last_test_is_no_longer_done(
    db: Session, at_work: Bench
) -> None:
    send(db, at_work.codes, Reading(test_code="GLU", value="5.4"))
    [order] = at_work.orders.values()
    assert order.state not in orders.ANSWERED
    specimens.end_items(db, TECHNICIAN, [at_work.items["K"]], "Không đủ mẫu")

    assert order.state in orders.ANSWERED
    [report] = orders.reports(db, [order.id])[order.id]
    assert [v["test"] for v in report.facts["values"]] == ["GLU"]


def test_many_tubes_cost_no_more_statements_than_one(db: Session) -> None:
    bench.lists(db)
    first = bench.come(db, "XN-GK")
    room = first.visit.room_id
    works = [first, *(_another(db, room) for _ in range(9))]
    counted: list[str] = []

    def count(*args: object) -> None:
        counted.append(str(args[2]))

    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        one = _deliveries(works[:1])
        service.receive_many(db, ANALYSER, one)
        single = len(counted)
        counted.clear()
        answers = service.receive_many(db, ANALYSER, _deliveries(works[1:]))
    finally:
        event.remove(engine, "before_cursor_execute", count)

    assert {o.kind for answer in answers for o in answer} == {OutcomeKind.FILED}
    assert len(counted) <= single + 3, counted


def _another(db: Session, room_id: object) -> Bench:
    from his.admin.service import Room

    return bench.come(db, "XN-GK", room=db.get(Room, room_id))


def _deliveries(works: list[Bench]) -> list[Delivery]:
    return [
        Delivery(
            analyser="AU480",
            specimen_code=work.codes,
            readings=[
                Reading(test_code="GLU", value="9.9"),
                Reading(test_code="K", value="5.9"),
            ],
        )
        for work in works
    ]
