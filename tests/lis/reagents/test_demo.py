"""The practice clinic's reagents: in use, on trial, running out; nothing holds its results."""

from sqlmodel import Session

from lis.reagents import demo, ordering, stock, warning
from lis.reagents.warning import WarningKind
from lis.tests.slots import held, lots_in_use


def test_kits_are_in_use_a_lot_is_on_trial_one_runs_out(lists: Session) -> None:
    demo.fill(lists)
    demo.fill(lists)  # changes nothing
    assert stock.unequal(lists) == []
    kinds = {each.kind for each in warning.warnings(lists)}
    assert kinds >= {
        WarningKind.BELOW_MINIMUM,
        WarningKind.KIT_ENDS,
        WarningKind.LOT_ENDS,
        WarningKind.LOT_EXPIRED,
        WarningKind.TO_JUDGE,
    }
    assert WarningKind.IN_USE_EXPIRED not in kinds
    benches = [("GLU", ""), ("CREA", "AU480")]
    assert set(lots_in_use(lists, benches)) == set(benches)
    assert held(lists, benches) == {}
    assert any(each.ordered for each in ordering.balances(lists))
