"""The laboratory's figures break: clocks never stop, noughts for what is missing, lost rows."""

from lis.statistics import behind, keeping, turnaround, volume
from lis.statistics.working import Calendar
from tests.level.harms.tools import Harm, instead, overwritten, swallowed

_LASTED = turnaround.lasted


def _noughts(clock: object, stamps: turnaround.Stamps) -> list[float | None]:
    return [seconds or 0.0 for seconds in _LASTED(clock, stamps)]  # type: ignore[arg-type]


HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/85
    "the_laboratory_counts_by_segment_and_working_hours": (
        instead(keeping, "clocks", lambda _: {"": Calendar()}),
        swallowed("lis_day_off"),
        instead(turnaround, "lasted", _noughts),
        instead(volume, "narrowed", lambda query, _: query),
        instead(behind, "page", lambda *_: ([], None)),
    ),
    "the_laboratorys_moments_run_forward_here": overwritten(
        "lis_item",
        "received_at",
        "'2999-01-01 00:00:00.000000'",
        "state = 'verified'",
        postgres="timestamptz '2999-01-01'",
    ),
}
