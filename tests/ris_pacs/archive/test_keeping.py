"""What comes is kept once, as it came, and found by what it says."""

import json
from datetime import date
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file
from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.ids import new_id
from ris_pacs.archive import incoming, jobs, permissions, receiving
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingConflict, ImagingInstance, ImagingStudy
from ris_pacs.archive.service import NotDicom, Outcome, Wanted
from tests.ris_pacs.pictures import chunks, keep, part10, picture, study

READER = Actor(new_id(), "KTV", frozenset(p.id for p in permissions.ALL))


def one(db: Session) -> ImagingStudy:
    return db.exec(select(ImagingStudy)).one()


def test_a_study_is_counted_and_described(db: Session) -> None:
    kept = keep(db, *study(3))
    assert {k.status for k in kept} == {Outcome.STORED}
    found = one(db)
    assert (found.series_count, found.instance_count, found.modalities) == (1, 3, "CT")
    assert found.dicom_patient_name == "Nguyễn^Văn An"
    assert (found.study_date, found.birth_date) == ("2026-11-20", "1980-05-17")
    assert found.patient_id is None
    assert found.state == "unmatched"


def test_a_file_is_byte_for_byte_what_came(db: Session) -> None:
    raw = part10(picture())
    keep(db, raw)
    row = db.exec(select(ImagingInstance)).one()
    assert archive.file(db, row).read_bytes() == raw
    assert jobs.whole(archive.store(db), row)
    archive.file(db, row).write_bytes(raw[:-1] + b"\x01")
    assert not jobs.whole(archive.store(db), row)


def test_the_same_again_changes_nothing_and_another_under_its_name_is_refused(db: Session) -> None:
    first = picture()
    other = picture(
        SOPInstanceUID=first.SOPInstanceUID,
        StudyInstanceUID=first.StudyInstanceUID,
        SeriesInstanceUID=first.SeriesInstanceUID,
        PixelData=b"\1" * 512,
    )
    raw = part10(first)
    assert [k.status for k in keep(db, raw, raw)] == [Outcome.STORED, Outcome.DUPLICATE_SAME]
    assert keep(db, raw)[0].status is Outcome.DUPLICATE_SAME
    assert keep(db, other)[0].status is Outcome.DUPLICATE_DIFFERS
    row = db.exec(select(ImagingInstance)).one()
    assert archive.file(db, row).read_bytes() == raw
    assert db.exec(select(ImagingConflict.why)).all() == ["differs"]
    store = archive.store(db)
    assert [p for p in store.folder.rglob("*") if p.is_file() and p.name not in row.path] == [] or (
        sum(p.is_file() for p in (store.folder / row.path).parent.iterdir()) == 1
    )


def test_a_study_that_names_two_patients_says_so(db: Session) -> None:
    one_, two = study(2)
    two.PatientID = "BN2"
    keep(db, one_, two)
    assert one(db).mixed


@pytest.mark.parametrize("raw", [b"", b"\0" * 128 + b"DICM", b"MZ" * 400, b"\0" * 200])
def test_what_is_no_picture_is_refused_and_leaves_nothing(db: Session, raw: bytes) -> None:
    store = archive.store(db)
    before = {p for p in store.folder.rglob("*") if p.is_file()}
    with pytest.raises(NotDicom):
        archive.take_file(store, chunks(raw), "X")
    assert {p for p in store.folder.rglob("*") if p.is_file()} == before


def test_a_head_that_is_cut_off_is_refused(db: Session) -> None:
    raw = part10(picture())
    assert keep(db, raw[:420])[0].status is Outcome.REFUSED


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_bigendian.dcm",
        "image_dfl.dcm",
        "examples_ybr_color.dcm",
        "examples_jpeg2k.dcm",
        "examples_palette.dcm",
        "color3d_jpeg_baseline.dcm",
        "MR_small_RLE.dcm",
        "JPEG-LL.dcm",
        "rtplan.dcm",
        "reportsi.dcm",
        "waveform_ecg.dcm",
        "liver_1frame.dcm",
        "emri_small_RLE.dcm",
    ],
)
def test_every_transfer_syntax_is_kept_and_its_frames_are_found(db: Session, name: str) -> None:
    from pydicom import dcmread
    from pydicom.encaps import generate_frames

    path = get_testdata_file(name, download=False)
    if path is None:
        pytest.skip(f"{name} is not here")
    raw = Path(path).read_bytes()
    kept = keep(db, raw)[0]
    assert kept.status is Outcome.STORED, kept.why
    found, row = archive.instance(db, READER, kept.uid)
    told = b"".join(
        archive.metadata(db, found, [row], {row.series_id: kept.series_uid}, lambda *_: "/b")
    )
    dataset = dcmread(path)
    data = json.loads(told)[0]
    assert data["00080018"]["Value"] == [kept.uid]
    assert data["0020000D"]["Value"] == [kept.study_uid]
    if "PixelData" not in dataset or row.transfer_syntax.endswith("1.99"):
        return
    assert data["7FE00010"]["BulkDataURI"] == "/b/7FE00010"
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        frames = list(generate_frames(dataset.PixelData, number_of_frames=row.frames))
        for n in (1, row.frames):
            assert archive.frame(db, row, n).read().rstrip(b"\0") == frames[n - 1].rstrip(b"\0")
    else:
        whole = b"".join(archive.frame(db, row, n + 1).read() for n in range(row.frames))
        assert whole.rstrip(b"\0") == dataset.PixelData.rstrip(b"\0")


def test_studies_are_found_by_any_part_without_diacritics(db: Session) -> None:
    keep(db, picture(AccessionNumber="CD261120-0001"))
    keep(db, picture(PatientName="Lê^Thị Hoa", PatientID="BN2", StudyDate="20261101"))

    def names(**wanted: object) -> list[str]:
        found = archive.studies(db, READER, Wanted(**wanted))  # type: ignore[arg-type]
        return [s.dicom_patient_name for s in found]

    assert names() == ["Nguyễn^Văn An", "Lê^Thị Hoa"]
    assert names(name="*van a*") == ["Nguyễn^Văn An"]
    assert names(name="nguyễn*") == ["Nguyễn^Văn An"]
    assert names(name="an nguyen", loosely=True) == ["Nguyễn^Văn An"]
    assert names(name="an") == []
    assert names(patient_code="BN2") == ["Lê^Thị Hoa"]
    assert names(accession="*1120-00*") == ["Nguyễn^Văn An"]
    assert names(description="*NÃO*") == ["Nguyễn^Văn An", "Lê^Thị Hoa"]
    assert names(since=date(2026, 11, 10)) == ["Nguyễn^Văn An"]
    assert names(modalities=("MR",)) == []
    assert names(anything="HOA") == ["Lê^Thị Hoa"]


def test_whoever_may_not_see_the_unmatched_does_not(db: Session) -> None:
    keep(db, picture())
    doctor = Actor(new_id(), "BS", frozenset({permissions.READ.id}))
    assert archive.studies(db, doctor, Wanted()) == []


def test_metadata_that_was_made_before_is_what_is_made_when_asked(db: Session) -> None:
    kept = keep(db, picture())[0]
    found, row = archive.instance(db, READER, kept.uid)

    def told() -> bytes:
        names = {row.series_id: kept.series_uid}
        return b"".join(archive.metadata(db, found, [row], names, lambda *_: ""))

    asked = told()
    row.metadata_json, row.frame_table = archive.describe(archive.store(db), row)
    assert told() == asked
    assert json.loads(asked)[0]["00100010"]["Value"] == [{"Alphabetic": "Nguyễn^Văn An"}]
    assert archive.frame(db, row, 1).read() == bytes(range(256)) * 2
    assert db.exec(select(col(ImagingInstance.indexed_at))).all() == [None]


def test_studies_of_one_moment_are_all_kept(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of the search index may meet: then another is taken."""
    taken = iter([7, 7, 8, 9])
    monkeypatch.setattr(incoming, "number", lambda: next(taken))
    monkeypatch.setattr(receiving, "number", lambda: next(taken))
    kept = keep(db, picture(), picture())
    assert [k.status for k in kept] == [Outcome.STORED, Outcome.STORED]
    assert sorted(db.exec(select(ImagingStudy.number)).all()) == [7, 8]
