"""The front door of the specimens: what other modules of the laboratory may ask and do."""

from lis.specimens.chain import by_code, get, history, specimens
from lis.specimens.collecting import HOLDER, add_on, collect, offers
from lis.specimens.drawing import label
from lis.specimens.incoming import add_items
from lis.specimens.items import (
    end_items,
    items,
    items_of_order,
    items_of_specimen,
    move_items,
)
from lis.specimens.models import Item, Rejection, Specimen
from lis.specimens.numbers import read as read_number
from lis.specimens.receiving import receive
from lis.specimens.shipping import lines as shipment_lines
from lis.specimens.shipping import send as ship
from lis.specimens.shipping import shipment
from lis.specimens.states import ItemState, SpecimenState

__all__ = [
    "HOLDER",
    "Item",
    "ItemState",
    "Rejection",
    "Specimen",
    "SpecimenState",
    "add_items",
    "add_on",
    "by_code",
    "collect",
    "end_items",
    "get",
    "history",
    "items",
    "items_of_order",
    "items_of_specimen",
    "label",
    "move_items",
    "offers",
    "read_number",
    "receive",
    "ship",
    "shipment",
    "shipment_lines",
    "specimens",
]
