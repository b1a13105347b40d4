"""What the laboratory tells the system that ordered, in messages that others can read."""

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hl7apy.validation import Validator
from sqlmodel import Session, col, select

from his.link.models import LinkMessage, opened
from his.orders import service as orders
from his.orders.service import Order
from kernel.clock import today
from kernel.hl7.message import Message
from lis.link import results_out
from lis.results import service as results
from lis.results.service import Entry, LabResult, ResultState
from lis.specimens import collecting, drawing, receiving
from lis.specimens import service as specimens
from lis.specimens.service import Item
from tests.his import clinic
from tests.lis.link.peers import HIS, msh, oml, outgoing, partner, raw, say, told
from tests.lis.results import bench


def valid(message: Message) -> None:
    """As hl7apy sees it: structure, data types, required fields of v2.5.1.

    Several orders are shown to it one by one: it takes the second for an earlier one.
    """
    groups = message.groups("ORC") if message.type == "OML^O21" else []
    until = message.segments.index(groups[0][0]) if groups else len(message.segments)
    first = [s.line for s in message.segments[:until]]
    for group in groups or [[]]:
        text = "\r".join([*first, *(s.line for s in group)])
        parsed = parse_message(text, validation_level=VALIDATION_LEVEL.TOLERANT)
        assert Validator.validate(parsed)


@pytest.fixture
def ordered(db: Session) -> Order:
    """An order of the other system, its tube received, its values entered."""
    bench.lists(db)
    partner(db, HIS, room=clinic.build(db).lab)
    valid(say(db, oml(("NW", "A1", "XN-GK"))))
    [order] = db.exec(select(Order))
    tubes = [each.specimen.code for each in drawing.label(db, bench.NURSE, order.patient_id)]
    collecting.collect(db, bench.NURSE, codes=tubes, patient_id=order.patient_id, asked=True)
    for code in tubes:
        receiving.receive(db, bench.TECHNICIAN, code)
    _enter(db, order, GLU="5.1", K="7.1")
    return order


def _items(db: Session, order: Order) -> dict[str, Item]:
    return {i.test_code: i for i in specimens.items_of_order(db, order.id)}


def _enter(db: Session, order: Order, **values: str) -> None:
    items = _items(db, order)
    rows = [Entry(item_id=items[code].id, value=v, confirmed=True) for code, v in values.items()]
    results.enter(db, bench.TECHNICIAN, rows)


def _waiting(db: Session) -> list[LabResult]:
    asked = select(LabResult).where(LabResult.state == ResultState.ENTERED)
    return list(db.exec(asked.order_by(col(LabResult.id))))


def _values(message: Message) -> dict[str, tuple[str, str, str]]:
    """By our code: status, value, flag."""
    return {o.get(3, 4) or o.get(3): (o.get(11), o.get(5), o.get(8)) for o in message.all("OBX")}


def test_a_result_goes_out_with_its_unit_range_and_flag(db: Session, ordered: Order) -> None:
    states = outgoing(db, "OML^O21")
    assert [(m.first("ORC").get(1), m.first("ORC").get(5)) for m in states] == [("SC", "IP")]
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    [oru] = outgoing(db, "ORU^R01")
    valid(oru)
    assert (oru.first("ORC").get(1), oru.first("ORC").get(2)) == ("RE", "A1")
    assert oru.first("OBR").get(3) == ordered.code
    assert oru.first("OBR").get(25) == "F"
    assert _values(oru) == {"GLU": ("F", "5.1", ""), "K": ("F", "7.1", "HH")}
    potassium = next(o for o in oru.all("OBX") if o.get(3, 4) == "K")
    assert (potassium.get(6), potassium.get(7)) == ("mmol/L", "3.5-5.0")
    assert potassium.get(16, 2) == "BS. Xét nghiệm"
    ids = [oru.first("PID").get(3, repetition=n) for n in (1, 2)]
    assert ids[1] == "BV-77"
    assert oru.head.get(18) == "UNICODE UTF-8"


def test_a_part_of_the_answer_says_that_it_is_one(db: Session, ordered: Order) -> None:
    [first] = [r for r in _waiting(db) if r.test_code == "K"]
    results.verify(db, bench.PHYSICIAN, [first.id])
    [oru] = outgoing(db, "ORU^R01")
    assert oru.first("OBR").get(25) == "P"
    assert set(_values(oru)) == {"K"}


def test_a_correction_is_told_as_one(db: Session, ordered: Order) -> None:
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    [old] = [r for r in db.exec(select(LabResult)) if r.test_code == "GLU"]
    results.correct(db, bench.TECHNICIAN, old.id, value="5.6", reason="nhầm ống")
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    oru = outgoing(db, "ORU^R01")[-1]
    valid(oru)
    assert oru.first("OBR").get(25) == "C"
    assert _values(oru)["GLU"][:2] == ("C", "5.6")
    assert _values(oru)["K"][:2] == ("F", "7.1")
    assert any("nhầm ống" in note.get(3) for note in oru.all("NTE"))


def test_a_result_that_was_taken_back_is_deleted_there(db: Session, ordered: Order) -> None:
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    [old] = [r for r in db.exec(select(LabResult)) if r.test_code == "GLU"]
    results.withdraw(db, bench.TECHNICIAN, old.id, reason="mẫu tán huyết")
    oru = outgoing(db, "ORU^R01")[-1]
    valid(oru)
    assert oru.first("OBR").get(25) == "P"
    assert _values(oru)["GLU"][:2] == ("D", "")
    assert any("mẫu tán huyết" in note.get(3) for note in oru.all("NTE"))
    _enter(db, ordered, GLU="5.3")
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    assert _values(outgoing(db, "ORU^R01")[-1])["GLU"][:2] == ("C", "5.3")


def test_a_test_that_ended_cannot_be_obtained(db: Session, ordered: Order) -> None:
    potassium = _items(db, ordered)["K"]
    specimens.end_items(db, bench.TECHNICIAN, [potassium], "mẫu không đủ")
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db) if r.test_code == "GLU"])
    oru = outgoing(db, "ORU^R01")[-1]
    valid(oru)
    assert _values(oru)["K"][0] == "X"
    assert oru.first("OBR").get(25) == "F"


def test_an_order_that_we_refuse_is_told(db: Session, ordered: Order) -> None:
    orders.refuse(db, bench.PHYSICIAN, ordered.id, reason="máy hỏng")
    last = outgoing(db, "OML^O21")[-1]
    valid(last)
    assert (last.first("ORC").get(1), last.first("ORC").get(16, 2)) == ("OC", "máy hỏng")


def test_results_are_told_when_asked_for_but_only_of_its_own_orders(
    db: Session, ordered: Order
) -> None:
    results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    head = msh("QBP^Q11^QBP_Q11", "BVHIS")
    answer = say(db, raw(head, "QPD|KQ^Results|t1|A1~A9", "RCP|I"))
    assert answer.type == "RSP^K11"
    assert (answer.first("QAK").get(1), answer.first("QAK").get(2)) == ("t1", "OK")
    assert _values(answer) == {"GLU": ("F", "5.1", ""), "K": ("F", "7.1", "HH")}
    partner(db, HIS, code="BV2", application="BVKHAC", name="Bệnh viện khác")
    other = say(db, raw(msh("QBP^Q11", "BVKHAC"), "QPD|KQ^Results|t2|A1", "RCP|I"))
    assert other.first("QAK").get(2) == "NF"
    assert list(other.all("OBX")) == []


def test_a_value_cannot_break_out_of_its_field(db: Session, ordered: Order) -> None:
    waiting = _waiting(db)
    waiting[0].comment = "a|b^c~d\\e&f\rOBX|9|NM|K"
    results.verify(db, bench.PHYSICIAN, [r.id for r in waiting])
    [oru] = outgoing(db, "ORU^R01")
    assert [o.get(1) for o in oru.all("OBX")] == ["1", "2"]
    assert [n.get(3) for n in oru.all("NTE")] == ["a|b^c~d\\e&f\rOBX|9|NM|K"]


def test_what_was_answered_while_the_link_was_off_is_told_afterwards(
    db: Session, ordered: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as off:
        off.setattr(results_out, "report", lambda *_, **__: None)
        results.verify(db, bench.PHYSICIAN, [r.id for r in _waiting(db)])
    assert outgoing(db, "ORU^R01") == []
    results_out.catch_up(db, today())
    [oru] = outgoing(db, "ORU^R01")
    assert set(_values(oru)) == {"GLU", "K"}


def test_nothing_is_queued_for_a_system_that_listens_nowhere(db: Session) -> None:
    bench.lists(db)
    partner(db, HIS, room=clinic.build(db).lab, host="", port=0)
    assert told(say(db, oml(("NW", "A1", "XN-GK")))) == [("OK", "A1", "SC")]
    [order] = db.exec(select(Order))
    orders.refuse(db, bench.PHYSICIAN, order.id, reason="máy hỏng")
    assert outgoing(db) == []
    [row] = db.exec(select(LinkMessage))
    assert opened(row).startswith(b"MSH")
