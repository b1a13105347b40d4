"""What a patient sees behind the QR code on his result sheet: only what is verified."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders.service import Order
from kernel.clock import LOCAL, today
from kernel.links import Linked, LinkedBlock, LinkedPage, LinkedRow
from kernel.text import Language, Text
from lis.results.models import CRITICAL, LabResult, ResultState
from lis.results.settings import NOT_ON_PAGE
from lis.results.written import written
from lis.specimens import service as specimens
from lis.specimens.service import ItemState
from lis.tests import service as tests

KIND = "lis.results.order"
_HERE = Text("Hãy đến phòng xét nghiệm để nhận kết quả này.", "Come to collect this result.")
_CORRECTED = Text("Đã đính chính lúc {at}", "Corrected at {at}")
_TO_COME = Text("Còn chờ kết quả: {tests}", "Still to come: {tests}")
_AMENDED = Text(
    "Phiếu này có kết quả đã đính chính; chỉ dùng bản mới.",
    "Results here were corrected; use only the new ones.",
)
_FLAGS = Text(
    "H cao, L thấp, HH/LL/AA rất bất thường, A bất thường.",
    "H high, L low, HH/LL/AA very unusual, A unusual.",
)


def show(db: Session, order_id: UUID, language: Language) -> Linked | None:
    """The verified results of an order by section; None where nothing is out."""
    order = db.get(Order, order_id)
    asked = select(LabResult).where(
        LabResult.order_id == order_id, LabResult.state == ResultState.VERIFIED
    )
    found = list(db.exec(asked.order_by(col(LabResult.item_id))))
    if order is None or not found:
        return None
    items = specimens.items_of_order(db, order_id)
    place = {item.id: n for n, item in enumerate(items)}
    found.sort(key=lambda r: place.get(r.item_id, len(place)))
    corrected = _corrected(db, found)
    profiles = tests.every(db, today())
    kept_back = {c.strip() for c in str(admin.parameter(db, NOT_ON_PAGE.id)).split(",")}
    blocks: dict[str, list[LinkedRow]] = {}
    for each in found:
        row = _row(each, profiles, language, each.id in corrected, each.test_code in kept_back)
        blocks.setdefault(each.section_code, []).append(row)
    named = {
        s.code: s.name_en or s.name if language == "en" else s.name for s in tests.sections(db)
    }
    done = {r.item_id for r in found}
    missing = [
        _name(profiles, i.test_code, i.test_code, language)
        for i in items
        if i.id not in done and i.state is not ItemState.ENDED
    ]
    warnings = [_AMENDED.to(language)] if corrected else []
    if missing:
        warnings.append(_TO_COME.to(language).format(tests=", ".join(missing)))
    last = max(r.verified_at or r.entered_at for r in found)
    return Linked(
        title=order.service_name,
        facts=(
            (Text("Mã phiếu", "Order").to(language), order.code),
            (Text("Bác sĩ chỉ định", "Ordered by").to(language), order.placed_by_name),
            (Text("Trả kết quả lúc", "Released").to(language), _at(last)),
        ),
        blocks=tuple(
            LinkedBlock(named.get(code, code), tuple(rows)) for code, rows in blocks.items()
        ),
        warnings=tuple(warnings),
        notes=(_FLAGS.to(language),),
    )


def _corrected(db: Session, found: list[LabResult]) -> set[UUID]:
    """Those that stand in the place of one that had gone out."""
    before = {r.replaces_id: r.id for r in found if r.replaces_id}
    if not before:
        return set()
    asked = select(LabResult.id).where(
        col(LabResult.id).in_(before), col(LabResult.verified_at).is_not(None)
    )
    return {before[each] for each in db.exec(asked)}


def _row(
    result: LabResult,
    profiles: dict[str, tests.TestProfile],
    language: Language,
    corrected: bool,
    kept_back: bool,
) -> LinkedRow:
    name = _name(profiles, result.test_code, result.name, language)
    if kept_back:
        return LinkedRow(name, "—", note=_HERE.to(language))
    notes = [_isolate(each) for each in (result.detail or {}).get("isolates") or ()]
    if result.comment:
        notes.append(result.comment)
    if corrected:
        at = _at(result.verified_at or result.entered_at)
        notes.append(_CORRECTED.to(language).format(at=at))
    return LinkedRow(
        name,
        result.value,
        unit=written(result.unit),
        reference=result.reference,
        mark=result.flag,
        grave=result.flag in CRITICAL,
        note=" · ".join(notes),
    )


def _isolate(each: dict[str, Any]) -> str:
    found = [f"{a['name']} {a['sir']}" for a in each.get("antibiogram") or ()]
    return f"{each['name']}: {', '.join(found)}" if found else str(each["name"])


def _name(profiles: dict[str, tests.TestProfile], code: str, name: str, language: Language) -> str:
    profile = profiles.get(code)
    if profile is None:
        return name
    return (profile.name_en or profile.name) if language == "en" else profile.name


def _at(moment: Any) -> str:
    return str(moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"))


PAGE = LinkedPage(KIND, Text("Kết quả xét nghiệm", "Laboratory result"), show)
