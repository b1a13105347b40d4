"""Every report of the house runs on the practice clinic, and its lines open what they count."""

from app.modules import INSTALLED
from his.reports import running
from kernel import assembly
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.db import Database
from kernel.reports import Headline, Period, Report

HOUSE = assembly.build(INSTALLED)


def test_every_line_opens_the_records_that_it_counts(clinic: Database) -> None:
    """Pages of one record: the second one is another one."""
    every = HOUSE.contributions(Report)
    clerk = Actor(SYSTEM.id, SYSTEM.name, frozenset(each.needs.id for each in every))
    over = Period(today(), today())
    opened = set()
    with clinic.write(SYSTEM) as db:
        for report in every:
            for line in running.run(db, clerk, report, over, {}).lines:
                seen: list[object] = []
                following = None
                while report.records and line.key and len(seen) < 2:
                    found, following = running.records(
                        db, clerk, report, over, {}, key=line.key, after=following, limit=1
                    )
                    seen += [each.id for each in found]
                    if following is None:
                        break
                assert len(set(seen)) == len(seen), (report.id, line)
                assert seen or not (report.records and line.key), (report.id, line)
                opened |= {report.id} if seen else set()
    assert {each.id for each in every if each.law} <= opened


def test_a_days_headlines_are_worked_out(clinic: Database) -> None:
    every = HOUSE.contributions(Headline)
    clerk = Actor(SYSTEM.id, SYSTEM.name, frozenset(each.needs.id for each in every))
    with clinic.read(SYSTEM) as db:
        figures = {each.id: each.by(db, clerk, today()) for each in every}
    assert any(figures.values())
