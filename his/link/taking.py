"""One message that came in: kept, taken by whoever takes its type, answered once committed.

Keeping and taking are one transaction; what a taker raises undoes only what the taker did. A
message that was answered before is answered the same again and done nothing with.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.link import checking
from his.link.models import (
    LineState,
    LinkMessage,
    LinkMessageState,
    Partner,
    PartnerLine,
    digest,
    opened_answer,
    sealed,
)
from his.link.slots import Answer, MessageTaker, Outcome, Received
from kernel import live, logs
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Refusal
from kernel.events import assembly_of
from kernel.hl7.message import Message, NotHL7
from kernel.hl7.writing import head, segment, written
from kernel.ids import new_id
from kernel.text import Text

LINK = Actor(UUID(int=0x54B), "Liên thông HL7", username="link")
TOPIC = "link"
_MOST_FAULTS = 20
_MOST_OF_STRANGERS = 8_000  # bytes kept of what somebody unknown sends
_ANSWERED = (LinkMessageState.DONE, LinkMessageState.REVIEW, LinkMessageState.CANCELLED)
WAITS = Text("Đã nhận; chờ người xem.", "It is kept and waits for a person.")
_STATES = {
    Outcome.DONE: LinkMessageState.DONE,
    Outcome.REVIEW: LinkMessageState.REVIEW,
    Outcome.REFUSED: LinkMessageState.REFUSED,
}
_NOT_HL7 = Text("Không phải tin HL7 v2: {why}", "No HL7 v2 message: {why}")
_STRANGER = Text(
    "Không biết hệ thống {application} từ {peer}. Hãy khai báo nếu đúng là của mình.",
    "Nobody has set up {application} from {peer}. Set it up if it is yours.",
)
_NO_TAKER = Text("Không nhận loại tin {type} từ hệ thống này.", "{type} is not taken from it.")
_AGAIN = Text("Đã nhận trước đó; trả lời như lần đầu.", "Received before; answered as then.")
_BROKEN = Text(
    "Lỗi khi xử lý ({error}); tin còn nguyên, chờ người xem.",
    "It failed ({error}); the message is kept and waits for a person.",
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that came over the wire, and who was at the other end."""

    raw: bytes
    at: datetime
    peer: str = ""


def take(database: Database, incoming: Incoming) -> bytes | None:
    """Keep, take, commit; what the sender is told. Raises when nothing was kept."""
    with database.write(LINK, "his.link.receive") as db:
        return receive(db, incoming)


def receive(db: Session, incoming: Incoming) -> bytes | None:
    live.touch(db, TOPIC)
    try:
        message = Message(incoming.raw)
    except NotHL7 as error:
        says = _NOT_HL7.put(why=error)
        row = _row(db, incoming, None, None)
        return _refuse(db, row, _bare(says.en), says)
    partner = partner_of(db, message, incoming.peer)
    row = _row(db, incoming, message, partner)
    if partner is None:
        says = _STRANGER.put(application=message.head.get(3)[:80], peer=incoming.peer)
        told = answered(message, None, Answer(code="AR", says=says, error="207"))
        return _refuse(db, row, told, says)
    seen(db, partner, incoming.at, incoming=True)
    if (before := _before(db, row)) is not None:
        row.state, row.code = LinkMessageState.REPEATED, before.code
        row.says_vi, row.says_en = _AGAIN
        row.about, row.patient_id = before.about, before.patient_id
        told = opened_answer(before)
        _close(row, told)
        return _wanted(message, told)
    db.add(row)
    db.flush()
    received = Received(message, partner, row.id, incoming.at)
    answer = dispatch(db, LINK, received)
    put_down(row, answer)
    told = answered(message, partner, answer)
    _close(row, told)
    db.flush()
    return _wanted(message, told)


def dispatch(db: Session, actor: Actor, received: Received) -> Answer:
    """Let its taker take it. What the taker refuses or breaks at leaves nothing behind."""
    message, kind = received.message, received.partner.kind
    taker = next(
        (
            each
            for each in assembly_of(db).contributions(MessageTaker)
            if each.type == message.type and kind in each.kinds
        ),
        None,
    )
    if taker is None:
        says = _NO_TAKER.put(type=message.type)
        return Answer(Outcome.REFUSED, "AR", says, "200")
    if taker.profile is not None:
        found = checking.errors(checking.check(message, taker.profile))
        if found:
            says = Text(" ".join(f.says.vi for f in found), " ".join(f.says.en for f in found))
            return Answer(Outcome.REFUSED, "AE", says, found[0].code, faults=found)
    try:
        with db.begin_nested():
            answer = taker.by(db, actor, received)
            db.flush()
            return answer
    except Refusal as error:
        return Answer(Outcome.REFUSED, "AE", error.detail, "207")
    except Exception as error:  # noqa: BLE001 (kept, for a person to look at; the line goes on)
        logs.log.error("link_not_taken", taker=taker.id, **logs.error_facts(error))
        says = _BROKEN.put(error=type(error).__name__)
        return Answer(Outcome.REVIEW, "AE", says, "207")


def put_down(row: LinkMessage, answer: Answer) -> None:
    row.state, row.code = _STATES[answer.outcome], answer.code
    row.says_vi, row.says_en = answer.says.vi[:500], answer.says.en[:500]
    row.about = answer.about[:120] or row.about
    row.patient_id = answer.patient_id or row.patient_id


def partner_of(db: Session, message: Message, peer: str) -> Partner | None:
    """Who it says it is, and calls from where it may."""
    application, facility = message.head.get(3), message.head.get(4)
    found = db.exec(
        select(Partner)
        .where(col(Partner.active), Partner.application == application)
        .order_by(col(Partner.facility).desc(), col(Partner.id))
    )
    address = peer.rsplit(":", 1)[0]
    for each in found:
        if each.facility in ("", facility) and each.allowed_from in ("", address):
            return each
    return None


def seen(
    db: Session,
    partner: Partner,
    at: datetime,
    *,
    incoming: bool = False,
    error: str = "",
    reached: bool = False,
) -> None:
    """Write down how the way to a partner is."""
    line = db.get(PartnerLine, partner.id)
    if line is None:
        line = PartnerLine(partner_id=partner.id, since=at)
        db.add(line)
    state = LineState.FAILED if error else LineState.GOOD
    if incoming:
        line.last_in_at = at
        if line.state is LineState.FAILED:
            return  # that it calls does not say that it can be called
    if reached:
        line.last_out_at = at
    if line.state is not state:
        line.state, line.since = state, at
    line.error = error[:300]


def _row(
    db: Session, incoming: Incoming, message: Message | None, partner: Partner | None
) -> LinkMessage:
    message_id = new_id()
    raw = incoming.raw if partner else incoming.raw[:_MOST_OF_STRANGERS]
    said = "\r".join(s.line for s in message.segments[1:]) if message else ""
    kind = message.type if message else "?"
    row = LinkMessage(
        id=message_id,
        partner_id=partner.id if partner else None,
        at=incoming.at,
        type=_plain(kind)[:40],
        control_id=_plain(message.control_id)[:80] if message else "",
        digest=digest(f"{kind}\r{said}".encode() if message else raw),
        size=len(incoming.raw),
        raw=sealed(message_id, raw),
        state=LinkMessageState.STORED,
        peer=_plain(incoming.peer)[:100],
    )
    db.add(row)
    return row


def _before(db: Session, row: LinkMessage) -> LinkMessage | None:
    if not row.control_id:
        return None
    return db.exec(
        select(LinkMessage)
        .where(
            LinkMessage.control_id == row.control_id,
            LinkMessage.partner_id == row.partner_id,
            LinkMessage.digest == row.digest,
            LinkMessage.id != row.id,
            ~col(LinkMessage.outgoing),
            col(LinkMessage.state).in_(_ANSWERED),
        )
        .order_by(col(LinkMessage.id))
        .limit(1)
    ).first()


def _refuse(db: Session, row: LinkMessage, told: bytes, says: Text) -> bytes:
    put_down(row, Answer(Outcome.REFUSED, "AR", says))
    _close(row, told)
    db.flush()
    return told


def _close(row: LinkMessage, told: bytes) -> None:
    row.answer = sealed(row.id, told, "answer")
    row.answered_at = utc_now()
    row.millis = max(0, int((row.answered_at - row.at).total_seconds() * 1000))


def answered(to: Message, partner: Partner | None, answer: Answer) -> bytes:
    """The acknowledgement, with what the taker says behind MSA."""
    event = to.head.get(9, 2)
    kind = list(answer.kind) or (["ACK", event, "ACK"] if event else ["ACK"])
    first = head(
        kind,
        new_id().hex[-20:],
        utc_now(),
        receiver=to.head.get(3),
        receiver_place=to.head.get(4),
        version=to.version if to.version in _VERSIONS else "2.5.1",
    )
    # Why a person must look names people of ours: that stays in the house.
    says = WAITS.en if answer.outcome is Outcome.REVIEW else answer.says.en
    lines = [first, segment("MSA", answer.code, to.control_id, says[:80])]
    for fault in list(answer.faults)[:_MOST_FAULTS]:
        told = fault.says.en[:250]
        lines.append(segment("ERR", "", fault.where, fault.code, "E", "", "", "", told))
    if answer.code != "AA" and not answer.faults:
        code = answer.error or "207"
        lines.append(segment("ERR", "", "", code, "E", "", "", "", says[:250]))
    return written(*lines, *answer.lines)


_VERSIONS = frozenset({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7"})


def _wanted(message: Message, told: bytes) -> bytes | None:
    """Some ask for no answer at all (MSH-15, MSH-16)."""
    never = message.head.get(15) == "NE" and message.head.get(16) == "NE"
    return None if never else told


def _bare(says: str) -> bytes:
    now = utc_now()
    return written(head(["ACK"], new_id().hex[-20:], now), segment("MSA", "AR", "", says[:80]))


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
