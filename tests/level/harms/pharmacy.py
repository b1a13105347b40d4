"""The pharmacy breaks: a recall locks nothing, stock and its ledger part, nothing is written."""

from his.pricing import service as pricing
from tests.level.harms.tools import Harm, instead, replaced, swallowed, told

_STANDS = replaced("his_stock_lot", "recalled_at", "NULL", on="UPDATE")

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/34, TT54/L2.cdr.pharmacy
    "a_recalled_lot_names_who_got_it": (
        _STANDS,
        swallowed("his_stock_move"),
        swallowed("his_observation"),
        replaced("his_observation", "text", "'?'"),
    ),
    # TT54/34
    "a_prescription_line_says_all_of_its_drug": (
        _STANDS,
        instead(pricing, "prices_of", lambda *_, **__: {}),
    ),
    "drugs_are_dispensed_here": told(
        "UPDATE his_stock SET quantity = quantity + 1",
        "UPDATE his_stock SET quantity = quantity - 1",
    ),
}
