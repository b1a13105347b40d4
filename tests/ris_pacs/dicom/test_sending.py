"""Studies go to other nodes and come from them; other systems' rejections are heeded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, generate_uid
from pynetdicom import AE, evt
from sqlmodel import col, select

from kernel import outbox
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.dicom import elsewhere, forwarding, nodes, permissions
from ris_pacs.dicom.models import DicomNode, DicomRoute, DicomSending
from tests.conftest import SignIn
from tests.his import clinic
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.pictures import CT, keep, picture, study

EXPLICIT = "1.2.840.10008.1.2.1"
SENDERS = {each.kind: each for each in (forwarding.SENDER, elsewhere.SENDER)}


@contextmanager
def archive_elsewhere(title: str, has: list[Dataset], to: list[tuple[str, int]]) -> Iterator[Any]:
    """Another's archive, as pynetdicom makes one: takes, is asked, and moves what it has."""
    took: list[Dataset] = []

    def store(event: Any) -> int:
        found = event.dataset
        found.file_meta = event.file_meta
        took.append(found)
        return 0

    def find(event: Any) -> Iterator[Any]:
        wanted = str(event.identifier.get("PatientName") or "").strip("*")
        for each in has:
            if str(each.PatientName).startswith(wanted):
                told = Dataset()
                told.SpecificCharacterSet = "ISO_IR 192"
                for name in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate"):
                    setattr(told, name, each.get(name, ""))
                told.ModalitiesInStudy = "CT"
                yield 0xFF00, told
                break

    def move(event: Any) -> Iterator[Any]:
        yield to[0]
        yield len(has)
        for each in has:
            yield 0xFF00, each

    there = AE(ae_title=title)
    there.add_supported_context(CT, EXPLICIT)
    there.add_supported_context(elsewhere.FIND, EXPLICIT)
    there.add_supported_context(elsewhere.MOVE, EXPLICIT)
    there.add_requested_context(CT, EXPLICIT)
    server = there.start_server(
        ("127.0.0.1", 0),
        block=False,
        evt_handlers=[
            (evt.EVT_C_STORE, store), (evt.EVT_C_FIND, find), (evt.EVT_C_MOVE, move),
        ],
    )  # fmt: skip
    assert server is not None
    try:
        yield server.server_address[1], took
    finally:
        server.shutdown()


def receiver(database: Database, port: int, title: str = "PACS2") -> DicomNode:
    with database.write(SYSTEM) as db:
        row = machine(db, title, modality="", port=port, receives=True)
        db.expunge(row)
        return row


def test_a_rule_sends_what_it_means_with_the_houses_names(database: Database) -> None:
    with database.write(SYSTEM) as db:
        patient = clinic.somebody(db, SYSTEM, birth="1980-05-17")
        name = patient.name
        old = picture(PatientID=patient.code, PatientName="SAI TEN", PatientBirthDate="19800517",
                      StudyDate="20200101")  # fmt: skip
        new = study(2, PatientID=patient.code, PatientName="SAI TEN", PatientBirthDate="19800517")
        keep(db, old, *new, picture(Modality="MR", PatientID="X"))
        code = patient.code
        paths = {r.uid: archive.file(db, r) for r in db.exec(select(ImagingInstance))}
        before = {uid: path.read_bytes() for uid, path in paths.items()}
    with archive_elsewhere("PACS2", [], []) as (port, took):
        node = receiver(database, port)
        with database.write(SYSTEM) as db:
            forwarding.save_route(
                db, SYSTEM, route_id=None, name="CT nguoi lon", node_id=node.id, modality="CT",
                source="", age_from=18, age_to=None, priors=1, active=True,
            )  # fmt: skip
        for _ in range(2):  # the second time there is nothing to send
            with database.write(SYSTEM) as db:
                forwarding.route_rested(db, rest=timedelta(seconds=-5))
            outbox.pump(database, SENDERS)
        assert len(took) == 3
        assert {(str(t.PatientName), t.PatientID) for t in took} == {
            (archive.patient_name(name), code)
        }
        for each in took:
            original = dcmread(paths[each.SOPInstanceUID])
            assert each.PixelData == original.PixelData
            assert str(original.PatientName) == "SAI TEN", "the file stays as it came"
    assert {uid: path.read_bytes() for uid, path in paths.items()} == before
    with database.read() as db:
        rows = db.exec(select(DicomSending)).all()
        assert {(r.sent, r.failed, r.done_at is None) for r in rows} == {
            (1, 0, False),
            (2, 0, False),
        }


def test_ages_and_sources_are_minded() -> None:
    route = DicomRoute(name="x", node_id=new_id(), modality="CT", source="CT1", age_to=15)
    child: Any = ImagingStudy.model_construct(
        modalities="CT", source="CT1", birth_date="2015-12-01", attributes=""
    )
    assert forwarding.fits(route, child, date(2026, 11, 22))
    for field, value in (
        ("birth_date", "2000-01-01"), ("birth_date", ""), ("source", "CT2"), ("modalities", "MR"),
    ):  # fmt: skip
        other = child.model_construct(**{**child.model_dump(), field: value})
        assert not forwarding.fits(route, other, date(2026, 11, 22))


def test_a_node_that_is_away_gets_it_later(database: Database) -> None:
    with database.write(SYSTEM) as db:
        keep(db, *study(1))
    with archive_elsewhere("PACS2", [], []) as (port, _):
        pass
    node = receiver(database, port)
    with database.write(SYSTEM) as db:
        row = forwarding.send(
            db, SYSTEM, db.exec(select(ImagingStudy)).one(), nodes.get(db, node.id)
        )
        sending = row.id
    outbox.pump(database, SENDERS)
    with database.read() as db:
        kept = db.get(DicomSending, sending)
        message = db.execute(select(outbox.OutboxMessage)).scalar_one()
        assert kept is not None
        assert kept.done_at is None
        assert (message.state, message.attempts) == (outbox.OutboxState.WAITING, 1)


def test_a_study_is_found_elsewhere_and_fetched(database: Database, sign_in: SignIn) -> None:
    there = study(2, PatientName="Trần^Thị Bình", PatientID="N7")
    for each in there:
        each.file_meta = FileMetaDataset()
        each.file_meta.TransferSyntaxUID = UID(EXPLICIT)
    with (
        listening(database) as here,
        archive_elsewhere("PACS2", there, [("127.0.0.1", here.port)]) as (port, _),
    ):
        node = receiver(database, port)
        client = sign_in(*permissions.ALL, archive.READ, archive.UNMATCHED)
        at = f"/api/imaging/nodes/{node.id}"
        told = client.get(f"{at}/studies", params={"name": "Trần"}).json()
        assert [(s["patient_name"], s["here"]) for s in told["found"]] == [("Trần Thị Bình", 0)]
        uid = told["found"][0]["study_uid"]
        assert client.post(f"{at}/fetch", json={"study_uid": uid}).status_code == 202
        outbox.pump(database, SENDERS)
        told = client.get(f"{at}/studies", params={"name": "Trần"}).json()
        assert told["found"][0]["here"] == 2
        with database.write(SYSTEM) as db:  # and back again, over the API
            row = db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid)).one()
            assert row.source == "PACS2"
        sent = client.post(
            "/api/imaging/sendings", json={"study_uid": uid, "node_id": str(node.id)}
        )
        assert sent.status_code == 201, sent.text
        outbox.pump(database, SENDERS)
        (one,) = client.get("/api/imaging/sendings").json()["items"]
        assert (one["sent"], one["instances"], one["node_name"]) == (2, 2, "Máy PACS2")


def note(of: list[Dataset], code: str) -> Dataset:
    """A key object document that rejects them."""
    title, evidence, run = Dataset(), Dataset(), Dataset()
    title.CodeValue, title.CodingSchemeDesignator, title.CodeMeaning = code, "DCM", "Rejected"
    run.SeriesInstanceUID = of[0].SeriesInstanceUID
    run.ReferencedSOPSequence = []
    for each in of:
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CT, each.SOPInstanceUID
        run.ReferencedSOPSequence.append(item)
    evidence.StudyInstanceUID = of[0].StudyInstanceUID
    evidence.ReferencedSeriesSequence = [run]
    made = picture(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.88.59", Modality="KO",
        StudyInstanceUID=of[0].StudyInstanceUID, SeriesInstanceUID=generate_uid(),
        ConceptNameCodeSequence=[title], CurrentRequestedProcedureEvidenceSequence=[evidence],
    )  # fmt: skip
    del made.PixelData
    return made


def test_pictures_that_another_system_rejects_are_not_shown(database: Database) -> None:
    of = study(3)
    with database.write(SYSTEM) as db:
        keep(db, *of, note(of[:1], "113000"))
        store = archive.store(db)
    while archive.index_waiting(database, store):
        pass

    def shown() -> tuple[int, int]:
        with database.read() as db:
            row = db.exec(select(ImagingStudy)).one()
            kept = select(ImagingInstance).where(col(ImagingInstance.state) == InstanceState.KEPT)
            return row.instance_count, len(db.exec(kept).all())

    assert shown() == (4, 4), "a key object that rejects nothing hides nothing"
    with database.write(SYSTEM) as db:
        keep(db, note(of[:2], "113037"))
    while archive.index_waiting(database, store):
        pass
    assert shown() == (2, 2)
    with database.read() as db:
        assert all(Path(archive.file(db, r)).exists() for r in db.exec(select(ImagingInstance)))
