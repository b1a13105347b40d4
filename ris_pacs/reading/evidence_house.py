"""A small house for the evidence of corrected pictures: two patients, pictures, a reader."""

import io
import json
from dataclasses import dataclass, replace
from secrets import token_hex

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.orders.service import Order
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import SYSTEM, Actor
from kernel.clock import local_now
from kernel.errors import Refusal
from kernel.identity import signing as kernel_signing
from kernel.ids import new_id
from kernel.outbox import Message, OutboxMessage
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.reading import drawing, patient_page
from ris_pacs.reading.models import Reading
from ris_pacs.reading.permissions import PRINT, SIGN, WRITE

_SERVICE = "MC-CDHA"
_CT = "1.2.840.10008.5.1.4.1.1.2"
_SIDE = 32


def uid() -> str:
    return f"2.25.{new_id().int}"


@dataclass(frozen=True, slots=True)
class Picture:
    study: str
    series: str
    uid: str
    patient: Patient
    order: Order

    def raw(self) -> bytes:
        """A CT slice, as a machine sends it for that patient and order."""
        from pydicom.dataset import Dataset, FileMetaDataset
        from pydicom.uid import UID, ExplicitVRLittleEndian

        made = Dataset()
        made.SpecificCharacterSet = "ISO_IR 192"
        made.SOPClassUID, made.SOPInstanceUID = UID(_CT), UID(self.uid)
        made.StudyInstanceUID, made.SeriesInstanceUID = UID(self.study), UID(self.series)
        made.StudyDate, made.Modality = f"{local_now():%Y%m%d}", "CT"
        made.PatientName = archive.patient_name(self.patient.name)
        made.PatientID = self.patient.code
        made.PatientBirthDate = (self.patient.birth or "").replace("-", "")
        made.AccessionNumber, made.SeriesNumber, made.InstanceNumber = self.order.code, 1, 1
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        made.Rows = made.Columns = _SIDE
        made.PixelSpacing = [1, 1]
        made.BitsAllocated = made.BitsStored = 8
        made.HighBit, made.PixelRepresentation = 7, 0
        made.PixelData = bytes(x % 256 for x in range(_SIDE * _SIDE))
        made.file_meta = FileMetaDataset()
        made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        to = io.BytesIO()
        made.save_as(to, enforce_file_format=True)
        return to.getvalue()


class House:
    """Two patients with an order each; a reader; whoever corrects pictures."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.doctor = Actor(new_id(), "BS minh chứng")
        self.desk = Actor(new_id(), "BS hiệu chỉnh", frozenset((archive.UNMATCHED.id,)))
        may = frozenset((WRITE.id, SIGN.id, PRINT.id))
        self.reader = Actor(new_id(), "BS hình ảnh", may, session_id=new_id())
        self.ticket = kernel_signing.issue(self.reader, kernel_signing.PASSWORD)
        asked = {"kind": "imaging", "unit": "lần", "price": "50000"}
        catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Chụp minh chứng", facts=asked)
        self.room = admin.rooms(db, kind=admin.RoomKind.EXAM)[0]
        self.store = archive.store(db)
        self.files: list[str] = []

    def ordered(self) -> tuple[Patient, Order]:
        who = patients.register(
            self.db,
            self.doctor,
            name=f"Minh Chứng {token_hex(4).upper()}",
            birth="1980-05-17",
            sex=patients.Sex.FEMALE,
        )
        visit = encounters.open(
            self.db,
            self.doctor,
            patient_id=who.id,
            room_id=self.room.id,
            payer=encounters.Payer.SELF_PAY,
            reason="Minh chứng",
            beyond_quota=True,
        )
        order = orders.place(self.db, self.doctor, encounter_id=visit.id, service_code=_SERVICE)
        return who, order

    def came(self, one: Picture) -> ImagingStudy:
        ready = archive.prepare(self.store, archive.take_file(self.store, [one.raw()], "MC"))
        self.files.append(ready.instance["path"])
        archive.keep_ready(self.db, [ready], self.desk)
        self.db.expire_all()
        return self.db.exec(select(ImagingStudy).where(ImagingStudy.uid == one.study)).one()

    def drawn(self, of: Reading) -> None:
        """What is done after the transaction, for this reading only."""
        asked = select(OutboxMessage).where(
            OutboxMessage.kind == drawing.KIND, OutboxMessage.subject_id == str(of.id)
        )
        for row in self.db.exec(asked.order_by(col(OutboxMessage.id))).all():
            message = Message(row.id, row.kind, row.key, json.loads(row.payload), 1)
            whole = {**message.payload, **drawing.ask(self.db, message)}
            drawn = drawing.send(replace(message, payload=whole))
            drawing.answered(self.db, message, drawn)

    def turned(self, one: Picture, state: InstanceState) -> ImagingStudy:
        asked = select(ImagingInstance).where(ImagingInstance.uid == one.uid)
        row = self.db.exec(asked).one()
        archive.turn(self.db, [row.id], state)
        self.db.flush()
        self.db.expire_all()
        return archive.recount(self.db, row.study_id)

    def in_record(self, of: Order) -> int:
        return len(orders.files_of(self.db, of.id))

    def last(self, of: Order) -> str:
        return orders.reports(self.db, [of.id])[of.id][-1].text

    def page(self, of: Order) -> bool:
        shown = patient_page.show(self.db, of.id, "vi")
        return shown is not None and bool(shown.blocks)

    def refused(self, kind: type[Refusal], what: object) -> bool:
        assert callable(what)
        try:
            what()
        except kind:
            return True
        except Refusal:
            return False
        return False
