"""Other systems beside the small laboratory of tests/lis/results/bench.py."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from his.admin.service import Room
from his.link import service as link
from his.link import taking
from his.link.models import LinkMessage, LinkMessageState, Partner, opened
from his.link.service import PartnerKind
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.hl7.message import Message
from kernel.ids import new_id

HIS, LAB, MONITOR = PartnerKind.HIS, PartnerKind.LABORATORY, PartnerKind.DEVICES


def partner(db: Session, kind: PartnerKind, *, room: Room | None = None, **more: Any) -> Partner:
    """Set up and on: everything it may, unless said."""
    names = {HIS: ("BV", "BVHIS"), LAB: ("REF", "REFLAB"), MONITOR: ("MON", "VSP")}
    code, application = names[kind]
    values: dict[str, Any] = {
        "code": code,
        "name": f"Hệ thống {code}",
        "kind": kind,
        "application": application,
        "facility": "",
        "allowed_from": "",
        "host": "" if kind is MONITOR else "127.0.0.1",
        "port": 0 if kind is MONITOR else 2580,
        "tls": False,
        "authority": "BV" if kind is HIS else "",
        "our_ids": False,
        "registers": kind is HIS,
        "updates": kind is HIS,
        "sends_patients": kind is LAB,
        "room_id": room.id if room else None,
        "quiet_minutes": 0,
        "active": True,
        "note": "",
        **more,
    }
    return link.save(db, SYSTEM, partner_id=None, **values)


def msh(kind: str, sender: str, control: str = "") -> str:
    number = control or new_id().hex[-15:]
    now = f"{utc_now():%Y%m%d%H%M%S}+0000"
    return f"MSH|^~\\&|{sender}||HIS54||{now}||{kind}|{number}|P|2.5.1||||||UNICODE UTF-8"


PID = "PID|1||BV-77^^^BV^PI||Lê^Hoa^Thị||19800517|F"


def raw(*lines: str) -> bytes:
    return ("\r".join(lines) + "\r").encode()


def oml(*orders: Sequence[str], pid: str = PID, control: str = "") -> bytes:
    """Orders as (ORC-1, placer number, service, OBR-11)."""
    lines = [msh("OML^O21^OML_O21", "BVHIS", control), pid, "PV1|1|O"]
    for n, (act, placer, service, *more) in enumerate(orders, 1):
        lines += [
            f"ORC|{act}|{placer}^BV||NHOM1|||||20260101080000|||7^Trần^Bình^Văn",
            "TQ1|1||||||||S",
            f"OBR|{n}|{placer}^BV||{service}^{service}^L|||||||{more[0] if more else ''}",
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
    """ORC-1, ORC-2 and ORC-5 of an ORL."""
    return [(o.get(1), o.get(2), o.get(5)) for o in answer.all("ORC")]


def outgoing(db: Session, kind: str = "") -> list[Message]:
    """What waits to go out, in its order."""
    asked = select(LinkMessage).where(
        col(LinkMessage.outgoing), LinkMessage.state == LinkMessageState.WAITING
    )
    found = [Message(opened(row)) for row in db.exec(asked.order_by(col(LinkMessage.id)))]
    return [m for m in found if not kind or m.type == kind]


def states(db: Session) -> list[LinkMessageState]:
    """Of what came in, in its order."""
    asked = select(LinkMessage).where(~col(LinkMessage.outgoing)).order_by(col(LinkMessage.id))
    return [row.state for row in db.exec(asked)]
