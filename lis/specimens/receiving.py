"""The laboratory's door: accepted, rejected with a reason, divided, lost (nhận mẫu)."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.orders import service as orders
from his.orders.service import OPEN, OrderState
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from lis.specimens import chain, drawing
from lis.specimens.collecting import HOLDER
from lis.specimens.errors import AliquotNeedsMore, NotCollectedYet, SpecimenHasResults
from lis.specimens.events import SpecimenReceived, SpecimenRejected
from lis.specimens.items import (
    change,
    end_items,
    items_of_order,
    items_of_specimen,
    move_items,
)
from lis.specimens.models import Item, Rejection, Specimen
from lis.specimens.states import CustodyAct, ItemState, SpecimenState

_MEASURED = (ItemState.RESULTED, ItemState.CHECKED)


def receive(
    db: Session, actor: Actor, code: str, *, condition: str = "", where: str = ""
) -> Specimen:
    """It is here and fit for use. Scanned twice it changes nothing.

    Raises NotCollectedYet, SpecimenCannotBecome.
    """
    tube = chain.locked(db, actor, code)
    if tube.state is SpecimenState.RECEIVED:
        return tube
    if tube.state is SpecimenState.LABELLED:
        raise NotCollectedYet(code=tube.code)
    now = utc_now()
    chain.turn(tube, SpecimenState.RECEIVED, now)
    if tube.received_at is None:
        tube.received_at, tube.received_by, tube.received_by_name = now, actor.id, actor.name
    tube.condition = condition or tube.condition
    chain.write(db, actor, [tube], CustodyAct.RECEIVE, at=now, place=where, note=condition)
    held = [i for i in items_of_specimen(db, tube.id, lock=True) if i.state is ItemState.COLLECTED]
    move_items(db, actor, held, ItemState.RECEIVED, now)
    for order in orders.hold(db, {i.order_id for i in held}, HOLDER):
        orders.received(order, actor, now)
        db.flush()
        if order.state is OrderState.ACCEPTED:
            orders.start(db, actor, order.id)
    publish(
        db,
        SpecimenReceived(
            specimen_id=tube.id,
            code=tube.code,
            patient_id=tube.patient_id,
            encounter_id=tube.encounter_id,
            item_ids=[i.id for i in held],
            actor=actor,
        ),
    )
    return tube


def reject(
    db: Session,
    actor: Actor,
    code: str,
    *,
    reason_code: str,
    reason: str,
    note: str = "",
    again: bool = True,
) -> Specimen:
    """It cannot be used. Its tests wait for a new collection (`again`), or end; whoever ordered
    them is told either way. Raises SpecimenHasResults, NotCollectedYet, SpecimenCannotBecome."""
    tube = chain.locked(db, actor, code)
    if tube.state is SpecimenState.LABELLED:
        raise NotCollectedYet(code=tube.code)
    chain.turn(tube, SpecimenState.REJECTED)
    tube.reason = reason
    chain.write(db, actor, [tube], CustodyAct.REJECT, note=f"{reason}. {note}".strip(". "))
    held = _given_back(db, actor, tube, reason=reason, again=again)
    _tell_orderers(db, actor, tube, held, (reason_code, reason, note), again=again)
    publish(
        db,
        SpecimenRejected(
            specimen_id=tube.id,
            code=tube.code,
            patient_id=tube.patient_id,
            encounter_id=tube.encounter_id,
            item_ids=[i.id for i in held],
            actor=actor,
            reason=reason,
            again=again,
        ),
    )
    return tube


def lose(db: Session, actor: Actor, code: str, *, reason: str) -> Specimen:
    """Nobody finds it: its tests wait for a new collection, and whoever ordered them is told."""
    tube = chain.locked(db, actor, code)
    chain.turn(tube, SpecimenState.LOST)
    tube.reason = reason
    chain.write(db, actor, [tube], CustodyAct.LOSE, note=reason)
    held = _given_back(db, actor, tube, reason=reason, again=True)
    _tell_orderers(db, actor, tube, held, ("LOST", "Mẫu thất lạc", reason), again=True)
    return tube


def _given_back(
    db: Session, actor: Actor, tube: Specimen, *, reason: str, again: bool
) -> list[Item]:
    """What it was to answer: anew, or not at all."""
    held = [i for i in items_of_specimen(db, tube.id, lock=True) if i.closed_at is None]
    measured = [i for i in held if i.state in _MEASURED]
    if measured:
        names = ", ".join(i.test_code for i in measured)
        raise SpecimenHasResults(code=tube.code, tests=names)
    if not held:
        return []
    mine = {i.order_id for i in held}
    if again:
        move_items(db, actor, held, ItemState.WAITING)
        change(db, held, {"specimen_id": None})
        for order in orders.hold(db, mine, HOLDER):
            orders.sampled(order, actor, None)
        db.flush()
        return held
    end_items(db, actor, held, reason)
    for order in orders.hold(db, mine, HOLDER):
        left = [i for i in items_of_order(db, order.id) if i.state is not ItemState.ENDED]
        if not left and order.state in OPEN - {OrderState.PARTLY_REPORTED}:
            orders.refuse(db, actor, order.id, reason=reason)
    return held


def _tell_orderers(
    db: Session,
    actor: Actor,
    tube: Specimen,
    held: Sequence[Item],
    why: tuple[str, str, str],
    *,
    again: bool,
) -> None:
    """One notice for each who ordered something of it."""
    asked: dict[UUID, tuple[str, list[str]]] = {}
    for order_id in sorted({i.order_id for i in held}):
        order = orders.get(db, actor, order_id)
        name, named = asked.setdefault(order.placed_by, (order.placed_by_name, []))
        named.append(order.service_name)
    code, reason, note = why
    for orderer, (name, named) in asked.items():
        db.add(
            Rejection(
                specimen_id=tube.id,
                patient_id=tube.patient_id,
                encounter_id=tube.encounter_id,
                orderer_id=orderer,
                orderer_name=name,
                tests=", ".join(named)[:500],
                reason_code=code,
                reason=reason,
                note=note,
                again=again,
                at=utc_now(),
                by=actor.id,
                by_name=actor.name,
            )
        )
    db.flush()
    live.touch(db, "results")


def divide(
    db: Session,
    actor: Actor,
    code: str,
    *,
    item_ids: Collection[UUID] = (),
    volume_ml: Decimal | None = None,
    section_code: str = "",
) -> Specimen:
    """Some of it goes into a tube of its own (chia mẫu), with a label of its own; the tests
    named are done from that one. Raises AliquotNeedsMore."""
    tube = chain.locked(db, actor, code)
    if tube.state not in (SpecimenState.RECEIVED, SpecimenState.STORED):
        raise NotCollectedYet(code=tube.code)
    held = [
        i
        for i in items_of_specimen(db, tube.id, lock=True)
        if i.id in set(item_ids) and i.closed_at is None
    ]
    if not held and volume_ml is None:
        raise AliquotNeedsMore
    now = utc_now()
    patient = patients.get(db, actor, tube.patient_id)
    part = Specimen(
        code=drawing.new_number(db),
        patient_id=patient.id,
        encounter_id=tube.encounter_id,
        site_id=tube.site_id,
        specimen_type=tube.specimen_type,
        container_code=tube.container_code,
        section_code=section_code or (held[0].section_code if held else tube.section_code),
        parent_id=tube.id,
        state=SpecimenState.RECEIVED,
        state_at=now,
        urgency=tube.urgency,
        labelled_by_name=actor.name,
        volume_ml=volume_ml,
        identified=tube.identified,
        collected_at=tube.collected_at,
        collected_by=tube.collected_by,
        collected_by_name=tube.collected_by_name,
        collected_where=tube.collected_where,
        received_at=now,
        received_by=actor.id,
        received_by_name=actor.name,
    )
    db.add(part)
    db.flush()
    if held:
        change(db, held, {"specimen_id": part.id})
    chain.write(db, actor, [tube], CustodyAct.ALIQUOT, at=now, note=part.code)
    chain.write(db, actor, [part], CustodyAct.ALIQUOT, at=now, note=tube.code)
    return part
