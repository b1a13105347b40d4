"""What a person does with a message: reads it anew, says whose it is, sends it again, ends it."""

from uuid import UUID

from sqlmodel import Session

from his.link import partners, taking
from his.link.errors import LinkMessageNotOpen, NoSuchLinkMessage, PartnerListensNowhere
from his.link.models import LinkMessage, LinkMessageState, digest, opened, sealed
from his.link.slots import Decision, Received
from his.link.taking import TOPIC
from kernel import audit, live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.hl7.message import Message, NotHL7
from kernel.hl7.writing import stamp
from kernel.ids import new_id

_READ_AGAIN = (
    LinkMessageState.REVIEW,
    LinkMessageState.REFUSED,
    LinkMessageState.DONE,
    LinkMessageState.STORED,
)
_ENDED_IN = (LinkMessageState.REVIEW, LinkMessageState.REFUSED)
_ENDED_OUT = (LinkMessageState.WAITING, LinkMessageState.FAILED)


def get(db: Session, message_id: UUID, *, lock: bool = False) -> LinkMessage:
    found = db.get(LinkMessage, message_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchLinkMessage
    return found


def decide(
    db: Session,
    actor: Actor,
    message_id: UUID,
    *,
    patient_id: UUID | None = None,
    accepted: bool = False,
    reason: str = "",
) -> LinkMessage:
    """Take a kept message again: by today's mapping, or with what a person decided.

    What was done stays done; the sender's own answer stays as it was. Raises LinkMessageNotOpen.
    """
    row = get(db, message_id, lock=True)
    if row.outgoing or row.partner_id is None or row.state not in _READ_AGAIN:
        raise LinkMessageNotOpen
    try:
        message = Message(opened(row))
    except NotHL7 as error:
        raise LinkMessageNotOpen from error
    decision = Decision(actor, patient_id, accepted, reason)
    received = Received(message, partners.get(db, row.partner_id), row.id, row.at, decision)
    taking.put_down(row, taking.dispatch(db, taking.LINK, received))
    row.solved_at, row.solved_by_name, row.solved_why = utc_now(), actor.name, reason[:500]
    audit.record(db, "decide", "", _subject(row), message=row.id, reason=reason)
    live.touch(db, TOPIC)
    return row


def end(db: Session, actor: Actor, message_id: UUID, *, reason: str) -> LinkMessage:
    """Nothing is done with it (any more). It stays, with who and why."""
    row = get(db, message_id, lock=True)
    if row.state not in (_ENDED_OUT if row.outgoing else _ENDED_IN):
        raise LinkMessageNotOpen
    row.state, row.next_at = LinkMessageState.CANCELLED, None
    row.solved_at, row.solved_by_name, row.solved_why = utc_now(), actor.name, reason[:500]
    audit.record(db, "cancel", "", _subject(row), message=row.id, reason=reason)
    live.touch(db, TOPIC)
    return row


def resend(db: Session, actor: Actor, message_id: UUID) -> LinkMessage:
    """Send it (again). What waits or was refused keeps its number and its place; what was
    acknowledged goes out once more under a new number, or its receiver would ignore it."""
    row = get(db, message_id, lock=True)
    if not row.outgoing or row.partner_id is None:
        raise LinkMessageNotOpen
    partner = partners.get(db, row.partner_id)
    if not partner.host:
        raise PartnerListensNowhere(name=partner.name)
    now = utc_now()
    if row.state is LinkMessageState.SENT:
        row = _copy(db, row)
    row.state, row.next_at, row.attempts = LinkMessageState.WAITING, now, 0
    audit.record(db, "resend", "", _subject(row), message=row.id)
    live.touch(db, TOPIC)
    return row


def _copy(db: Session, old: LinkMessage) -> LinkMessage:
    message_id, now = new_id(), utc_now()
    control = message_id.hex[-20:]
    first, _, rest = opened(old).partition(b"\r")
    fields = first.decode().split("|")
    fields[6], fields[9] = stamp(now), control  # MSH-7, MSH-10
    raw = "|".join(fields).encode() + b"\r" + rest
    row = LinkMessage(
        id=message_id,
        partner_id=old.partner_id,
        outgoing=True,
        at=now,
        type=old.type,
        control_id=control,
        about=old.about,
        patient_id=old.patient_id,
        digest=digest(raw),
        size=len(raw),
        raw=sealed(message_id, raw),
        state=LinkMessageState.WAITING,
        next_at=now,
    )
    db.add(row)
    db.flush()
    return row


def _subject(row: LinkMessage) -> tuple[str, object]:
    return ("patient", row.patient_id) if row.patient_id else ("his_link_message", row.id)
