"""Shows that a lot is followed from the delivery to the patients whose results it measured."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import SystemRandom

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.reagents import counting, kits, lots, now, setting_up, stock, tracing
from lis.reagents.errors import LotNotAccepted, LotNotTried, NotEnoughKits, ReagentLotRecalled
from lis.reagents.kit_models import KitState, ReagentKit, ReagentTally, ReagentUse, UseKind
from lis.reagents.models import ReagentLot, ReagentLotState
from lis.results import service as results
from lis.results.service import Entry, LabResult
from lis.specimens import service as specimens
from lis.specimens.service import HOLDER, ItemState
from lis.tests.slots import held

_TEST, _SERVICE = "MC-HC", "MC-DVHC"
_TECHNICIAN = Actor(new_id(), "KTV minh chứng")
_ONE = Decimal(1)


def _result(db: Session) -> LabResult | None:
    """A patient of our own whose test is done with what is in use; all undone later."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    doctor = Actor(new_id(), "Bác sĩ minh chứng")
    asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": [_TEST]}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Xét nghiệm minh chứng", facts=asked)
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
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
    items = [i for i in specimens.items_of_order(db, order.id, lock=True) if i.test_code == _TEST]
    if not items:
        return None
    specimens.move_items(db, SYSTEM, items, ItemState.RECEIVED)
    [made] = results.enter(db, _TECHNICIAN, [Entry(item_id=items[0].id, value="4,2")])
    return made


def a_lot_is_followed_to_its_patients(db: Session) -> Finding:
    """Received, accepted, opened, bound to a result, counted, expired, recalled, traced."""
    facts = {"loinc": "MC-87", "ucum": "mmol/L", "section": "MC", "specimen": "serum"}
    catalogs.add(db, SYSTEM, "lab_test", code=_TEST, name="Chỉ số minh chứng", facts=facts)
    reagent = setting_up.add_reagent(
        db,
        SYSTEM,
        code="MC-HOA-CHAT",
        name="Hóa chất minh chứng",
        kit_unit="hộp",
        content=Decimal(100),
        content_unit="test",
        open_days=30,
    )
    setting_up.set_norm(db, SYSTEM, reagent.id, test_code=_TEST, per_test=_ONE)
    faults: list[Text] = []
    old = _lot(db, reagent.id, "MC-1", 1)
    if not _refused(db, LotNotAccepted, lambda: kits.open_kit(db, _TECHNICIAN, old.id)):
        faults.append(Text("lô chưa chấp nhận vẫn mở được", "an untested lot can be opened"))
    lots.accept(db, SYSTEM, old.id)
    kit = kits.open_kit(db, _TECHNICIAN, old.id, in_use=True)
    if not _refused(db, NotEnoughKits, lambda: kits.open_kit(db, _TECHNICIAN, old.id)):
        faults.append(Text("tồn kho âm", "the stock goes below zero"))
    new = _lot(db, reagent.id, "MC-2", 2)
    if not _refused(db, LotNotTried, lambda: lots.accept(db, SYSTEM, new.id)):
        faults.append(Text("lô mới không cần chạy song song", "a new lot needs no parallel test"))
    result = _result(db)
    if result is None:
        says = Text(
            "Chưa có phòng khám, hoặc chỉ định không đến phòng xét nghiệm.",
            "There is no examination room, or orders do not reach the laboratory.",
        )
        return Finding(Verdict.NOT_MET, says)
    counting.count(db)
    db.expire_all()
    told = [each.get("lot") for each in (result.lot or {}).get("kits", ())]
    if told != ["MC-1"]:
        faults.append(Text("kết quả không mang số lô", "the result does not carry its lot"))
    uses = select(func.sum(ReagentUse.amount)).where(
        col(ReagentUse.kit_id) == kit.id,
        col(ReagentUse.kind) == UseKind.PATIENT,
        col(ReagentUse.result_id) == result.id,
    )
    if db.execute(uses).scalar() != _ONE or kit.used != _ONE:
        faults.append(Text("lượng dùng không được tính", "use is not counted"))
    kit.usable_until = utc_now() - timedelta(minutes=1)
    now.changed(db)
    if not held(db, [(_TEST, "")]):
        faults.append(Text("hộp hết hạn vẫn trả kết quả", "an expired kit releases results"))
    lots.recall(db, SYSTEM, old.id, reason="Minh chứng thu hồi")
    db.expire_all()
    found, _ = tracing.results(db, SYSTEM, old.id, after=None, limit=10)
    if [each.result.id for each in found] != [result.id]:
        faults.append(Text("thu hồi không ra người bệnh", "a recall does not find the patient"))
    if kit.state is not KitState.RECALLED or not _refused(
        db, ReagentLotRecalled, lambda: kits.open_kit(db, _TECHNICIAN, old.id)
    ):
        faults.append(Text("lô thu hồi vẫn dùng được", "a recalled lot is still used"))
    if faults:
        return Finding(
            Verdict.NOT_MET,
            Text("; ".join(f.vi for f in faults) + ".", "; ".join(f.en for f in faults) + "."),
        )
    return Finding(
        Verdict.MET,
        Text(
            "Hóa chất được theo dõi từ nhập, chấp nhận, mở hộp đến từng kết quả; lô thu hồi ra "
            "đúng người bệnh.",
            "Reagents are followed from the delivery to each result; a recalled lot finds its "
            "patients.",
        ),
    )


def reagents_are_followed_here(db: Session) -> Finding:
    """Kits in use here; a balance that is no sum, uncounted use, a recalled lot in use: faults."""
    in_use = select(func.count(col(ReagentKit.id))).where(col(ReagentKit.state) == KitState.IN_USE)
    total = db.execute(in_use).scalar_one()
    if not total:
        says = Text("Chưa có hộp hóa chất nào đang dùng.", "No kit is in use yet.")
        return Finding(Verdict.NOT_REVIEWED, says)
    unequal = len(stock.unequal(db))
    recalled = db.execute(
        in_use.join(ReagentLot, col(ReagentLot.id) == col(ReagentKit.lot_id)).where(
            col(ReagentLot.state) != ReagentLotState.ACCEPTED
        )
    ).scalar_one()
    late = db.execute(
        select(func.count(col(ReagentTally.id))).where(
            col(ReagentTally.at) < utc_now() - timedelta(days=1),
        )
    ).scalar_one()
    if unequal or recalled or late:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{unequal} lô lệch sổ, {recalled} hộp đang dùng của lô không được chấp nhận, "
                f"{late} mẻ kết quả quá một ngày chưa tính hóa chất.",
                f"{unequal} lots differ from their ledger, {recalled} kits in use of lots that "
                f"are not accepted, {late} batches not counted for a day.",
            ),
        )
    says = Text(
        f"{total} hộp đang dùng trên máy; sổ khớp.", f"{total} kits in use; the ledger agrees."
    )
    return Finding(Verdict.MET, says)


def _lot(db: Session, reagent_id: object, number: str, count: int) -> ReagentLot:
    return stock.receive(
        db,
        SYSTEM,
        reagent_id=reagent_id,  # type: ignore[arg-type]
        number=number,
        expiry=today() + timedelta(days=300),
        kits=Decimal(count),
    )


def _refused(db: Session, why: type[Refusal], act: Callable[[], object]) -> bool:
    """Tried and taken back, so that the rest is shown even where it was not refused."""
    attempt = db.begin_nested()
    try:
        act()
    except Refusal as refusal:
        return isinstance(refusal, why)
    finally:
        attempt.rollback()
    return False


CLAIMS = (
    Claim(
        "TT54/87",
        Text(
            "Lô, hạn, chạy song song, hạn sau mở, định mức và tiêu hao, tồn và dự trù, chi phí, "
            "thu hồi truy đến người bệnh.",
            "Lots, expiry, parallel tests, stability once open, norms and use, stock and orders, "
            "cost, recalls traced to patients.",
        ),
        (
            Checked("tests/lis/reagents/test_states.py"),
            Checked("tests/lis/reagents/test_lots.py"),
            Checked("tests/lis/reagents/test_kits.py"),
            Checked("tests/lis/reagents/test_use.py"),
            Checked("tests/lis/reagents/test_parallel.py"),
            Checked("tests/lis/reagents/test_over_the_api.py"),
            Demonstrated(a_lot_is_followed_to_its_patients),
            InUse(reagents_are_followed_here),
        ),
        screen="/lab/reagents",
    ),
)
