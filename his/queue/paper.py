"""The number on paper: on the registration slip, and as a ticket of its own (phiếu số)."""

from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.encounters.service import Encounter
from his.encounters.slots import SlipFacts
from his.queue import lists, permissions
from his.queue.lists import TicketLine
from his.queue.priority import WHY
from his.queue.public_link import public_link
from his.queue.states import ACTIVE
from kernel import printing
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL
from kernel.printing import Print, Printed
from kernel.settings import Settings
from kernel.text import Text

TICKET = Print(
    id="his.queue.ticket",
    title=Text("Phiếu số thứ tự", "Queue ticket"),
    template=Path(__file__).parent / "prints" / "ticket.typ",
    needs=permissions.PRINT,
)


def on_slip(db: Session, encounter: Encounter) -> SlipFacts | None:
    """The number in the visit's room, with the estimated wait."""
    for each in lists.of_encounter(db, SYSTEM, encounter.id):
        ticket = each.ticket
        if ticket.room_id == encounter.room_id and ticket.state in ACTIVE:
            line = lists.one(db, SYSTEM, ticket.id)
            return SlipFacts(Text("SỐ THỨ TỰ", "QUEUE NUMBER"), ticket.label, outlook(line))
    return None


def outlook(line: TicketLine) -> Text:
    """Why ahead, how many before, how long: one line for the paper."""
    why = WHY[line.ticket.priority]
    vi, en = ([why.vi], [why.en]) if why.vi else ([], [])
    if look := line.outlook:
        minutes = int(look.wait.total_seconds() // 60)
        vi += [f"trước bạn có {look.ahead} người", f"chờ khoảng {minutes} phút"]
        en += [f"{look.ahead} before you", f"about {minutes} minutes"]
    return Text(" · ".join(vi), " · ".join(en))


def printed(db: Session, actor: Actor, line: TicketLine) -> Printed:
    ticket = line.ticket
    return printing.render(
        db,
        actor,
        TICKET,
        subject=("patient", ticket.patient_id) if ticket.patient_id else ("ticket", ticket.id),
        document=ticket.id,
        data=data(actor, line),
        code=line.encounter.code if line.encounter else str(ticket.id),
        language=actor.language,
    )


def data(actor: Actor, line: TicketLine) -> dict[str, Any]:
    ticket = line.ticket
    return {
        "label": ticket.label,
        "room": {"code": line.room.code, "name": line.room.name},
        "name": line.patient.name if line.patient else "",
        "issued": ticket.issued_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "outlook": outlook(line).to(actor.language),
        "link_qr": printing.qr(public_link(ticket, Settings().public_url)),
    }
