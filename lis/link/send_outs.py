"""What we order from another laboratory (OML^O21): tests of tubes that were shipped there, tests
added to such a tube, and what is no longer wanted; and what it answers (ORL^O22)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LinkMessage, Partner, PartnerKind
from his.orders.service import Urgency
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.hl7.message import Message
from kernel.hl7.writing import segment, stamp
from lis.link.coding import TOPIC
from lis.link.errors import (
    NotAReferenceLaboratory,
    NothingToSendOut,
    SendOutIsOver,
    SendOutNotFound,
    ShipmentIsOurs,
)
from lis.link.models import SendOut, SendOutState
from lis.link.results_out import OWN
from lis.specimens import service as specimens
from lis.specimens.events import ItemsEnded
from lis.specimens.service import Item, Specimen
from lis.tests import service as tests

_OML = ("OML", "O21", "OML_O21")
OPEN = (SendOutState.SENT, SendOutState.ACCEPTED)
_PRIORITY = {Urgency.STAT: "S", Urgency.URGENT: "A", Urgency.ROUTINE: "R"}


def send(db: Session, actor: Actor, *, shipment_id: UUID, partner_id: UUID) -> list[SendOut]:
    """Order every open test of a shipment's tubes that is not ordered yet: one message a tube.

    A tube of which something was ordered before gets the rest as an add-on.
    Raises NotFound, ShipmentIsOurs, NotAReferenceLaboratory, NothingToSendOut.
    """
    shipment = specimens.shipment(db, shipment_id)
    if not shipment.outside:
        raise ShipmentIsOurs(code=shipment.code)
    partner = _laboratory(db, partner_id)
    made = [
        row
        for tube in specimens.shipment_lines(db, shipment.id)
        for row in _order(db, actor, partner, tube)
    ]
    if not made:
        raise NothingToSendOut(code=shipment.code)
    live.touch(db, TOPIC)
    return made


def add(
    db: Session, actor: Actor, *, specimen_code: str, item_ids: Sequence[UUID], partner_id: UUID
) -> list[SendOut]:
    """More tests from a tube that is with the other laboratory. Raises CannotAddOn,
    NotAReferenceLaboratory, NothingToSendOut."""
    partner = _laboratory(db, partner_id)
    tube = specimens.add_on(db, actor, specimen_code, item_ids, away=True)
    made = _order(db, actor, partner, tube)
    if not made:
        raise NothingToSendOut(code=tube.code)
    live.touch(db, TOPIC)
    return made


def _laboratory(db: Session, partner_id: UUID) -> Partner:
    partner = link.get(db, partner_id)
    if partner.kind is not PartnerKind.LABORATORY or not partner.active or not partner.host:
        raise NotAReferenceLaboratory(name=partner.name)
    return partner


def _order(db: Session, actor: Actor, partner: Partner, tube: Specimen) -> list[SendOut]:
    before = list(
        db.exec(
            select(SendOut)
            .where(SendOut.specimen_id == tube.id, SendOut.partner_id == partner.id)
            .order_by(col(SendOut.id))
            .with_for_update()
        )
    )
    ordered = {row.item_id for row in before if row.state not in _OVER}
    items = [
        item
        for item in specimens.items_of_specimen(db, tube.id)
        if item.closed_at is None and item.id not in ordered
    ]
    if not items:
        return []
    numbers = range(len(before) + 1, len(before) + 1 + len(items))
    placers = [f"{tube.code}-{n}" for n in numbers]
    patient = patients.get(db, actor, tube.patient_id)
    now = utc_now()
    profiles = tests.profile(db, {i.test_code for i in items}, now.astimezone(LOCAL).date())
    lines = [link.pid(db, partner, patient), segment("PV1", "1", "O")]
    for n, (item, placer) in enumerate(zip(items, placers, strict=True), 1):
        profile = profiles.get(item.test_code)
        name = profile.name if profile else item.test_code
        own = [item.test_code, name, OWN]
        code = [profile.loinc, name, "LN", *own] if profile and profile.loinc else own
        lines += [
            segment(
                "ORC",
                "NW",
                [placer, link.OURS],
                "",
                [tube.code, link.OURS],
                "",
                *[""] * 3,
                stamp(now),
            ),
            segment("TQ1", "1", *[""] * 7, _PRIORITY[item.urgency]),
            _request(n, placer, code, tube, "A" if before else "O"),
            _specimen(tube),
        ]
    message = link.put(db, partner, _OML, lines, about=tube.code, patient_id=patient.id)
    made = [
        _row(actor, partner, tube, item, placer, message.id, now)
        for item, placer in zip(items, placers, strict=True)
    ]
    db.add_all(made)
    db.flush()
    return made


_OVER = (SendOutState.REFUSED, SendOutState.CANCELLED)


def _row(
    actor: Actor,
    partner: Partner,
    tube: Specimen,
    item: Item,
    placer: str,
    message_id: UUID,
    now: datetime,
) -> SendOut:
    return SendOut(
        partner_id=partner.id,
        placer=placer,
        item_id=item.id,
        specimen_id=tube.id,
        specimen_code=tube.code,
        test_code=item.test_code,
        order_id=item.order_id,
        patient_id=item.patient_id,
        encounter_id=item.encounter_id,
        message_id=message_id,
        sent_at=now,
        sent_by_name=actor.name,
    )


def _request(n: int, placer: str, code: list[str], tube: Specimen, action: str) -> str:
    return segment(
        "OBR",
        str(n),
        [placer, link.OURS],
        "",
        code,
        *[""] * 2,
        stamp(tube.collected_at) if tube.collected_at else "",
        *[""] * 3,
        action,
    )


def _specimen(tube: Specimen) -> str:
    kind = tube.specimen_type or "UNK"
    return segment(
        "SPM",
        "1",
        [[tube.code, link.OURS]],
        "",
        [kind, kind, OWN],
        *[""] * 6,
        "P",
        *[""] * 5,
        stamp(tube.collected_at) if tube.collected_at else "",
    )


def cancel(db: Session, actor: Actor, send_out_id: UUID, *, reason: str) -> SendOut:
    """The other laboratory need not do it (it is done here, or elsewhere)."""
    row = db.get(SendOut, send_out_id, with_for_update=True)
    if row is None:
        raise SendOutNotFound
    if row.state not in OPEN:
        raise SendOutIsOver
    _cancel(db, actor, [row], reason)
    return row


def items_ended(db: Session, event: ItemsEnded) -> None:
    """Tests that are no longer wanted are cancelled there as well."""
    rows = db.exec(
        select(SendOut)
        .where(col(SendOut.item_id).in_(event.item_ids), col(SendOut.state).in_(OPEN))
        .order_by(col(SendOut.id))
        .with_for_update()
    ).all()
    by_tube: dict[tuple[UUID, UUID], list[SendOut]] = {}
    for row in rows:
        by_tube.setdefault((row.partner_id, row.specimen_id), []).append(row)
    for mine in by_tube.values():
        _cancel(db, event.actor, mine, event.why)


def _cancel(db: Session, actor: Actor, rows: Sequence[SendOut], reason: str) -> None:
    partner = link.get(db, rows[0].partner_id)
    patient = patients.get(db, actor, rows[0].patient_id)
    lines = [link.pid(db, partner, patient), segment("PV1", "1", "O")]
    for n, row in enumerate(rows, 1):
        filler = [row.filler, partner.application] if row.filler else ""
        code = [row.test_code, row.test_code, OWN]
        lines += [
            segment(
                "ORC",
                "CA",
                [row.placer, link.OURS],
                filler,
                [row.specimen_code, link.OURS],
                "",
                *[""] * 3,
                stamp(utc_now()),
                *[""] * 6,
                ["", reason[:200]],
            ),
            segment("OBR", str(n), [row.placer, link.OURS], filler, code),
        ]
    about = rows[0].specimen_code
    message = link.put(db, partner, _OML, lines, about=about, patient_id=patient.id)
    for row in rows:
        row.state, row.message_id, row.said = SendOutState.CANCELLING, message.id, reason[:300]
    db.flush()
    live.touch(db, TOPIC)


def answered(db: Session, actor: Actor, sent: LinkMessage, answer: Message) -> None:
    """What the other laboratory says of each order (ORL^O22), or of the message as a whole."""
    rows = {
        row.placer: row
        for row in db.exec(
            select(SendOut)
            .where(SendOut.message_id == sent.id)
            .order_by(col(SendOut.id))
            .with_for_update()
        )
    }
    if not rows:
        return
    code, says = answer.first("MSA").get(1), answer.first("MSA").get(3)
    orders = list(answer.all("ORC"))
    for line in orders:
        row = rows.get(line.get(2))
        if row is None:
            continue
        row.filler = line.get(3)[:80] or row.filler
        row.said = (line.get(16, 2) or line.get(16) or row.said)[:300]
        row.state = _AFTER.get(line.get(1), row.state)
    if not orders:
        for row in rows.values():
            cancelling = row.state is SendOutState.CANCELLING
            if code in ("AA", "CA"):
                row.state = SendOutState.CANCELLED if cancelling else SendOutState.ACCEPTED
            else:
                row.state = SendOutState.ACCEPTED if cancelling else SendOutState.REFUSED
                row.said = says[:300]
    live.touch(db, TOPIC)


_AFTER = {
    "OK": SendOutState.ACCEPTED,
    "SC": SendOutState.ACCEPTED,
    "UA": SendOutState.REFUSED,
    "CR": SendOutState.CANCELLED,
    "UC": SendOutState.ACCEPTED,
}
