"""Key images of other workstations come into the record, drawn while no transaction is open."""

from datetime import datetime

import pytest
from pydicom import Dataset
from pydicom.uid import generate_uid
from sqlmodel import select

from his.orders import service as orders
from his.patients import service as patients
from kernel import outbox
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive import rejecting
from ris_pacs.archive import service as archive
from ris_pacs.reading import drawing, keys
from ris_pacs.reading.desk_models import ReaderProfile
from ris_pacs.reading.models import Drawing
from ris_pacs.reading.service import of_order
from ris_pacs.web import service as web
from ris_pacs.web.errors import PictureTookTooLong
from tests.ris_pacs.pictures import picture, sent
from tests.ris_pacs.reading.desk import JPEG
from tests.ris_pacs.reading.readers import lists, ordered

SENDERS = {drawing.KIND: drawing.SENDER}


def selection(of: Dataset) -> Dataset:
    """A Key Object Selection as another workstation writes it."""
    made = picture(
        SOPClassUID=rejecting.KEY_OBJECT,
        SOPInstanceUID=generate_uid(),
        Modality="KO",
        StudyInstanceUID=of.StudyInstanceUID,
        SeriesInstanceUID=generate_uid(),
        PatientID=of.PatientID,
        PatientName=of.PatientName,
        PatientBirthDate=of.PatientBirthDate,
        AccessionNumber=of.AccessionNumber,
    )
    for name in ("Rows", "Columns", "PixelData", "BitsAllocated", "BitsStored", "HighBit"):
        delattr(made, name)
    code, item, pointed = Dataset(), Dataset(), Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "113000", "DCM", "Of Interest"
    made.ValueType, made.ConceptNameCodeSequence = "CONTAINER", [code]
    pointed.ReferencedSOPClassUID = of.SOPClassUID
    pointed.ReferencedSOPInstanceUID = of.SOPInstanceUID
    item.RelationshipType, item.ValueType = "CONTAINS", "IMAGE"
    item.ReferencedSOPSequence = [pointed]
    made.ContentSequence = [item]
    return made


def test_a_workstations_key_object_shows_in_the_record_and_a_slow_codec_holds_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write(SYSTEM) as db:
        order = ordered(db, lists(db))
        patient = patients.get(db, SYSTEM, order.patient_id)
        named = {
            "PatientID": patient.code,
            "PatientName": archive.patient_name(patient.name),
            "PatientBirthDate": (patient.birth or "").replace("-", ""),
            "AccessionNumber": order.code,
        }
        order_id = order.id
    image = picture(**named)
    store = archive.store_of(database.folder)
    first: list[datetime] = []

    def slow(_: object) -> bytes:
        if not first:  # the codec is ended; it is tried again
            first.append(utc_now())
            raise PictureTookTooLong(why="20 s")
        with database.write(SYSTEM) as db:  # would wait for ever behind a transaction that draws
            db.add(ReaderProfile(user_id=SYSTEM.id, changed_at=utc_now()))
        return JPEG

    monkeypatch.setattr(web, "labelled", slow)
    sent(database, selection(image))  # before the picture that it points at
    archive.index_waiting(database, store)
    sent(database, image)
    archive.index_waiting(database, store)
    with database.read() as db:
        found = of_order(db, order_id)
        assert found
        [key] = keys.of(db, found.id)
        assert (key.instance_uid, key.drawing) == (image.SOPInstanceUID, Drawing.WAITS)
    outbox.pump(database, SENDERS)
    with database.write(SYSTEM) as db:
        for waiting in db.exec(select(outbox.OutboxMessage)):
            waiting.next_at = utc_now()
    outbox.pump(database, SENDERS)
    with database.read() as db:
        [key] = keys.of(db, found.id)
        [file] = orders.files_of(db, order_id)
        assert (key.drawing, key.file_id) == (Drawing.DONE, file.file_id)
        assert db.exec(select(ReaderProfile)).one()
