"""What is in use now: one short statement while nothing changes; it is kept by its stamp.

lis.results asks this for every batch of results, so it is read once a transaction.
"""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select, text, update
from sqlmodel import Session, col

from his.admin import service as admin
from kernel import live
from kernel.clock import LOCAL, utc_now
from kernel.ids import new_id
from kernel.once import forget, once
from kernel.prepared import Prepared
from kernel.text import Text
from lis.reagents.kit_models import ReagentKit, ReagentStamp
from lis.reagents.models import Reagent, ReagentLot, ReagentNorm
from lis.reagents.settings import CONTROL_FIRST, EXPIRED_HOLDS
from lis.tests.slots import Bench

TOPIC = "lis.reagents"
_NAME = "kits"
_KEPT = 4


@dataclass(frozen=True, slots=True)
class KitInUse:
    """A kit on an instrument, as a test uses it."""

    id: UUID
    code: str
    reagent_id: UUID
    lot_id: UUID
    reagent: str
    lot: str
    analyser: str
    per_test: Decimal
    usable_until: datetime
    excused: str  # why it is used though it has expired
    controlled: bool

    def expired(self, now: datetime) -> bool:
        return now > self.usable_until


Kits = Mapping[str, tuple[KitInUse, ...]]

_kept: dict[UUID, Kits] = {}
_mutex = threading.Lock()
_IN_USE = text("lis_reagent_kit.state = 'in_use'")  # as its index says, for SQLite
_stamp = Prepared(select(col(ReagentStamp.stamp)).where(col(ReagentStamp.id) == literal(_NAME)))


def changed(db: Session) -> None:
    """To be called in every transaction that changes a kit, a norm, a lot or a name."""
    db.flush()
    new = update(ReagentStamp).where(col(ReagentStamp.id) == _NAME).values(stamp=new_id())
    if db.execute(new.returning(col(ReagentStamp.id))).first() is None:
        db.add(ReagentStamp(id=_NAME))
        db.flush()
    forget(db, ReagentStamp)
    live.touch(db, TOPIC)


def kits(db: Session) -> Kits:
    """By test: the kits that are in use. Do not change what is given."""
    return once(db, "lis.reagents.kits", lambda: _kits(db), ReagentStamp)


def _kits(db: Session) -> Kits:
    row = _stamp.first(db)
    if row is None:
        return {}
    with _mutex:
        if row[0] in _kept:
            return _kept[row[0]]
    made = _read(db)
    with _mutex:
        _kept[row[0]] = made
        while len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)))
    return made


def _read(db: Session) -> Kits:
    asked = (
        select(ReagentKit, ReagentLot, Reagent, ReagentNorm)
        .join(ReagentLot, col(ReagentLot.id) == col(ReagentKit.lot_id))
        .join(Reagent, col(Reagent.id) == col(ReagentKit.reagent_id))
        .join(ReagentNorm, col(ReagentNorm.reagent_id) == col(Reagent.id))
        .where(_IN_USE, col(ReagentNorm.valid_to).is_(None))
        .order_by(col(Reagent.code), col(ReagentKit.id))
    )
    found: dict[str, list[KitInUse]] = {}
    for kit, lot, reagent, norm in db.execute(asked):
        found.setdefault(norm.test_code, []).append(
            KitInUse(
                kit.id,
                kit.code,
                reagent.id,
                lot.id,
                reagent.name,
                lot.number,
                kit.analyser,
                norm.per_test,
                kit.usable_until,
                kit.override_reason,
                norm.test_code in kit.controlled,
            )
        )
    return {code: tuple(each) for code, each in found.items()}


def of_bench(known: Kits, bench: Bench) -> list[KitInUse]:
    """A test on an analyser uses the kits on it, and those that stand for every bench."""
    code, analyser = bench
    return [each for each in known.get(code, ()) if each.analyser in ("", analyser)]


def lots(db: Session, benches: Collection[Bench]) -> dict[Bench, dict[str, Any]]:
    """Slot LotsInUse: what is copied to each result."""
    known = kits(db)
    if not known:
        return {}
    now = utc_now()
    found: dict[Bench, dict[str, Any]] = {}
    for bench in benches:
        if there := of_bench(known, bench):
            found[bench] = {"kits": [_facts(each, now) for each in there]}
    return found


def _facts(of: KitInUse, now: datetime) -> dict[str, Any]:
    facts = {
        "id": str(of.id),
        "code": of.code,
        "name": of.reagent,
        "lot": of.lot,
        "until": f"{of.usable_until.astimezone(LOCAL):%Y-%m-%d}",
        "amount": f"{of.per_test.normalize():f}",
    }
    if of.expired(now):
        facts["expired"] = of.excused or "-"
    return facts


def held(db: Session, benches: Collection[Bench]) -> dict[Bench, Text]:
    """Slot TestHold: nothing goes out that an expired kit has measured, unless it is excused."""
    known = kits(db)
    if not known:
        return {}
    now = utc_now()
    found: dict[Bench, Text] = {}
    for bench in benches:
        for kit in _watched(known, bench):
            if kit.expired(now) and not kit.excused and admin.parameter(db, EXPIRED_HOLDS.id):
                found.setdefault(bench, _expired(kit))
            elif not kit.controlled and admin.parameter(db, CONTROL_FIRST.id):
                found.setdefault(bench, _uncontrolled(kit))
    return found


def _watched(known: Kits, bench: Bench) -> list[KitInUse]:
    """A result by hand waits when the test is held anywhere."""
    code, analyser = bench
    return list(known.get(code, ())) if not analyser else of_bench(known, bench)


def _expired(kit: KitInUse) -> Text:
    until = f"{kit.usable_until.astimezone(LOCAL):%d/%m/%Y}"
    return Text(
        f"Hộp {kit.code} ({kit.reagent}, lô {kit.lot}) đã hết hạn {until}. Hãy đặt hộp khác lên "
        "máy và chạy lại, hoặc bác sĩ xét nghiệm ghi lý do ở trang Hóa chất.",
        f"Kit {kit.code} ({kit.reagent}, lot {kit.lot}) expired on {until}. Load another kit and "
        "run again, or the laboratory physician gives a reason on the page Reagents.",
    )


def _uncontrolled(kit: KitInUse) -> Text:
    return Text(
        f"Lô {kit.lot} ({kit.reagent}) mới đặt lên máy, chưa có nội kiểm đạt. Hãy chạy nội kiểm.",
        f"Lot {kit.lot} ({kit.reagent}) was just loaded; no control is good yet. Run controls.",
    )
