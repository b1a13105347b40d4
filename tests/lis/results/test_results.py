"""Results of the laboratory: entered, judged, verified by a second person, released, corrected."""

from dataclasses import fields
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from his.admin.parameters import set_parameter
from his.cdr import service as cdr
from his.orders import alarming, inbox
from his.orders import service as orders
from his.orders.resulting import Value
from his.orders.service import Order, OrderState
from kernel.access import SYSTEM
from kernel.errors import Refusal
from lis.results import releasing, service
from lis.results.errors import (
    AloneNeedsReason,
    CorrectionWaits,
    CriticalNotConfirmed,
    NotCheckedYet,
    ResultNotOut,
    ResultNotWaiting,
    ResultVerified,
    SpecimenNotReceived,
    ValueAbsurd,
    ValueNotAChoice,
    ValueNotANumber,
    VerifyByAnother,
)
from lis.results.models import LabResult, ResultState
from lis.results.service import Entry
from lis.specimens.service import ItemState
from tests.lis.results import bench
from tests.lis.results.bench import OTHER, PHYSICIAN, TECHNICIAN, Bench


@pytest.fixture
def at_work(db: Session) -> Bench:
    bench.lists(db)
    return bench.come(db, "XN-GK")


def enter(db: Session, work: Bench, **values: str) -> list[LabResult]:
    entries = [
        Entry(item_id=work.items[code].id, value=value, confirmed=True)
        for code, value in values.items()
    ]
    return service.enter(db, TECHNICIAN, entries)


def verify(db: Session, results: list[LabResult]) -> None:
    service.verify(db, PHYSICIAN, [r.id for r in results])


def state(order: Order) -> OrderState:
    return order.state


def test_what_is_entered_is_judged_and_goes_out_when_another_verifies_it(
    db: Session, at_work: Bench
) -> None:
    made = enter(db, at_work, GLU="7,8", K="4.1")
    [order] = at_work.orders.values()

    assert [(r.value, r.flag, r.reference) for r in sorted(made, key=lambda r: r.test_code)] == [
        ("7,8", "H", "3,9–6,4"),
        ("4,1", "", "3,5–5"),
    ]
    assert order.state not in orders.ANSWERED
    verify(db, made)

    [report] = orders.reports(db, [order.id])[order.id]
    assert order.state is OrderState.FULFILLED
    assert report.reported_by_name == PHYSICIAN.name
    assert order.performed_by_name == TECHNICIAN.name
    assert [v["flag"] for v in report.facts["values"]] == ["H", ""]
    kept = cdr.latest(db, at_work.visit.patient_id, ["L-GLU"])["L-GLU"]
    assert (kept.number, kept.flag, kept.reference) == (Decimal("7.8"), "H", "3,9–6,4")
    assert {i.state for i in at_work.items.values()} == {ItemState.VERIFIED}


def test_what_goes_out_has_the_shape_that_orders_write_themselves(
    db: Session, at_work: Bench
) -> None:
    [made] = enter(db, at_work, GLU="5,4")

    assert list(releasing.value_of(made)) == [f.name for f in fields(Value)]


def test_nobody_verifies_what_he_entered_or_checked(db: Session, at_work: Bench) -> None:
    made = enter(db, at_work, GLU="5,4", K="4,1")
    ids = [r.id for r in made]

    with pytest.raises(VerifyByAnother):
        service.verify(db, TECHNICIAN, ids)
    service.check(db, PHYSICIAN, ids)
    with pytest.raises(VerifyByAnother):
        service.verify(db, PHYSICIAN, ids)


def test_a_laboratory_of_one_gives_its_reason_and_it_is_kept(db: Session, at_work: Bench) -> None:
    set_parameter(db, SYSTEM, "lis.results.two_people", value="reason", reason="một người")
    made = enter(db, at_work, GLU="5,4", K="4,1")
    ids = [r.id for r in made]

    with pytest.raises(AloneNeedsReason):
        service.verify(db, TECHNICIAN, ids)
    service.verify(db, TECHNICIAN, ids, alone="Trực đêm một mình")

    assert {r.alone_reason for r in made} == {"Trực đêm một mình"}
    assert {r.state for r in made} == {ResultState.VERIFIED}


def test_where_the_house_wants_it_results_are_checked_first(db: Session, at_work: Bench) -> None:
    set_parameter(db, SYSTEM, "lis.results.check_first", value=True, reason="thử")
    made = enter(db, at_work, GLU="5,4", K="4,1")
    ids = [r.id for r in made]

    with pytest.raises(NotCheckedYet):
        service.verify(db, PHYSICIAN, ids)
    service.check(db, OTHER, ids)
    service.verify(db, PHYSICIAN, ids)

    assert {r.checked_by_name for r in made} == {OTHER.name}


@pytest.mark.parametrize(
    ("code", "value", "refusal"),
    [
        ("GLU", "abc", ValueNotANumber),
        ("GLU", "5000", ValueAbsurd),
        ("GLU", "-1", ValueAbsurd),
        ("HIV", "có lẽ", ValueNotAChoice),
    ],
)
def test_what_cannot_be_is_not_kept(
    db: Session, code: str, value: str, refusal: type[Refusal]
) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-GK", "XN-HIV")

    with pytest.raises(refusal):
        enter(db, work, **{code: value})
    assert not db.exec(select(LabResult)).all()


def test_a_critical_value_is_confirmed_before_it_is_kept_and_alarms_when_it_goes_out(
    db: Session, at_work: Bench
) -> None:
    entry = Entry(item_id=at_work.items["K"].id, value="7,1")

    with pytest.raises(CriticalNotConfirmed) as refused:
        service.enter(db, TECHNICIAN, [entry])
    assert refused.value.facts["items"] == [str(at_work.items["K"].id)]
    made = enter(db, at_work, K="7,1")
    verify(db, made)

    [order] = at_work.orders.values()
    [alarm] = alarming.of_order(db, order.id)
    assert made[0].confirmed_by_name == TECHNICIAN.name
    assert "Kali: 7,1 mmol/L [HH]" in alarm.says


def test_a_part_goes_out_and_says_what_is_missing(db: Session, at_work: Bench) -> None:
    verify(db, enter(db, at_work, K="4,1"))
    [order] = at_work.orders.values()

    [part] = orders.reports(db, [order.id])[order.id]
    assert state(order) is OrderState.PARTLY_REPORTED
    assert part.facts["missing"] == ["Glucose"]
    assert "Còn chờ: Glucose" in part.text
    verify(db, enter(db, at_work, GLU="5,4"))

    whole = orders.reports(db, [order.id])[order.id][-1]
    assert state(order) is OrderState.FULFILLED
    assert [v["test"] for v in whole.facts["values"]] == ["GLU", "K"]
    assert "missing" not in whole.facts


def test_a_value_entered_again_is_a_new_run_and_the_old_one_stays(
    db: Session, at_work: Bench
) -> None:
    [first] = enter(db, at_work, GLU="54")
    [second] = enter(db, at_work, GLU="5,4")

    assert (first.state, second.run, second.replaces_id) == (ResultState.REPLACED, 2, first.id)
    verify(db, [second])
    with pytest.raises(ResultNotWaiting):
        verify(db, [first])
    with pytest.raises(ResultVerified):
        enter(db, at_work, GLU="5,5")


def test_a_correction_holds_when_another_verified_it_and_both_versions_stay(
    db: Session, at_work: Bench
) -> None:
    made = enter(db, at_work, GLU="5,4", K="4,1")
    verify(db, made)
    [order] = at_work.orders.values()
    inbox.see(db, bench.DOCTOR, order)
    old = next(r for r in made if r.test_code == "GLU")

    new = service.correct(db, OTHER, old.id, value="15,4", reason="gõ nhầm")
    assert cdr.latest(db, order.patient_id, ["L-GLU"])["L-GLU"].number == Decimal("5.4")
    with pytest.raises(CorrectionWaits):
        service.correct(db, OTHER, old.id, value="16", reason="gõ nhầm")
    with pytest.raises(VerifyByAnother):
        service.verify(db, OTHER, [new.id])
    verify(db, [new])

    assert (old.state, new.state, new.replaces_id) == (
        ResultState.REPLACED,
        ResultState.VERIFIED,
        old.id,
    )
    assert order.state is OrderState.CORRECTED
    assert orders.reports(db, [order.id])[order.id][-1].reason == "gõ nhầm"
    assert cdr.latest(db, order.patient_id, ["L-GLU"])["L-GLU"].number == Decimal("15.4")
    both, _ = cdr.observations(db, order.patient_id, codes=["L-GLU"], with_replaced=True)
    assert len(both) == 2
    assert [n.kind for n in inbox.unseen(db, bench.DOCTOR)[0]] == ["corrected"]


def test_a_withdrawn_result_stops_holding_at_once_and_the_test_is_run_again(
    db: Session, at_work: Bench
) -> None:
    made = enter(db, at_work, GLU="5,4", K="7,4")
    verify(db, made)
    [order] = at_work.orders.values()
    received_at = at_work.items["K"].received_at
    potassium = next(r for r in made if r.test_code == "K")

    service.withdraw(db, OTHER, potassium.id, reason="Mẫu tán huyết")
    assert at_work.items["K"].state is ItemState.RECEIVED
    assert at_work.items["K"].received_at == received_at
    assert "L-K" not in cdr.latest(db, order.patient_id, ["L-K"])
    told = orders.reports(db, [order.id])[order.id][-1]
    assert told.facts["missing"] == ["Kali"]
    assert "Mẫu tán huyết" in told.reason
    [again] = enter(db, at_work, K="4,2")
    verify(db, [again])

    assert again.run == 2
    assert cdr.latest(db, order.patient_id, ["L-K"])["L-K"].number == Decimal("4.2")
    with pytest.raises(ResultNotOut):
        service.withdraw(db, OTHER, potassium.id, reason="lần nữa")


def test_what_went_out_in_part_is_withdrawn_too(db: Session, at_work: Bench) -> None:
    [made] = enter(db, at_work, K="4,4")
    verify(db, [made])
    [order] = at_work.orders.values()
    service.withdraw(db, OTHER, made.id, reason="Mẫu tán huyết")

    told = orders.reports(db, [order.id])[order.id][-1]
    assert told.facts["values"] == []
    assert sorted(told.facts["missing"]) == ["Glucose", "Kali"]
    assert "Mẫu tán huyết" in told.text


def test_a_repeat_sets_the_run_aside(db: Session, at_work: Bench) -> None:
    [made] = enter(db, at_work, GLU="5,4")
    service.repeat(db, OTHER, [made.id], reason="kim hút thiếu")

    assert made.state is ResultState.WITHDRAWN
    assert at_work.items["GLU"].state is ItemState.RECEIVED
    [found] = [i for i in service.worklist(db, TECHNICIAN)[0] if i.test_code == "GLU"]
    assert found.id == at_work.items["GLU"].id


def test_what_was_not_received_has_no_result(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-GK", received=False)

    with pytest.raises(SpecimenNotReceived):
        enter(db, work, GLU="5,4")


def test_a_great_change_since_last_time_is_said(db: Session, at_work: Bench) -> None:
    verify(db, enter(db, at_work, GLU="5,0", K="4,1"))
    again = bench.come(db, "XN-GK", visit=at_work.visit)
    by_code = {r.test_code: r for r in enter(db, again, GLU="10", K="4,3")}

    assert by_code["GLU"].delta == {
        "before": "5",
        "at": by_code["GLU"].delta["at"],
        "change": "5",
        "percent": "100.0",
        "hours": 0,
        "failed": True,
    }
    assert by_code["K"].delta["failed"] is False


def test_what_is_calculated_is_filled_in_and_follows_its_inputs(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-THAN")
    made = enter(db, work, CREA="80")
    gfr = next(r for r in made if r.test_code == "EGFR")
    again = enter(db, work, CREA="300")
    lower = next(r for r in again if r.test_code == "EGFR")

    assert gfr.source == "calculated"
    assert gfr.number is not None
    assert lower.number is not None
    assert lower.number < gfr.number
    assert lower.flag == "L"
    assert gfr.state is ResultState.REPLACED


def test_a_result_calls_for_the_test_that_explains_it(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-TSH")
    [order] = work.orders.values()
    verify(db, enter(db, work, TSH="9,9"))

    found, _ = service.worklist(db, TECHNICIAN, order_id=order.id)
    assert [(i.test_code, i.reflex_of) for i in found] == [("FT4", work.items["TSH"].id)]
    assert state(order) is OrderState.PARTLY_REPORTED
    service.enter(db, TECHNICIAN, [Entry(item_id=found[0].id, value="8")])
    waiting = db.exec(select(LabResult).where(col(LabResult.test_code) == "FT4")).all()
    verify(db, list(waiting))
    assert state(order) is OrderState.FULFILLED


def test_a_culture_names_what_grew_and_what_it_resists(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-CAY")
    [order] = work.orders.values()
    detail = {
        "isolates": [
            {
                "organism": "eco",
                "name": "Escherichia coli",
                "quantity": "10^5 CFU/mL",
                "antibiogram": [
                    {"antibiotic": "AMK", "name": "Amikacin", "sir": "S", "value": "18 mm"},
                    {"antibiotic": "AMP", "name": "Ampicillin", "sir": "R", "value": ""},
                ],
            }
        ]
    }
    [made] = service.enter(
        db, TECHNICIAN, [Entry(item_id=work.items["CAY"].id, value="", detail=detail)]
    )
    verify(db, [made])

    [report] = orders.reports(db, [order.id])[order.id]
    assert (made.value, made.flag) == ("Escherichia coli (10^5 CFU/mL)", "A")
    assert "S: Amikacin 18 mm" in report.text
    assert "R: Ampicillin" in report.text


def test_a_coded_result_is_one_of_its_words_and_may_be_critical(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-HIV")
    [order] = work.orders.values()
    [made] = enter(db, work, HIV="duong tinh")
    verify(db, [made])

    assert (made.value, made.flag) == ("Dương tính", "AA")
    assert alarming.of_order(db, order.id)
