"""The appointment on paper (giấy hẹn khám, giấy hẹn khám lại)."""

from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.appointments import permissions, reminding
from his.appointments.lists import Line
from his.appointments.models import AppointmentKind
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.printing import Print, Printed
from kernel.text import Text

CARD = Print(
    id="his.appointments.card",
    title=Text("Giấy hẹn khám", "Appointment card"),
    template=Path(__file__).parent / "prints" / "card.typ",
    needs=permissions.PRINT,
)
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def printed(db: Session, actor: Actor, line: Line) -> Printed:
    appointment = line.appointment
    subject: tuple[str, object] = ("appointment", appointment.id)
    return printing.render(
        db,
        actor,
        CARD,
        subject=("patient", line.patient.id) if line.patient else subject,
        document=appointment.id,
        data=data(actor, line),
        code=appointment.code,
        language=actor.language,
    )


def data(actor: Actor, line: Line) -> dict[str, Any]:
    """What the template shows; dates as people read them."""
    appointment, to = line.appointment, actor.language
    at = appointment.at.astimezone(LOCAL)
    link = reminding.link(appointment)
    return {
        "code": appointment.code,
        "again": appointment.kind is AppointmentKind.FOLLOW_UP,
        "patient": {
            "code": line.patient.code if line.patient else "",
            "name": line.patient.name if line.patient else appointment.name,
            "birth": "/".join(reversed((line.patient.birth or "").split("-")))
            if line.patient
            else "",
            "age": line.patient.age.to(to) if line.patient else "",
        },
        "time": at.strftime("%H:%M"),
        "day": f"{_DAYS[at.weekday()]} {at:%d/%m/%Y}" if to == "vi" else f"{at:%A %d %B %Y}",
        "room": {"code": line.room.code, "name": line.room.name},
        "doctor": appointment.doctor_name,
        "reason": appointment.reason,
        "link_qr": printing.qr(link) if link.startswith("http") else "",
    }
