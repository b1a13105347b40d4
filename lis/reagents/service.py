"""The front door of lis.reagents. Other modules import this file."""

from lis.reagents.counting import count
from lis.reagents.figures import book, costs, used
from lis.reagents.kit_models import KitState, ReagentKit, ReagentUse, UseKind
from lis.reagents.kits import excuse, finish, first_lot, open_kit, put_on, take_off, use
from lis.reagents.lots import accept, attempt, lot, old_lot, recall, reject, untried
from lis.reagents.models import (
    Reagent,
    ReagentKind,
    ReagentLot,
    ReagentLotState,
    ReagentMoveKind,
    ReagentSource,
)
from lis.reagents.ordering import Balance, Wanted, balances
from lis.reagents.ordering import make as make_order
from lis.reagents.scanning import read as scan
from lis.reagents.setting_up import add_reagent, add_supplier, set_norm
from lis.reagents.stock import receive, remove, unequal
from lis.reagents.tracing import results as results_of_lot
from lis.reagents.warning import warnings

__all__ = [
    "Balance",
    "KitState",
    "Reagent",
    "ReagentKind",
    "ReagentKit",
    "ReagentLot",
    "ReagentLotState",
    "ReagentMoveKind",
    "ReagentSource",
    "ReagentUse",
    "UseKind",
    "Wanted",
    "accept",
    "add_reagent",
    "add_supplier",
    "attempt",
    "balances",
    "book",
    "costs",
    "count",
    "excuse",
    "finish",
    "first_lot",
    "lot",
    "make_order",
    "old_lot",
    "open_kit",
    "put_on",
    "recall",
    "receive",
    "reject",
    "remove",
    "results_of_lot",
    "scan",
    "set_norm",
    "take_off",
    "unequal",
    "untried",
    "use",
    "used",
    "warnings",
]
