"""Shows how an order becomes tubes: at once, added, cancelled, drawn before it, for a hundred."""

from collections.abc import Iterator
from datetime import date
from random import SystemRandom

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Order, Urgency
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import today
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.specimens import ahead, campaigns, chain, collecting, drawing, evidence, knowing, packages
from lis.specimens.items import items_of_order
from lis.specimens.models import Item, Specimen
from lis.specimens.states import CustodyAct, ItemState, SpecimenState

_OVER = (SpecimenState.REJECTED, SpecimenState.LOST, SpecimenState.DISPOSED)


def an_order_becomes_tubes_at_once(db: Session) -> Finding:
    """Ordered, numbered, added on, cancelled before and after the needle; drawn before there was
    an order; a company's list taken in."""
    rooms, service = admin.rooms(db, kind=admin.RoomKind.EXAM), evidence.lab_service(db)
    if not rooms or service is None:
        return Finding(
            Verdict.NOT_MET,
            Text(
                "Chưa khai báo phòng khám hoặc dịch vụ xét nghiệm có chỉ số.",
                "There is no examination room, or no laboratory service that names its tests.",
            ),
        )
    failed = next((step for step, held in _steps(db, rooms[0], service) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Chỉ định đến phòng xét nghiệm ngay; ống được tính và cấp số, in nhãn chưa phải lấy; "
            "thêm vào ống đã lấy; huỷ trước và sau khi lấy khác nhau; cấp cứu lấy trước, chỉ định "
            "viết sau tự ghép; danh sách của công ty thành lượt, chỉ định và ống một lần.",
            "Orders are in the laboratory at once; tubes are counted and numbered, a label is no "
            "collection; tests are added to a tube; a cancellation before the needle differs from "
            "one after; an emergency's tube is joined to the order written later; a company's "
            "list becomes visits, orders and tubes in one go.",
        ),
    )


def _word() -> str:
    return "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=9)).title()


def _steps(db: Session, room: admin.Room, service: str) -> Iterator[tuple[str, bool]]:
    nurse, doctor = Actor(new_id(), "ĐD minh chứng"), Actor(new_id(), "BS minh chứng")
    visit = evidence.visit_of(db, doctor, room, f"Minh Chứng {_word()}")
    placed = _order(db, doctor, visit, service)
    yield "at once", {i.state for i in _items(db, placed)} == {ItemState.WAITING}
    labelled = drawing.label(db, nurse, visit.patient_id)
    codes = [each.specimen.code for each in labelled]
    yield "a label is no collection", {i.state for i in _items(db, placed)} == {ItemState.WAITING}
    collecting.collect(db, nurse, codes=codes, patient_id=visit.patient_id, asked=True)
    yield "collected", {i.state for i in _items(db, placed)} == {ItemState.COLLECTED}
    yield from _added(db, doctor, nurse, visit, service)

    yield from _cancelled(db, doctor, nurse, room, service)
    yield from _ahead(db, doctor, nurse, room, service)
    yield from _campaign(db, nurse, room, service)


def _order(
    db: Session, doctor: Actor, visit: Encounter, service: str, *, urgent: bool = False
) -> Order:
    return orders.place(
        db,
        doctor,
        encounter_id=visit.id,
        service_code=service,
        urgency=Urgency.STAT if urgent else Urgency.ROUTINE,
    )


def _items(db: Session, placed: Order) -> list[Item]:
    db.flush()
    db.expire_all()
    return items_of_order(db, placed.id)


def _added(
    db: Session, doctor: Actor, nurse: Actor, visit: Encounter, service: str
) -> Iterator[tuple[str, bool]]:
    more = _order(db, doctor, visit, service)
    offers = collecting.offers(db, nurse, visit.patient_id)
    for item, tube in offers[:1]:
        collecting.add_on(db, nurse, tube.code, [item.id])
        acts = [e.act for e in chain.history(db, tube.id)]
        yield "added to the tube", acts[-1] is CustodyAct.ADD_ON
    yield "something can be added", bool(offers)
    yield "added is collected", ItemState.COLLECTED in {i.state for i in _items(db, more)}


def _cancelled(
    db: Session, doctor: Actor, nurse: Actor, room: admin.Room, service: str
) -> Iterator[tuple[str, bool]]:
    visit = evidence.visit_of(db, doctor, room, f"Minh Chứng {_word()}")
    before = _order(db, doctor, visit, service)
    torn = drawing.label(db, nurse, visit.patient_id)
    orders.cancel(db, doctor, before.id, reason="minh chứng")
    db.flush()
    db.expire_all()
    states = {each.specimen.state for each in torn}
    yield "cancelled before the needle", states == {SpecimenState.CANCELLED}
    after = _order(db, doctor, visit, service)
    codes = [each.specimen.code for each in drawing.label(db, nurse, visit.patient_id)]
    drawn = collecting.collect(db, nurse, codes=codes, patient_id=visit.patient_id, asked=True)
    orders.cancel(db, doctor, after.id, reason="minh chứng")
    told = [chain.history(db, tube.id)[-1].act for tube in drawn]
    kept = {tube.state for tube in drawn} == {SpecimenState.COLLECTED}
    yield "cancelled after the needle", kept and set(told) == {CustodyAct.WITHDRAW}


def _ahead(
    db: Session, doctor: Actor, nurse: Actor, room: admin.Room, service: str
) -> Iterator[tuple[str, bool]]:
    known = knowing.tests(db, [code for code, _ in knowing.of_service(db, service)])
    vessels = sorted({each.container for each in known.values()} & set(knowing.vessels(db)))
    tubes = ahead.draw(
        db,
        nurse,
        containers=vessels,
        asked_by="BS minh chứng, nói miệng",
        unknown=patients.Sex.UNKNOWN,
        room_id=room.id,
    )
    visit = encounters.by_id(db, tubes[0].encounter_id)
    waits, _ = ahead.waiting(db, nurse, after=None, limit=200)
    yield "a tube without an order waits", {t.id for t in tubes} <= {t.id for t in waits}
    placed = _order(db, doctor, visit, service, urgent=True)
    mine = {t.id for t in tubes}
    found = {(i.specimen_id in mine, i.state) for i in _items(db, placed)}
    yield "the order found its tubes", (True, ItemState.COLLECTED) in found
    left, _ = ahead.waiting(db, nurse, after=None, limit=200)
    yield "no longer without", mine > mine & {t.id for t in left}


def _campaign(
    db: Session, nurse: Actor, room: admin.Room, service: str
) -> Iterator[tuple[str, bool]]:
    made = packages.save(
        db,
        package_id=None,
        version=0,
        said={
            "code": f"MC-{_word()}",
            "name": "Gói minh chứng",
            "services": [service],
            "room_id": room.id,
            "valid_from": date(today().year, 1, 1),
        },
    )
    rows = [f"{_word()} {_word()} {_word()};1980;Nữ" for _ in range(2)]
    content = "\n".join(["Họ và tên;Ngày sinh;Giới tính", *rows]).encode()
    trial = campaigns.attempt(db, nurse, made.id, content=content)
    yield "tried", trial.left == 0
    done = campaigns.take(db, nurse, made.id, content=content, plan=trial.plan)
    people = campaigns.persons(db, done.id)
    tubes = campaigns.tubes(db, people)
    yield "taken in", (done.persons, done.orders) == (2, 2) and len(people) == 2
    yield "each has his tubes", all(tubes.get(p.encounter_id) for p in people)


def every_tube_was_ordered_here(db: Session) -> Finding:
    """A tube that was drawn is somebody's order, or says who asked for it before there was one."""
    drawn = (
        col(Specimen.collected_at).is_not(None),
        col(Specimen.parent_id).is_(None),
        col(Specimen.state).not_in(_OVER),
    )
    total = db.exec(select(func.count()).select_from(Specimen).where(*drawn)).one()
    if not total:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa lấy mẫu nào bằng hệ thống.", "No specimen was collected with it yet."),
        )
    asked = select(col(Item.id)).where(col(Item.specimen_id) == col(Specimen.id)).exists()
    parts = select(Specimen.parent_id).where(col(Specimen.parent_id).is_not(None))
    bare = db.exec(
        select(func.count())
        .select_from(Specimen)
        .where(*drawn, ~asked, Specimen.ahead == "", col(Specimen.id).not_in(parts))
    ).one()
    if bare:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{bare} trong {total} ống đã lấy không thuộc chỉ định nào.",
                f"{bare} of {total} tubes that were drawn belong to no order.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} ống đã lấy đều thuộc chỉ định, hoặc ghi ai yêu cầu khi cấp cứu.",
            f"All {total} tubes drawn have their order, or say who asked in an emergency.",
        ),
    )


CLAIM = Claim(
    "TT54/82",
    Text(
        "Chỉ định đến ngay, tính ống, in nhãn một lần; thêm vào ống; huỷ trước và sau khi lấy khác "
        "nhau; ghi chú, nhịn ăn tại chỗ lấy; chưa nộp tiền cấp cứu vẫn làm; cấp cứu lấy trước; "
        "gói theo hợp đồng, nhập danh sách theo đợt; phiếu chỉ định, danh sách lấy mẫu theo khoa.",
        "Orders arrive at once, tubes are counted, labels printed once; add-ons; cancelling before "
        "and after the needle differ; notes and fasting are seen where blood is drawn; unpaid "
        "emergencies go on; tubes before their order; packages by contract, lists of persons at "
        "once; order sheets, collection lists by department.",
    ),
    (
        Checked("tests/lis/specimens/test_collecting.py"),
        Checked("tests/lis/specimens/test_ahead.py"),
        Checked("tests/lis/specimens/test_campaigns.py"),
        Demonstrated(an_order_becomes_tubes_at_once),
        InUse(every_tube_was_ordered_here),
    ),
    screen="/lab/collect",
)
