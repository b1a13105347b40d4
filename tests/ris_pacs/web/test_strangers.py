"""The independent `dicomweb-client` speaks with us over a real line."""

import threading
from collections.abc import Iterator
from io import BytesIO

import pytest
import uvicorn
from dicomweb_client.api import DICOMwebClient
from fastapi import Request
from pydicom import dcmread

from app.main import create_app
from app.serving import listening_socket
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.web.permissions import STORE, VIEW
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import sample


@pytest.fixture
def stranger(database: Database) -> Iterator[DICOMwebClient]:
    who = Actor(new_id(), "Máy lạ", frozenset(p.id for p in (VIEW, STORE, UNMATCHED)))

    def known(request: Request) -> Actor | None:
        return who if request.headers.get("authorization") == "Bearer key" else None

    line = listening_socket("127.0.0.1", 0)
    app = create_app(database, known)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
    running.start()
    client = DICOMwebClient(
        f"http://127.0.0.1:{line.getsockname()[1]}/dicom-web",
        headers={"Authorization": "Bearer key"},
    )
    yield client
    client._session.close()
    server.should_exit = True
    running.join(10)
    line.close()


def test_a_stranger_stores_finds_and_fetches(stranger: DICOMwebClient) -> None:
    study = [dcmread(BytesIO(pictures.part10(each))) for each in pictures.study(3)]
    uid, series = study[0].StudyInstanceUID, study[0].SeriesInstanceUID
    told = stranger.store_instances(study)
    assert len(told.ReferencedSOPSequence) == 3

    found = stranger.search_for_studies(search_filters={"PatientID": "BN1"}, fuzzymatching=True)
    assert [each["0020000D"]["Value"][0] for each in found] == [uid]
    assert len(stranger.search_for_series(uid)) == 1
    assert len(stranger.search_for_instances(uid, fields=["all"], limit=2)) == 2
    assert stranger.search_for_studies(search_filters={"PatientID": "nobody"}) == []

    assert len(stranger.retrieve_study_metadata(uid)) == 3
    one = study[1].SOPInstanceUID
    said = stranger.retrieve_instance_metadata(uid, series, one)
    assert said["00100010"]["Value"][0]["Alphabetic"] == "Nguyễn^Văn An"
    assert [each.InstanceNumber for each in stranger.retrieve_study(uid)] == [1, 2, 3]
    whole = stranger.retrieve_instance(uid, series, one)
    assert whole.PixelData == study[1].PixelData
    frames = stranger.retrieve_instance_frames(uid, series, one, [1])
    assert frames[0] == study[1].PixelData
    shown = stranger.retrieve_instance_rendered(uid, series, one)
    assert shown.startswith(b"\xff\xd8")

    movie = dcmread(BytesIO(sample("examples_ybr_color.dcm")))
    stranger.store_instances([movie])
    place = (movie.StudyInstanceUID, movie.SeriesInstanceUID, movie.SOPInstanceUID)
    stored = stranger.retrieve_instance_frames(
        *place, [1, 30], media_types=(("image/jpeg", "1.2.840.10008.1.2.4.50"),)
    )
    assert [each[:2] for each in stored] == [b"\xff\xd8"] * 2
