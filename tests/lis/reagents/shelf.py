"""A reagent for glucose with its lots: accepted, opened, on the instrument."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import today
from kernel.gs1 import with_check_digit
from lis.reagents import permissions
from lis.reagents import service as reagents
from lis.reagents.service import Reagent, ReagentKit, ReagentLot

TECHNICIAN = Actor(uuid4(), "KTV Hoa")
SENIOR = Actor(uuid4(), "BS. Bình", frozenset(each.id for each in permissions.ALL))
GTIN = with_check_digit("0893654000001")
PAIRS = [
    ("M1", "4.8", "4.9"),
    ("M2", "5.6", "5.5"),
    ("M3", "7.9", "8.1"),
    ("M4", "11.2", "11.5"),
    ("M5", "18.4", "18.1"),
]


def reagent(db: Session, code: str = "HC-GLU", test: str = "GLU", **told: Any) -> Reagent:
    values: dict[str, Any] = {
        "kit_unit": "hộp",
        "content": Decimal(100),
        "content_unit": "test",
        "open_days": 30,
        "gtin": GTIN if code == "HC-GLU" else "",
    }
    made = reagents.add_reagent(db, SENIOR, code=code, name=f"Thuốc thử {code}", **values | told)
    reagents.set_norm(db, SENIOR, made.id, test_code=test, per_test=Decimal(1))
    return made


def lot(
    db: Session,
    of: Reagent,
    number: str = "A1",
    *,
    kits: int = 2,
    expiry: date | None = None,
    price: str = "1000000",
    accepted: bool = True,
) -> ReagentLot:
    made = reagents.receive(
        db,
        TECHNICIAN,
        reagent_id=of.id,
        number=number,
        expiry=expiry or today() + timedelta(days=200),
        kits=Decimal(kits),
        unit_price=Decimal(price),
    )
    if accepted:
        if reagents.untried(db, made):
            for code in ("GLU",):
                reagents.attempt(db, TECHNICIAN, made.id, test_code=code, pairs=PAIRS)
        reagents.accept(db, SENIOR, made.id)
    return made


def kit(
    db: Session, of: ReagentLot, *, analyser: str = "", at: datetime | None = None
) -> ReagentKit:
    return reagents.open_kit(db, TECHNICIAN, of.id, analyser=analyser, in_use=True, at=at)
