"""Controls that an analyser measured by itself: known by the barcode of their lot."""

from collections.abc import Collection
from decimal import Decimal

from sqlmodel import Session

from kernel.access import Actor
from kernel.errors import Refusal
from lis.quality import running, targets
from lis.quality.models import ControlSource
from lis.quality.running import ControlValue
from lis.tests.service import figure
from lis.tests.slots import ControlMeasured

_KEPT = Decimal("0.0001")  # decimals that a value is kept with


def take(db: Session, actor: Actor, measured: ControlMeasured) -> Collection[str]:
    """Slot ControlTaker: each value is a run of its own; what is refused (no plan, no target,
    expired) is left to a person.

    An analyser without a plan of its own is judged by the test's.
    """
    lot = targets.lot_of_code(db, measured.sample)
    if lot is None:
        return ()
    taken = []
    for test_code, value in measured.values.items():
        said = figure(value)
        if said is None:
            continue
        own = targets.plan_of(db, test_code, measured.analyser)
        try:
            with db.begin_nested():
                running.record(
                    db,
                    actor,
                    test_code=test_code,
                    analyser=measured.analyser if own else "",
                    values=[ControlValue(lot.id, said.number.quantize(_KEPT))],
                    at=measured.at,
                    source=ControlSource.ANALYSER,
                    message_id=measured.message_id,
                )
        except Refusal:
            continue
        taken.append(test_code)
    return taken
