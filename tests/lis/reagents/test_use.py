"""What results have used: bound to each, counted once, against the norm; traced on a recall."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine, event, select
from sqlmodel import Session, col

from his.admin import service as admin
from kernel.clock import today, utc_now
from kernel.once import forget
from kernel.reports import Period
from lis.reagents import counting, figures, kits, lots, reports, setting_up, tracing
from lis.reagents.kit_models import ReagentTally, ReagentUse, UseKind
from lis.results import service as results
from lis.results.service import Entry, Reading
from lis.tests.slots import held, lots_in_use
from tests.lis.reagents import shelf
from tests.lis.reagents.shelf import SENIOR, TECHNICIAN
from tests.lis.results import bench
from tests.lis.results.bench import ANALYSER, PHYSICIAN, Bench

PERIOD = Period(today() - timedelta(days=2), today() + timedelta(days=1))


def _enter(db: Session, work: Bench, **values: str) -> list[results.LabResult]:
    entries = [
        Entry(item_id=work.items[code].id, value=value, confirmed=True)
        for code, value in values.items()
    ]
    return results.enter(db, TECHNICIAN, entries)


def _uses(db: Session) -> list[tuple[UseKind, str, Decimal]]:
    asked = select(ReagentUse).order_by(col(ReagentUse.id))
    return [(u.kind, u.test_code, u.amount) for u in db.execute(asked).scalars()]


def test_a_result_carries_its_lot_and_is_counted_once(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-GK")
    lot = shelf.lot(db, shelf.reagent(db))
    kit = shelf.kit(db, lot)
    glucose, potassium = _enter(db, work, GLU="5,4", K="4,1")
    [facts] = glucose.lot["kits"]
    assert (facts["code"], facts["lot"], facts["amount"]) == (kit.code, "A1", "1")
    assert potassium.lot is None  # no kit is stated for it
    assert counting.count(db) == 1
    assert counting.count(db) == 0
    db.expire_all()
    assert kit.used == 1
    assert _uses(db) == [(UseKind.PATIENT, "GLU", Decimal(1))]


def test_repeats_stand_apart_and_a_correction_on_paper_uses_nothing(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-GK")
    shelf.kit(db, shelf.lot(db, shelf.reagent(db)))
    _enter(db, work, GLU="5,4")
    [again] = _enter(db, work, GLU="5,6")
    results.verify(db, PHYSICIAN, [again.id])
    mended = results.correct(db, TECHNICIAN, again.id, value="5,5", reason="gõ nhầm")
    assert mended.lot == again.lot
    counting.count(db)
    assert [kind for kind, _, _ in _uses(db)] == [UseKind.PATIENT, UseKind.REPEAT]


def test_two_runs_in_one_message_are_both_counted_and_the_kit_is_the_analysers(
    db: Session,
) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-GK")
    lot = shelf.lot(db, shelf.reagent(db))
    shelf.kit(db, lot, analyser="C311")
    other = shelf.kit(db, lot, analyser="AU480")
    readings = [
        Reading(test_code="GLU", value=value, at=utc_now() - timedelta(minutes=n), lot={"cal": "7"})
        for n, value in enumerate(("5.1", "5.3"))
    ]
    results.receive(db, ANALYSER, analyser="AU480", specimen_code=work.codes, readings=readings)
    runs = results.runs_of(db, [work.items["GLU"].id])[work.items["GLU"].id]
    assert [r.lot["cal"] for r in runs] == ["7", "7"]
    counting.count(db)
    db.expire_all()
    assert [kind for kind, _, _ in _uses(db)] == [UseKind.PATIENT, UseKind.REPEAT]
    assert other.used == 2


def test_a_changed_norm_counts_from_then_on(db: Session) -> None:
    bench.lists(db)
    made = shelf.reagent(db)
    shelf.kit(db, shelf.lot(db, made))
    _enter(db, bench.come(db, "XN-GK"), GLU="5,4")
    setting_up.set_norm(
        db, SENIOR, made.id, test_code="GLU", per_test=Decimal("1.5"), reason="máy mới"
    )
    _enter(db, bench.come(db, "XN-GK", room=_room(db)), GLU="5,4")
    counting.count(db)
    assert [amount for _, _, amount in _uses(db)] == [Decimal(1), Decimal("1.5")]
    assert len(setting_up.norms(db, {made.id}, past=True)[made.id]) == 2


def test_a_recall_finds_each_patient_and_prints_the_list(db: Session) -> None:
    bench.lists(db)
    lot = shelf.lot(db, shelf.reagent(db))
    other = shelf.lot(db, shelf.reagent(db, "HC-K", "K"), "K1")
    shelf.kit(db, lot)
    shelf.kit(db, other)
    first = bench.come(db, "XN-GK")
    second = bench.come(db, "XN-GK", room=_room(db))
    _enter(db, first, GLU="5,4", K="4,1")
    _enter(db, second, GLU="6,4")
    lots.recall(db, SENIOR, lot.id, reason="Hãng thu hồi")  # counts by itself
    found, following = tracing.results(db, SENIOR, lot.id, after=None, limit=10)
    assert following is None
    assert {(t.patient.id, t.result.test_code) for t in found} == {
        (first.visit.patient_id, "GLU"),
        (second.visit.patient_id, "GLU"),
    }
    assert tracing.counts(db, lot.id) == (2, 2)
    [after] = _enter(db, bench.come(db, "XN-GK", room=_room(db)), GLU="5,0")
    assert after.lot is None  # the recalled kit is not on the instrument any more


def test_the_month_adds_up(db: Session) -> None:
    bench.lists(db)
    made = shelf.reagent(db, dead_volume=Decimal(4))
    lot = shelf.lot(db, made, kits=3, price="500000")
    kit = shelf.kit(db, lot)
    _enter(db, bench.come(db, "XN-GK"), GLU="5,4")
    kits.use(db, TECHNICIAN, kit.id, kind=UseKind.CALIBRATION, amount=Decimal(5), test_code="GLU")
    kits.finish(db, TECHNICIAN, kit.id)
    [used] = figures.used(db, *PERIOD.bounds)
    assert used.amounts == {
        UseKind.PATIENT: 1,
        UseKind.CALIBRATION: 5,
        UseKind.DEAD_VOLUME: 4,
        UseKind.LOST: 90,
    }
    assert [used.total, used.allowed, used.results] == [100, 1, 1]
    [cost] = figures.costs(db, *PERIOD.bounds)
    assert [cost.by_norm, cost.spent, cost.a_result] == [5000, 500000, 500000]
    by_id = {report.id: report for report in reports.REPORTS}
    [line] = by_id["lis.reagents.stock"].by(db, SENIOR, PERIOD, {})
    assert line.values[6:12] == (0, 3, 1, 0, 0, 2)
    asked = by_id["lis.reagents.stock"].records
    assert asked is not None
    records, _ = asked(db, SENIOR, PERIOD, {}, line.key, None, 10)
    assert [r.amount for r in records] == [1500000, -500000]
    [line] = by_id["lis.reagents.form_08d"].by(db, SENIOR, PERIOD, {})
    assert line.values[4:] == (500000, 1, 0, 1, 500000)
    assert len(by_id["lis.reagents.norm"].by(db, SENIOR, PERIOD, {})) == 1
    assert len(by_id["lis.reagents.cost"].by(db, SENIOR, PERIOD, {})) == 1


@contextmanager
def _statements(db: Session) -> Iterator[list[str]]:
    found: list[str] = []
    engine = db.get_bind()

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        found.append(statement)

    target: Engine = engine.engine
    event.listen(target, "before_cursor_execute", seen)
    try:
        yield found
    finally:
        event.remove(target, "before_cursor_execute", seen)


def test_binding_lots_reads_one_row_a_batch_and_nothing_again(db: Session) -> None:
    bench.lists(db)
    shelf.kit(db, shelf.lot(db, shelf.reagent(db)))
    work = bench.come(db, "XN-GK")
    lots_in_use(db, [("GLU", "")])
    db.flush()
    forget(db)  # as in the next transaction
    with _statements(db) as told:
        lots_in_use(db, [("GLU", ""), ("K", "")])
        held_first = len(told)
        lots_in_use(db, [("GLU", "C311")])
    assert (held_first, len(told)) == (1, 1)
    assert "lis_reagent_stamp" in told[0]
    with _statements(db) as told:
        held(db, [("GLU", "")])
    assert not [s for s in told if "lis_reagent" in s]
    assert work.items


def _room(db: Session) -> object:
    return admin.rooms(db, kind=admin.RoomKind.EXAM)[0]


def test_where_no_kit_is_stated_nothing_is_noted(db: Session) -> None:
    bench.lists(db)
    _enter(db, bench.come(db, "XN-GK"), GLU="5,4")
    assert db.execute(select(ReagentTally)).first() is None
