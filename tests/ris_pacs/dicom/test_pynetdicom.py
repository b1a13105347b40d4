"""pynetdicom talks to us: stores, asks, gets back, asks for commitment, gives up half-way."""

from typing import Any

from pydicom.dataset import Dataset
from pynetdicom import AE, build_role, evt
from sqlmodel import select

from kernel.db import Database
from ris_pacs.dicom.models import StorageCommitment
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.pictures import CT, part10, study

_FIND, _GET = "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.3"
_COMMIT = "1.2.840.10008.1.20.1"


def test_pynetdicom_stores_asks_and_gets_back(database: Database) -> None:
    with database.write() as db:
        machine(db, "PY")
    sent, got = study(3), list[Dataset]()
    for each in sent:
        part10(each)  # gives it its file meta

    def take(event: Any) -> int:
        got.append(event.dataset)
        return 0x0000

    station = AE(ae_title="PY")
    for abstract in (CT, _COMMIT, _FIND, _GET):
        station.add_requested_context(abstract, "1.2.840.10008.1.2.1")
    with listening(database) as here:
        line = station.associate(
            "127.0.0.1",
            here.port,
            ae_title="HIS54",
            ext_neg=[build_role(CT, scu_role=True, scp_role=True)],
            evt_handlers=[(evt.EVT_C_STORE, take)],
        )
        assert line.is_established
        assert [line.send_c_store(each).Status for each in sent] == [0, 0, 0]
        asked = Dataset()
        asked.QueryRetrieveLevel = "STUDY"
        asked.PatientName = "NGUYEN*"
        asked.StudyInstanceUID = ""
        told = [answer for _, answer in line.send_c_find(asked, _FIND) if answer]
        assert [each.StudyInstanceUID for each in told] == [sent[0].StudyInstanceUID]
        assert str(told[0].PatientName) == "Nguyễn^Văn An"
        asked.StudyInstanceUID = sent[0].StudyInstanceUID
        last = [status for status, _ in line.send_c_get(asked, _GET)][-1]
        assert (last.Status, last.NumberOfCompletedSuboperations) == (0, 3)
        commit = Dataset()
        commit.TransactionUID = "1.2.3"
        item = Dataset()
        item.ReferencedSOPClassUID = CT
        item.ReferencedSOPInstanceUID = sent[0].SOPInstanceUID
        commit.ReferencedSOPSequence = [item]
        status, _ = line.send_n_action(commit, 1, _COMMIT, "1.2.840.10008.1.20.1.1")
        assert status.Status == 0
        line.release()
    assert sorted(d.InstanceNumber for d in got) == [1, 2, 3]
    assert got[0].PixelData == sent[0].PixelData
    with database.read() as db:
        assert db.exec(select(StorageCommitment.transaction_uid)).one() == "1.2.3"
