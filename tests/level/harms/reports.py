"""Reports break: what was frozen is another thing later, records do not open."""

from collections.abc import Iterator
from contextlib import contextmanager

from his.reports import freezing, running
from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from kernel.reports import Period, Report
from tests.level.harms.tools import Harm, instead, overwritten, replaced, tell


@contextmanager
def _frozen(clinic: Database) -> Iterator[None]:
    """A clerk vouches for a month that is over."""
    first = next(each for each in clinic.assembly.contributions(Report) if each.law)
    until = today().replace(day=1).replace(month=1)  # of a year that has ended
    over = Period(until.replace(year=until.year - 1), until.replace(year=until.year - 1, day=31))
    with clinic.write(SYSTEM) as db:
        freezing.freeze(db, SYSTEM, first, over, {}, note="harm")
    try:
        yield
    finally:
        tell(clinic, "DELETE FROM his_report_snapshot WHERE note = 'harm'")


_ANOTHER = "'[[[9], \"\"]]'"

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/42
    "the_statutory_set_is_frozen": (
        replaced("his_report_snapshot", "lines", _ANOTHER),
        instead(running, "records", lambda *_, **__: ([], None)),
    ),
    "reports_are_frozen_here": overwritten("his_report_snapshot", "lines", _ANOTHER),
}

GIVEN: dict[str, Harm] = {"reports_are_frozen_here": _frozen}
"""What has to be there first: nobody froze a report in the practice clinic."""
