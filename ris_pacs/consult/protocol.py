"""The protocol of a consultation: every line is written down before anybody sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.live import touch
from kernel.paging import page_of
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultGuest, ConsultLine

TOPIC = "consultations"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody in the room: of the house, or a guest."""

    id: UUID
    name: str
    guest: bool
    ip: str = ""


def of_house(actor: Actor, ip: str = "") -> Present:
    return Present(actor.id, actor.name, guest=False, ip=ip)


def of_guest(guest: ConsultGuest, ip: str = "") -> Present:
    return Present(guest.id, f"{guest.name} ({guest.facility})", guest=True, ip=ip)


def write(
    db: Session,
    room: Consultation,
    by: Present,
    act: ConsultAct,
    text: str = "",
    about: Any = None,
) -> ConsultLine:
    line = ConsultLine(
        consultation_id=room.id,
        at=utc_now(),
        act=act,
        by=by.id,
        by_name=by.name,
        guest=by.guest,
        text=text,
        about=about,
        ip=by.ip[:60],
    )
    db.add(line)
    db.flush()
    touch(db, f"{TOPIC}/{room.id}")
    return line


def note(db: Session, room: Consultation, actor: Actor, act: ConsultAct, text: str) -> None:
    write(db, room, of_house(actor), act, text[:2000])


def lines(
    db: Session, consultation_id: UUID, *, after: str | None, limit: int
) -> tuple[list[ConsultLine], str | None]:
    """From the first one on."""
    asked = select(ConsultLine).where(ConsultLine.consultation_id == consultation_id)
    return page_of(db, asked, by=(col(ConsultLine.id),), types=(UUID,), after=after, limit=limit)


def latest(db: Session, consultation_id: UUID, most: int) -> list[ConsultLine]:
    """The last ones, in the order in which they came."""
    asked = select(ConsultLine).where(ConsultLine.consultation_id == consultation_id)
    return list(db.exec(asked.order_by(col(ConsultLine.id).desc()).limit(most)))[::-1]


def shown(line: ConsultLine) -> dict[str, Any]:
    """A line as the room's page takes it."""
    at: datetime = line.at
    return {
        "kind": "line",
        "id": str(line.id),
        "at": at.isoformat(),
        "act": line.act.value,
        "by": str(line.by),
        "name": line.by_name,
        "guest": line.guest,
        "text": line.text,
        "about": line.about,
    }
