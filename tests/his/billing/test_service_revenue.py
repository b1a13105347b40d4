"""Revenue by service: as it was invoiced, or by the day of the result; of one group of costs."""

from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session, select

from his.billing import service as billing
from his.billing.models import Charge
from his.billing.service_revenue import BY_SERVICE
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.reports import Period
from tests.his.billing import till

OVER = Period(today() - timedelta(1), today() + timedelta(1))


def test_the_laboratory_earns_by_invoice_and_by_result(db: Session, actor: Actor) -> None:
    house, hanh = till.build(db, actor), till.cashier()
    billing.open_shift(db, hanh, opening=Decimal(0))
    visit = till.visit(db, actor, house)
    for code in ("KB-NOI", "XN-GLU", "XN-HBA1C"):
        till.charge(db, actor, visit, code)
    glucose = db.exec(select(Charge).where(Charge.code == "XN-GLU")).one()
    glucose.resulted_at = utc_now()
    db.flush()

    def told(**filters: str) -> dict[str, Decimal]:
        lines = BY_SERVICE.by(db, actor, OVER, filters)
        assert BY_SERVICE.records is not None
        for line in lines:
            behind, _ = BY_SERVICE.records(db, actor, OVER, filters, line.key, None, 50)
            assert len(behind) == line.values[1]
        return {line.key: line.values[3] for line in lines}

    assert told(group="1") == {}
    assert told(group="1", moment="resulted") == {"XN-GLU": 25_000}
    billing.settle(
        db,
        hanh,
        visit.id,
        version=till.bill(db, visit).version,
        tenders=[till.cash(180_000, 180_000)],
    )
    assert told(group="1") == {"XN-HBA1C": 105_000, "XN-GLU": 25_000}
    assert told()["KB-NOI"] == 50_000
