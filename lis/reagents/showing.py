"""What the screens show: lines with names, in few statements."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.clock import today, utc_now
from lis.reagents import kits, lots, ordering, scanning, setting_up, states, stock, tracing, warning
from lis.reagents.kit_models import ReagentKit
from lis.reagents.kit_schemas import ReagentTracedOut
from lis.reagents.models import Reagent, ReagentLot, ReagentMove, Supplier
from lis.reagents.ordering import Balance
from lis.reagents.schemas import (
    ReagentBalanceOut,
    ReagentDetailOut,
    ReagentKitOut,
    ReagentLotDetailOut,
    ReagentLotOut,
    ReagentMoveOut,
    ReagentNormOut,
    ReagentOut,
    ReagentOverviewOut,
    ReagentScanOut,
    ReagentTrialOut,
    ReagentWarningOut,
)
from lis.reagents.tracing import Traced
from lis.tests import service as tests

ZERO = Decimal(0)


def overview(db: Session) -> ReagentOverviewOut:
    """What needs somebody, what is open, what there is of everything."""
    balances = ordering.balances(db)
    return ReagentOverviewOut(
        warnings=[ReagentWarningOut.model_validate(w) for w in warning.warnings(db, balances)],
        kits=kits_out(db, kits.on_board(db)),
        balances=[balance_out(each) for each in balances],
    )


def balance_out(of: Balance) -> ReagentBalanceOut:
    return ReagentBalanceOut(
        reagent_id=of.reagent.id,
        code=of.reagent.code,
        name=of.reagent.name,
        kit_unit=of.reagent.kit_unit,
        unopened=of.unopened,
        opened=of.opened,
        blocked=of.blocked,
        ordered=of.ordered,
        minimum=of.reagent.minimum,
        maximum=of.reagent.maximum,
        kits_a_day=of.kits_a_day,
        days_left=of.days_left,
        proposed=of.proposed,
        low=of.low,
    )


def kits_out(db: Session, found: Sequence[ReagentKit]) -> list[ReagentKitOut]:
    reagents = _reagents(db, {kit.reagent_id for kit in found})
    numbers = {each.id: each.number for each in _lots(db, {kit.lot_id for kit in found})}
    at = utc_now()
    first: dict[UUID, UUID] = {}
    for reagent_id in reagents:
        mine = [k for k in found if k.reagent_id == reagent_id and k.state in states.ON_BOARD]
        shelves = [
            states.Shelf(k.id, k.usable_until, k.usable_until >= at, k.content - k.used)
            for k in mine
        ]
        if len(mine) > 1 and (chosen := states.first_out(shelves)):
            first[reagent_id] = chosen.key  # type: ignore[assignment]
    return [
        ReagentKitOut(
            **kit.model_dump(),
            reagent_code=reagents[kit.reagent_id].code,
            name=reagents[kit.reagent_id].name,
            lot_number=numbers[kit.lot_id],
            content_unit=reagents[kit.reagent_id].content_unit,
            left=max(kit.content - kit.used, ZERO),
            expired=kit.usable_until < at,
            first=first.get(kit.reagent_id) == kit.id,
        )
        for kit in found
    ]


def kit_out(db: Session, found: ReagentKit) -> ReagentKitOut:
    return kits_out(db, [found])[0]


def lots_out(db: Session, found: Sequence[ReagentLot]) -> list[ReagentLotOut]:
    reagents = _reagents(db, {lot.reagent_id for lot in found})
    asked = select(Supplier).where(col(Supplier.id).in_({lot.supplier_id for lot in found}))
    suppliers = {each.id: each.name for each in db.execute(asked).scalars()}
    left = stock.balances(db, {lot.reagent_id for lot in found})
    at = utc_now()
    return [
        ReagentLotOut(
            **lot.model_dump(),
            reagent_code=reagents[lot.reagent_id].code,
            name=reagents[lot.reagent_id].name,
            kit_unit=reagents[lot.reagent_id].kit_unit,
            expired=lots.expired(lot, at),
            supplier=suppliers.get(lot.supplier_id, "") if lot.supplier_id else "",
            quantity=left.get(lot.id, ZERO),
        )
        for lot in found
    ]


def lot_out(db: Session, found: ReagentLot) -> ReagentLotOut:
    return lots_out(db, [found])[0]


def reagent_detail(db: Session, reagent_id: UUID) -> ReagentDetailOut:
    found = setting_up.reagent(db, reagent_id)
    norms = setting_up.norms(db, {found.id}, past=True)[found.id]
    known = tests.profile(db, {norm.test_code for norm in norms}, today())
    asked = select(ReagentLot).where(col(ReagentLot.reagent_id) == found.id)
    mine = db.execute(asked.order_by(col(ReagentLot.expiry).desc()).limit(100)).scalars().all()
    return ReagentDetailOut(
        reagent=ReagentOut.model_validate(found),
        norms=[
            ReagentNormOut(
                **norm.model_dump(include=set(ReagentNormOut.model_fields)),
                test_name=known[norm.test_code].name if norm.test_code in known else "",
            )
            for norm in norms
        ],
        lots=lots_out(db, mine),
    )


def lot_detail(db: Session, lot_id: UUID) -> ReagentLotDetailOut:
    found = lots.lot(db, lot_id)
    old = lots.old_lot(db, found)
    trials = lots.trials(db, found.id)
    norms = setting_up.norms(db, {found.reagent_id})[found.reagent_id]
    known = tests.profile(db, {each.test_code for each in trials}, today())
    compared = _lots(db, {each.old_lot_id for each in trials if each.old_lot_id})
    numbers = {each.id: each.number for each in compared}
    moves = (
        select(ReagentMove)
        .where(col(ReagentMove.lot_id) == found.id)
        .order_by(col(ReagentMove.at).desc(), col(ReagentMove.id).desc())
        .limit(200)
    )
    results, people = tracing.counts(db, found.id)
    return ReagentLotDetailOut(
        lot=lot_out(db, found),
        old_lot_number=old.number if old else "",
        untried=lots.untried(db, found),
        tests=[norm.test_code for norm in norms],
        trials=[
            ReagentTrialOut(
                **each.model_dump(include=set(ReagentTrialOut.model_fields)),
                test_name=known[each.test_code].name if each.test_code in known else "",
                old_lot_number=numbers.get(each.old_lot_id, "") if each.old_lot_id else "",
                controlled=each.control_run_id is not None,
            )
            for each in trials
        ],
        moves=[ReagentMoveOut.model_validate(each) for each in db.execute(moves).scalars()],
        results=results,
        patients=people,
    )


def scanned(db: Session, code: str) -> ReagentScanOut:
    read = scanning.read(db, code)
    first = kits.first_lot(db, read.reagent.id)
    other = first is not None and (read.lot is None or first.id != read.lot.id)
    return ReagentScanOut(
        reagent=ReagentOut.model_validate(read.reagent),
        lot=lot_out(db, read.lot) if read.lot else None,
        kit=kit_out(db, read.kit) if read.kit else None,
        lot_number=read.lot_number,
        expiry=read.expiry,
        first_lot_number=first.number if first and other else "",
    )


def traced_out(of: Traced) -> ReagentTracedOut:
    result = of.result
    return ReagentTracedOut(
        result_id=result.id,
        order_id=result.order_id,
        patient_id=of.patient.id,
        patient_code=of.patient.code,
        patient_name=of.patient.name,
        test_code=result.test_code,
        test_name=result.name,
        value=result.value,
        unit=result.unit,
        flag=result.flag,
        state=result.state,
        measured_at=result.measured_at,
        kit_code=of.kit_code,
        kind=of.kind,
    )


def _reagents(db: Session, ids: set[UUID]) -> dict[UUID, Reagent]:
    asked = select(Reagent).where(col(Reagent.id).in_(ids))
    return {each.id: each for each in db.execute(asked).scalars()}


def _lots(db: Session, ids: set[UUID]) -> list[ReagentLot]:
    return list(db.execute(select(ReagentLot).where(col(ReagentLot.id).in_(ids))).scalars())
