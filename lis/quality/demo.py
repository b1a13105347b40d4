"""The practice clinic's controls: three weeks of believable values, one repair, one warning.

All invented; made through the services. A second run changes nothing.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.ids import new_id
from lis.quality import holding, rounds, running, targets
from lis.quality.models import ControlLot, HoldCause
from lis.quality.rounds import Found, Peers
from lis.quality.running import ControlValue

_TECHNICIAN = Actor(new_id(), "Bùi Thanh Tùng", username="lab")
_SENIOR = Actor(new_id(), "Đinh Thị Hải Yến", username="labdoctor")
_DAYS = 22
#: test, allowed error in percent, (mean, SD) of each level
_CHEMISTRY = (
    ("GLU", "8", (("5.12", "0.11"), ("13.60", "0.28"))),
    ("CREA", "11", (("94", "2.6"), ("345", "8.1"))),
    ("K", "5.8", (("3.62", "0.06"), ("6.55", "0.10"))),
)
_BLOOD = (("HGB", "4", (("118", "1.6"), ("162", "2.0"))),)
#: what is told of a test: (day from the first, (z of level 1, z of level 2))
_TOLD: dict[str, dict[int, tuple[str, str]]] = {
    # The electrode wears out: upwards, out, replaced.
    "K": {
        9: ("0.9", "0.8"),
        10: ("1.2", "0.9"),
        11: ("1.4", "1.3"),
        12: ("1.7", "1.6"),
        13: ("0.2", "-0.3"),
    },
    "GLU": {5: ("-2.3", "-0.9"), 6: ("0.4", "0.3")},
    "CREA": {_DAYS - 1: ("0.6", "2.2")},
}


def fill(db: Session) -> None:
    """Lots, targets, a run each morning, an external round with its scores and one to come."""
    if db.execute(select(col(ControlLot.id)).limit(1)).first():
        return
    first = today() - timedelta(days=_DAYS - 1)
    start = _morning(first, 0) - timedelta(days=1)
    for material, maker, number, tests in (
        ("Lyphochek Assayed Chemistry (mẫu thực hành)", "Bio-Rad", "26491", _CHEMISTRY),
        ("Huyết học 3 thành phần (mẫu thực hành)", "R&D", "HM2611", _BLOOD),
    ):
        lots = [
            targets.add_lot(
                db,
                _SENIOR,
                code=f"QC{number}{level}",
                material=material,
                maker=maker,
                level=level,
                lot_number=f"{number}-{level}",
                expiry=today() + timedelta(days=240 + level),
                opened_on=first if tests is _CHEMISTRY else None,
                open_days=60 if tests is _CHEMISTRY else None,
            )
            for level in (1, 2)
        ]
        for test, allowed, aims in tests:
            _controlled(db, lots, test, allowed, aims, start)
    _rounds(db)


def _controlled(
    db: Session,
    lots: list[ControlLot],
    test: str,
    allowed: str,
    aims: tuple[tuple[str, str], ...],
    start: datetime,
) -> None:
    for lot, (mean, sd) in zip(lots, aims, strict=True):
        targets.set_target(
            db,
            _SENIOR,
            lot_id=lot.id,
            test_code=test,
            mean=Decimal(mean),
            sd=Decimal(sd),
            at=start,
        )
    plan = targets.plan_of(db, test)
    assert plan is not None
    plan.allowed_error = Decimal(allowed)
    chance = Random(f"0{test}")  # noqa: S311 (invented values)
    for day in range(_DAYS):
        at = _morning(start.astimezone(LOCAL).date() + timedelta(days=day + 1), len(test) * 7)
        told = _TOLD.get(test, {}).get(day)
        zs = told or tuple(str(_near(chance)) for _ in aims)
        values = [
            ControlValue(lot.id, _measured(Decimal(mean), Decimal(sd), Decimal(z)))
            for lot, (mean, sd), z in zip(lots, aims, zs, strict=True)
        ]
        _one(db, test, values, at)


def _one(db: Session, test: str, values: list[ControlValue], at: datetime) -> None:
    """What is out is mended within the hour, as it should be."""
    running.record(db, _TECHNICIAN, test_code=test, values=values, at=at)
    hold = running.open_hold(db, test, "")
    if hold is None:
        return
    acted, again = at + timedelta(minutes=25), at + timedelta(minutes=45)
    holding.act(
        db,
        _TECHNICIAN,
        hold.id,
        cause=HoldCause.INSTRUMENT,
        action="Điện cực K⁺ hết tuổi thọ: thay điện cực mới, hiệu chuẩn lại 2 điểm, đạt.",
        at=acted,
    )
    aims = {t.lot_id: t.mean for t in targets.targets(db, test_code=test)}
    fresh = [ControlValue(v.lot_id, aims[v.lot_id]) for v in values]
    running.record(
        db, _TECHNICIAN, test_code=test, values=fresh, at=again, note="Chạy lại sau khắc phục"
    )
    holding.release(
        db,
        _SENIOR,
        hold.id,
        reason="Đã thay điện cực, nội kiểm hai mức đạt; đã soát lại kết quả từ lần đạt trước.",
        at=again + timedelta(minutes=5),
    )


def _rounds(db: Session) -> None:
    told = rounds.add(
        db,
        _TECHNICIAN,
        programme="Hóa sinh lâm sàng (thực hành)",
        organiser="Trung tâm kiểm chuẩn (thực hành)",
        code=f"{today() - timedelta(days=50):%Y-%m}",
        sample="HS-07",
        received_on=today() - timedelta(days=50),
        due_on=today() - timedelta(days=36),
    )
    found = [Found("GLU", Decimal("7.9")), Found("CREA", Decimal(171)), Found("K", Decimal("4.9"))]
    made = {r.test_code: r for r in rounds.enter(db, _TECHNICIAN, told.id, found)}
    rounds.submit(db, _TECHNICIAN, told.id)
    peers = {"GLU": ("7.82", "0.19"), "CREA": ("165", "6.2"), "K": ("4.62", "0.09")}
    rounds.grade(
        db,
        _TECHNICIAN,
        told.id,
        [
            Peers(made[code].id, Decimal(mean), Decimal(sd), 86, "Cùng phương pháp")
            for code, (mean, sd) in peers.items()
        ],
    )
    rounds.answer(
        db,
        _TECHNICIAN,
        made["K"].id,
        cause="Điện cực K⁺ sắp hết tuổi thọ, lệch cao dần.",
        action="Thay điện cực, theo dõi nội kiểm hằng ngày, chạy lại mẫu lưu: đạt.",
    )
    rounds.add(
        db,
        _TECHNICIAN,
        programme="Hóa sinh lâm sàng (thực hành)",
        organiser="Trung tâm kiểm chuẩn (thực hành)",
        code=f"{today():%Y-%m}",
        sample="HS-09",
        received_on=today() - timedelta(days=2),
        due_on=today() + timedelta(days=12),
    )


def _near(chance: Random) -> Decimal:
    """Mostly within one SD, never near two: what a stable test does."""
    z = max(-1.7, min(1.7, chance.gauss(0, 0.75)))
    return Decimal(f"{z:.2f}")


def _measured(mean: Decimal, sd: Decimal, z: Decimal) -> Decimal:
    """As an analyser shows it: no more decimals than its SD deserves."""
    places = 2 if sd < 1 else 1
    return (mean + z * sd).quantize(Decimal(1).scaleb(-places))


def _morning(day: date, minutes: int) -> datetime:
    at = datetime.combine(day, time(6, 40), LOCAL) + timedelta(minutes=minutes)
    return min(at.astimezone(LOCAL), utc_now().astimezone(LOCAL) - timedelta(minutes=90))
