"""Shows that orders are placed and weighed, and results entered, read and corrected (37, 38)."""

from datetime import timedelta
from decimal import Decimal
from random import SystemRandom

from sqlmodel import Session, col, exists, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import inbox, placing, resulting, service
from his.orders.errors import OrdersNeedReason
from his.orders.filing import SOURCE
from his.orders.models import Order, OrderReport
from his.orders.placing import Wanted
from his.orders.result_models import ResultReading
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_TEST, _SERVICE = "MC-CHISO", "MC-DICHVU"
_MONTH = timedelta(days=30)
_PRICE, _REASON = Decimal(50000), "lấy mẫu lại"


def _visit(db: Session, doctor: Actor) -> Encounter | None:
    """A patient of our own with a visit, and a test with a range, all undone afterwards."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    facts = {"loinc": "MC-1", "ucum": "mmol/L", "ref_low": "3.5", "ref_high": "5.0"}
    facts["critical_high"] = "6.5"
    catalogs.add(db, SYSTEM, "lab_test", code=_TEST, name="Chỉ số minh chứng", facts=facts)
    asked = {"kind": "lab", "unit": "lần", "price": str(_PRICE), "tests": [_TEST]}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Xét nghiệm minh chứng", facts=asked)
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    return encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )


def _no_room() -> Finding:
    says = Text("Chưa khai báo phòng khám nào.", "There is no examination room.")
    return Finding(Verdict.NOT_MET, says)


def an_order_is_weighed_and_placed(db: Session) -> Finding:
    """Priced, refused as a duplicate without a reason, placed with one, cancelled with one."""
    doctor = Actor(new_id(), "Bác sĩ minh chứng")
    visit = _visit(db, doctor)
    if visit is None:
        return _no_room()
    wanted = [Wanted(service_code=_SERVICE)]
    [offer] = [o for o in placing.offers(db, doctor, visit.id, _SERVICE) if o.code == _SERVICE]
    [first] = placing.place_all(db, doctor, visit.id, wanted=wanted)
    try:
        placing.place_all(db, doctor, visit.id, wanted=wanted)
        asked = False
    except OrdersNeedReason:
        asked = True
    key = f"duplicate:{_SERVICE}"
    [second] = placing.place_all(db, doctor, visit.id, wanted=wanted, acknowledged={key: _REASON})
    service.cancel(db, doctor, second.id, reason="minh chứng")
    db.expire_all()
    lines, _ = cdr.life(db, visit.patient_id, kinds=[cdr.EntryKind.ORDER])
    states = sorted(each.state for each in lines)
    priced = offer.price == first.price == _PRICE
    answered = [said["reason"] for said in second.acknowledged or ()]
    if priced and asked and states == ["cancelled", "placed"] and answered == [_REASON]:
        return Finding(
            Verdict.MET,
            Text(
                "Chỉ định được báo giá, hỏi lý do khi trùng, lưu và huỷ có lý do, ghi vào kho.",
                "Orders are priced, asked about when doubled, kept, cancelled by reason, filed.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Chỉ định không được cân nhắc đúng.", "Orders are not weighed as they should be."),
    )


def a_result_is_flagged_read_and_corrected(db: Session) -> Finding:
    """A technician enters a critical value, the doctor is told, reads it; it is corrected."""
    doctor, technician = Actor(new_id(), "Bác sĩ minh chứng"), Actor(new_id(), "KTV minh chứng")
    visit = _visit(db, doctor)
    if visit is None:
        return _no_room()
    order = service.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE)
    resulting.save(db, technician, order.id, version=0, typed={_TEST: "6,9"}, enter=True)
    held = resulting.sheet(db, order.id)
    if held and order.state not in service.ANSWERED:
        chief = Actor(new_id(), "Người duyệt minh chứng")
        resulting.approve(db, chief, order.id, version=held.version)
    told = [n for n in inbox.unseen(db, doctor)[0] if n.order_id == order.id]
    critical = bool(told and told[0].critical)
    inbox.see(db, doctor, order)
    read = [each.reader_id for each in inbox.readings(db, order.id)] == [doctor.id]
    quiet = not [n for n in inbox.unseen(db, doctor)[0] if n.order_id == order.id]
    resulting.correct(db, technician, order.id, typed={_TEST: "4,9"}, reason="gõ nhầm")
    again = [n for n in inbox.unseen(db, doctor)[0] if n.order_id == order.id]
    told_once = critical and read and quiet and again
    fact = cdr.latest(db, visit.patient_id, ["MC-1"]).get("MC-1")
    both, _ = cdr.observations(db, visit.patient_id, codes=["MC-1"], with_replaced=True)
    if told_once and fact and fact.number == Decimal("4.9") and len(both) == 2:
        return Finding(
            Verdict.MET,
            Text(
                "Kết quả nguy hiểm được báo, xem, đính chính; giữ cả hai bản, báo người đã xem.",
                "A critical result was told, read and corrected; both versions stay, readers told.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Kết quả không được báo hoặc lưu đúng.", "Results are not told or kept rightly."),
    )


def orders_are_placed_here(db: Session) -> Finding:
    """How many; one of the last month that does not stand in the repository is a fault."""
    total = db.exec(select(func.count(col(Order.id)))).one()
    filed = exists().where(
        col(cdr.ClinicalEntry.source) == SOURCE,
        col(cdr.ClinicalEntry.source_id) == col(Order.id),
    )
    late = col(Order.placed_at) >= utc_now() - _MONTH
    if lost := db.exec(select(func.count(col(Order.id))).where(late, ~filed)).one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{lost} chỉ định trong 30 ngày không có trong kho dữ liệu lâm sàng.",
                f"{lost} orders of the last 30 days are not in the repository.",
            ),
        )
    if total == 0:
        says = Text("Chưa có chỉ định nào.", "No order was placed yet.")
        return Finding(Verdict.NOT_REVIEWED, says)
    says = Text(f"{total} chỉ định điện tử.", f"{total} orders were placed.")
    return Finding(Verdict.MET, says)


def results_are_read_here(db: Session) -> Finding:
    """How many came and were looked at; if nobody looks at any, that is a fault."""
    reports = db.exec(select(func.count(col(OrderReport.id)))).one()
    read = db.exec(select(func.count(func.distinct(col(ResultReading.report_id))))).one()
    if reports == 0:
        says = Text("Chưa có kết quả nào.", "There is no result yet.")
        return Finding(Verdict.NOT_REVIEWED, says)
    over = (
        select(func.count(col(OrderReport.id)))
        .join(Encounter, col(Encounter.id) == col(OrderReport.encounter_id))
        .where(col(Encounter.closed_at).is_not(None))
    )
    if not read and (unread := db.exec(over).one()):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{unread} kết quả của lượt khám đã kết thúc mà chưa ai đánh dấu đã xem.",
                f"{unread} results of visits that were closed, and nobody has looked at any.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{reports} kết quả điện tử, {read} đã được đánh dấu đã xem.",
            f"{reports} results, {read} of them marked as read.",
        ),
    )


_PLACING = Checked("tests/his/orders/test_placing.py")
_RESULTS = Checked("tests/his/orders/test_results.py")
_RULES = Checked("tests/his/orders/test_rules.py")

CLAIMS = (
    Claim(
        "TT54/37",
        Text(
            "Chỉ định theo bộ, có giá và phần người bệnh trả, quy tắc lặp, giới, tuổi, in phiếu.",
            "Orders by set with price and share; rules of repeat, sex, age, insured list; printed.",
        ),
        (
            _PLACING,
            _RULES,
            Checked("tests/his/orders/test_ordering.py"),
            Checked("tests/his/orders/test_states.py"),
            Demonstrated(an_order_is_weighed_and_placed),
            InUse(orders_are_placed_here),
        ),
        screen="/orders",
    ),
    Claim(
        "TT54/38",
        Text(
            "Kết quả có cờ theo giới, tuổi; duyệt, danh sách chưa xem, báo nguy hiểm, đính chính.",
            "Results flagged by sex and age; approval, unread list, critical notice, correction.",
        ),
        (
            _RESULTS,
            _RULES,
            Checked("tests/his/orders/test_critical.py"),
            Demonstrated(a_result_is_flagged_read_and_corrected),
            InUse(results_are_read_here),
        ),
        screen="/results",
    ),
    Claim(
        "TT54/L2.cdr.orders",
        Text("Chỉ định nằm trong kho dữ liệu lâm sàng.", "Orders are in the repository."),
        (_PLACING, _RESULTS, Demonstrated(an_order_is_weighed_and_placed)),
        screen="/patients",
    ),
    Claim(
        "TT54/L2.cdr.lab_results",
        Text(
            "Kết quả xét nghiệm nằm trong kho dữ liệu lâm sàng, xem qua các lần.",
            "Laboratory results are in the repository and seen over the years.",
        ),
        (
            _RESULTS,
            Checked("tests/his/cdr/test_life.py"),
            Demonstrated(a_result_is_flagged_read_and_corrected),
        ),
        screen="/patients",
    ),
)
