"""Shows that other systems order from the laboratory and get its results (TT54/88, 108)."""

from datetime import timedelta
from random import SystemRandom
from typing import Any

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.link import service as link
from his.link.service import Incoming, LinkMessage, LinkMessageState, Partner, PartnerKind, opened
from his.orders.service import Order, OrderState
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.hl7.message import Message
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.link import send_outs
from lis.link.models import LinkedOrder, SendOut, SendOutState
from lis.results import service as results
from lis.results.service import Entry, LabResult, ResultSource
from lis.specimens import service as specimens

_TEST, _SERVICE = "MC-88", "MC-DV88"
_DAYS, _PATIENCE, _STUCK = timedelta(days=30), timedelta(days=7), timedelta(days=1)


def _lists(db: Session) -> None:
    facts = {"loinc": "MC-88", "ucum": "mmol/L", "section": "MC", "specimen": "serum"}
    catalogs.add(db, SYSTEM, "lab_test", code=_TEST, name="Chỉ số minh chứng", facts=facts)
    asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": [_TEST]}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Xét nghiệm minh chứng", facts=asked)


def _partner(db: Session, kind: PartnerKind, word: str, **more: Any) -> Partner:
    values: dict[str, Any] = {
        "code": f"MC-{kind.value}",
        "name": "Hệ thống minh chứng",
        "kind": kind,
        "application": f"MC-{kind.value}-{word}",
        "facility": "",
        "allowed_from": "",
        "host": "127.0.0.1",
        "port": 9,
        "tls": False,
        "authority": "MC",
        "our_ids": False,
        "registers": True,
        "updates": True,
        "sends_patients": False,
        "room_id": None,
        "quiet_minutes": 0,
        "active": True,
        "note": "",
        **more,
    }
    return link.save(db, SYSTEM, partner_id=None, **values)


class _Talk:
    """What one system says to us within this transaction, and what we queue for it."""

    def __init__(self, db: Session, partner: Partner) -> None:
        self.db, self.partner = db, partner

    def say(self, kind: str, *lines: str) -> Message:
        head = f"MSH|^~\\&|{self.partner.application}||HIS54||20260101||{kind}|{new_id().hex[-15:]}"
        raw = "\r".join([f"{head}|P|2.5.1||||||UNICODE UTF-8", *lines]).encode()
        return self.raw(raw)

    def raw(self, raw: bytes) -> Message:
        told = link.receive(self.db, Incoming(raw, utc_now(), "127.0.0.1:1"))
        self.db.flush()
        self.db.expire_all()
        return Message(told or b"MSH|^~\\&|")

    def queued(self, kind: str) -> list[Message]:
        asked = select(LinkMessage).where(
            LinkMessage.partner_id == self.partner.id,
            col(LinkMessage.outgoing),
            LinkMessage.type == kind,
        )
        return [Message(opened(r)) for r in self.db.exec(asked.order_by(col(LinkMessage.id)))]

    def statuses(self) -> list[tuple[str, str]]:
        """Of the results told: OBX-11 and value."""
        return [
            (o.get(11), o.get(5)) for message in self.queued("ORU^R01") for o in message.all("OBX")
        ]


def another_system_orders_and_is_answered(db: Session) -> Finding:
    """It orders, adds, cancels; gets the result, its correction, its withdrawal; a patient who is
    not certain waits. What we order from another laboratory comes back to its tube."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return Finding(
            Verdict.NOT_MET, Text("Chưa có phòng khám nào.", "There is no examination room.")
        )
    _lists(db)
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    his = _Talk(db, _partner(db, PartnerKind.HIS, word, room_id=rooms[0].id))
    pid = f"PID|1||{word}^^^MC||Minh^{word}^Chứng||19800517|F"
    order = [f"OBR|1|||{_SERVICE}^^L"]
    two = his.say("OML^O21", pid, "ORC|NW|1", *order, "ORC|NW|2", *order)
    again = his.say("OML^O21", pid, "ORC|NW|1", *order)
    cancel = his.say("OML^O21", pid, "ORC|CA|2")
    stranger = f"PID|1||{word}^^^MC||Khác^{word[::-1]}||19300101|M"
    held = his.say("OML^O21", stranger, "ORC|NW|3", *order)
    asked = select(LinkedOrder).where(LinkedOrder.partner_id == his.partner.id)
    mine = {each.placer: each for each in db.exec(asked)}
    ordered = [[o.get(1) for o in m.all("ORC")] for m in (two, again, cancel)]
    waits = held.first("ORC").get(5) == "HD"
    if ordered != [["OK", "OK"], ["OK"], ["CR"]] or set(mine) != {"1", "2"} or not waits:
        return _fails("chỉ định", "orders")
    ended = db.get(Order, mine["2"].order_id)
    if ended is None or ended.state not in (OrderState.CANCELLED, OrderState.REFUSED):
        return _fails("huỷ chỉ định", "a cancellation")
    told = _result(db, his, mine["1"])
    if told != ["F", "C", "D"]:
        return _fails("kết quả, đính chính, thu hồi", "result, correction, withdrawal")
    if not _sent_out(db, mine["1"], word):
        return _fails("xét nghiệm gửi ngoài", "a test sent out")
    return Finding(
        Verdict.MET,
        Text(
            "Hệ thống khác đặt, huỷ chỉ định được trả lời từng cái, gửi lặp không đặt lại; nhận "
            "kết quả, đính chính, thu hồi; người bệnh không chắc thì chờ; xét nghiệm gửi ngoài về "
            "đúng ống.",
            "Another system's orders and cancellations are answered one by one, a repetition "
            "places nothing; it gets the result, correction, withdrawal; an uncertain patient "
            "waits; a test sent out comes back to its tube.",
        ),
    )


def _result(db: Session, his: _Talk, linked: LinkedOrder) -> list[str]:
    """Measured, corrected, withdrawn: what the other system was told each time."""
    technician, physician = (Actor(new_id(), n) for n in ("KTV minh chứng", "BS minh chứng"))
    [item] = specimens.items_of_order(db, linked.order_id)
    [drawn] = specimens.label(db, technician, linked.patient_id, item_ids={item.id})
    code = drawn.specimen.code
    specimens.collect(db, technician, codes=[code], patient_id=linked.patient_id, asked=True)
    specimens.receive(db, technician, code)
    [first] = results.enter(db, technician, [Entry(item_id=item.id, value="4.2")])
    _sign(db, technician, physician, first)
    second = results.correct(db, technician, first.id, value="4.4", reason="Minh chứng")
    _sign(db, technician, physician, second)
    results.withdraw(db, technician, second.id, reason="Minh chứng")
    db.flush()
    return [status for status, _ in his.statuses()]


def _sign(db: Session, technician: Actor, physician: Actor, result: LabResult) -> None:
    results.check(db, technician, [result.id])
    results.verify(db, physician, [result.id])


def _sent_out(db: Session, linked: LinkedOrder, word: str) -> bool:
    """The tube goes to another laboratory; its result lands, another person's does not."""
    actor = Actor(new_id(), "KTV minh chứng")
    laboratory = _Talk(db, _partner(db, PartnerKind.LABORATORY, word))
    [item] = specimens.items_of_order(db, linked.order_id)
    assert item.specimen_id is not None
    tube = specimens.get(db, actor, item.specimen_id)
    shipment = specimens.ship(db, actor, [tube.code], outside=True, to_name="Minh chứng")
    partner_id = laboratory.partner.id
    [row] = send_outs.send(db, actor, shipment_id=shipment.id, partner_id=partner_id)
    [order] = laboratory.queued("OML^O21")
    row_id = row.id
    lines = [f"OBR|1|{row.placer}||{_TEST}^^L", f"OBX|1|NM|{_TEST}^^L||5.5|mmol/L|||||F"]
    laboratory.say("ORU^R01", "PID|1||X^^^MC||Người^Khác||19300101|M", *lines)
    right = order.first("PID").line
    laboratory.say("ORU^R01", right, *lines)
    kept = db.get(SendOut, row_id)
    landed = db.exec(
        select(LabResult).where(
            LabResult.item_id == item.id, LabResult.source == ResultSource.REFERENCE_LAB
        )
    ).all()
    resulted = kept is not None and kept.state is SendOutState.RESULTED
    return len(landed) == 1 and resulted


def _fails(what: str, english: str) -> Finding:
    return Finding(
        Verdict.NOT_MET,
        Text(f"Liên thông không đúng: {what}.", f"The link fails: {english}."),
    )


def links_are_used_here(db: Session) -> Finding:
    """Messages of the last month; none waits to be sent for a day, or for a person for a week."""
    now = utc_now()
    total = db.exec(
        select(func.count())
        .select_from(LinkMessage)
        .join(Partner, col(Partner.id) == col(LinkMessage.partner_id))
        .where(
            LinkMessage.at >= now - _DAYS,
            col(Partner.kind).in_((PartnerKind.HIS, PartnerKind.LABORATORY)),
        )
    ).one()
    if not total:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có tin liên thông nào trong 30 ngày.", "No message in 30 days."),
        )
    waiting, forgotten = (
        db.exec(
            select(func.count())
            .select_from(LinkMessage)
            .where(LinkMessage.state == state, LinkMessage.at < now - most)
        ).one()
        for state, most in (
            (LinkMessageState.WAITING, _STUCK),
            (LinkMessageState.REVIEW, _PATIENCE),
        )
    )
    if waiting or forgotten:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{waiting} tin chờ gửi quá 1 ngày, {forgotten} tin chờ xử lý quá 7 ngày.",
                f"{waiting} messages wait to be sent for over a day, {forgotten} to be looked at "
                "for over 7.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(f"{total} tin liên thông trong 30 ngày.", f"{total} messages in 30 days."),
    )


_EVIDENCE = (
    Checked("tests/lis/link/test_orders_in.py"),
    Checked("tests/lis/link/test_results_out.py"),
    Checked("tests/lis/link/test_send_outs.py"),
    Checked("tests/his/link/test_wire.py"),
    Demonstrated(another_system_orders_and_is_answered),
    InUse(links_are_used_here),
)
CLAIMS = (
    Claim(
        "TT54/88",
        Text(
            "HIS khác đặt, thêm, huỷ chỉ định, sửa và gộp người bệnh; nhận kết quả, đính chính, "
            "thu hồi qua HL7; theo thứ tự, có xác nhận, gửi lại được, mất mạng không mất tin.",
            "Another HIS orders, adds, cancels, corrects and merges patients, and gets results, "
            "corrections and withdrawals by HL7: in order, acknowledged, replayable, none lost.",
        ),
        _EVIDENCE,
        screen="/link",
    ),
    Claim(
        "TT54/108",
        Text(
            "Phòng xét nghiệm trao đổi chỉ định và kết quả với HIS và phòng xét nghiệm khác.",
            "The laboratory exchanges orders and results with other HIS and laboratories.",
        ),
        _EVIDENCE,
        screen="/link",
    ),
)
