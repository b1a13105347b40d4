"""Reagents break: lots are opened untested, results lose them, use and recalls go uncounted."""

from lis.reagents import counting, lots, now, states, tracing
from lis.results import lots as binding
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/87
    "a_lot_is_followed_to_its_patients": (
        instead(states, "demand_usable", lambda *_: None),
        instead(lots, "untried", lambda *_: []),
        instead(binding, "lots_in_use", lambda *_: {}),
        instead(now, "_watched", lambda *_: []),
        instead(tracing, "_MEASURED", ()),
        instead(counting, "_of_results", lambda *_: []),
        swallowed("lis_reagent_use"),
        replaced("lis_result", "lot", "NULL"),
    ),
    "reagents_are_followed_here": (
        overwritten("lis_reagent_stock", "quantity", "quantity + 10000", key="lot_id"),
        overwritten("lis_reagent_lot", "state", "'recalled'"),
    ),
}
