"""Other archives and libraries as peers, both ways: gdcm (PyPI), and Orthanc where it is there."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydicom import dcmread
from sqlmodel import select

from kernel import outbox
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.dicom import asking, elsewhere, forwarding
from ris_pacs.dicom.models import DicomSending
from ris_pacs.dicom.schemas import CommitmentState
from tests.lis.analysers.test_gateway import free_port
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.dicom.test_strangers import files
from tests.ris_pacs.pictures import keep, part10, study

_ORTHANC = Path("/usr/sbin/Orthanc")
SENDERS = {s.kind: s for s in (forwarding.SENDER, elsewhere.SENDER, asking.SENDER)}


_GDCM = """
import sys, gdcm
files = gdcm.FilenamesType()
for name in sys.argv[2:]: files.push_back(name)
gdcm.CompositeNetworkFunctions.CStore("127.0.0.1", int(sys.argv[1]), files, "GDCM", "HIS54")
"""


def test_gdcm_stores(database: Database, tmp_path: Path) -> None:
    """gdcm 3.0 and 3.2 end themselves at the end of a line (with dcmtk's storescp as well), so it
    is not asked whether it is content; what it sent is here."""
    with database.write() as db:
        machine(db, "GDCM")
    sent = study(3)
    with listening(database) as here:
        words = [sys.executable, "-c", _GDCM, str(here.port), *files(tmp_path, *sent)]
        subprocess.run(words, capture_output=True, timeout=60, check=False)
    with database.read() as db:
        rows = {r.uid: r for r in db.exec(select(ImagingInstance))}
        for each in sent:
            kept = dcmread(archive.file(db, rows[each.SOPInstanceUID]))
            assert kept.PixelData == each.PixelData


@contextmanager
def orthanc(folder: Path, to: int) -> Iterator[tuple[int, httpx.Client]]:
    """Debian's archive; it knows us at port `to`. Answers its DICOM port and its API."""
    dicom, web = free_port(), free_port()
    settings: dict[str, Any] = {
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "DicomPort": dicom,
        "DicomAet": "ORTHANC",
        "HttpPort": web,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "Plugins": [],
        "DicomModalities": {
            "his54": {"AET": "HIS54", "Host": "127.0.0.1", "Port": to, "AllowNEventReport": True}
        },
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    with (folder / "orthanc.log").open("w") as log:
        running = subprocess.Popen(
            [str(_ORTHANC), str(folder / "orthanc.json")], stdout=log, stderr=log
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{web}", timeout=30) as api:
            for _ in range(400):
                try:
                    api.get("/system").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.05)
            yield dicom, api
    finally:
        running.terminate()
        running.wait()


@pytest.mark.peer
@pytest.mark.skipif(not _ORTHANC.exists(), reason="Debian's orthanc is not installed")
def test_orthanc_takes_commits_and_sends_back(database: Database, tmp_path: Path) -> None:
    here_first, theirs = study(2), study(1, PatientName="Trần^Thị Bình", PatientID="N7")
    with listening(database) as here, orthanc(tmp_path, here.port) as (port, api):
        with database.write(SYSTEM) as db:
            keep(db, *here_first)
            node = machine(db, "ORTHANC", port=port, receives=True, asks_commitment=True)
            forwarding.send(db, SYSTEM, db.exec(select(ImagingStudy)).one(), node)
        for _ in range(2):  # the pictures, then the question
            outbox.pump(database, SENDERS)
        assert len(api.get("/instances").json()) == 2
        assert _told(database) == CommitmentState.SAFE
        came = api.post("/instances", content=part10(theirs[0])).json()
        api.post("/modalities/his54/store", json=came["ID"]).raise_for_status()
        asked = {"Level": "Study", "Query": {"PatientName": "TRAN*"}}
        found = api.post("/modalities/his54/query", json=asked).json()["ID"]
        assert len(api.get(f"/queries/{found}/answers").json()) == 1
    with database.read() as db:
        uids = set(db.exec(select(ImagingInstance.uid)))
        assert uids == {each.SOPInstanceUID for each in (*here_first, *theirs)}


def _told(database: Database) -> CommitmentState:
    """It calls us when it has looked."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with database.read() as db:
            row = db.exec(select(DicomSending)).one()
            if row.commit_told_at:
                return asking.state(row)
        time.sleep(0.05)
    return asking.state(row)
