"""The practice clinic's controls: believable, and nothing is left locked."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from lis.quality import demo
from lis.quality import service as quality
from lis.quality.models import ControlRun
from lis.quality.service import RunVerdict
from lis.tests.slots import held


def test_three_weeks_of_controls_with_one_repair(lists: Session) -> None:
    demo.fill(lists)
    demo.fill(lists)  # changes nothing
    asked = select(col(ControlRun.verdict), func.count()).group_by(col(ControlRun.verdict))
    counted: dict[RunVerdict, int] = {row[0]: row[1] for row in lists.execute(asked)}
    assert counted[RunVerdict.OUT] == 1
    assert counted[RunVerdict.WARNING] >= 2
    locks, _ = quality.holds(lists, only_open=False, after=None, limit=9)
    assert [lock.rules for lock in locks] == ["4-1s"]
    assert held(lists, [("K", ""), ("CREA", "")]) == {}
    shown = quality.chart(lists, "GLU")
    assert shown is not None
    assert shown.series[0].figures.n >= 20
