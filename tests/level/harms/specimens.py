"""The specimens break: a step is not written down, a doctor is not told, an arm is anybody's."""

from lis.specimens import ahead, chain, incoming
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/86
    "a_tube_is_followed_from_the_arm_to_the_rack": (
        swallowed("lis_specimen_event"),
        swallowed("lis_rejection"),
        replaced("lis_specimen", "position", "''", on="UPDATE"),
        instead(chain, "write", lambda *_, **__: None),
    ),
    # TT54/82
    "an_order_becomes_tubes_at_once": (
        swallowed("lis_campaign_person"),
        instead(ahead, "join", lambda *_: []),
        instead(incoming, "_withdraw", lambda *_: None),
        replaced("lis_specimen", "ahead", "''"),
    ),
    "every_tube_was_ordered_here": overwritten("lis_item", "specimen_id", "NULL"),
    "specimens_are_followed_here": overwritten(
        "lis_specimen", "collected_by_name", "''", where="collected_at IS NOT NULL"
    ),
}
