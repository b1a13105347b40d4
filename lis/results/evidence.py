"""Shows that two people stand behind a result, that it is corrected, that critical ones alarm."""

from datetime import timedelta
from decimal import Decimal
from random import SystemRandom

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.encounters.slots import ClosingCheck
from his.orders import service as orders
from his.orders.service import ANSWERED, Order, OrderState
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.events import assembly_of
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.results import correcting, entering, verifying
from lis.results.entering import Entry
from lis.results.errors import AloneNeedsReason, CriticalNotConfirmed, VerifyByAnother
from lis.results.models import CRITICAL, LabResult, ResultSource, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import HOLDER, Item, ItemState
from lis.tests import service as tests

_TEST, _SERVICE, _LOINC = "MC-XN", "MC-DVXN", "MC-83"
_MONTH = timedelta(days=30)
_ALARM = "his.orders.critical"


def ordered(db: Session, doctor: Actor) -> tuple[Encounter, Order, Item] | None:
    """A patient of our own, a test with limits and its tube at the bench; all undone later."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    facts = {"loinc": _LOINC, "ucum": "mmol/L", "ref_low": "3.5", "ref_high": "5.0"}
    facts |= {"critical_high": "6.5", "section": "MC", "specimen": "serum"}
    catalogs.add(db, SYSTEM, "lab_test", code=_TEST, name="Chỉ số minh chứng", facts=facts)
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
    item = _at_the_bench(db, order)
    return None if item is None else (visit, order, item)


def _at_the_bench(db: Session, order: Order) -> Item | None:
    orders.hold(db, [order.id], HOLDER)
    items = [i for i in specimens.items_of_order(db, order.id, lock=True) if i.test_code == _TEST]
    specimens.move_items(db, SYSTEM, items, ItemState.RECEIVED)
    return items[0] if items else None


def another(db: Session, doctor: Actor, visit: Encounter) -> Item:
    """The same test once more in the same visit, its tube at the bench."""
    item = _at_the_bench(db, orders.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE))
    assert item is not None
    return item


def renew(db: Session) -> None:
    """A test or section was changed by the evidence: what is kept of it is read again."""
    tests.renew_stamp(db)


def _cannot() -> Finding:
    says = Text(
        "Chưa có phòng khám, hoặc chỉ định không đến phòng xét nghiệm.",
        "There is no examination room, or orders do not reach the laboratory.",
    )
    return Finding(Verdict.NOT_MET, says)


def a_laboratory_result_has_two_people_and_versions(db: Session) -> Finding:
    """Entered by one, refused to him, verified by another, corrected, with both versions."""
    doctor, technician = Actor(new_id(), "Bác sĩ minh chứng"), Actor(new_id(), "KTV minh chứng")
    other, physician = Actor(new_id(), "KTV khác"), Actor(new_id(), "BS xét nghiệm minh chứng")
    made = ordered(db, doctor)
    if made is None:
        return _cannot()
    visit, order, item = made
    [first] = entering.enter(db, technician, [Entry(item_id=item.id, value="5,9")])
    try:
        verifying.verify(db, technician, [first.id])
        refused = False
    except (VerifyByAnother, AloneNeedsReason):
        refused = True
    if not refused:
        says = Text("Người nhập tự duyệt được kết quả.", "One person can do both.")
        return Finding(Verdict.NOT_MET, says)
    verifying.check(db, other, [first.id])
    verifying.verify(db, physician, [first.id])
    db.expire_all()
    kept = cdr.latest(db, visit.patient_id, [_LOINC]).get(_LOINC)
    out = order.state is OrderState.FULFILLED and kept is not None and kept.flag == "H"
    new = correcting.correct(db, technician, first.id, value="4,1", reason="gõ nhầm")
    verifying.check(db, other, [new.id])
    verifying.verify(db, physician, [new.id])
    db.expire_all()
    now = cdr.latest(db, visit.patient_id, [_LOINC]).get(_LOINC)
    both, _ = cdr.observations(db, visit.patient_id, codes=[_LOINC], with_replaced=True)
    versions = [r.kind for r in orders.reports(db, [order.id])[order.id]]
    states = (first.state, new.state, new.replaces_id)
    right = now is not None and now.number == Decimal("4.1") and len(both) == 2
    if (
        out
        and right
        and versions == ["final", "correction"]
        and states == (ResultState.REPLACED, ResultState.VERIFIED, first.id)
    ):
        return Finding(
            Verdict.MET,
            Text(
                "Kết quả do hai người nhập và duyệt, trả về nơi chỉ định, đính chính giữ hai bản.",
                "Two people enter and verify; it goes to the orderer; corrections keep both.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Kết quả xét nghiệm không được duyệt, trả hoặc đính chính đúng.",
            "Laboratory results are not verified, released or corrected as they should be.",
        ),
    )


def a_critical_result_is_confirmed_and_alarms(db: Session) -> Finding:
    """A value beyond the critical limit asks for a second look, and alarms when it goes out."""
    doctor, technician = Actor(new_id(), "Bác sĩ minh chứng"), Actor(new_id(), "KTV minh chứng")
    other, physician = Actor(new_id(), "KTV khác"), Actor(new_id(), "BS xét nghiệm minh chứng")
    made = ordered(db, doctor)
    if made is None:
        return _cannot()
    visit, _, item = made
    try:
        entering.enter(db, technician, [Entry(item_id=item.id, value="7,1")])
        asked = False
    except CriticalNotConfirmed:
        asked = True
    if asked:
        entry = Entry(item_id=item.id, value="7,1", confirmed=True)
        [found] = entering.enter(db, technician, [entry])
        verifying.check(db, other, [found.id])
        verifying.verify(db, physician, [found.id])
        checks = assembly_of(db).contributions(ClosingCheck)
        db.expire_all()
        alarms = [m for c in checks if c.id == _ALARM for m in c.by(db, visit)]
        if alarms and found.flag == "HH" and found.confirmed_by_name == technician.name:
            return Finding(
                Verdict.MET,
                Text(
                    "Kết quả vượt ngưỡng được gắn cờ, xác nhận hai lần và báo động tới bác sĩ.",
                    "A result beyond its limits is flagged, confirmed twice and alarms the doctor.",
                ),
            )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Kết quả vượt ngưỡng nguy hiểm không được xác nhận hoặc không báo động.",
            "A result beyond its critical limit is not confirmed, or alarms nobody.",
        ),
    )


def laboratory_results_go_out_here(db: Session) -> Finding:
    """How many; one verified by whoever typed it, or that never reached its order, is a fault."""
    verified = LabResult.state == ResultState.VERIFIED
    total = db.exec(select(func.count(col(LabResult.id))).where(verified)).one()
    if not total:
        says = Text("Chưa có kết quả nào được duyệt.", "No result was verified yet.")
        return Finding(Verdict.NOT_REVIEWED, says)
    late = col(LabResult.verified_at) >= utc_now() - _MONTH
    alone = db.exec(
        select(func.count(col(LabResult.id))).where(
            verified,
            late,
            LabResult.source == ResultSource.HAND,
            LabResult.entered_by == LabResult.verified_by,
            LabResult.alone_reason == "",
        )
    ).one()
    waits = [*ANSWERED, OrderState.PARTLY_REPORTED]
    lost = db.exec(
        select(func.count(col(LabResult.id)))
        .join(Order, col(Order.id) == col(LabResult.order_id))
        .where(verified, late, ~col(LabResult.automatic), col(Order.state).not_in(waits))
    ).one()
    if alone or lost:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"30 ngày qua: {alone} kết quả do một người nhập và duyệt không ghi lý do, "
                f"{lost} kết quả đã duyệt chưa về nơi chỉ định.",
                f"In 30 days: {alone} results entered and verified by one person without a "
                f"reason, {lost} verified ones that never reached their order.",
            ),
        )
    says = Text(f"{total} kết quả đã duyệt.", f"{total} results were verified.")
    return Finding(Verdict.MET, says)


def critical_results_are_confirmed_here(db: Session) -> Finding:
    """Of the last month: a critical value that went out and nobody had confirmed is a fault."""
    total = db.exec(
        select(func.count(col(LabResult.id))).where(LabResult.state == ResultState.VERIFIED)
    ).one()
    if not total:
        says = Text("Chưa có kết quả nào được duyệt.", "No result was verified yet.")
        return Finding(Verdict.NOT_REVIEWED, says)
    critical = (
        LabResult.state == ResultState.VERIFIED,
        col(LabResult.verified_at) >= utc_now() - _MONTH,
        col(LabResult.flag).in_(CRITICAL),
    )
    found = db.exec(select(func.count(col(LabResult.id))).where(*critical)).one()
    bare = db.exec(
        select(func.count(col(LabResult.id))).where(
            *critical, col(LabResult.confirmed_at).is_(None)
        )
    ).one()
    if bare:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{bare} kết quả nguy hiểm được trả mà không ai xác nhận.",
                f"{bare} critical results went out that nobody had confirmed.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} kết quả, {found} nguy hiểm trong 30 ngày đều được xác nhận.",
            f"{total} results; {found} critical ones in 30 days, all confirmed.",
        ),
    )


_RESULTS = Checked("tests/lis/results/test_results.py")
_API = Checked("tests/lis/results/test_over_the_api.py")
_MACHINES = Checked("tests/lis/results/test_from_analysers.py")

CLAIMS = (
    Claim(
        "TT54/83",
        Text(
            "Nhập tay, từ máy; cờ, so lần trước, hai người duyệt, in, đính chính giữ hai bản.",
            "By hand and from analysers; flags, delta, two people, prints, versioned corrections.",
        ),
        (
            _RESULTS,
            _API,
            _MACHINES,
            Checked("tests/lis/results/test_parallel.py"),
            Demonstrated(a_laboratory_result_has_two_people_and_versions),
            InUse(laboratory_results_go_out_here),
        ),
        screen="/lab/verify",
    ),
    Claim(
        "TT54/89",
        Text(
            "Cờ theo khoảng tham chiếu; giá trị nguy hiểm xác nhận hai lần, báo động, báo tiếp.",
            "Flags by range; critical values confirmed twice, alarmed, acknowledged, escalated.",
        ),
        (
            _RESULTS,
            _MACHINES,
            Checked("tests/his/orders/test_critical.py"),
            Demonstrated(a_critical_result_is_confirmed_and_alarms),
            InUse(critical_results_are_confirmed_here),
        ),
        screen="/lab/bench",
    ),
)
