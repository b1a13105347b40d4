"""A small department beside another HIS, for demonstrations; all of it is undone afterwards."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.link import service as link
from his.link.service import Incoming, LinkMessage, Partner, PartnerKind, opened
from his.orders import service as orders
from his.orders.service import Order
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import SYSTEM, Actor
from kernel.clock import local_now, utc_now
from kernel.events import assembly_of
from kernel.hl7.message import Message
from kernel.ids import new_id
from kernel.module import Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.dicom import service as dicom
from ris_pacs.dicom.slots import Caller, Item, WorklistOf, WorklistQuestion
from ris_pacs.link.models import LinkedExam
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.service import Exam, Procedure

SERVICE, MODALITY = "MC-68", "CT"


@dataclass(slots=True)
class Proof:
    """Another HIS that ordered a CT of a patient of its own."""

    db: Session
    partner: Partner
    word: str
    pid: str
    forget: list[Callable[[], None]]

    def say(self, kind: str, *lines: str) -> Message:
        """It sends us a message, as the listener would hear it."""
        head = f"MSH|^~\\&|{self.partner.application}||HIS54||20260101080000+0700||{kind}"
        head += f"|{new_id().hex[-15:]}|P|2.5.1||||||UNICODE UTF-8"
        raw = "\r".join([head, *lines]).encode()
        told = link.receive(self.db, Incoming(raw, utc_now(), "127.0.0.1:1"))
        self.db.flush()
        self.db.expire_all()
        return Message(told or b"MSH|^~\\&|")

    def order(self, placer: str, control: str = "NW", pid: str = "") -> Message:
        lines = (f"ORC|{control}|{placer}", f"OBR|1|{placer}||{SERVICE}^^L", "IPC|")
        return self.say("OMI^O23^OMI_O23", pid or self.pid, "PV1|1|O", *lines)

    def queued(self, kind: str) -> list[Message]:
        """What waits to go to it."""
        asked = select(LinkMessage).where(
            LinkMessage.partner_id == self.partner.id,
            col(LinkMessage.outgoing),
            LinkMessage.type == kind,
        )
        return [Message(opened(r)) for r in self.db.exec(asked.order_by(col(LinkMessage.id)))]

    def log(self) -> set[tuple[bool, str]]:
        """Both ways, as the log has them: (outgoing, type)."""
        asked = select(col(LinkMessage.outgoing), col(LinkMessage.type)).where(
            LinkMessage.partner_id == self.partner.id
        )
        return set(self.db.exec(asked).all())

    def placed(self, placer: str) -> Order | None:
        asked = select(LinkedExam).where(
            LinkedExam.partner_id == self.partner.id, LinkedExam.placer == placer
        )
        row = self.db.exec(asked).one_or_none()
        return orders.get(self.db, SYSTEM, row.order_id) if row and row.order_id else None

    def patient(self, order: Order) -> Patient:
        return patients.get(self.db, SYSTEM, order.patient_id)

    def worklist(self, **keys: Any) -> list[Item]:
        """As a machine that asks is told."""
        machine = Caller(UUID(int=0), "MC68", "MC", "127.0.0.1", None, True, True, True, True)
        found: list[Item] = []
        for each in assembly_of(self.db).contributions(WorklistOf):
            found += each.by(self.db, machine, WorklistQuestion(**keys)).items
        return found

    def exam(self, order: Order) -> Exam | None:
        return schedule.exam_of_order(self.db, order.id)

    def pictures(self, order: Order) -> tuple[ImagingStudy | None, list[bytes]]:
        """The machine takes two slices of him and sends them, under the order's number."""
        exam, who = self.exam(order), self.patient(order)
        data, forget = dicom.taken(
            self.db,
            MODALITY,
            code=who.code,
            name=archive.patient_name(who.name),
            birth=who.birth or "",
            accession=order.code,
            study_uid=exam.study_uid if exam else "",
            at=local_now(),
        )
        self.forget.append(forget)
        self.db.expire_all()
        asked = select(ImagingStudy).where(ImagingStudy.order_id == order.id)
        return self.db.exec(asked).first(), data

    def clean(self) -> None:
        """Files are not undone with the transaction: theirs are removed."""
        store = archive.store(self.db)
        asked = select(col(ImagingInstance.path)).join(
            ImagingStudy, col(ImagingStudy.id) == col(ImagingInstance.study_id)
        )
        orders_ = select(col(LinkedExam.order_id)).where(LinkedExam.partner_id == self.partner.id)
        with suppress(Exception):
            for path in self.db.exec(asked.where(col(ImagingStudy.order_id).in_(orders_))):
                store.remove(path)
        for forget in self.forget:
            forget()


def house(db: Session) -> Proof | None:
    """None where there is no room to which orders could belong."""
    rooms = admin.rooms(db, kind=admin.RoomKind.IMAGING) or admin.rooms(db)
    if not rooms:
        return None
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    facts = {"kind": "imaging", "unit": "lần", "price": "100000"}
    catalogs.add(db, SYSTEM, "service", code=SERVICE, name="CT minh chứng", facts=facts)
    db.add(Procedure(service_code=SERVICE, name="CT minh chứng", modality=MODALITY))
    values: dict[str, Any] = {
        "code": f"MC-{word}",
        "name": "Hệ thống minh chứng",
        "kind": PartnerKind.HIS,
        "application": f"MC-{word}",
        "facility": "",
        "allowed_from": "",
        "host": "127.0.0.1",
        "port": 9,
        "tls": False,
        "authority": "MC",
        "our_ids": False,
        "registers": True,
        "updates": True,
        "sends_patients": True,
        "room_id": rooms[0].id,
        "quiet_minutes": 0,
        "active": True,
        "note": "",
    }
    partner = link.save(db, SYSTEM, partner_id=None, **values)
    return Proof(db, partner, word, pid(word, f"Chứng^{word}^Minh", "19800517"), [])


def pid(number: str, name: str, birth: str) -> str:
    return f"PID|1||{number}^^^MC||{name}||{birth}|F"


_NO_ROOM = Text("Chưa có phòng nào.", "There is no room.")


def shown(db: Session, by: Callable[[Proof], str], says: Text) -> Finding:
    """`by` answers what fails, or ""."""
    proof = house(db)
    if proof is None:
        return Finding(Verdict.NOT_MET, _NO_ROOM)
    try:
        wrong = by(proof)
    finally:
        proof.clean()
    if wrong:
        return Finding(
            Verdict.NOT_MET,
            Text(f"Liên thông hình ảnh không đúng: {wrong}.", f"The imaging link fails: {wrong}."),
        )
    return Finding(Verdict.MET, says)


DOCTOR = Actor(UUID(int=0x54D0C), "BS minh chứng", frozenset({archive.READ.id}))
