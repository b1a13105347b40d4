"""Shows that pictures are measured, looked at and reformatted (TT54/71, 72, 73)."""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from secrets import randbelow, token_hex
from typing import Any

from sqlmodel import Session, select

from his.patients import service as patients
from kernel.access import Actor
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.web import codecs, marking, objects, presenting, viewer, volumes
from ris_pacs.web.presenting import Look
from ris_pacs.web.shapes import Calibration, Point, Shape, Value, scale
from ris_pacs.web.volumes import Doubt

_SIDE, _MM, _HU = 256, 0.8, 400
_RIM = ((65.5, 128.0), (190.5, 128.0), (128.0, 65.5), (128.0, 190.5))
_SLICES = 12


def _ball() -> bytes:
    """A ball of 100 mm and 400 HU in air."""
    cells = bytearray()
    for y in range(_SIDE):
        half = math.sqrt(max(0.0, 62.5**2 - (y - 127.5) ** 2))
        row = [24 + (1400 if abs(x - 127.5) < half else 0) for x in range(_SIDE)]
        cells += b"".join(each.to_bytes(2, "little") for each in row)
    return bytes(cells)


def _slices(person: patients.Patient, at: Sequence[float], ball: bytes) -> Iterator[bytes]:
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    study = f"2.25.{10**30 + randbelow(10**30)}"
    for number, place in enumerate(at, 1):
        made = Dataset()
        made.SpecificCharacterSet = "ISO_IR 192"
        made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", f"{study}.1.{number}"
        made.StudyInstanceUID, made.SeriesInstanceUID = study, f"{study}.1"
        made.FrameOfReferenceUID = f"{study}.9"
        made.StudyDate, made.Modality, made.InstanceNumber = "20260101", "CT", number
        made.PatientName = archive.patient_name(person.name)
        made.PatientID = person.code
        made.PatientBirthDate = (person.birth or "").replace("-", "")
        made.ImagePositionPatient = [0, 0, place]
        made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        made.PixelSpacing = [_MM, _MM]
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        made.Rows = made.Columns = _SIDE
        made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
        made.PixelRepresentation = 0
        made.RescaleIntercept, made.RescaleSlope = -1024, 1
        made.WindowCenter, made.WindowWidth = 40, 400
        made.PixelData = ball
        made.file_meta = FileMetaDataset()
        made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        to = io.BytesIO()
        made.save_as(to, enforce_file_format=True)
        yield to.getvalue()


@contextmanager
def _kept(db: Session, at: Sequence[float]) -> Iterator[tuple[Actor, ImagingStudy]]:
    """A phantom of slices at these places, of a patient made up for it."""
    doctor = Actor(new_id(), "BS minh chứng")
    name = f"Minh Chứng {token_hex(4).upper()}"
    sex = patients.Sex.FEMALE
    person = patients.register(db, doctor, name=name, birth="1980-05-17", sex=sex)
    store, ball = archive.store(db), _ball()
    came = [archive.take_file(store, [raw], "MC") for raw in _slices(person, at, ball)]
    kept = archive.keep(db, came)
    try:
        yield doctor, archive.study(db, doctor, kept[0].study_uid)
    finally:
        uid = kept[0].study_uid
        asked = select(ImagingInstance).join(ImagingStudy).where(ImagingStudy.uid == uid)
        for row in db.exec(asked):
            store.remove(row.path)


def _pictures(db: Session, of: ImagingStudy) -> list[ImagingInstance]:
    return [row for row in archive.instances(db, of) if row.rows]


def a_phantom_measures_what_it_is(db: Session) -> Finding:
    """100 mm measure 100 mm, 400 HU are 400 HU; another person opens it again; it is withdrawn."""
    with _kept(db, [0.0]) as (doctor, of):
        (picture,) = _pictures(db, of)

        def drawn(shape: Shape, points: Sequence[Point], name: str) -> None:
            on: Any = {"instance_uid": picture.uid, "frame": 1}
            marking.save(db, doctor, of.uid, **on, shape=shape, points=points, name=name)

        drawn(Shape.LENGTH, _RIM[:2], "Đường kính")
        drawn(Shape.ELLIPSE, _RIM, "Khối cầu")
        drawn(Shape.COBB, ((0.0, 0.0), (100.0, 0.0), (0.0, 50.0), (100.0, 150.0)), "Cobb")
        db.expire_all()
        found = {each.name: each for each in marking.measurements(db, of.id)}
        if set(found) != {"Đường kính", "Khối cầu", "Cobb"}:
            return _not("Số đo đã lưu không mở lại được.", "Saved measurements do not open again.")
        length, mean = _value(found["Đường kính"].values, "length"), found["Khối cầu"].values
        if abs(length - 100) > _MM or found["Đường kính"].by != doctor.name:
            return _not(f"100 mm đo được {length} mm.", f"100 mm measure {length} mm.")
        if abs(_value(mean, "mean") - _HU) > 1 or _value(mean, "sd") > 1:
            return _not("Trung bình vùng đo sai.", "The mean of an area is wrong.")
        if _value(found["Cobb"].values, "angle") != 45:
            return _not("Góc Cobb đo sai.", "A Cobb angle is wrong.")
        size = {"Value": [0.1, 0.1]}
        detector = {"00080060": {"Value": ["DX"]}, "00181164": size, "00280030": size}
        if scale(detector, ()).by is not Calibration.DETECTOR or scale({}, ()).length_unit != "px":
            return _not("Thiếu cảnh báo hiệu chuẩn.", "Nothing warns of a missing calibration.")
        gone = found["Cobb"]
        marking.withdraw_measurement(db, doctor, of.uid, gone.id, reason="Minh chứng rút số đo")
        if any(each.id == gone.id for each in marking.measurements(db, of.id)):
            return _not("Số đo đã rút vẫn hiện.", "A withdrawn measurement is still shown.")
        return Finding(
            Verdict.MET,
            Text(
                f"Khối cầu 100 mm đo được {length:g} mm, 400 HU đo được "
                f"{_value(mean, 'mean'):g} HU; số đo lưu thành DICOM SR, người khác mở lại được, "
                "rút lại có lý do; máy không hiệu chuẩn thì cảnh báo hoặc ghi px.",
                f"A ball of 100 mm measures {length:g} mm, 400 HU measure "
                f"{_value(mean, 'mean'):g} HU; kept as DICOM SR, opened by another person, "
                "withdrawn with a reason; without calibration it warns, or says px.",
            ),
        )


def _value(of: Sequence[Value], what: str) -> float:
    return next((each.value for each in of if each.what == what), math.nan)


def a_look_is_kept_and_the_picture_is_untouched(db: Session) -> Finding:
    """A window makes another picture; the look is kept and opened again; the file is as it came."""
    with _kept(db, [0.0]) as (doctor, of):
        (picture,) = _pictures(db, of)
        path = archive.file(db, picture)
        before = path.read_bytes()
        job = {"work": "rendered", "path": str(path), "frame": 1, "kind": "image/png"}
        try:
            shown = [codecs.POOL.run({**job, "window": w}) for w in ([40, 400], [400, 2000])]
        except codecs.CodecRefused as error:
            return _not(f"Không dựng được hình: {error}.", f"No picture can be made: {error}.")
        if shown[0] == shown[1]:
            return _not("Cửa sổ không đổi hình.", "A window changes nothing.")
        look = Look("Gan", 60.0, 150.0, inverted=True, rotation=90, flipped=True)
        run = archive.series(db, of)[0]
        marking.present(db, doctor, of.uid, series_uid=run.uid, look=look)
        db.expire_all()
        found = [each.look for each in presenting.of_study(db, of)]
        if [(e.centre, e.width, e.inverted, e.rotation, e.flipped) for e in found] != [
            (60.0, 150.0, True, 90, True)
        ]:
            return _not("Trạng thái hiển thị không mở lại được.", "The look does not open again.")
        if path.read_bytes() != before:
            return _not("Tệp ảnh gốc đã bị đổi.", "The original file was changed.")
        return Finding(
            Verdict.MET,
            Text(
                "Đổi cửa sổ, đảo màu, xoay, lật được lưu thành trạng thái hiển thị DICOM và mở "
                "lại được; tệp gốc giữ nguyên từng byte.",
                "Window, inversion, turn and flip are kept as a DICOM presentation state and "
                "opened again; the original file is the same to the byte.",
            ),
        )


def a_volume_is_weighed_before_it_is_reformatted(db: Session) -> Finding:
    """The viewer that reformats is here; even slices are a volume, uneven ones are warned of."""
    if not viewer.brought():
        return _not("Máy chủ chưa có trình xem OHIF.", "The OHIF viewer is not on this server.")
    even = [2.0 * n for n in range(_SLICES)]
    told = []
    for places in (even, [*even[:5], *(each + 7 for each in even[5:])]):
        with _kept(db, places) as (_, of):
            rows = _pictures(db, of)
            told.append(volumes.weigh([objects.said(db, row) for row in rows]))
            if not all(_is_whole(db, row) for row in rows):
                return _not("Thiếu khung hình của khối.", "Frames of the volume are missing.")
    good, uneven = told
    if not good.possible or good.doubts or good.gap != 2.0:
        return _not("Khối đều bị coi là không dùng được.", "An even volume is doubted.")
    if Doubt.UNEVEN not in uneven.doubts:
        return _not("Lát cắt không đều mà không cảnh báo.", "Uneven slices are not warned of.")
    return Finding(
        Verdict.MET,
        Text(
            f"{_SLICES} lát cắt cách đều {good.gap:g} mm dựng được khối (MPR, MIP, 3D trong trình "
            f"xem trên máy chủ); thiếu lát (cách {uneven.most:g} mm) thì cảnh báo.",
            f"{_SLICES} slices {good.gap:g} mm apart make a volume (MPR, MIP, 3D in the viewer on "
            f"this server); where some are missing ({uneven.most:g} mm) it warns.",
        ),
    )


def _is_whole(db: Session, row: ImagingInstance) -> bool:
    try:
        return len(archive.frame(db, row, 1).read()) == _SIDE * _SIDE * 2
    except archive.FrameNotThere:
        return False


def _not(vi: str, en: str) -> Finding:
    return Finding(Verdict.NOT_MET, Text(vi, en))


_SCREEN = Checked("tests/e2e/test_pictures.py")
CLAIMS = (
    Claim(
        "TT54/71",
        Text(
            "Đo chiều dài, góc, góc Cobb, diện tích, trung bình và độ lệch chuẩn (HU); lưu thành "
            "DICOM SR, mở lại, đưa vào báo cáo; cảnh báo khi chưa hiệu chuẩn.",
            "Length, angle, Cobb angle, area, mean and deviation (HU); kept as DICOM SR, opened "
            "again, offered to the report; it warns where nothing is calibrated.",
        ),
        (
            Checked("tests/ris_pacs/web/test_measurements.py"),
            _SCREEN,
            Demonstrated(a_phantom_measures_what_it_is),
        ),
        screen="/patients",
    ),
    Claim(
        "TT54/72",
        Text(
            "Xử lý 2D: cửa sổ và mức, cửa sổ định sẵn, đảo màu, phóng to, di chuyển, xoay, lật có "
            "đổi dấu bên, kính lúp, ghi chú, chạy phim, so sánh cuộn đồng bộ có đường tham chiếu; "
            "ảnh gốc giữ nguyên, trạng thái hiển thị lưu lại được.",
            "2D: window and level, presets, invert, zoom, pan, turn, flip with side letters, "
            "magnifier, annotation, cine, comparison with synchronised scroll and reference "
            "lines; originals untouched, presentation states kept.",
        ),
        (
            Checked("tests/ris_pacs/web"),
            _SCREEN,
            Demonstrated(a_look_is_kept_and_the_picture_is_untouched),
        ),
        screen="/patients",
    ),
    Claim(
        "TT54/73",
        Text(
            "Xử lý 3D trong trình xem OHIF: MPR (ngang, đứng dọc, đứng ngang, chéo), MIP/MinIP, "
            "lát dày, dựng khối; cảnh báo lát cắt không đều hoặc nghiêng; máy không có WebGL được "
            "chuyển sang xem 2D.",
            "3D in the OHIF viewer: MPR (axial, sagittal, coronal, oblique), MIP/MinIP, thick "
            "slab, volume rendering; it warns of uneven or tilted slices; a computer without "
            "WebGL is led to 2D.",
        ),
        (
            Checked("tests/ris_pacs/web/test_volumes.py"),
            _SCREEN,
            Demonstrated(a_volume_is_weighed_before_it_is_reformatted),
        ),
        screen="/patients",
    ),
)
