"""The line to analysers breaks: nothing is told, nothing lands, anybody gets it, bytes are lost."""

from lis.analysers import answering, filing, matching
from lis.analysers.models import CodeState
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/84
    "an_analyser_is_told_and_answers": (
        swallowed("lis_held_reading"),
        replaced("lis_analyser_code", "state", f"'{CodeState.UNKNOWN}'"),
        instead(matching, "judge", lambda *_: None),
        instead(filing, "_again", lambda *_: {}),
        instead(matching, "tube_of", lambda code: code[:-1]),
        instead(answering, "tube_of", lambda _: "0"),
    ),
    "analysers_are_connected_here": overwritten(
        "lis_held_reading", "at", "'2020-01-01 00:00:00'", postgres="timestamptz '2020-01-01'"
    ),
}
