"""What the pharmacy prints: papers of the store, drug labels, the patient's slip."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.patients import service as patients
from his.pharmacy import books, items, ledger, papers, permissions, recalls, stores, waiting
from his.pharmacy.books import Book, CellKind, Head, number
from his.pharmacy.models import Item, Lot
from his.pharmacy.packs import plain
from his.pharmacy.paper_models import StockPaperKind
from his.pharmacy.paper_states import NAMES
from kernel import audit, printing
from kernel.access import Actor
from kernel.clock import LOCAL, today
from kernel.printing import Print, Printed
from kernel.text import Text

_HERE = Path(__file__).parent / "prints"

PAPER = Print(
    "his.pharmacy.paper",
    Text("Phiếu nhập, phiếu xuất kho", "Papers of the store"),
    _HERE / "paper.typ",
    permissions.STOCK,
)
LABELS = Print(
    "his.pharmacy.label",
    Text("Nhãn thuốc", "Drug labels"),
    _HERE / "label.typ",
    permissions.PRINT,
)
SLIP = Print(
    "his.pharmacy.slip",
    Text("Phiếu phát thuốc", "Dispensing slip"),
    _HERE / "slip.typ",
    permissions.PRINT,
)
TRACE = Print(
    "his.pharmacy.trace",
    Text("Danh sách người bệnh đã dùng lô", "Who got a lot"),
    _HERE / "book.typ",
    permissions.STOCK,
)
ALL = (PAPER, LABELS, SLIP, TRACE, books.PRINT)

_TITLES = {
    StockPaperKind.RECEIPT: Text("Phiếu nhập kho", "Receipt note"),
    StockPaperKind.TRANSFER: Text("Phiếu xuất chuyển kho", "Transfer note"),
    StockPaperKind.SUPPLIER_RETURN: Text("Phiếu xuất trả nhà cung cấp", "Return to the supplier"),
    StockPaperKind.WRITE_OFF: Text("Biên bản huỷ, mất, hỏng, vỡ", "Write-off"),
}


def paper(db: Session, actor: Actor, paper_id: UUID) -> tuple[Printed, str]:
    made = papers.paper(db, paper_id)
    lines = papers.lines_of(db, [made.id])[made.id]
    known = items.many(db, {line.item_id for line in lines})
    day = made.made_at.astimezone(LOCAL)

    def say(vi: str, en: str) -> str:
        return Text(vi, en).to(actor.language)

    facts = [
        (say("Kho", "Store"), stores.store(db, made.store_id).name),
        (say("Ngày lập", "Made at"), f"{day:%H:%M %d/%m/%Y}"),
    ]
    if made.to_store_id:
        facts.append((say("Kho nhận", "To"), stores.store(db, made.to_store_id).name))
    if made.supplier_name:
        facts.append((say("Nhà cung cấp", "Supplier"), made.supplier_name))
    if made.invoice_no:
        on = f" · {made.invoice_date:%d/%m/%Y}" if made.invoice_date else ""
        facts.append((say("Hoá đơn", "Invoice"), made.invoice_no + on))
    facts.append((say("Trạng thái", "State"), NAMES[made.state].to(actor.language)))
    data = {
        "title": _TITLES[made.kind].to(actor.language),
        "code": made.code,
        "facts": facts,
        "lines": [
            [
                str(line.number),
                known[line.item_id].name,
                line.lot_number,
                f"{line.expiry:%d/%m/%Y}" if line.expiry else "",
                f"{plain(line.quantity)} {line.unit}"
                + (f" = {plain(line.base)} {known[line.item_id].unit}" if line.factor != 1 else ""),
                number(line.price or line.unit_price),
                plain(line.vat),
                number(line.amount, money=True),
                " · ".join(p for p in (line.registration, line.tender) if p),
            ]
            for line in lines
        ],
        "total": number(made.total, money=True),
        "in_words": "",
        "reason": made.reason,
        "signers": [
            (say("Người lập", "Made by"), made.made_by_name),
            (say("Người giao", "Delivered by"), ""),
            (say("Thủ kho", "Store keeper"), made.checked_by_name),
            (say("Trưởng khoa Dược", "Head of pharmacy"), ""),
        ],
    }
    printed = printing.render(
        db,
        actor,
        PAPER,
        subject=("stock_paper", made.id),
        document=made.id,
        data=data,
        code=made.code,
        language=actor.language,
    )
    return printed, made.code


def labels(db: Session, actor: Actor, dispensing_id: UUID) -> tuple[Printed, str]:
    """One label a drug and lot."""
    return _given(db, actor, dispensing_id, LABELS)


def slip(db: Session, actor: Actor, dispensing_id: UUID) -> tuple[Printed, str]:
    """What the patient takes home."""
    return _given(db, actor, dispensing_id, SLIP)


def _given(db: Session, actor: Actor, dispensing_id: UUID, form: Print) -> tuple[Printed, str]:
    dispensing = waiting.get(db, actor, dispensing_id)
    patient = patients.get(db, actor, dispensing.patient_id)
    lines = [line for line in waiting.lines_of(db, dispensing.id) if line.kept]
    wanted = {each.id: each for each in waiting.items_of(db, dispensing.id)}
    lots = ledger.lots_of(db, {line.lot_id for line in lines})

    def label(line: Any) -> dict[str, Any]:
        item, lot = wanted[line.dispensing_item_id], lots[line.lot_id]
        facts = item.facts if isinstance(item.facts, dict) else {}
        days = facts.get("days")
        unit = str(facts.get("use_unit") or "")
        times = [Decimal(t) for t in facts.get("times") or ("0", "0", "0", "0")]
        return {
            "name": " ".join(p for p in (item.gives[1],) if p),
            "quantity": f"{plain(line.kept)} {item.unit}",
            "days": Text(f"{days} ngày", f"{days} days").to(actor.language) if days else "",
            "dose": item.dose,
            "instruction": item.instruction,
            "times": [f"{plain(t)} {unit}".strip() if t else "–" for t in times],
            "lot": lot.number,
            "expiry": f"{lot.expiry:%d/%m/%Y}",
        }

    data = {
        "patient": patient.name,
        "patient_code": patient.code,
        "age": patients.age_text(patient, today(), actor.language),
        "doctor": dispensing.doctor_name,
        "code": dispensing.code,
        "labels": [label(line) for line in lines],
        "owed": [f"{i.gives[1]}: {plain(i.owed)} {i.unit}" for i in wanted.values() if i.owed > 0],
        "by": dispensing.dispensed_by_name,
        "receiver": dispensing.receiver or patient.name,
    }
    printed = printing.render(
        db,
        actor,
        form,
        subject=("patient", patient.id),
        document=dispensing.id,
        data=data,
        code=dispensing.code,
        language=actor.language,
    )
    return printed, f"{form.id.rsplit('.', 1)[-1]}-{dispensing.code}"


def trace_book(db: Session, actor: Actor, item: Item, lot_number: str) -> Book:
    """Who got a lot, with how to reach them asked of the patient's page."""
    given = recalls.who_got(db, actor, item_id=item.id, lot_number=lot_number)
    audit.read_list(db, "patient", {each.patient.id for each in given})
    lots: dict[UUID, Lot] = ledger.lots_of(db, {each.line.lot_id for each in given})
    return Book(
        "trace",
        Text("Người bệnh đã dùng lô thuốc", "Patients who got a lot"),
        Text(f"{item.name} · lô {lot_number}", f"{item.name} · lot {lot_number}"),
        Text(
            "Mọi lần phát của lô trừ phần đã trả lại.",
            "All that was dispensed of the lot, less what came back.",
        ),
        (
            Head(Text("Lúc phát", "Dispensed"), CellKind.MOMENT),
            Head(Text("Mã NB", "Patient no.")),
            Head(Text("Họ và tên", "Name")),
            Head(Text("Sinh", "Born")),
            Head(Text("Đơn thuốc", "Prescription")),
            Head(Text("Bác sĩ", "Doctor")),
            Head(Text("Số lượng", "Quantity"), CellKind.NUMBER, total=True),
            Head(Text("Hạn dùng", "Expiry"), CellKind.DAY),
        ),
        [
            (
                each.line.at,
                each.patient.code,
                each.patient.name,
                each.patient.birth or "",
                each.dispensing.code,
                each.dispensing.doctor_name,
                each.line.kept,
                lots[each.line.lot_id].expiry,
            )
            for each in given
        ],
        [f"/patients/{each.patient.id}" for each in given],
    )
