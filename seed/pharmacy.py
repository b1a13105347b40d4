"""The practice clinic's pharmacy: stores, opening stock with lots, and some of the day dispensed.

All of it through the services. Lots, prices and barcodes are invented.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.pharmacy import service as pharmacy
from his.pharmacy.service import (
    Delivered,
    Dispensing,
    DispensingLine,
    Item,
    ItemKind,
    Portion,
    ReceiptSource,
    Store,
    StoreKind,
    Tender,
)
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity.models import User

_SEED = 54
_STORES = (
    ("KHO", "Kho chẵn", "Main store", StoreKind.MAIN),
    ("QT01", "Quầy cấp phát ngoại trú", "Outpatient pharmacy", StoreKind.DISPENSARY),
    ("TT-CC", "Tủ trực cấp cứu", "Emergency cabinet", StoreKind.CABINET),
    ("BT", "Kho biệt trữ", "Quarantine store", StoreKind.QUARANTINE),
)
_PACK = re.compile(r"Hộp (\d+) vỉ x (\d+)")
_BOX = re.compile(r"Hộp (\d+) ")
_RECALLED = "LOI2407"
_STILL_IN_LINE = 4


def stock(database: Database, actor: Actor) -> int:
    """Open the stores and fill them; answers how many items. A second run changes nothing."""
    with database.read() as db:
        if db.execute(select(col(Store.id)).limit(1)).first():
            return 0
    with database.write(actor, "seed pharmacy") as db:
        mai = _pharmacist(db)
        made = {
            code: pharmacy.open_store(db, mai, code=code, name=name, name_en=name_en, kind=kind)
            for code, name, name_en, kind in _STORES
        }
        main, counter = made["KHO"], made["QT01"]
        opening = {main.id: [], counter.id: []}  # type: ignore[var-annotated]
        entries = catalogs.entries_page(db, "drug", on=today(), limit=1000)[0]
        chance = Random(_SEED)  # noqa: S311
        kept = [(pharmacy.of_code(db, ItemKind.DRUG, e.code), e.facts) for e in entries]
        for number, (item, facts) in enumerate(kept):
            _set_up(db, mai, item, facts, number, chance)
            most = _most(item, facts)
            there = _lots(item, facts, number, chance)
            opening[main.id] += [_delivered(there[0], item, facts, most * 2)]
            opening[counter.id] += [_delivered(lot, item, facts, most // 2) for lot in there]
        for store in (main, counter):
            pharmacy.receive(
                db,
                mai,
                store_id=store.id,
                source=ReceiptSource.OPENING,
                lines=opening[store.id],
                note="Tồn đầu khi bắt đầu dùng HIS54",
            )
        _delivery(db, mai, main, [item for item, _ in kept[:6]])
        _recall(db, mai, counter, kept[0][0])
        return len(kept)


def dispense(
    database: Database, actor: Actor, progress: Callable[[int, int], None] | None = None
) -> int:
    """Most of the day's prescriptions are picked, one in part; some still wait."""
    with database.read() as db:
        waits = select(col(Dispensing.id)).where(col(Dispensing.is_open).is_(True))
        ids = list(db.execute(waits.order_by(col(Dispensing.signed_at))).scalars())
        if db.execute(select(col(DispensingLine.id)).limit(1)).first():
            return 0
    given = 0
    for number, dispensing_id in enumerate(ids[:-_STILL_IN_LINE]):
        with database.write(actor, "seed pharmacy") as db:
            mai = _pharmacist(db)
            counter = pharmacy.dispensary(db)
            assert counter is not None
            lines = pharmacy.items_of(db, dispensing_id)
            proposed = pharmacy.propose(db, counter.id, lines)
            portions = [
                Portion(line.id, line.owed - proposed[line.id][1])
                for line in lines
                if line.owed > proposed[line.id][1]
            ]
            if number == 1 and portions:  # one who gets a part today, and the rest tomorrow
                first = portions[0]
                portions[0] = Portion(first.item_id, max(first.quantity // 2, Decimal(1)))
            if not portions:
                continue
            pharmacy.dispense(db, mai, dispensing_id, store_id=counter.id, portions=portions)
            given += 1
        if progress:
            progress(number + 1, len(ids))
    return given


def hand_over(database: Database, actor: Actor) -> int:
    """What is picked goes to those who have paid, or need not; the others are at the cashier's."""
    with database.read() as db:
        picked = (
            select(col(Dispensing.id))
            .join(DispensingLine, col(DispensingLine.dispensing_id) == col(Dispensing.id))
            .where(col(Dispensing.is_open).is_(True), col(DispensingLine.handed_at).is_(None))
            .distinct()
        )
        ids = sorted(db.execute(picked).scalars())
    given = 0
    for dispensing_id in ids:
        with database.write(actor, "seed pharmacy") as db:
            if not pharmacy.stops(db, db.get_one(Dispensing, dispensing_id)):
                pharmacy.hand_over(db, _pharmacist(db), dispensing_id, counselled=True)
                given += 1
    return given


def _most(item: Item, facts: dict[str, Any]) -> int:
    """How much of it a clinic buys: less of what is dear."""
    price = Decimal(str(facts.get("price") or 0))
    if price > 50_000:
        return 4 if price > 500_000 else 12
    return 1200 if item.unit == "viên" else 60


def _set_up(
    db: Session, mai: Actor, item: Item, facts: dict[str, Any], number: int, chance: Random
) -> None:
    """Its packs with barcodes, its shelf and limits."""
    pack = str(facts.get("pack") or "")
    code = pharmacy.with_check_digit(f"0893{number:09d}")
    if found := _PACK.search(pack):
        sheets, each = Decimal(found[1]), Decimal(found[2])
        pharmacy.add_pack(db, mai, item, name="vỉ", factor=each)
        pharmacy.add_pack(db, mai, item, name="hộp", factor=sheets * each, gtin=code)
    elif found := _BOX.search(pack):
        pharmacy.add_pack(db, mai, item, name="hộp", factor=Decimal(found[1]), gtin=code)
    low = Decimal(20 if item.unit != "viên" else 300)
    if number % 37 == 5:
        low *= 20  # these are on the list of what to order
    pharmacy.change_item(
        db,
        mai,
        item.id,
        version=item.version,
        minimum=low,
        maximum=low * 4,
        place=f"{'ABCDEFGH'[number % 8]}{number // 8 % 6 + 1}-{number % 20 + 1:02d}",
        look_alike="",
        ven=chance.choice("VEEEN"),
        registration=str(facts.get("registration") or ""),
    )


def _lots(item: Item, facts: dict[str, Any], number: int, chance: Random) -> list[tuple[str, int]]:
    """Two or three lots (number, days until it expires); some are near."""
    found = [
        (
            f"{chance.randint(2401, 2412)}{chance.choice('ABCD')}{number:03d}",
            chance.randint(300, 900),
        ),
        (
            f"{chance.randint(2501, 2512)}{chance.choice('ABCD')}{number:03d}",
            chance.randint(500, 1000),
        ),
    ]
    if number % 9 == 4:
        found.append((f"2312{chance.choice('ABCD')}{number:03d}", chance.choice((12, 25, 55, 85))))
    return found


def _delivered(lot: tuple[str, int], item: Item, facts: dict[str, Any], quantity: int) -> Delivered:
    return Delivered(
        item_id=item.id,
        lot_number=lot[0],
        expiry=today() + timedelta(days=lot[1]),
        unit=item.unit,
        quantity=Decimal(max(quantity, 1)),
        price=Decimal(str(facts.get("price") or 0)),
        registration=str(facts.get("registration") or ""),
        tender=_tender(str(facts.get("tender") or "")),
    )


def _tender(text: str) -> Tender:
    """The list's words in any order: the decision, Gx, Nx, the year."""
    told = {"decision": "", "package": "", "group": "", "year": ""}
    for part in (each.strip() for each in text.split(";")):
        kind = (
            "package"
            if re.fullmatch(r"G\d+", part)
            else "group"
            if re.fullmatch(r"N\d+", part)
            else "year"
            if re.fullmatch(r"\d{4}", part)
            else "decision"
        )
        told[kind] = part
    return Tender(**told)


def _delivery(db: Session, mai: Actor, store: Store, wanted: list[Item]) -> None:
    """A supplier's delivery with its invoice, in boxes, as it comes through the door."""
    lines = [
        Delivered(
            item_id=item.id,
            lot_number=f"2606N{n:03d}",
            expiry=today() + timedelta(days=700 + n),
            unit="hộp",
            quantity=Decimal(5),
            price=Decimal(52_000 + 1_000 * n),
            vat=Decimal(5),
            tender=Tender("01/QĐ-MAU", "2", "2", "2026"),
        )
        for n, item in enumerate(wanted)
    ]
    pharmacy.receive(
        db,
        mai,
        store_id=store.id,
        supplier_code="NCC01",
        invoice_no="0000541",
        invoice_date=today(),
        lines=lines,
    )


def _recall(db: Session, mai: Actor, store: Store, item: Item) -> None:
    """A lot that came, and was then called back."""
    line = Delivered(
        item_id=item.id,
        lot_number=_RECALLED,
        expiry=today() + timedelta(days=200),
        unit=item.unit,
        quantity=Decimal(150),
        price=Decimal(600),
    )
    pharmacy.receive(
        db,
        mai,
        store_id=store.id,
        supplier_code="NCC02",
        invoice_no="0000173",
        invoice_date=today(),
        lines=[line],
    )
    pharmacy.recall(
        db,
        mai,
        item_id=item.id,
        lot_number=_RECALLED,
        reason="Không đạt chỉ tiêu độ hoà tan (dữ liệu thực hành)",
        order_no="001/QLD-MAU",
    )


def _pharmacist(db: Session) -> Actor:
    row = db.execute(
        select(col(User.id), col(User.name)).where(col(User.username) == "pharmacy")
    ).one()
    return Actor(row[0], row[1], username="pharmacy", roles=frozenset({"pharmacy"}))
