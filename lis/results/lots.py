"""With which reagents a run was measured: copied to it, so that a recalled lot finds it."""

from collections.abc import Sequence

from sqlmodel import Session

from lis.results.models import LabResult, ResultSource
from lis.tests.slots import lots_in_use

_UNMEASURED = (ResultSource.CALCULATED, ResultSource.REFERENCE_LAB)


def bind(db: Session, made: Sequence[LabResult]) -> None:
    """Before new runs are written. What an analyser says of its lots stays beside it; a
    correction on paper keeps those of the run that it corrects."""
    measured = [r for r in made if r.source not in _UNMEASURED and not r.reason]
    if not measured:
        return
    found = lots_in_use(db, {(r.test_code, r.analyser) for r in measured})
    if not found:
        return
    for each in measured:
        if facts := found.get((each.test_code, each.analyser)):
            each.lot = {**facts, **each.lot} if each.lot else facts
