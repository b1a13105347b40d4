"""A kit is opened by scan, goes on the instrument, expires, is finished."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.admin import service as admin
from kernel.clock import LOCAL, today, utc_now
from lis.reagents import counting, errors, kits, scanning, showing, warning
from lis.reagents import service as reagents
from lis.reagents.kit_models import KitState, UseKind
from lis.reagents.settings import CONTROL_FIRST
from lis.reagents.warning import WarningKind
from lis.tests.slots import held, lots_in_use
from tests.conftest import Later
from tests.lis.quality import control
from tests.lis.reagents import shelf
from tests.lis.reagents.shelf import GTIN, SENIOR, TECHNICIAN


def test_a_box_is_known_by_its_gs1_code_and_a_kit_by_its_own(lists: Session) -> None:
    made = shelf.reagent(lists)
    lot = shelf.lot(lists, made, "G2607A")
    box = f"]d201{GTIN}17{lot.expiry:%y%m%d}10G2607A"
    read = scanning.read(lists, box)
    assert (read.reagent.id, read.lot and read.lot.id) == (made.id, lot.id)
    new = scanning.read(lists, f"(01){GTIN}(17)300131(10)NEW")
    assert (new.lot, new.lot_number, f"{new.expiry}") == (None, "NEW", "2030-01-31")
    kit = shelf.kit(lists, lot)
    assert scanning.read(lists, kit.code.lower()).kit == kit
    with pytest.raises(errors.CodeNotRecognised):
        scanning.read(lists, "khong co")


def test_an_opened_kit_is_good_for_its_days_and_leaves_the_stock(lists: Session) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists, open_days=30), kits=1)
    kit = shelf.kit(lists, lot)
    assert kit.usable_until.astimezone(LOCAL).date() == today() + timedelta(days=30)
    with pytest.raises(errors.NotEnoughKits):
        shelf.kit(lists, lot)


def test_two_kits_are_open_and_it_is_stated_which_one_is_on_the_instrument(lists: Session) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists))
    first = shelf.kit(lists, lot, at=utc_now() - timedelta(days=3))
    second = shelf.kit(lists, lot)
    assert (first.state, second.state) == (KitState.OPEN, KitState.IN_USE)
    shown = {k.code: k.first for k in showing.kits_out(lists, [first, second])}
    assert shown == {first.code: True, second.code: False}  # the older one is to be used up
    facts = lots_in_use(lists, [("GLU", "")])[("GLU", "")]
    assert [each["code"] for each in facts["kits"]] == [second.code]
    kits.put_on(lists, TECHNICIAN, first.id)
    facts = lots_in_use(lists, [("GLU", "")])[("GLU", "")]
    assert [each["code"] for each in facts["kits"]] == [first.code]
    kits.take_off(lists, TECHNICIAN, first.id)
    assert lots_in_use(lists, [("GLU", "")]) == {}


def test_each_analyser_has_its_own_kit(lists: Session) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists))
    one, two = shelf.kit(lists, lot, analyser="C311"), shelf.kit(lists, lot, analyser="AU480")
    found = lots_in_use(lists, [("GLU", "C311"), ("GLU", "AU480"), ("GLU", ""), ("K", "C311")])
    codes = {bench: [k["code"] for k in facts["kits"]] for bench, facts in found.items()}
    assert codes == {("GLU", "C311"): [one.code], ("GLU", "AU480"): [two.code]}


def test_an_expired_kit_holds_its_results_until_somebody_gives_a_reason(
    lists: Session, later: Later
) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists, open_days=7))
    kit = shelf.kit(lists, lot)
    assert held(lists, [("GLU", "")]) == {}
    later(days=8)
    assert kit.code in held(lists, [("GLU", "")])[("GLU", "")].en
    assert [w.kind for w in warning.warnings(lists)] == [WarningKind.IN_USE_EXPIRED]
    with pytest.raises(errors.OverrideNotAllowed):
        kits.excuse(lists, TECHNICIAN, kit.id, reason="Chưa có hộp mới")
    kits.excuse(lists, SENIOR, kit.id, reason="Chưa có hộp mới, nội kiểm đạt")
    assert held(lists, [("GLU", "")]) == {}
    [facts] = lots_in_use(lists, [("GLU", "")])[("GLU", "")]["kits"]
    assert facts["expired"] == "Chưa có hộp mới, nội kiểm đạt"


def test_an_expired_lot_is_opened_only_with_a_reason_by_whoever_may(
    lists: Session, later: Later
) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists), expiry=today() + timedelta(days=1))
    later(days=3)
    with pytest.raises(errors.ReagentHasExpired):
        shelf.kit(lists, lot)
    with pytest.raises(errors.OverrideNotAllowed):
        kits.open_kit(lists, TECHNICIAN, lot.id, reason="cấp cứu")
    kit = kits.open_kit(lists, SENIOR, lot.id, in_use=True, reason="Cấp cứu, lô khác chưa về")
    assert (kit.state, kit.override_by_name) == (KitState.IN_USE, SENIOR.name)


def test_a_kit_ends_with_what_is_left_counted_as_lost(lists: Session) -> None:
    lot = shelf.lot(lists, shelf.reagent(lists, dead_volume=Decimal(5)))
    kit = shelf.kit(lists, lot)
    kits.use(lists, TECHNICIAN, kit.id, kind=UseKind.CALIBRATION, amount=Decimal(6))
    with pytest.raises(errors.KitContentExceeded):
        kits.use(lists, TECHNICIAN, kit.id, kind=UseKind.LOST, amount=Decimal(90))
    kits.finish(lists, TECHNICIAN, kit.id, reason="Máy báo hết")
    log, _ = kits.log(lists, kit.id, after=None, limit=9)
    assert {u.kind: u.amount for u in log} == {
        UseKind.DEAD_VOLUME: 5,
        UseKind.CALIBRATION: 6,
        UseKind.LOST: 89,
    }
    assert (kit.state, kit.used) == (KitState.FINISHED, kit.content)
    with pytest.raises(errors.KitIsOver):
        kits.put_on(lists, TECHNICIAN, kit.id)


def test_controls_are_counted_and_vouch_for_a_new_lot(lists: Session, later: Later) -> None:
    admin.set_parameter(lists, SENIOR, CONTROL_FIRST.id, value=True, reason="chất lượng")
    controls = control.set_up(lists)
    kit = shelf.kit(lists, shelf.lot(lists, shelf.reagent(lists)))
    assert "A1" in held(lists, [("GLU", "")])[("GLU", "")].vi
    later(minutes=1)
    control.run(lists, TECHNICIAN, controls, "0.1", "0.2")
    assert held(lists, [("GLU", "")]) == {}
    counting.count(lists)
    lists.expire_all()
    [line], _ = kits.log(lists, kit.id, after=None, limit=9)
    assert [line.kind, line.amount, line.times] == [UseKind.CONTROL, 2, 2]


def test_what_needs_somebody_is_said_the_gravest_first(lists: Session, later: Later) -> None:
    made = shelf.reagent(lists, open_days=10, minimum=Decimal(2))
    lot = shelf.lot(lists, made, expiry=today() + timedelta(days=25))
    shelf.lot(lists, made, "B2", kits=1, accepted=False)
    shelf.kit(lists, lot)
    later(days=9)
    kinds = [w.kind for w in warning.warnings(lists)]
    assert kinds == [WarningKind.KIT_ENDS, WarningKind.LOT_ENDS, WarningKind.TO_JUDGE]
    said = warning.look(lists)
    assert said is not None
    assert "1 lô chờ chấp nhận" in said.vi
    assert reagents.warnings(lists)
