"""Nodes that take only plain pictures get compressed ones decoded; the kept file stays."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pynetdicom import AE, build_role, evt
from sqlmodel import select

from kernel import outbox
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.dicom import forwarding, plain
from ris_pacs.dicom.models import DicomSending
from ris_pacs.dicom.requesting import EXPLICIT, IMPLICIT
from tests.ris_pacs.dicom.station import listening, machine

SENDERS = {forwarding.SENDER.kind: forwarding.SENDER}
_LOSSLESS = "MR_small_jp2klossless.dcm"


def path_of(name: str) -> str:
    found = get_testdata_file(name, download=False)
    if found is None:
        pytest.skip(f"{name} is not here")
    return str(found)


def kept(database: Database, path: str) -> tuple[Path, bytes]:
    """Into the archive; where it lies, and its bytes."""
    with database.write(SYSTEM) as db:
        store = archive.store(db)
        came = archive.take_file(store, [Path(path).read_bytes()], "CT1")
        archive.keep_ready(db, [archive.prepare(store, came)])
        file = archive.file(db, db.exec(select(ImagingInstance)).one())
    return file, file.read_bytes()


def given(database: Database, syntaxes: list[str]) -> tuple[list[Dataset], DicomSending]:
    """Sent to a node that takes only these syntaxes; what it took, and how the sending stands."""
    took: list[Dataset] = []

    def store(event: Any) -> int:
        found = event.dataset
        found.file_meta = event.file_meta
        took.append(found)
        return 0

    there = AE(ae_title="PACS2")
    with database.read() as db:
        sop_class = db.exec(select(ImagingInstance.sop_class)).one()
    there.add_supported_context(sop_class, syntaxes)
    server = there.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store)]
    )
    assert server is not None
    try:
        with database.write(SYSTEM) as db:
            node = machine(db, "PACS2", port=server.server_address[1], receives=True)
            forwarding.send(db, SYSTEM, db.exec(select(ImagingStudy)).one(), node)
        outbox.pump(database, SENDERS)
    finally:
        server.shutdown()
    with database.read() as db:
        return took, db.exec(select(DicomSending)).one()


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
def test_a_compressed_picture_goes_plain_with_every_pixel(database: Database, syntax: str) -> None:
    path = path_of(_LOSSLESS)
    file, before = kept(database, path)
    (told,), row = given(database, [syntax])
    assert told.file_meta.TransferSyntaxUID == syntax
    original = dcmread(path)
    assert told.SOPInstanceUID == original.SOPInstanceUID, "it is the same picture"
    assert np.array_equal(told.pixel_array, original.pixel_array)
    assert len(told.PixelData) == told.Rows * told.Columns * 2
    assert file.read_bytes() == before
    assert (row.sent, row.failed, row.error) == (1, 0, "")


def test_a_node_that_takes_it_gets_it_as_it_lies(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(_LOSSLESS)
    kept(database, path)
    monkeypatch.setattr(plain.Plain, "_begun", lambda: pytest.fail("nothing is decoded"))
    (told,), _ = given(database, [dcmread(path).file_meta.TransferSyntaxUID, EXPLICIT])
    assert told.PixelData == dcmread(path).PixelData


def test_what_cannot_be_decoded_is_named_and_not_tried_for_ever(
    database: Database, tmp_path: Path
) -> None:
    broken = dcmread(path_of(_LOSSLESS))
    broken.PixelData = broken.PixelData[:40] + bytes(len(broken.PixelData) - 40)
    broken.save_as(tmp_path / "broken.dcm")
    kept(database, str(tmp_path / "broken.dcm"))
    took, row = given(database, [EXPLICIT])
    assert took == []
    assert (row.sent, row.failed) == (0, 1)
    assert row.error
    assert "neither" not in row.error


def test_a_decoder_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from ris_pacs.dicom.requesting import Sending

    of = Sending(tmp_path / "x", 0, "1", "2", "3")
    with plain.Plain(seconds=0.2) as here:
        monkeypatch.setattr(subprocess, "Popen", _sleeping(subprocess.Popen))
        with pytest.raises(plain.CannotDecode, match="longer"), here.made(of, EXPLICIT):
            pass


def heard(by: list[Any], what: Any) -> int:
    by.append(what)
    return 0


def _sleeping(real: Any) -> Any:
    return lambda _, **more: real(["/bin/sleep", "60"], **{**more, "cwd": "/"})


def test_a_station_that_gets_only_plain_ones_gets_them(database: Database) -> None:
    path = path_of(_LOSSLESS)
    kept(database, path)
    original = dcmread(path)
    got: list[Dataset] = []
    with database.write() as db:
        machine(db, "WS1")
    station = AE(ae_title="WS1")
    station.add_requested_context("1.2.840.10008.5.1.4.1.2.2.3", EXPLICIT)
    station.add_requested_context(original.SOPClassUID, IMPLICIT)
    with listening(database) as here:
        line = station.associate(
            "127.0.0.1", here.port, ae_title="HIS54",
            ext_neg=[build_role(original.SOPClassUID, scp_role=True)],
            evt_handlers=[(evt.EVT_C_STORE, lambda e: heard(got, e.dataset))],
        )  # fmt: skip
        asked = Dataset()
        asked.QueryRetrieveLevel = "STUDY"
        asked.StudyInstanceUID = original.StudyInstanceUID
        last = [s for s, _ in line.send_c_get(asked, "1.2.840.10008.5.1.4.1.2.2.3")][-1]
        line.release()
    assert last.NumberOfCompletedSuboperations == 1
    assert len(got[0].PixelData) == original.Rows * original.Columns * 2
