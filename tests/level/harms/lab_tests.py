"""The laboratory's lists break: limits are lost, hold for everybody, or change the past."""

from lis.tests import limits, profiles
from lis.tests.ranges import NOTHING
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/81
    "a_test_is_set_up_and_its_limits_change_by_day": (
        swallowed("lis_range"),
        replaced("lis_range", "sex", "''"),
        instead(profiles, "pick", lambda *_, **__: NOTHING),
        instead(limits, "rows", lambda *_, **__: []),
    ),
    "tests_are_vouched_for_here": overwritten("lis_test", "approved_at", "NULL"),
}
