"""Shows that drugs are kept by lot, dispensed, and found again when a lot is recalled."""

from datetime import timedelta
from decimal import Decimal
from secrets import token_hex

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.patients import service as patients
from his.pharmacy import (
    checking,
    items,
    ledger,
    papers,
    recalls,
    stores,
    waiting,
)
from his.pharmacy.dispensing import dispense, hand_over
from his.pharmacy.dispensing_models import Dispensing, DispensingLine
from his.pharmacy.errors import LotIsRecalled, NotEnoughStock
from his.pharmacy.models import Item, ItemKind, Lot, Move, Stock, StoreKind
from his.pharmacy.paper_models import StockPaperKind
from his.pharmacy.papers import Delivered
from his.pharmacy.recording import DISPENSED
from his.prescribing import service as prescribing
from his.prescribing.events import PrescriptionSigned
from his.prescribing.service import Prescription, PrescriptionLine, PrescriptionState
from his.prescribing.slots import Stock as Promise
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.events import publish
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_TEN = Decimal(10)
_NO_ROOM = Text("Chưa khai báo phòng khám nào.", "There is no examination room.")
_NO_DRUG = Text("Danh mục thuốc còn trống.", "The drug list is empty.")


def a_recalled_lot_names_who_got_it(db: Session) -> Finding:
    """A lot comes in, is prescribed, dispensed, recalled: the patient is named, the lot locked."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    drugs, _ = catalogs.entries_page(db, "drug", on=today(), limit=1)
    if not rooms or not drugs:
        return Finding(Verdict.NOT_MET, _NO_DRUG if rooms else _NO_ROOM)
    mai, word = Actor(new_id(), "Dược sĩ minh chứng"), token_hex(4).upper()
    item = items.of_code(db, ItemKind.DRUG, drugs[0].code)
    store = stores.open_store(
        db, mai, code=f"MC-{word}", name="Kho minh chứng", kind=StoreKind.DISPENSARY
    )
    line = Delivered(
        item_id=item.id,
        lot_number=word,
        expiry=today() + timedelta(days=100),
        unit=item.unit,
        quantity=Decimal(30),
    )
    papers.receive(db, mai, store_id=store.id, lines=[line])
    if ledger.choices(db, store.id, [item.id])[item.id] == []:  # two people receive here
        [paper] = papers.page(db, kind=StockPaperKind.RECEIPT, state=None, after=None, limit=1)[0]
        papers.check(db, Actor(new_id(), "Người kiểm nhập"), paper.id)
    first, second = (_prescribed(db, mai, rooms[0], item, word, n) for n in (1, 2))
    dispense(db, mai, first.id, store_id=store.id)
    hand_over(db, mai, first.id, counselled=True)
    db.expire_all()
    facts = cdr.latest(db, first.patient_id, [DISPENSED])
    given = facts.get(DISPENSED)
    recorded = given is not None and given.number == _TEN and word in (given.text or "")
    recalls.recall(db, mai, item_id=item.id, lot_number=word, reason="Minh chứng thu hồi")
    got = recalls.who_got(db, mai, item_id=item.id, lot_number=word)
    named = [each.patient.id for each in got] == [first.patient_id]
    try:
        dispense(db, mai, second.id, store_id=store.id)
        locked = False
    except (LotIsRecalled, NotEnoughStock):
        locked = True
    if named and locked and recorded and not ledger.unequal(db):
        return Finding(
            Verdict.MET,
            Text(
                f"Lô vừa nhập của {item.name} được phát, thu hồi, khoá mọi kho và chỉ ra đúng "
                "người bệnh đã dùng; tồn kho khớp với bút toán.",
                f"A lot of {item.name} was received, dispensed and recalled: it is locked, the "
                "patient who got it is named, and stock equals the ledger.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Lô thu hồi không khoá được hoặc không truy ra người đã dùng.",
            "A recalled lot is not locked, or who got it is not found.",
        ),
    )


def a_prescription_line_says_all_of_its_drug(db: Session) -> Finding:
    """What the prescriber sees of it: usable stock by store, price, what could stand in for it.
    As soon as its lots are recalled he is promised nothing."""
    asked = (
        select(Item, func.sum(Stock.quantity))
        .join(Stock, col(Stock.item_id) == col(Item.id))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .where(col(Stock.quantity) > 0, col(Item.kind) == ItemKind.DRUG)
        .where(col(Lot.expiry) >= today(), col(Lot.recalled_at).is_(None))
        .group_by(col(Item.id))
        .limit(1)
    )
    row = db.exec(asked).first()
    if row is None:
        return Finding(
            Verdict.NOT_REVIEWED, Text("Kho chưa có thuốc nào.", "There is no drug in stock.")
        )
    item, quantity = row
    before = _offered(db, item)
    others = checking.substitutes(db, item.code)
    lots = select(Lot).where(col(Lot.item_id) == item.id, col(Lot.recalled_at).is_(None))
    mai = Actor(new_id(), "Dược sĩ minh chứng")
    for number in {lot.number for lot in db.exec(lots)}:
        recalls.recall(db, mai, item_id=item.id, lot_number=number, reason="Minh chứng thu hồi")
    after = _offered(db, item)
    if before and after and before[0].note and before[1] > 0 and not after[0].quantity:
        return Finding(
            Verdict.MET,
            Text(
                f"{item.name}: còn dùng được {before[0].quantity.normalize():f} {item.unit} "
                f"({before[0].note}), có giá, {len(others)} thuốc thay thế cùng hoạt chất; "
                "thu hồi lô thì không còn được hứa.",
                f"{item.name}: {before[0].quantity.normalize():f} {item.unit} usable of "
                f"{quantity.normalize():f}, priced, {len(others)} substitutes of the same "
                "ingredient; once its lots are recalled nothing is promised.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            f"{item.name}: người kê đơn không thấy đúng tồn kho hoặc giá.",
            f"{item.name}: the prescriber does not see its stock or its price rightly.",
        ),
    )


def _offered(db: Session, item: Item) -> tuple[Promise, Decimal] | None:
    """Stock and price as the search of prescribing shows them; None: one of them is not shown."""
    for each in prescribing.search_drugs(db, item.code, payer=encounters.Payer.SELF_PAY, limit=5):
        if each.drug.code == item.code and each.stock and each.price:
            return each.stock, each.price.unit_price
    return None


def drugs_are_dispensed_here(db: Session) -> Finding:
    """How many lines were dispensed by lot, and whether the stock balances."""
    total = db.exec(select(func.count(col(DispensingLine.id)))).one()
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa phát thuốc lần nào.", "Nothing was dispensed yet."),
        )
    moves = db.exec(select(func.count(col(Move.id)))).one()
    if wrong := ledger.unequal(db):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{len(wrong)} tồn kho không khớp với bút toán.",
                f"{len(wrong)} balances differ from the ledger.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} lần phát theo lô; {moves} bút toán, mọi tồn kho khớp.",
            f"{total} dispensed by lot; {moves} entries, and every balance equals them.",
        ),
    )


def _prescribed(
    db: Session, mai: Actor, room: admin.Room, item: Item, word: str, number: int
) -> Dispensing:
    """A patient of the demonstration, whose prescription waits."""
    person = patients.register(
        db, mai, name=f"Minh Chứng {word} {number}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        mai,
        patient_id=person.id,
        room_id=room.id,
        payer=encounters.Payer.SELF_PAY,
        priority=encounters.Priority.EMERGENCY,  # he gets them before he pays
        beyond_quota=True,
    )
    signed = Prescription(
        code=f"{word}{number:06d}"[:14],
        encounter_id=visit.id,
        patient_id=person.id,
        site_id=visit.site_id,
        state=PrescriptionState.SIGNED,
        drafted_by=mai.id,
        drafted_by_name=mai.name,
        signed_at=utc_now(),
        signed_by=mai.id,
        signed_by_name=mai.name,
        valid_to=today(),
    )
    db.add(signed)
    db.flush()
    line = PrescriptionLine(
        prescription_id=signed.id,
        encounter_id=visit.id,
        patient_id=person.id,
        position=1,
        drug_code=item.code,
        name=item.name,
        unit=item.unit,
        use_unit=item.unit,
        days=5,
        quantity=_TEN,
        dose="Sáng 1, tối 1",
    )
    db.add(line)
    db.flush()
    about = {
        "prescription_id": signed.id,
        "encounter_id": visit.id,
        "patient_id": person.id,
        "site_id": visit.site_id,
    }
    publish(db, PrescriptionSigned(actor=mai, **about))
    found = waiting.of_prescription(db, prescribing.by_id(db, signed.id).id)
    assert found is not None
    return found


CLAIMS = (
    Claim(
        "TT54/34",
        Text(
            "Thuốc được quản lý theo lô, hạn dùng, kho; phát theo đơn bằng quét mã; thu hồi lô chỉ "
            "ra người bệnh đã dùng.",
            "Drugs are kept by lot, expiry and store, dispensed by scan; a recalled lot names who "
            "got it.",
        ),
        (
            Checked("tests/his/pharmacy/test_dispensing.py"),
            Checked("tests/his/pharmacy/test_stock.py"),
            Checked("tests/his/pharmacy/test_pure.py"),
            Checked("tests/his/pharmacy/test_parallel.py"),
            Demonstrated(a_recalled_lot_names_who_got_it),
            Demonstrated(a_prescription_line_says_all_of_its_drug),
            InUse(drugs_are_dispensed_here),
        ),
        screen="/pharmacy/dispensing",
    ),
    Claim(
        "TT54/L2.cdr.pharmacy",
        Text(
            "Thuốc người bệnh thật sự nhận (tên, số lượng, lô, hạn dùng) nằm trong kho dữ liệu "
            "lâm sàng, trả lại thì được đính chính.",
            "What a patient was really given (name, quantity, lot, expiry) stands in the clinical "
            "data repository, and returns amend it.",
        ),
        (
            Checked("tests/his/pharmacy/test_dispensing.py"),
            Demonstrated(a_recalled_lot_names_who_got_it),
            InUse(drugs_are_dispensed_here),
        ),
        screen="/pharmacy/dispensing",
    ),
)
