"""WADO-RS: metadata, frames, whole objects, pictures for people (PS3.18, 10.4)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydicom import dcmread
from pydicom.pixels.utils import pixel_array
from pydicom.uid import generate_uid
from sqlmodel import col, select

from kernel.audit import Audit
from kernel.db import Database
from ris_pacs.web.accept import header
from ris_pacs.web.multipart import Data, End, Parser
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import STORED, sample, send

Fetch = Callable[[str], list[dict[str, Any]]]

# A sample of each transfer syntax that pydicom brings along.
SYNTAXES = {
    "MR_small_implicit.dcm": "1.2.840.10008.1.2",
    "CT_small.dcm": "1.2.840.10008.1.2.1",
    "image_dfl.dcm": "1.2.840.10008.1.2.1.99",
    "MR_small_bigendian.dcm": "1.2.840.10008.1.2.2",
    "SC_rgb_jpeg_dcmtk.dcm": "1.2.840.10008.1.2.4.50",
    "SC_rgb_jpeg_gdcm.dcm": "1.2.840.10008.1.2.4.70",
    "MR_small_jpeg_ls_lossless.dcm": "1.2.840.10008.1.2.4.80",
    "JPEGLSNearLossless_08.dcm": "1.2.840.10008.1.2.4.81",
    "MR_small_jp2klossless.dcm": "1.2.840.10008.1.2.4.90",
    "JPEG2000.dcm": "1.2.840.10008.1.2.4.91",
    "MR_small_RLE.dcm": "1.2.840.10008.1.2.5",
    "examples_ybr_color.dcm": "1.2.840.10008.1.2.4.50",
    "examples_palette.dcm": "1.2.840.10008.1.2.1",
    "rtdose.dcm": "1.2.840.10008.1.2",
    "liver_1frame.dcm": "1.2.840.10008.1.2.1",
}


def parts(answer: Any) -> list[bytes]:
    kind, parameters = header(answer.headers["content-type"])
    assert kind == "multipart/related"
    assert len(parameters["boundary"]) > 30
    parser = Parser(parameters["boundary"])
    found: list[bytes] = []
    now = b""
    for piece in parser.feed(answer.content):
        if isinstance(piece, Data):
            now += piece.content
        elif isinstance(piece, End):
            found.append(now)
            now = b""
    parser.close()
    return found


def place(reader: TestClient, raw: bytes) -> str:
    stored = send(reader, raw).json()["00081199"]["Value"][0]
    where: str = stored["00081190"]["Value"][0]
    return where


def identified(raw: bytes) -> bytes:
    """Some samples lack what every object has: the numbers of its study and series."""
    dataset = dcmread(io.BytesIO(raw))
    if "StudyInstanceUID" in dataset and "SOPInstanceUID" in dataset:
        return raw
    for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        setattr(dataset, name, dataset.get(name) or generate_uid())
    out = io.BytesIO()
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


@pytest.mark.parametrize("name", SYNTAXES)
def test_each_transfer_syntax_is_given_as_stored_decoded_and_rendered(
    name: str, reader: TestClient
) -> None:
    raw = identified(sample(name))
    where = place(reader, raw)
    dataset = dcmread(io.BytesIO(raw))
    syntax = SYNTAXES[name]
    assert dataset.file_meta.TransferSyntaxUID == syntax
    truth = pixel_array(dataset, index=0, raw=True)

    stored = reader.get(f"{where}/frames/1", headers={"Accept": STORED})
    assert stored.status_code == 200
    native = syntax.startswith("1.2.840.10008.1.2.1") or syntax in (
        "1.2.840.10008.1.2",
        "1.2.840.10008.1.2.2",
    )
    given = "1.2.840.10008.1.2.1" if native else syntax
    assert f"transfer-syntax={given}".encode() in stored.content[:400]

    plain = 'multipart/related; type="application/octet-stream"'
    decoded = parts(reader.get(f"{where}/frames/1", headers={"Accept": plain}))
    if dataset.BitsAllocated == 1:
        assert len(decoded[0]) == truth.size // 8
    else:
        little = truth.astype(truth.dtype.newbyteorder("<"))
        assert decoded[0][: little.nbytes] == little.tobytes()

    shown = reader.get(f"{where}/rendered")
    assert shown.status_code == 200, shown.text
    picture = Image.open(io.BytesIO(shown.content))
    assert picture.format == "JPEG"
    assert picture.size == (dataset.Columns, dataset.Rows)
    if dataset.SOPInstanceUID and name != "liver_1frame.dcm":
        assert len(set(picture.convert("L").tobytes())) > 8  # something is to be seen


def test_frames_are_given_one_by_one_as_they_lie_in_the_file(reader: TestClient) -> None:
    where = place(reader, sample("examples_ybr_color.dcm"))
    every = [
        parts(reader.get(f"{where}/frames/{n}", headers={"Accept": STORED}))[0] for n in (1, 2, 30)
    ]
    assert all(each.startswith(b"\xff\xd8") for each in every)
    assert len(set(every)) == 3
    assert parts(reader.get(f"{where}/frames/1,2,30", headers={"Accept": STORED})) == every
    as_jpeg = 'multipart/related; type="image/jpeg"'
    assert parts(reader.get(f"{where}/frames/2", headers={"Accept": as_jpeg})) == every[1:2]
    assert reader.get(f"{where}/frames/31", headers={"Accept": STORED}).status_code == 404
    assert reader.get(f"{where}/frames/0", headers={"Accept": STORED}).status_code == 404
    assert reader.get(f"{where}/frames/x", headers={"Accept": STORED}).status_code == 400
    wrong = 'multipart/related; type="image/jls"'
    assert reader.get(f"{where}/frames/1", headers={"Accept": wrong}).status_code == 406


def test_whole_objects_come_as_they_were_kept_or_uncompressed(
    database: Database, reader: TestClient
) -> None:
    study = pictures.study(3)
    send(reader, *study)
    raws = sorted(pictures.part10(each) for each in study)
    uid = study[0].StudyInstanceUID
    kept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
    found = parts(reader.get(f"/dicom-web/studies/{uid}", headers={"Accept": kept}))
    assert sorted(found) == raws
    series = f"/dicom-web/studies/{uid}/series/{study[0].SeriesInstanceUID}"
    assert sorted(parts(reader.get(series))) == raws
    one = f"{series}/instances/{study[1].SOPInstanceUID}"
    alone = reader.get(one, headers={"Accept": "application/dicom;transfer-syntax=*"})
    assert alone.content == pictures.part10(study[1])
    where = place(reader, sample("MR_small_jp2klossless.dcm"))
    plain = reader.get(where, headers={"Accept": "application/dicom"})
    dataset = dcmread(io.BytesIO(plain.content))
    assert dataset.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    same = dcmread(io.BytesIO(sample("MR_small_jp2klossless.dcm")))
    assert (dataset.pixel_array == same.pixel_array).all()
    assert reader.get(where, headers={"Accept": "image/png"}).status_code == 406
    rle = 'application/dicom;transfer-syntax="1.2.840.10008.1.2.5"'
    assert reader.get(where, headers={"Accept": rle}).status_code == 406


def test_metadata_name_large_values_by_an_address_that_answers(
    reader: TestClient, fetch: Fetch
) -> None:
    where = place(reader, sample("examples_palette.dcm"))
    said = fetch(where.removeprefix("/dicom-web") + "/metadata")[0]
    table = said["00281201"]["BulkDataURI"]
    assert table.startswith("/dicom-web/")  # of this server, however it is called
    value = reader.get(table, headers={"Accept": "application/octet-stream"})
    truth = dcmread(io.BytesIO(sample("examples_palette.dcm")))
    assert value.content == truth.RedPaletteColorLookupTableData
    assert parts(reader.get(table, headers={"Accept": STORED}))[0] == value.content
    assert reader.get(f"{where}/bulkdata/00280000").status_code == 404
    assert reader.get(f"{where}/bulkdata/nonsense/x").status_code == 404


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("", (128, 128)),
        ("?viewport=64,64", (64, 64)),
        ("?viewport=1000,1000", (128, 128)),
        ("?viewport=64,64,0,0,64,32", (64, 32)),
        ("?window=40,400,linear&quality=50", (128, 128)),
    ],
)
def test_pictures_are_rendered_as_asked(
    asked: str, size: tuple[int, int], reader: TestClient
) -> None:
    where = place(reader, sample("CT_small.dcm"))
    for kind, name in (("image/jpeg", "JPEG"), ("image/png", "PNG"), ("image/gif", "GIF")):
        answer = reader.get(f"{where}/rendered{asked}", headers={"Accept": kind})
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.size) == (name, size)


@pytest.mark.parametrize(
    "asked", ["viewport=0,5", "viewport=a", "window=40", "window=1,0,linear", "quality=101"]
)
def test_odd_wishes_are_refused(asked: str, reader: TestClient) -> None:
    where = place(reader, sample("CT_small.dcm"))
    assert reader.get(f"{where}/rendered?{asked}").status_code == 400
    assert reader.get(f"{where}/rendered", headers={"Accept": "video/mp4"}).status_code == 406


def test_a_study_and_a_series_have_a_picture_that_stands_for_them(reader: TestClient) -> None:
    where = place(reader, sample("CT_small.dcm"))
    study = where.split("/series/")[0]
    series = where.split("/instances/")[0]
    for path in (f"{study}/thumbnail", f"{series}/thumbnail", f"{where}/thumbnail"):
        picture = Image.open(io.BytesIO(reader.get(path).content))
        assert max(picture.size) <= 256
    assert reader.get(f"{study}/rendered").status_code == 200


def test_wado_uri_answers_the_older_viewers(reader: TestClient) -> None:
    where = place(reader, sample("CT_small.dcm")).split("/")
    uids = f"studyUID={where[3]}&seriesUID={where[5]}&objectUID={where[7]}"
    picture = reader.get(f"/wado?requestType=WADO&{uids}")
    assert picture.headers["content-type"] == "image/jpeg"
    small = reader.get(f"/wado?requestType=WADO&{uids}&rows=32&columns=32&contentType=image%2Fpng")
    assert Image.open(io.BytesIO(small.content)).size == (32, 32)
    plain = reader.get(f"/wado?requestType=WADO&{uids}&contentType=application%2Fdicom")
    assert plain.content == sample("CT_small.dcm")
    assert reader.get(f"/wado?requestType=FIND&{uids}").status_code == 400
    assert reader.get("/wado?requestType=WADO&studyUID=1").status_code == 400
    other = uids.replace(where[5], "1.2.3")
    assert reader.get(f"/wado?requestType=WADO&{other}").status_code == 404


def test_who_opened_a_study_is_written_down_once(database: Database, reader: TestClient) -> None:
    where = place(reader, sample("CT_small.dcm"))
    for _ in range(3):
        reader.get(f"{where}/frames/1", headers={"Accept": STORED})
        reader.get(f"{where}/rendered")
    query = select(Audit).where(col(Audit.action) == "read")
    with database.read() as db:
        looks = [each for each in db.exec(query) if where.split("/")[3] in each.what]
    assert [(each.actor_name, each.subject_kind) for each in looks] == [("BS. Hình", "ris_study")]
