"""The link to other systems breaks: anybody gets it, nothing is told, messages are lost."""

from his.link import who
from lis.link import coding, results_out
from tests.level.harms.tools import Harm, instead, overwritten, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/88, 108
    "another_system_orders_and_is_answered": (
        swallowed("lis_link_order"),
        swallowed("lis_link_send_out"),
        instead(who, "agreement", lambda *_: 3),
        instead(results_out, "report", lambda *_, **__: None),
        instead(results_out, "_corrects", lambda *_: False),
        instead(coding, "is_laboratory", lambda *_: False),
    ),
    "links_are_used_here": overwritten(
        "his_link_message", "at", "'2020-01-01 00:00:00'", postgres="timestamptz '2020-01-01'"
    ),
}
