"""What needs somebody: near expiry, end on board, minimum. For the screens and a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from kernel import live
from kernel.clock import utc_now
from kernel.text import Text
from lis.reagents import kits, ordering, states
from lis.reagents.kit_models import KitState, ReagentKit
from lis.reagents.models import Reagent, ReagentLot, ReagentLotState, ReagentStock
from lis.reagents.now import TOPIC
from lis.reagents.ordering import Balance
from lis.reagents.settings import WARN_DAYS

_SOON = timedelta(days=2)


class WarningKind(StrEnum):
    """The gravest first."""

    IN_USE_EXPIRED = "in_use_expired"
    KIT_EXPIRED = "kit_expired"
    LOT_EXPIRED = "lot_expired"
    BELOW_MINIMUM = "below_minimum"
    EMPTY_BY_NORM = "empty_by_norm"
    KIT_ENDS = "kit_ends"
    LOT_ENDS = "lot_ends"
    TO_JUDGE = "to_judge"


_SAYS = {
    WarningKind.IN_USE_EXPIRED: Text("đang dùng đã hết hạn", "in use and expired"),
    WarningKind.KIT_EXPIRED: Text("hộp mở đã hết hạn", "open kit expired"),
    WarningKind.LOT_EXPIRED: Text("lô tồn đã hết hạn", "lot in stock expired"),
    WarningKind.BELOW_MINIMUM: Text("dưới mức tối thiểu", "below its minimum"),
    WarningKind.EMPTY_BY_NORM: Text("đã hết theo định mức", "empty by its norm"),
    WarningKind.KIT_ENDS: Text("hộp mở sắp hết hạn", "open kit ends soon"),
    WarningKind.LOT_ENDS: Text("lô sắp hết hạn", "lot expires soon"),
    WarningKind.TO_JUDGE: Text("lô chờ chấp nhận", "lot waits to be accepted"),
}


@dataclass(frozen=True, slots=True)
class ReagentWarning:
    """One line: what, of which reagent, lot or kit, until when."""

    kind: WarningKind
    reagent_id: UUID
    name: str
    what: str  # the lot's number, the kit's code, how many are left
    until: datetime | None


def warnings(db: Session, balances: list[Balance] | None = None) -> list[ReagentWarning]:
    """Everything that needs somebody now, the gravest first."""
    at = utc_now()
    found = [*_kits(db, at), *_lots(db, at)]
    for each in balances if balances is not None else ordering.balances(db):
        if each.low:
            left = f"{each.unopened.normalize():f}/{each.reagent.minimum.normalize():f}"
            what = f"{left} {each.reagent.kit_unit}"
            kind = WarningKind.BELOW_MINIMUM
            found.append(ReagentWarning(kind, each.reagent.id, each.reagent.name, what, None))
    rank = list(WarningKind)
    return sorted(found, key=lambda w: (rank.index(w.kind), w.name, w.what))


def look(db: Session) -> Text | None:
    """The job of each morning: its sentence stands in the list of jobs."""
    found = warnings(db)
    if not found:
        return None
    live.touch(db, TOPIC)
    counts = {kind: sum(w.kind is kind for w in found) for kind in WarningKind}
    told = [(n, _SAYS[kind]) for kind, n in counts.items() if n]
    return Text(
        "Hóa chất: " + ", ".join(f"{n} {says.vi}" for n, says in told) + ".",
        "Reagents: " + ", ".join(f"{n} {says.en}" for n, says in told) + ".",
    )


def _kits(db: Session, at: datetime) -> list[ReagentWarning]:
    open_ = kits.on_board(db)
    asked = select(Reagent).where(col(Reagent.id).in_({kit.reagent_id for kit in open_}))
    names = {each.id: each.name for each in db.execute(asked).scalars()}
    found = []
    for kit in open_:
        if kind := _of_kit(kit, at):
            found.append(
                ReagentWarning(
                    kind, kit.reagent_id, names[kit.reagent_id], kit.code, kit.usable_until
                )
            )
    return found


def _of_kit(kit: ReagentKit, at: datetime) -> WarningKind | None:
    if kit.usable_until < at:
        in_use = kit.state is KitState.IN_USE and not kit.override_reason
        return WarningKind.IN_USE_EXPIRED if in_use else WarningKind.KIT_EXPIRED
    if kit.used >= kit.content:
        return WarningKind.EMPTY_BY_NORM
    return WarningKind.KIT_ENDS if kit.usable_until < at + _SOON else None


def _lots(db: Session, at: datetime) -> list[ReagentWarning]:
    soon = timedelta(days=int(admin.parameter(db, WARN_DAYS.id)))
    asked = (
        select(ReagentLot, col(Reagent.name))
        .join(ReagentStock, col(ReagentStock.lot_id) == col(ReagentLot.id))
        .join(Reagent, col(Reagent.id) == col(ReagentLot.reagent_id))
        .where(
            col(ReagentStock.quantity) > Decimal(0),
            col(ReagentLot.state).in_((ReagentLotState.RECEIVED, ReagentLotState.ACCEPTED)),
        )
    )
    found = []
    for lot, name in db.execute(asked):
        until = states.end_of(lot.expiry)
        if until < at:
            kind = WarningKind.LOT_EXPIRED
        elif until < at + soon:
            kind = WarningKind.LOT_ENDS
        elif lot.state is ReagentLotState.RECEIVED:
            kind = WarningKind.TO_JUDGE
        else:
            continue
        found.append(ReagentWarning(kind, lot.reagent_id, name, lot.number, until))
    return found
