"""Other systems beside a small imaging department."""

from typing import Any

from sqlmodel import Session, col, select

from his.admin.service import Room
from his.catalogs import service as catalogs
from his.link import service as link
from his.link import taking
from his.link.models import LinkMessage, LinkMessageState, Partner, opened
from his.link.service import PartnerKind
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.hl7.message import Message
from kernel.ids import new_id
from ris_pacs.schedule.models import Procedure
from tests.his import clinic

HIS, IMAGING = PartnerKind.HIS, PartnerKind.IMAGING
CHEST, HEAD = "CDHA-PHOI", "CDHA-SONAO"
PID = "PID|1||BV-77^^^BV^PI||Lê^Hoa^Thị||19800517|F"


def services(db: Session) -> None:
    """An X-ray of the chest and a CT of the head, and how imaging does them."""
    for code, name, modality in ((CHEST, "X-quang ngực thẳng", "DX"), (HEAD, "CT sọ não", "CT")):
        facts = {"kind": "imaging", "unit": "lần", "price": "100000"}
        catalogs.add(db, SYSTEM, "service", code=code, name=name, facts=facts)
        db.add(Procedure(service_code=code, name=name, modality=modality))
    db.flush()


def house(db: Session) -> clinic.Clinic:
    """The clinic, its services, and another HIS that may order."""
    services(db)
    made = clinic.build(db)
    partner(db, HIS, room=made.imaging)
    return made


def partner(db: Session, kind: PartnerKind, *, room: Room | None = None, **more: Any) -> Partner:
    """Set up and on: everything it may, unless said."""
    code, application = {HIS: ("BV", "BVHIS"), IMAGING: ("XA", "XARIS")}[kind]
    values: dict[str, Any] = {
        "code": code,
        "name": f"Hệ thống {code}",
        "kind": kind,
        "application": application,
        "facility": "",
        "allowed_from": "",
        "host": "127.0.0.1",
        "port": 2580,
        "tls": False,
        "authority": code,
        "our_ids": False,
        "registers": kind is HIS,
        "updates": True,
        "sends_patients": True,
        "room_id": room.id if room else None,
        "quiet_minutes": 0,
        "active": True,
        "note": "",
        **more,
    }
    return link.save(db, SYSTEM, partner_id=None, **values)


def msh(kind: str, sender: str = "BVHIS", control: str = "") -> str:
    number = control or new_id().hex[-15:]
    now = f"{utc_now():%Y%m%d%H%M%S}+0000"
    return f"MSH|^~\\&|{sender}||HIS54||{now}||{kind}|{number}|P|2.5.1||||||UNICODE UTF-8"


def raw(*lines: str) -> bytes:
    return ("\r".join(lines) + "\r").encode()


def omi(
    *orders: tuple[str, str, str], pid: str = PID, control: str = "", accession: str = ""
) -> bytes:
    """Orders as (ORC-1, placer number, service)."""
    lines = [msh("OMI^O23^OMI_O23", control=control), pid, "PV1|1|O"]
    for n, (act, placer, service) in enumerate(orders, 1):
        lines += [
            f"ORC|{act}|{placer}^BV||N1|||||20260101080000+0700|||7^Trần^Bình^Văn",
            "TQ1|1||||||||A",
            f"OBR|{n}|{placer}^BV||{service}^{service}^L|||||||||Ho kéo dài",
            f"IPC|{accession}|RP1||SPS1|DX",
        ]
    return raw(*lines)


def say(db: Session, message: bytes, *, peer: str = "10.0.0.7:5000") -> Message:
    """Send it to us as the listener would hear it, in a transaction that is undone."""
    told = taking.receive(db, taking.Incoming(message, utc_now(), peer))
    assert told is not None
    db.flush()
    db.expire_all()
    return Message(told)


def told(answer: Message) -> list[tuple[str, str, str]]:
    """ORC-1, ORC-2 and ORC-5 of an answer."""
    return [(o.get(1), o.get(2), o.get(5)) for o in answer.all("ORC")]


def outgoing(db: Session, kind: str = "") -> list[Message]:
    """What waits to go out, in its order."""
    asked = select(LinkMessage).where(
        col(LinkMessage.outgoing), LinkMessage.state == LinkMessageState.WAITING
    )
    found = [Message(opened(row)) for row in db.exec(asked.order_by(col(LinkMessage.id)))]
    return [m for m in found if not kind or m.type == kind]


def incoming(db: Session) -> list[LinkMessage]:
    asked = select(LinkMessage).where(~col(LinkMessage.outgoing))
    return list(db.exec(asked.order_by(col(LinkMessage.id))))
