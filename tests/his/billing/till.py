"""A clinic with prices and a cashier, for tests of money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.billing import service as billing
from his.billing.models import Bill
from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.pricing import service as pricing
from his.pricing.events import ChargeArose, ChargeWithdrawn
from his.pricing.service import Coverage, CoveragePeriod, Entered, PayerClass, PriceKind
from his.pricing.slots import CoverageOf
from kernel import assembly
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import ASSEMBLY, publish
from kernel.ids import new_id
from kernel.module import Module
from kernel.text import Text
from tests.his import clinic

D = Decimal
SINCE = date(2020, 1, 1)
_SERVICES = """code,name,kind,unit,price,cost_group
KB-NOI,Khám Nội,exam,lần,50000,13
XN-GLU,Glucose máu,lab,lần,25000,1
XN-HBA1C,HbA1c,lab,lần,105000,1
SA-BUNG,Siêu âm ổ bụng,imaging,lần,80000,2
CT-SO,CT sọ não,imaging,lần,700000,2
TT-LE,Dịch vụ lẻ đồng,procedure,lần,1000.333,18
"""
_INSIDE = ("KB-NOI", "XN-GLU", "XN-HBA1C", "SA-BUNG", "CT-SO", "TT-LE")


@dataclass
class Covers:
    """Who covers which visit, as the insurance module would say."""

    of: dict[UUID, Coverage] = field(default_factory=dict)

    def by(self, _: Session, encounter_id: UUID) -> Coverage | None:
        return self.of.get(encounter_id)


def card(
    *rates: int | str, threshold: int = 0, days: Sequence[tuple[date | None, date | None]] = ()
) -> Coverage:
    """A coverage of one card, or of several on their days."""
    spans = list(days) or [(None, None)]
    periods = tuple(
        CoveragePeriod(since, until, D(rate), "6789", Text(f"Thẻ {rate}%", f"Card {rate} %"))
        for rate, (since, until) in zip(rates, spans, strict=True)
    )
    return Coverage("bhyt", "1.1", periods, D(threshold))


def prices(db: Session, actor: Actor) -> None:
    """Services in the insured list, and drugs: one whole, one at half, one outside."""
    tried = catalogs.try_file(
        db, actor, "service", content=_SERVICES.encode(), file_name="service.csv",
        valid_from=SINCE, source="thử",
    )  # fmt: skip
    assert not tried.errors, tried.errors
    catalogs.approve(db, actor, "service", tried.trial.id)
    own: dict[str, int | Decimal] = {
        "KB-NOI": 50_000, "XN-GLU": 25_000, "XN-HBA1C": 105_000,
        "SA-BUNG": 80_000, "CT-SO": 700_000, "TT-LE": D("1000.333"),
    }  # fmt: skip
    drugs: dict[str, int | Decimal] = {"PARA": 600, "HALF": D("1234.567"), "OUT": 12_000}
    for payer in (PayerClass.BHYT, PayerClass.SELF_PAY):
        insured = payer is PayerClass.BHYT
        entered = [
            Entered(PriceKind.SERVICE, code, code, D(p), D(p) if insured else D(0))
            for code, p in own.items()
        ]
        entered += [
            Entered(
                PriceKind.DRUG,
                code,
                code,
                D(p),
                D(p) if insured and code != "OUT" else D(0),
                D(50) if code == "HALF" else D(100),
            )
            for code, p in drugs.items()
        ]
        pricing.enter(
            db, actor, payer=payer, valid_from=SINCE, decision="QĐ thử", prices=entered, first=True
        )


def with_cover(db: Session, covers: Covers) -> None:
    """Let a stand-in for the insurance module speak in this session."""
    ours = Module(id="tests.insurance", title=Text("t", "t"), contributes=(CoverageOf(covers.by),))
    db.info[ASSEMBLY] = assembly.build((*db.info[ASSEMBLY].modules, ours))


def visit(db: Session, actor: Actor, house: clinic.Clinic, payer: str = "self_pay") -> Encounter:
    made = clinic.visit(db, actor, house.p101)
    made.payer = type(made.payer)(payer)
    db.flush()
    return made


def charge(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    code: str,
    *,
    kind: str = "service",
    quantity: str = "1",
    unit_price: Decimal | None = None,
    source_id: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> UUID:
    """Something costs something; answers the source's id."""
    source = source_id or new_id()
    publish(
        db,
        ChargeArose(
            source="test",
            source_id=source,
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            site_id=encounter.site_id,
            kind=kind,
            code=code,
            name=code,
            quantity=D(quantity),
            ordered_at=utc_now(),
            ordered_by=actor.id,
            ordered_by_name=actor.name,
            unit_price=unit_price,
            facts=facts or {},
            actor=actor,
        ),
    )
    return source


def withdraw(db: Session, actor: Actor, source_id: UUID, quantity: str | None = None) -> None:
    publish(
        db,
        ChargeWithdrawn(
            source="test",
            source_id=source_id,
            quantity=D(quantity) if quantity else None,
            reason="Không làm nữa",
            actor=actor,
        ),
    )


def bill(db: Session, encounter: Encounter) -> Bill:
    found = billing.bill_of(db, encounter.id)
    assert found is not None
    return found


def cash(amount: Decimal | int, tendered: int | None = None) -> billing.Tender:
    return billing.Tender(billing.PaymentMethod.CASH, D(amount), D(tendered) if tendered else None)


def cashier(name: str = "Thu ngân Hạnh") -> Actor:
    return Actor(new_id(), name, username="hanh")


def build(db: Session, actor: Actor) -> clinic.Clinic:
    """Rooms, services, prices."""
    made = clinic.build(db)
    prices(db, actor)
    return made
