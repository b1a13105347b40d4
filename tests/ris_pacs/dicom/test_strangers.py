"""Programs that are not ours talk to us: dcmtk and pynetdicom, both ways."""

import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from sqlmodel import col, select

from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.dicom.models import DicomStranger, NodeSight
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.pictures import part10, picture, study

dcmtk = pytest.mark.skipif(
    not Path("/usr/bin/storescu").exists(), reason="Debian's dcmtk is not installed"
)


def run(*words: str, ok: bool = True) -> str:
    done = subprocess.run(
        [f"/usr/bin/{words[0]}", *words[1:]],
        capture_output=True,
        text=True,
        timeout=60,
        env={"TCP_NODELAY": "1", "DCMDICTPATH": "/usr/share/libdcmtk17/dicom.dic"},
        check=False,
    )
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def files(folder: Path, *of: object) -> list[str]:
    names = []
    for n, each in enumerate(of):
        path = folder / f"{n}.dcm"
        path.write_bytes(each if isinstance(each, bytes) else part10(each))  # type: ignore[arg-type]
        names.append(str(path))
    return names


@dcmtk
def test_dcmtk_stores_and_asks_and_fetches(database: Database, tmp_path: Path) -> None:
    with database.write() as db:
        machine(db)
    sent = study(4)
    names = files(tmp_path, *sent)
    with listening(database) as here:
        to = ("-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.port))
        run("echoscu", *to)
        run("storescu", *to, *names)
        run("storescu", *to, *names)  # again: nothing changes, and it is no error
        uid = sent[0].StudyInstanceUID
        told = run(
            "findscu", "-S", *to, "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName=nguyen*",
            "-k", "StudyInstanceUID", "-k", "NumberOfStudyRelatedInstances",
        )  # fmt: skip
        assert uid in told
        assert "[4 ]" in told or "[4]" in told
        told = run(
            "findscu", "-S", *to, "-k", "QueryRetrieveLevel=IMAGE", "-k", f"StudyInstanceUID={uid}",
            "-k", "SOPInstanceUID",
        )  # fmt: skip
        assert all(each.SOPInstanceUID in told for each in sent)
        got = tmp_path / "got"
        got.mkdir()
        run(
            "getscu", "-S", "-od", str(got), *to, "-k", "QueryRetrieveLevel=STUDY",
            "-k", f"StudyInstanceUID={uid}",
        )  # fmt: skip
    back = {dcmread(path).SOPInstanceUID: dcmread(path) for path in got.iterdir()}
    assert set(back) == {each.SOPInstanceUID for each in sent}
    assert back[sent[0].SOPInstanceUID].PatientName == "Nguyễn^Văn An"
    assert back[sent[0].SOPInstanceUID].PixelData == sent[0].PixelData
    with database.read() as db:
        found = db.exec(select(ImagingStudy)).one()
        assert (found.instance_count, found.source) == (4, "CT1")
        assert db.exec(select(NodeSight.stored)).one() == 8


def _answers(port: int) -> None:
    """Wait until somebody listens there."""
    for _ in range(600):
        with closing(socket.socket()) as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nobody listens at port {port}")


@dcmtk
def test_dcmtk_has_studies_moved_to_another_node(database: Database, tmp_path: Path) -> None:
    got, names = tmp_path / "got", files(tmp_path, *study(3))
    got.mkdir()
    from tests.lis.analysers.test_gateway import free_port

    port = free_port()
    there = subprocess.Popen(["/usr/bin/storescp", "-od", str(got), "-aet", "WS1", str(port)])
    try:
        _answers(port)
        with database.write() as db:
            machine(db)
            machine(db, "WS1", port=port, receives=True)
        with listening(database) as here:
            to = ("-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.port))
            run("storescu", *to, *names)
            uid = dcmread(names[0]).StudyInstanceUID
            ask = ("-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={uid}")
            run("movescu", "-S", "-aem", "WS1", *to, *ask)
            assert len(list(got.iterdir())) == 3
            run("movescu", "-S", "-aem", "NOBODY", *to, *ask, ok=False)
    finally:
        there.terminate()
        there.wait()


@dcmtk
def test_whoever_is_not_known_is_refused_and_counted(database: Database, tmp_path: Path) -> None:
    with database.write() as db:
        machine(db)
        machine(db, "FAR", host="10.9.8.7")
        machine(db, "READS", may_store=False)
    names = files(tmp_path, picture())
    with listening(database) as here:
        at = ("127.0.0.1", str(here.port))
        for calling, called in (("WHO", "HIS54"), ("CT1", "ORTHANC"), ("FAR", "HIS54")):
            told = run("echoscu", "-aet", calling, "-aec", called, *at, ok=False)
            assert "Rejected" in told
        run("storescu", "-aet", "READS", "-aec", "HIS54", *at, *names, ok=False)
    with database.read() as db:
        found = db.exec(select(col(DicomStranger.calling), col(DicomStranger.why))).all()
        assert sorted(found) == [("CT1", "called"), ("FAR", "address"), ("WHO", "unknown")]
        assert db.exec(select(ImagingInstance)).all() == []


@dcmtk
@pytest.mark.parametrize("name", ["examples_ybr_color.dcm", "examples_jpeg2k.dcm"])
def test_compressed_pictures_stay_as_they_came(
    database: Database, tmp_path: Path, name: str
) -> None:
    path = str(get_testdata_file(name, download=False))
    with database.write() as db:
        machine(db)
    with listening(database) as here:
        to = ("-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.port))
        run("dcmsend", "-nh", "-dn", *to, path)
    before = dcmread(path)
    with database.read() as db:
        row = db.exec(select(ImagingInstance)).one()
        kept = dcmread(archive.file(db, row))
        assert row.transfer_syntax == before.file_meta.TransferSyntaxUID
        assert kept.PixelData == before.PixelData
