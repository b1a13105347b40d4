"""Dispensing: lots leave the stock for a patient, and are put into his hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.encounters import service as encounters
from his.pharmacy import dispensing_states as states
from his.pharmacy import items, ledger, recording, stores, waiting
from his.pharmacy.dispensing_models import (
    Dispensing,
    DispensingItem,
    DispensingLine,
    DispensingState,
)
from his.pharmacy.errors import (
    CounselFirst,
    LineIsRefused,
    MoreThanPrescribed,
    NotEnoughStock,
    NothingToDispense,
    NotThatDrug,
    SomethingStandsInTheWay,
)
from his.pharmacy.events import Dispensed, DispensingEvent, HandedOver
from his.pharmacy.ledger import Step
from his.pharmacy.models import Item, Lot, MoveKind, Store
from his.pharmacy.packs import plain
from his.pharmacy.papers import Taken
from his.pharmacy.paying import LINE
from his.pharmacy.settings import COUNSEL, PRICE
from his.pharmacy.shelves import allot, shelf_of
from his.pricing.events import ChargeArose
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import publish, publish_many
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Portion:
    """So much of one line now: these lots, or (without lots) by expiry."""

    item_id: UUID
    quantity: Decimal
    taken: tuple[Taken, ...] = ()


def dispense(
    db: Session,
    actor: Actor,
    dispensing_id: UUID,
    *,
    store_id: UUID,
    portions: Sequence[Portion] | None = None,
    version: int | None = None,
    note: str = "",
) -> list[DispensingLine]:
    """Take lots out of a store for a patient; without `portions` all that is owed, by expiry.

    Raises NotEnoughStock, LotHasExpired, LotIsRecalled, MoreThanPrescribed, NotThatDrug,
    LineIsRefused, DispensingCannot, NothingToDispense.
    """
    dispensing = waiting.hold(db, actor, dispensing_id)
    states.demand(dispensing.code, dispensing.state, states.STILL_OWES, Text("phát", "dispensed"))
    if version is not None:
        expect(dispensing, version)
    store = stores.in_use(db, store_id)
    lines = {each.id: each for each in waiting.items_of(db, dispensing.id)}
    before = waiting.lines_of(db, dispensing.id)
    if portions is None:
        portions = [Portion(i.id, i.owed) for i in lines.values() if i.owed > 0]
    chosen = _choose(db, store, lines, [p for p in portions if p.quantity > 0])
    if not chosen:
        raise NothingToDispense
    steps = [
        Step(store_id=store.id, lot_id=lot.id, quantity=-q, kind=MoveKind.DISPENSE)
        for _, _, lot, q in chosen
    ]
    ledger.post(db, actor, steps, paper=dispensing.code, paper_id=dispensing.id)
    now = utc_now()
    made = []
    for line, item, lot, quantity in chosen:
        line.dispensed += quantity
        made.append(
            DispensingLine(
                dispensing_id=dispensing.id,
                dispensing_item_id=line.id,
                item_id=item.id,
                lot_id=lot.id,
                store_id=store.id,
                quantity=quantity,
                unit_price=lot.unit_price,
                at=now,
                by=actor.id,
                by_name=actor.name,
            )
        )
    dispensing.dispensed_at, dispensing.dispensed_by_name = now, actor.name
    dispensing.checked_at = dispensing.checked_at or now
    dispensing.checked_by_name = dispensing.checked_by_name or actor.name
    dispensing.note = note or dispensing.note
    db.add_all(made)
    waiting.settle(db, dispensing, wanted_lines=list(lines.values()), given=[*before, *made])
    charges = [
        _charge(db, actor, dispensing, line, item, lot, each, more_follow=each is not made[-1])
        for (line, item, lot, _), each in zip(chosen, made, strict=True)
    ]
    publish_many(db, charges)
    tell(db, actor, Dispensed, dispensing, line_ids=tuple(each.id for each in made))
    return made


def hand_over(
    db: Session, actor: Actor, dispensing_id: UUID, *, counselled: bool, receiver: str = ""
) -> Dispensing:
    """Put what was picked into the patient's hand (giao thuốc).

    Raises CounselFirst, SomethingStandsInTheWay, DispensingCannot.
    """
    dispensing = waiting.hold(db, actor, dispensing_id)
    may = frozenset({DispensingState.PARTLY, DispensingState.DISPENSED})
    states.demand(dispensing.code, dispensing.state, may, Text("giao", "handed over"))
    if not counselled and admin.parameter(db, COUNSEL.id):
        raise CounselFirst
    if waiting.stops(db, dispensing):
        against = waiting.objections(db, dispensing)
        raise SomethingStandsInTheWay(
            why=" ".join(a.vi for a in against), why_en=" ".join(a.en for a in against)
        )
    now = utc_now()
    given, wanted = waiting.lines_of(db, dispensing.id), waiting.items_of(db, dispensing.id)
    picked = [n for n in given if n.handed_at is None and n.kept]
    if not picked:
        raise NothingToDispense
    for line in picked:
        line.handed_at = now
    dispensing.handed_at, dispensing.handed_by_name = now, actor.name
    dispensing.counselled, dispensing.receiver = counselled, receiver
    waiting.settle(db, dispensing, wanted_lines=wanted, given=given)
    recording.handed_over(db, actor, dispensing, picked)
    tell(db, actor, HandedOver, dispensing, line_ids=tuple(each.id for each in picked))
    return dispensing


def tell(
    db: Session, actor: Actor, what: type[DispensingEvent], dispensing: Dispensing, **more: Any
) -> None:
    publish(
        db,
        what(
            dispensing_id=dispensing.id,
            prescription_id=dispensing.prescription_id,
            encounter_id=dispensing.encounter_id,
            patient_id=dispensing.patient_id,
            site_id=dispensing.site_id,
            actor=actor,
            **more,
        ),
    )


def _choose(
    db: Session,
    store: Store,
    lines: dict[UUID, DispensingItem],
    portions: Sequence[Portion],
) -> list[tuple[DispensingItem, Item, Lot, Decimal]]:
    """The lots of each portion, the store's rows held; refuses what is not owed or another drug."""
    asked: dict[UUID, Decimal] = {}
    for each in portions:
        line = lines.get(each.item_id)
        if line is None:
            raise NotFound
        name = line.gives[1]
        asked[line.id] = asked.get(line.id, Decimal(0)) + each.quantity
        if line.refused_reason:
            raise LineIsRefused(name=name, reason=line.refused_reason)
        if asked[line.id] > line.owed:
            raise MoreThanPrescribed(
                name=name, unit=line.unit, owed=plain(line.owed), wanted=plain(asked[line.id])
            )
    wanted = [lines[each.item_id] for each in portions]
    shelf = shelf_of(db, store.id, wanted, hold=True)
    proposed, known = allot(shelf, wanted), shelf.known
    picks: list[tuple[DispensingItem, UUID, Decimal]] = []
    for each in portions:
        line, left = lines[each.item_id], each.quantity
        given = each.taken or tuple(Taken(p.lot_id, p.quantity) for p in proposed[line.id][0])
        for one in given:
            take = min(one.quantity, left)
            if take > 0:
                picks.append((line, one.lot_id, take))
                left -= take
        if left > 0:
            raise _short(store, line, each.quantity - left, each.quantity)
    lots = ledger.lots_of(db, {lot_id for _, lot_id, _ in picks})
    chosen = []
    for line, lot_id, quantity in picks:
        lot, item = lots.get(lot_id), known.get(line.gives[0])
        if lot is None:
            raise NotFound
        if item is None or lot.item_id != item.id:
            other = items.item(db, lot.item_id)
            raise NotThatDrug(lot=lot.number, found=other.name, name=line.gives[1])
        chosen.append((line, item, lot, quantity))
    return chosen


def _short(store: Store, line: DispensingItem, left: Decimal, wanted: Decimal) -> NotEnoughStock:
    return NotEnoughStock(
        name=line.gives[1],
        lot="(mọi lô còn dùng được)",
        store=store.name,
        left=plain(left),
        wanted=plain(wanted),
        unit=line.unit,
        item_id=str(line.id),
    )


def _charge(
    db: Session,
    actor: Actor,
    dispensing: Dispensing,
    line: DispensingItem,
    item: Item,
    lot: Lot,
    made: DispensingLine,
    *,
    more_follow: bool,
) -> ChargeArose:
    visit = encounters.by_id(db, dispensing.encounter_id)
    rule = admin.parameter(db, PRICE.id)
    by_lot = rule == "lot" or (rule == "lot_for_bhyt" and visit.payer.value == "bhyt")
    code, name = line.gives
    told = line.facts if isinstance(line.facts, dict) else {}
    return ChargeArose(
        source=LINE,
        source_id=made.id,
        encounter_id=dispensing.encounter_id,
        patient_id=dispensing.patient_id,
        site_id=dispensing.site_id,
        kind=item.kind.value,
        code=code,
        name=name,
        quantity=made.quantity,
        ordered_at=dispensing.signed_at,
        ordered_by=dispensing.doctor_id,
        ordered_by_name=dispensing.doctor_name,
        department_id=visit.department_id,
        room_id=visit.room_id,
        unit_price=lot.unit_price if by_lot and lot.unit_price > 0 else None,
        facts={
            **told,
            "lot": lot.number,
            "expiry": lot.expiry.isoformat(),
            "registration_no": lot.registration,
            "tender": lot.tender,
            "lot_price": str(lot.unit_price),
            "unit": line.unit,
            "dose": line.dose,
            "instruction": line.instruction,
            "prescription_code": dispensing.code,
            "prescription_line_id": str(line.prescription_line_id),
        },
        performed_at=made.at,
        more_follow=more_follow,
        actor=actor,
    )
