"""Judges a message or an object, place by place, and says what each place means. Keeps nothing."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from his.link import service as link
from his.link.service import Explained, Fault, LinkMessage, Profile, Weight
from his.link.slots import MessageTaker
from kernel import audit
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.hl7.message import Message, NotHL7
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.link import objects
from ris_pacs.link.errors import NothingToCheck

_NOT_HL7 = Text("Không phải tin HL7 v2: {why}", "No HL7 v2 message: {why}")
_NO_TAKER = Text("Không ai ở đây nhận loại tin {type}.", "Nobody here takes {type}.")
_HEAD_ONLY = Text("Chỉ xét phần đầu tin (MSH).", "Only its header (MSH) is looked at.")
_OBJECT = Text("Các thẻ bắt buộc theo DICOM PS3.3", "Required tags after DICOM PS3.3")
_FORMS = ("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; accepted: nothing of it is a reason to refuse."""

    kind: str
    title: str
    profile: Text
    faults: list[Fault]
    lines: list[Explained]

    @property
    def accepted(self) -> bool:
        return not link.errors(self.faults)


def check(
    db: Session, actor: Actor, *, text: str, message_id: UUID | None, object_uid: str
) -> Checked:
    """Raises NothingToCheck, NotFound, NoSuchStudy."""
    if object_uid:
        return stored_object(db, actor, object_uid)
    if message_id is not None:
        row = db.get(LinkMessage, message_id)
        if row is None:
            raise NotFound
        subject = ("patient", row.patient_id) if row.patient_id else ("his_link_message", row.id)
        audit.read(db, subject, "HL7")
        return message(db, link.opened(row))
    if not text.strip():
        raise NothingToCheck
    for form in _FORMS:
        text = text.replace(form, "\r")
    return message(db, text.encode())


def message(db: Session, raw: bytes) -> Checked:
    """By the profile of whoever takes its type."""
    lines = link.explained(raw)
    try:
        found = Message(raw)
    except NotHL7 as error:
        fault = Fault("MSH", Weight.ERROR, "100", _NOT_HL7.put(why=error))
        return Checked("hl7", "", _HEAD_ONLY, [fault], lines)
    takers = [t for t in assembly_of(db).contributions(MessageTaker) if t.type == found.type]
    profiled = next((t for t in takers if t.profile is not None), None)
    profile: Profile | None = profiled.profile if profiled else None
    faults = link.check(found, profile)
    if not takers:
        weight = Weight.NOTE if found.type.startswith("ACK") else Weight.ERROR
        faults.append(Fault("MSH-9", weight, "200", _NO_TAKER.put(type=found.type)))
    title = profiled.title if profiled else takers[0].title if takers else _HEAD_ONLY
    return Checked("hl7", found.type, title, faults, lines)


def stored_object(db: Session, actor: Actor, uid: str) -> Checked:
    """A picture of the archive, of somebody whom the actor may see."""
    study, row = archive.instance(db, actor, uid)
    subject = ("patient", study.patient_id) if study.patient_id else ("ris_study", study.id)
    audit.read(db, subject, "DICOM")
    faults, lines = objects.check(archive.file(db, row), archive.CHARSETS)
    return Checked("dicom", uid, _OBJECT, faults, lines)
