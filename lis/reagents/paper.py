"""What is printed of reagents: the order, a kit's label, the patients of a lot; and its file."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel import audit, printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.printing import Print, Printed
from kernel.spreadsheets import harmless
from kernel.text import Text
from lis.reagents import kits, lots, ordering, permissions, tracing
from lis.reagents.kit_models import UseKind
from lis.reagents.models import Reagent, ReagentLot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PRINTS = Path(__file__).parent / "prints"
ORDER = Print(
    "lis.reagents.order",
    Text("Dự trù hóa chất xét nghiệm", "Order of reagents"),
    _PRINTS / "order.typ",
    permissions.ORDER,
)
TRACED = Print(
    "lis.reagents.traced",
    Text("Người bệnh theo lô hóa chất", "Patients of a lot of reagent"),
    _PRINTS / "traced.typ",
    permissions.TRACE,
)
LABEL = Print(
    "lis.reagents.label",
    Text("Nhãn hộp hóa chất đang mở", "Label of an open kit"),
    _PRINTS / "label.typ",
    permissions.USE,
)
ALL = (ORDER, TRACED, LABEL)
KINDS = {
    UseKind.PATIENT: Text("Kết quả", "Result"),
    UseKind.REPEAT: Text("Chạy lại", "Repeat"),
}


def order(db: Session, actor: Actor, order_id: UUID) -> tuple[Printed, str]:
    found = ordering.order(db, order_id)
    data = {
        "code": found.code,
        "at": f"{found.at.astimezone(LOCAL):%d/%m/%Y}",
        "by": found.by_name,
        "note": found.note,
        "rows": [
            [line["code"], line["name"], line["unit"], _plain(line["kits"]), line["why"]]
            for line in found.lines
        ],
    }
    printed = printing.render(
        db,
        actor,
        ORDER,
        subject=("lis_reagent_order", found.id),
        document=found.code,
        data=data,
        code=found.code,
        language=actor.language,
    )
    return printed, f"du-tru-{found.code}"


def label(db: Session, actor: Actor, kit_id: UUID) -> tuple[Printed, str]:
    """70 x 30 mm: stuck on the kit when it is opened."""
    kit = kits.kit(db, kit_id)
    lot, reagent = lots.lot(db, kit.lot_id), db.get_one(Reagent, kit.reagent_id)
    data = {
        "code": kit.code,
        "name": reagent.name,
        "lot": lot.number,
        "expiry": f"{lot.expiry:%d/%m/%Y}",
        "opened": f"{kit.opened_at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
        "until": f"{kit.usable_until.astimezone(LOCAL):%d/%m/%Y}",
        "by": kit.opened_by_name,
        "storage": reagent.storage,
    }
    printed = printing.render(
        db,
        actor,
        LABEL,
        subject=("lis_reagent_lot", lot.id),
        document=kit.code,
        data=data,
        code=kit.code,
        language=actor.language,
    )
    return printed, f"nhan-{kit.code}"


def traced(db: Session, actor: Actor, lot_id: UUID) -> tuple[Printed, str]:
    lot, reagent, rows = _traced(db, actor, lot_id)
    data = {
        "name": reagent.name,
        "lot": lot.number,
        "expiry": f"{lot.expiry:%d/%m/%Y}",
        "recalled": f"{lot.recalled_at.astimezone(LOCAL):%d/%m/%Y}" if lot.recalled_at else "",
        "order_no": lot.recall_no,
        "reason": lot.recall_reason,
        "rows": [[str(n), *row] for n, row in enumerate(rows, 1)],
        "people": len({row[0] for row in rows}),
    }
    printed = printing.render(
        db,
        actor,
        TRACED,
        subject=("lis_reagent_lot", lot.id),
        document=lot.id,
        data=data,
        language=actor.language,
    )
    return printed, f"nguoi-benh-lo-{_name(lot)}"


def traced_sheet(db: Session, actor: Actor, lot_id: UUID) -> tuple[bytes, str]:
    import openpyxl

    lot, reagent, rows = _traced(db, actor, lot_id)
    audit.record(db, "export", "lis.reagents.traced", ("lis_reagent_lot", lot.id))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("results")
    sheet.append([f"{reagent.name} · {lot.number} · {lot.expiry:%d/%m/%Y}"])
    heads = (
        Text("Mã người bệnh", "Patient no."),
        Text("Họ và tên", "Name"),
        Text("Xét nghiệm", "Test"),
        Text("Kết quả", "Result"),
        Text("Lúc", "At"),
        Text("Hộp", "Kit"),
        Text("Loại", "Kind"),
    )
    sheet.append([head.to(actor.language) for head in heads])
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), f"lo-{_name(lot)}"


def _traced(db: Session, actor: Actor, lot_id: UUID) -> tuple[ReagentLot, Reagent, list[list[str]]]:
    lot = lots.lot(db, lot_id)
    rows = [
        [
            each.patient.code,
            each.patient.name,
            each.result.name,
            " ".join(x for x in (each.result.value, each.result.unit, each.result.flag) if x),
            f"{each.result.measured_at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
            each.kit_code,
            KINDS[each.kind].to(actor.language),
        ]
        for each in tracing.everything(db, actor, lot_id)
    ]
    return lot, db.get_one(Reagent, lot.reagent_id), rows


def _name(lot: ReagentLot) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in lot.number)


def _plain(value: Any) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
