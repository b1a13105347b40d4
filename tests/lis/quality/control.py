"""Two levels of a chemistry control for glucose: 5.0 ± 0.2 and 15.0 ± 0.5 mmol/L."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from kernel.access import Actor
from kernel.ids import new_id
from lis.quality import service as quality
from lis.quality.service import ControlLot, ControlRun, ControlValue

TEST = "GLU"
SENIOR = Actor(new_id(), "BS. Bình", username="binh")
_AIMS = ((1, "5.0", "0.2"), (2, "15.0", "0.5"))


def set_up(db: Session, test: str = TEST, analyser: str = "") -> list[ControlLot]:
    """Two lots with their targets; answers them by level."""
    made = []
    for level, mean, sd in _AIMS:
        code = f"QC-{test}-{level}{analyser}"
        lot = quality.lot_of_code(db, code) or quality.add_lot(
            db,
            SENIOR,
            code=code,
            material="Precinorm",
            maker="Roche",
            level=level,
            lot_number=f"4412{level}",
            expiry=date(2099, 12, 31),
        )
        quality.set_target(
            db,
            SENIOR,
            lot_id=lot.id,
            test_code=test,
            analyser=analyser,
            mean=Decimal(mean),
            sd=Decimal(sd),
        )
        made.append(lot)
    return made


def run(
    db: Session,
    actor: Actor,
    lots: list[ControlLot],
    *zs: str,
    test: str = TEST,
    analyser: str = "",
    at: datetime | None = None,
) -> ControlRun:
    """A run of these lots, each so many SD from its target."""
    values = [
        ControlValue(lot.id, Decimal(_AIMS[lot.level - 1][1]) + Decimal(z) * _sd(lot))
        for lot, z in zip(lots, zs, strict=False)
    ]
    return quality.record(db, actor, test_code=test, analyser=analyser, values=values, at=at)


def _sd(lot: ControlLot) -> Decimal:
    return Decimal(_AIMS[lot.level - 1][2])
