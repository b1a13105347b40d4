"""The practice clinic's reagents: kits on the instruments, a lot on trial, one running out.

All invented; made through the services. A second run changes nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.gs1 import with_check_digit
from kernel.ids import new_id
from lis.reagents import counting, kits, lots, ordering, permissions, setting_up, stock
from lis.reagents.kit_models import UseKind
from lis.reagents.models import Reagent, ReagentKind, ReagentLot
from lis.reagents.ordering import Wanted
from lis.tests import service as tests

_MAY = frozenset(each.id for each in permissions.ALL)
_TECHNICIAN = Actor(new_id(), "Bùi Thanh Tùng", username="lab")
_SENIOR = Actor(new_id(), "Đinh Thị Hải Yến", _MAY, username="labdoctor")


@dataclass(frozen=True)
class _Told:
    """A reagent of the practice clinic: what it is, which lots came, how long it has been open."""

    code: str
    name: str
    maker: str
    unit: str
    content: str
    content_unit: str
    price: str
    tests: dict[str, str]
    minimum: str
    maximum: str
    open_days: int | None
    opened: int  # days ago
    lots: tuple[tuple[str, int, int], ...]  # number, days to its expiry, kits
    trial: bool = True
    dead_volume: str = "0"
    storage: str = "2–8 °C"
    kind: ReagentKind = ReagentKind.REAGENT
    controls: bool = field(default=False)


_REAGENTS = (
    _Told(
        "HC-GLU",
        "Glucose Hexokinase (mẫu thực hành)",
        "Diasys",
        "hộp",
        "400",
        "test",
        "1850000",
        {"GLU": "1"},
        "2",
        "6",
        60,
        12,
        (("G2607A", 140, 3), ("G2611B", 330, 4)),
        dead_volume="8",
        controls=True,
    ),
    _Told(
        "HC-CREA",
        "Creatinine PAP (mẫu thực hành)",
        "Diasys",
        "hộp",
        "300",
        "test",
        "2650000",
        {"CREA": "1"},
        "2",
        "5",
        45,
        20,
        (("C5518", 24, 3),),
        dead_volume="8",
        controls=True,
    ),
    _Told(
        "HC-CHOL",
        "Cholesterol (mẫu thực hành)",
        "Erba",
        "hộp",
        "250",
        "test",
        "1420000",
        {"CHOL": "1"},
        "1",
        "3",
        60,
        8,
        (("CH8801", 210, 2),),
    ),
    _Told(
        "HC-ISE",
        "Điện giải ISE pack (mẫu thực hành)",
        "Medica",
        "bình",
        "800",
        "mL",
        "6200000",
        {"NA": "0.4", "K": "0.4", "CL": "0.4"},
        "1",
        "3",
        28,
        27,
        (("ISE-2609", 95, 2),),
        trial=False,
        controls=True,
    ),
    _Told(
        "HC-DIL20",
        "Dung dịch pha loãng huyết học 20 L (mẫu thực hành)",
        "Mindray",
        "thùng",
        "20000",
        "mL",
        "1750000",
        {"HGB": "12", "WBC": "12"},
        "2",
        "6",
        60,
        18,
        (("M30-2610", 280, 1),),
        trial=False,
        storage="15–30 °C",
    ),
    _Told(
        "HC-CRP",
        "CRP latex định lượng (mẫu thực hành)",
        "Erba",
        "hộp",
        "100",
        "test",
        "2100000",
        {"CRP": "1"},
        "1",
        "3",
        30,
        5,
        (("CRP771", -1, 1), ("CRP802", 190, 2)),
    ),
    _Told(
        "HC-HIV",
        "Test nhanh HIV 1/2 (mẫu thực hành)",
        "SD Bioline",
        "hộp",
        "30",
        "test",
        "690000",
        {"HIVAGAB": "1"},
        "2",
        "5",
        None,
        3,
        (("HIV26K", 400, 2),),
        trial=False,
        storage="2–30 °C",
    ),
)


def fill(db: Session) -> None:
    """Suppliers, reagents with norms, lots in every state, kits in use, an order on its way."""
    if db.execute(select(col(Reagent.id)).limit(1)).first():
        return
    known = tests.every(db, today())
    supplier = setting_up.add_supplier(
        db, _SENIOR, code="NCC-01", name="Công ty Thiết bị y tế (thực hành)", phone="028 3811 0000"
    )
    setting_up.add_supplier(db, _SENIOR, code="NCC-02", name="Công ty Hóa chất (thực hành)")
    made: dict[str, Reagent] = {}
    for number, told in enumerate(_REAGENTS, 1):
        mine = {code: amount for code, amount in told.tests.items() if code in known}
        reagent = setting_up.add_reagent(
            db,
            _SENIOR,
            code=told.code,
            name=told.name,
            kind=told.kind,
            maker=told.maker,
            gtin=with_check_digit(f"089365400{number:04d}"),
            supplier_id=supplier.id,
            kit_unit=told.unit,
            content=Decimal(told.content),
            content_unit=told.content_unit,
            storage=told.storage,
            open_days=told.open_days,
            dead_volume=Decimal(told.dead_volume),
            minimum=Decimal(told.minimum),
            maximum=Decimal(told.maximum),
            trial=told.trial,
        )
        made[told.code] = reagent
        for code, amount in mine.items():
            setting_up.set_norm(
                db,
                _SENIOR,
                reagent.id,
                test_code=code,
                per_test=Decimal(amount),
                extra_percent=Decimal(10),
            )
        _lots(db, reagent, told, mine)
    wanted = [
        Wanted(made["HC-DIL20"].id, Decimal(4), "Dưới mức tối thiểu"),
        Wanted(made["HC-HIV"].id, Decimal(2), "Khám sức khỏe đoàn"),
    ]
    ordering.make(db, _TECHNICIAN, wanted, note="Đợt dự trù tháng (thực hành)")


def _lots(db: Session, reagent: Reagent, told: _Told, mine: dict[str, str]) -> None:
    in_use = False
    for number, days, count in told.lots:
        lot = stock.receive(
            db,
            _TECHNICIAN,
            reagent_id=reagent.id,
            number=number,
            expiry=today() + timedelta(days=days),
            kits=Decimal(count),
            unit_price=Decimal(told.price),
            paper=f"PN-{number}",
        )
        if days < 0:
            continue
        if in_use:
            _tried(db, lot, mine)
            continue
        lots.accept(db, _SENIOR, lot.id)
        _opened(db, lot, told, mine)
        in_use = True


def _opened(db: Session, lot: ReagentLot, told: _Told, mine: dict[str, str]) -> None:
    start = utc_now() - timedelta(days=told.opened)
    kit = kits.open_kit(db, _TECHNICIAN, lot.id, in_use=True, at=start)
    for code, amount in mine.items():
        note = "Hiệu chuẩn khi mở hộp"
        counting.keep(
            db,
            _TECHNICIAN,
            kit,
            UseKind.CALIBRATION,
            Decimal(amount) * 6,
            note,
            test_code=code,
            at=start + timedelta(minutes=20),
        )
        for day in range(told.opened if told.controls else 0):
            counting.keep(
                db,
                _TECHNICIAN,
                kit,
                UseKind.CONTROL,
                Decimal(amount) * 2,
                test_code=code,
                at=start + timedelta(days=day, minutes=45),
            )


def _tried(db: Session, lot: ReagentLot, mine: dict[str, str]) -> None:
    """The new glucose lot was run beside the old one: it waits for the physician."""
    pairs = [
        ("M1", "4.8", "4.9"),
        ("M2", "5.6", "5.5"),
        ("M3", "7.9", "8.1"),
        ("M4", "11.2", "11.5"),
        ("M5", "18.4", "18.1"),
    ]
    for code in mine:
        lots.attempt(db, _TECHNICIAN, lot.id, test_code=code, pairs=pairs)
