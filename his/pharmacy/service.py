"""The front door of his.pharmacy: stores, stock, papers, dispensing. Events in events.py."""

from his.pharmacy.checking import allow, check, refuse, substitute, substitutes
from his.pharmacy.counts import approve as approve_count
from his.pharmacy.counts import finish as finish_count
from his.pharmacy.counts import freeze as begin_count
from his.pharmacy.counts import write as write_count
from his.pharmacy.dispensing import Portion, dispense, hand_over
from his.pharmacy.dispensing_models import (
    Dispensing,
    DispensingItem,
    DispensingLine,
    DispensingState,
)
from his.pharmacy.items import add_pack, change_item, of_code, scan
from his.pharmacy.ledger import choices, unequal
from his.pharmacy.models import Item, ItemKind, Lot, Move, MoveKind, Stock, Store, StoreKind
from his.pharmacy.paper_models import Paper, PaperState, ReceiptSource, StockPaperKind
from his.pharmacy.papers import (
    Delivered,
    Taken,
    receive,
    return_to_supplier,
    reverse,
    write_off,
)
from his.pharmacy.papers import check as check_delivery
from his.pharmacy.recalls import lift, recall, who_got
from his.pharmacy.reports import Asked, DrugReportId
from his.pharmacy.reports import make as report
from his.pharmacy.returning import take_back, undo
from his.pharmacy.shelves import propose
from his.pharmacy.stores import dispensary, open_store, store, stores
from his.pharmacy.tender import Tender
from his.pharmacy.transfers import Requested, accept, issue, request
from his.pharmacy.waiting import (
    get,
    items_of,
    lines_of,
    of_encounter,
    of_prescription,
    put_in_line,
    stops,
)
from kernel.gs1 import with_check_digit

__all__ = [
    "Asked",
    "Delivered",
    "Dispensing",
    "DispensingItem",
    "DispensingLine",
    "DispensingState",
    "DrugReportId",
    "Item",
    "ItemKind",
    "Lot",
    "Move",
    "MoveKind",
    "Paper",
    "PaperState",
    "Portion",
    "ReceiptSource",
    "Requested",
    "Stock",
    "StockPaperKind",
    "Store",
    "StoreKind",
    "Taken",
    "Tender",
    "accept",
    "add_pack",
    "allow",
    "approve_count",
    "begin_count",
    "change_item",
    "check",
    "check_delivery",
    "choices",
    "dispensary",
    "dispense",
    "finish_count",
    "get",
    "hand_over",
    "issue",
    "items_of",
    "lift",
    "lines_of",
    "of_code",
    "of_encounter",
    "of_prescription",
    "open_store",
    "propose",
    "put_in_line",
    "recall",
    "receive",
    "refuse",
    "report",
    "request",
    "return_to_supplier",
    "reverse",
    "scan",
    "stops",
    "store",
    "stores",
    "substitute",
    "substitutes",
    "take_back",
    "undo",
    "unequal",
    "who_got",
    "with_check_digit",
    "write_count",
    "write_off",
]
