"""Orders and results on paper (phiếu chỉ định, phiếu kết quả)."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import permissions, resulting, service
from his.orders.errors import NoResultYet
from his.orders.models import Order
from his.orders.states import OrderState
from his.patients import service as patients
from kernel import printing
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import LOCAL
from kernel.text import Language, Text

_FOLDER = Path(__file__).parent / "prints"

ORDERS = printing.Print(
    id="his.orders.sheet",
    title=Text("Phiếu chỉ định", "Order sheet"),
    template=_FOLDER / "orders.typ",
    needs=permissions.PRINT,
)
RESULT = printing.Print(
    id="his.orders.result",
    title=Text("Phiếu kết quả", "Result"),
    template=_FOLDER / "result.typ",
    needs=permissions.PRINT,
)
ALL = (ORDERS, RESULT)


def order_sheet(
    db: Session, actor: Actor, encounter_id: UUID, *, language: Language
) -> printing.Printed:
    """What stands of a visit's orders, one block a room with a barcode an order."""
    encounter = encounters.get(db, actor, encounter_id)
    rooms = {room.id: f"{room.code} {room.name}" for room in admin.rooms(db, active=None)}
    blocks: dict[str, list[dict[str, Any]]] = {}
    for order in service.of_encounter(db, encounter.id):
        if order.state in (OrderState.CANCELLED, OrderState.REFUSED):
            continue
        room = rooms.get(order.room_id, "") if order.room_id else ""
        blocks.setdefault(room or order.kind, []).append(
            {
                "code": order.code,
                "name": order.service_name,
                "quantity": order.quantity,
                "urgency": order.urgency,
                "indication": order.indication,
                "note": order.note,
                "barcode": printing.code128(order.code),
                "by": order.placed_by_name,
                "at": order.placed_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
                "planned": order.planned_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
                if order.planned_at
                else "",
            }
        )
    data = {
        **_head(db, actor, encounter, language),
        "blocks": [{"room": room, "orders": lines} for room, lines in blocks.items()],
    }
    return printing.render(
        db,
        actor,
        ORDERS,
        subject=("patient", encounter.patient_id),
        document=encounter.id,
        data=plain(data),
        code=encounter.code,
        language=language,
    )


def result_sheet(
    db: Session, actor: Actor, order_id: UUID, *, language: Language
) -> printing.Printed:
    """The result that stands, with the values before. Raises NoResultYet."""
    order = service.get(db, actor, order_id)
    written = service.reports(db, [order.id])[order.id]
    if not written:
        raise NoResultYet(code=order.code)
    encounter = encounters.get(db, actor, order.encounter_id)
    last = written[-1]
    facts = last.facts or {}
    before = {t.code: t for t in resulting.form(db, actor, order)} if facts.get("values") else {}
    held = resulting.sheet(db, order.id)
    data = {
        **_head(db, actor, encounter, language),
        "order": _order(order),
        "kind": last.kind,
        "reason": last.reason,
        "values": [
            {**v, "previous": before[v["test"]].previous if v["test"] in before else ""}
            for v in facts.get("values") or ()
        ],
        "text": facts.get("text") if facts else last.text,
        "conclusion": facts.get("conclusion") or "",
        "by": order.performed_by_name,
        "approved_by": held.approved_by_name if held else last.reported_by_name,
        "at": last.reported_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "date": {
            "day": last.reported_at.astimezone(LOCAL).day,
            "month": last.reported_at.astimezone(LOCAL).month,
            "year": last.reported_at.astimezone(LOCAL).year,
        },
    }
    return printing.render(
        db,
        actor,
        RESULT,
        subject=("patient", order.patient_id),
        document=order.id,
        data=plain(data),
        code=order.code,
        language=language,
    )


def _order(order: Order) -> dict[str, Any]:
    return {
        "code": order.code,
        "name": order.service_name,
        "kind": order.kind,
        "indication": order.indication,
        "by": order.placed_by_name,
        "at": order.placed_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "collected": order.collected_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
        if order.collected_at
        else "",
    }


def _head(db: Session, actor: Actor, encounter: Encounter, language: Language) -> dict[str, Any]:
    patient = patients.get(db, actor, encounter.patient_id)
    day = encounter.opened_at.astimezone(LOCAL).date()
    return {
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "sex": patient.sex,
            "birth": "/".join(reversed((patient.birth or "").split("-"))),
            "age": patients.age_text(patient, day, language),
        },
        "visit": {
            "code": encounter.code,
            "payer": encounter.payer,
            "room": admin.room(db, encounter.room_id).name,
            "doctor": encounter.doctor_name,
        },
    }
