"""Small pictures, made as machines make them."""

import io
from collections.abc import Iterator
from typing import Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from sqlmodel import Session

from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import Kept

CT = "1.2.840.10008.5.1.4.1.1.2"


def picture(**more: Any) -> Dataset:
    """A CT slice of 16x16, of Nguyễn Văn An unless said otherwise."""
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID = CT
    made.SOPInstanceUID = generate_uid()
    made.StudyDate, made.StudyTime = "20261120", "081500"
    made.AccessionNumber = ""
    made.Modality = "CT"
    made.ReferringPhysicianName = "Trần^Thị Bình"
    made.StudyDescription = "CT sọ não không cản quang"
    made.SeriesDescription = "Axial"
    made.PatientName = "Nguyễn^Văn An"
    made.PatientID = "BN1"
    made.PatientBirthDate = "19800517"
    made.PatientSex = "M"
    made.StudyInstanceUID = generate_uid()
    made.SeriesInstanceUID = generate_uid()
    made.StudyID = "1"
    made.SeriesNumber = 1
    made.InstanceNumber = 1
    made.SamplesPerPixel = 1
    made.PhotometricInterpretation = "MONOCHROME2"
    made.Rows = made.Columns = 16
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    made.PixelData = bytes(range(256)) * 2
    for name, value in more.items():
        setattr(made, name, value)
    return made


def study(of: int = 3, **more: Any) -> list[Dataset]:
    """One series of several slices."""
    uids = {"StudyInstanceUID": generate_uid(), "SeriesInstanceUID": generate_uid()}
    return [picture(InstanceNumber=n + 1, **{**uids, **more}) for n in range(of)]


def part10(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta = meta
    to = io.BytesIO()
    dataset.save_as(to, enforce_file_format=True)
    return to.getvalue()


def chunks(raw: bytes, size: int = 1000) -> Iterator[bytes]:
    for at in range(0, len(raw), size):
        yield raw[at : at + size]


def keep(db: Session, *files: Dataset | bytes, source: str = "CT1") -> list[Kept]:
    store = archive.store(db)
    raws = [each if isinstance(each, bytes) else part10(each) for each in files]
    came = [archive.take_file(store, chunks(raw), source) for raw in raws]
    return archive.keep(db, came)


def sent(database: Database, *files: Dataset | bytes) -> list[Kept]:
    with database.write() as db:
        return keep(db, *files)
