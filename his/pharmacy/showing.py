"""Rows as the API shows them."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import service as encounters
from his.pharmacy import counts, fefo, items, ledger, papers, paying, stores, waiting
from his.pharmacy.dispensing_models import Dispensing, DispensingItem
from his.pharmacy.dispensing_schemas import (
    DispensingItemOut,
    DispensingLineOut,
    DispensingOut,
    DispensingWork,
    PickOut,
)
from his.pharmacy.dispensing_states import OPEN
from his.pharmacy.models import Item, ItemKind, ItemUnit, Lot, Recall, Stock, Store
from his.pharmacy.packs import in_words
from his.pharmacy.paper_models import Count, CountState, Paper
from his.pharmacy.paper_schemas import (
    CountLineOut,
    CountWithLines,
    PaperLineOut,
    PaperWithLines,
    StockCountOut,
    StockPaperOut,
)
from his.pharmacy.schemas import LotOut, RecallOut, StockItemLine, StockItemOut, StockPackOut
from his.pharmacy.settings import UNPAID
from his.pharmacy.shelves import allot, shelf_of
from kernel.clock import today
from kernel.schemas import said

_ZERO = Decimal(0)


def item(found: Item, packs: Sequence[ItemUnit]) -> StockItemOut:
    return StockItemOut(
        **found.model_dump(exclude={"name_search"}),
        packs=[StockPackOut.model_validate(each) for each in packs],
    )


def item_lines(db: Session, found: Sequence[Item], store_id: UUID | None) -> list[StockItemLine]:
    """Items with what there is of them, in three questions for all."""
    ids = [each.id for each in found]
    packs = items.packs(db, ids)
    here = (col(Stock.store_id) == store_id,) if store_id else ()
    usable = (col(Lot.expiry) >= today()) & col(Lot.recalled_at).is_(None)
    lying = (
        select(col(Stock.item_id), usable.label("usable"), col(Stock.quantity), col(Lot.expiry))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .where(col(Stock.item_id).in_(ids), col(Stock.quantity) > 0, *here)
        .subquery()
    )
    asked = select(
        lying.c.item_id, lying.c.usable, func.sum(lying.c.quantity), func.min(lying.c.expiry)
    ).group_by(lying.c.item_id, lying.c.usable)
    there = {(row[0], bool(row[1])): (row[2], row[3]) for row in db.execute(asked).all()}
    lines = []
    for each in found:
        quantity, first = there.get((each.id, True), (_ZERO, None))
        unusable = there.get((each.id, False), (_ZERO, None))[0]
        lines.append(
            StockItemLine(
                **item(each, packs[each.id]).model_dump(),
                quantity=quantity,
                unusable=unusable,
                in_packs=in_words(quantity, each.unit, items.shapes(packs[each.id])),
                first_expiry=first,
            )
        )
    return lines


def lots(db: Session, item_id: UUID, store_id: UUID | None) -> list[LotOut]:
    """Where an item lies, the first to expire first."""
    asked = (
        select(Stock, Lot, col(Store.name))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .join(Store, col(Store.id) == col(Stock.store_id))
        .where(col(Stock.item_id) == item_id, col(Stock.quantity) > 0)
        .order_by(col(Lot.expiry), col(Lot.id), col(Store.code))
    )
    if store_id:
        asked = asked.where(col(Stock.store_id) == store_id)
    return [
        LotOut(
            lot_id=lot.id,
            item_id=item_id,
            store_id=stock.store_id,
            store_name=name,
            number=lot.number,
            expiry=lot.expiry,
            quantity=stock.quantity,
            unit_price=lot.unit_price,
            registration=lot.registration,
            tender=lot.tender,
            supplier_name=lot.supplier_name,
            recalled=lot.recalled_at is not None,
            expired=lot.expiry < today(),
        )
        for stock, lot, name in db.execute(asked).all()
    ]


def paper_lines(db: Session, found: Sequence[Paper]) -> list[StockPaperOut]:
    names = {each.id: each.name for each in stores.stores(db)}
    return [
        StockPaperOut(
            **each.model_dump(exclude={"made_by", "checked_by"}),
            store_name=names[each.store_id],
            to_store_name=names[each.to_store_id] if each.to_store_id else "",
        )
        for each in found
    ]


def paper(db: Session, found: Paper) -> PaperWithLines:
    db.flush()
    lines = papers.lines_of(db, [found.id])[found.id]
    known = items.many(db, {line.item_id for line in lines})
    return PaperWithLines(
        **paper_lines(db, [found])[0].model_dump(),
        lines=[
            PaperLineOut(
                **line.model_dump(exclude={"paper_id", "version"}),
                item_code=known[line.item_id].code,
                item_name=known[line.item_id].name,
                base_unit=known[line.item_id].unit,
            )
            for line in lines
        ],
    )


def count_lines(db: Session, found: Sequence[Count]) -> list[StockCountOut]:
    names = {each.id: each.name for each in stores.stores(db)}
    return [
        StockCountOut(**each.model_dump(exclude={"frozen_by"}), store_name=names[each.store_id])
        for each in found
    ]


def count(db: Session, found: Count) -> CountWithLines:
    rows = counts.lines(db, found.id)
    known = items.many(db, {row.item_id for row in rows})
    lots_ = ledger.lots_of(db, {row.lot_id for row in rows})
    seen = found.state is not CountState.OPEN
    lines = []
    for row in rows:
        about, lot = known[row.item_id], lots_[row.lot_id]
        gap = row.counted - row.expected if seen and row.counted is not None else None
        lines.append(
            CountLineOut(
                id=row.id,
                lot_id=lot.id,
                item_id=about.id,
                item_code=about.code,
                item_name=about.name,
                unit=about.unit,
                place=about.place,
                lot_number=lot.number,
                expiry=lot.expiry,
                expected=row.expected if seen else None,
                counted=row.counted,
                difference=gap,
                value=(gap * lot.unit_price).quantize(Decimal("0.01")) if gap is not None else None,
                counted_by_name=row.counted_by_name,
            )
        )
    lines.sort(key=lambda each: (each.place, each.item_name, each.expiry))
    return CountWithLines(**count_lines(db, [found])[0].model_dump(), lines=lines)


def recalls(db: Session, found: Sequence[Recall]) -> list[RecallOut]:
    known = items.many(db, {each.item_id for each in found})
    return [
        RecallOut(
            **each.model_dump(exclude={"by", "version"}),
            item_code=known[each.item_id].code,
            item_name=known[each.item_id].name,
            unit=known[each.item_id].unit,
        )
        for each in found
    ]


def work(db: Session, found: Dispensing, *, store_id: UUID | None) -> DispensingWork:
    """A prescription at the counter: its lines with the lots to take, and what went out."""
    visit = encounters.by_id(db, found.encounter_id)
    store = stores.store(db, store_id) if store_id else stores.dispensary(db, found.site_id)
    wanted = waiting.items_of(db, found.id)
    given = waiting.lines_of(db, found.id)
    open_ = found.state in OPEN
    if store and open_ and any(each.owed > 0 for each in wanted):
        shelf = shelf_of(db, store.id, wanted)
        known, here, picks = shelf.known, shelf.choices, allot(shelf, wanted)
    else:
        known, here = items.by_codes(db, ItemKind.DRUG, {each.gives[0] for each in wanted}), {}
        picks = {}
    lots_ = ledger.lots_of(
        db,
        {c.lot_id for each in here.values() for c in each} | {line.lot_id for line in given},
    )
    names = {each.id: each.name for each in stores.stores(db)}
    by_item = {each.id: each for each in wanted}
    against = waiting.objections(db, found) if open_ else []
    money = paying.of(db, found) if open_ else paying.NOTHING

    def pick(lot_id: UUID, quantity: Decimal) -> PickOut:
        lot = lots_[lot_id]
        return PickOut(lot_id=lot.id, lot_number=lot.number, expiry=lot.expiry, quantity=quantity)

    def line(each: DispensingItem) -> DispensingItemOut:
        about = known.get(each.gives[0])
        facts = each.facts if isinstance(each.facts, dict) else {}
        choices = here.get(about.id, []) if about else []
        proposed, missing = picks.get(each.id, ([], each.owed))
        return DispensingItemOut(
            **each.model_dump(
                exclude={
                    "dispensing_id",
                    "facts",
                    "refused_at",
                    "substitute_code",
                    "substitute_name",
                    "version",
                }
            ),
            gives_code=each.gives[0],
            gives_name=each.gives[1],
            owed=each.owed,
            substance=str(facts.get("substance") or ""),
            strength=str(facts.get("strength") or ""),
            control=(about.control if about else "") or str(facts.get("control") or ""),
            high_alert=about.high_alert if about else False,
            look_alike=about.look_alike if about else "",
            place=about.place if about else "",
            picks=[pick(p.lot_id, p.quantity) for p in proposed],
            missing=missing,
            lots=[
                pick(c.lot_id, c.quantity)
                for c in sorted(choices, key=lambda c: c.expiry)
                if fefo.usable(c, today())
            ],
        )

    return DispensingWork(
        **DispensingOut(
            **found.model_dump(exclude={"site_id", "is_open", "doctor_id"}),
            encounter_code=visit.code,
            payer=visit.payer.value,
        ).model_dump(),
        store_id=store.id if store else None,
        against=[said(each) for each in against],
        stops=bool(against) and admin.parameter(db, UNPAID.id) == "refuse",
        pays_first=open_ and paying.pays_first(db, found),
        payment=money.payment,
        unpaid=money.unpaid,
        items=[line(each) for each in wanted],
        lines=[
            DispensingLineOut(
                **each.model_dump(
                    exclude={
                        "dispensing_id",
                        "item_id",
                        "lot_id",
                        "store_id",
                        "unit_price",
                        "by",
                        "observation_id",
                        "version",
                    }
                ),
                name=by_item[each.dispensing_item_id].gives[1],
                unit=by_item[each.dispensing_item_id].unit,
                lot_number=lots_[each.lot_id].number,
                expiry=lots_[each.lot_id].expiry,
                store_name=names[each.store_id],
            )
            for each in given
        ],
    )
