"""JPEG 2000: not one pixel differs, what came is kept and sealed, loss only where it may be."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from pydicom import dcmread
from sqlmodel import Session, select

from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.quality import packing, squeezing
from ris_pacs.quality.models import Correction, CorrectionState, PackedPicture, Packing
from tests.conftest import Later
from tests.his import clinic, lists
from tests.ris_pacs import pictures

URL = "/api/imaging/packing"
Person = Callable[..., Patient]
Sent = Callable[..., UUID]
SIDE = 128


def smooth(of: int = 1, **more: Any) -> list[Any]:
    rows = bytes(v for y in range(SIDE) for x in range(SIDE) for v in ((x + y) % 256, 1))
    big = {"Rows": SIDE, "Columns": SIDE, "PixelData": rows}
    return pictures.study(of, **{**big, **more})


def only(database: Database) -> tuple[ImagingInstance, PackedPicture | None]:
    with database.read() as db:
        row = db.exec(select(ImagingInstance)).one()
        return row, db.exec(select(PackedPicture)).first()


def test_a_study_is_packed_at_once_and_every_pixel_is_the_same(
    database: Database, proposer: TestClient, person: Person, sent: Sent
) -> None:
    files = smooth(1)
    study_id = sent(person(), *files)
    raw = pictures.part10(files[0])
    assert proposer.post(f"{URL}/studies/{study_id}").json() == {"packed": 1}
    row, packed = only(database)
    assert packed
    store = archive.store_of(database.folder)
    now = dcmread(store.local(row.path))
    assert now.file_meta.TransferSyntaxUID == packing.J2K == row.transfer_syntax
    assert now.SOPInstanceUID == files[0].SOPInstanceUID
    assert now.pixel_array.tobytes() == files[0].PixelData
    assert store.local(packed.original_path).read_bytes() == raw
    assert packed.size_after < packed.size_before == len(raw)
    (told,) = proposer.get(f"{URL}/pictures").json()["items"]
    assert (told["equal"], told["sealed"]) == (True, True)
    assert told["pixels_before"] == told["pixels_after"] != ""
    whole = proposer.get(URL).json()
    assert (whole["pictures"], whole["size_after"]) == (1, packed.size_after)
    assert proposer.post(f"{URL}/studies/{study_id}").json() == {"packed": 0}


def test_the_machine_sends_it_again_and_it_is_known(
    database: Database, proposer: TestClient, person: Person, sent: Sent
) -> None:
    files = smooth(1)
    study_id = sent(person(), *files)
    proposer.post(f"{URL}/studies/{study_id}")
    (again,) = pictures.sent(database, *files)
    assert again.status is archive.Outcome.DUPLICATE_SAME
    files[0].PixelData = bytes(SIDE * SIDE * 2)
    (other,) = pictures.sent(database, *files)
    assert other.status is archive.Outcome.DUPLICATE_DIFFERS


def test_what_came_is_dropped_after_its_days_if_the_packed_file_is_whole(
    database: Database, person: Person, sent: Sent, later: Later
) -> None:
    sent(person(), *smooth(1))
    with database.write() as db:
        db.add(_policy(modality="CT", drop_days=30))
    packing.by_policy(database)
    row, packed = only(database)
    assert packed
    assert packed.policy == "Nén CT"
    store = archive.store_of(database.folder)
    original, now = store.local(packed.original_path), store.local(row.path)
    assert packing.drop(database) == 0
    later(days=31)
    kept = now.read_bytes()
    now.write_bytes(kept[:-60] + bytes(60))
    assert packing.drop(database) == 0
    assert original.exists()
    now.write_bytes(kept)
    with database.write() as db:
        forged = db.get(PackedPicture, packed.id)
        assert forged
        forged.seal = "0" * 64
    assert packing.drop(database) == 0
    with database.write() as db:
        mended = db.get(PackedPicture, packed.id)
        assert mended
        mended.seal = packed.seal
    assert packing.drop(database) == 1
    assert not original.exists()
    assert dcmread(now).pixel_array.shape == (SIDE, SIDE)


def test_a_policy_takes_its_own_kind_and_age_alone(
    database: Database, person: Person, sent: Sent
) -> None:
    sent(person(), *smooth(1))
    with database.write() as db:
        db.add(_policy(modality="MR"))
        db.add(_policy(older_days=7))
        db.add(_policy(source="KHAC"))
        db.add(_policy(active=False))
    assert packing.by_policy(database) is None
    assert only(database)[1] is None


def _policy(**more: Any) -> Packing:
    said = {"name": "Nén CT", "older_days": 0, "made_by": UUID(int=7), "made_by_name": "BS. Hình"}
    return Packing(**{**said, **more})


def _ordered(db: Session) -> Order:
    lists.services(db)
    visit = clinic.visit(db, SYSTEM, clinic.build(db).p101)
    return orders.place(db, SYSTEM, encounter_id=visit.id, service_code="CDHA-XQ")


@pytest.mark.parametrize(
    ("modality", "answered", "done"), [("CT", True, 1), ("CT", False, 0), ("MG", True, 0)]
)
def test_loss_comes_only_by_policy_after_the_report_and_never_to_mammography(
    database: Database, modality: str, answered: bool, done: int
) -> None:
    with database.write() as db:
        order = _ordered(db)
        patient = patients.get(db, SYSTEM, order.patient_id)
        files = smooth(
            1,
            Modality=modality,
            PatientID=patient.code,
            PatientName=archive.patient_name(patient.name),
            AccessionNumber=order.code,
        )
    pictures.sent(database, *files)
    policy = _policy(ratio=10, name="Nén 1:10")
    with database.write() as db:
        db.add(policy)
        if answered:
            found = db.exec(select(Order)).one()
            found.state = OrderState.FULFILLED
            db.add(found)
    packing.by_policy(database)
    with database.read() as db:
        rows = list(db.exec(select(Correction)))
        assert len(rows) == done
        if not done:
            return
        (made,) = rows
        assert (made.state, made.code.value) == (CorrectionState.APPLIED, "113039")
        study = db.exec(select(ImagingStudy)).one()
        small = next(i for i in archive.instances(db, study) if i.rows)
        shown = dcmread(archive.file(db, small))
        assert squeezing.pictures(db, study.id, policy) == []
    assert shown.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.91"
    assert (shown.LossyImageCompression, shown.LossyImageCompressionMethod) == ("01", "ISO_15444_1")
    assert float(shown.LossyImageCompressionRatio) > 2
    assert made.before["ratio"] == str(shown.LossyImageCompressionRatio)
    assert shown.SOPInstanceUID != files[0].SOPInstanceUID
