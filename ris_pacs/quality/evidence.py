"""Shows that wrong pictures are corrected and rejected with everything kept (TT54/76), and packed
without losing a pixel (TT54/77)."""

import hashlib
import struct
from secrets import randbelow, token_hex

from sqlmodel import Session, select

from his.patients import service as patients
from kernel.access import Actor
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.quality import applying, correcting, packing, undoing
from ris_pacs.quality.models import (
    Correction,
    CorrectionCode,
    CorrectionKind,
    CorrectionState,
    PackedPicture,
)

_CT = "1.2.840.10008.5.1.4.1.1.2"
_SIDE = 128


def _element(tag: int, vr: str, value: bytes) -> bytes:
    value += (b" " if vr not in ("UI", "OW") else b"\0") * (len(value) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr == "OW":
        return head + b"\0\0" + struct.pack("<I", len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def _slice(uid: str, number: int, patient: patients.Patient) -> bytes:
    """A CT slice, as a machine sends it."""
    pixels = b"".join(
        struct.pack("<H", (x * number + y) % 1024) for y in range(_SIDE) for x in range(_SIDE)
    )
    short = struct.Struct("<H").pack
    own = f"{uid}.{number}.1"
    data = b"".join(
        _element(tag, vr, value.encode() if isinstance(value, str) else value)
        for tag, vr, value in (
            (0x00080005, "CS", "ISO_IR 192"),
            (0x00080016, "UI", _CT),
            (0x00080018, "UI", own),
            (0x00080020, "DA", "20260101"),
            (0x00080060, "CS", "CT"),
            (0x00100010, "PN", archive.patient_name(patient.name)),
            (0x00100020, "LO", patient.code),
            (0x00100030, "DA", (patient.birth or "").replace("-", "")),
            (0x0020000D, "UI", uid),
            (0x0020000E, "UI", f"{uid}.{number}"),
            (0x00200060, "CS", "R"),
            (0x00280002, "US", short(1)),
            (0x00280004, "CS", "MONOCHROME2"),
            (0x00280010, "US", short(_SIDE)),
            (0x00280011, "US", short(_SIDE)),
            (0x00280100, "US", short(16)),
            (0x00280101, "US", short(16)),
            (0x00280102, "US", short(15)),
            (0x00280103, "US", short(0)),
            (0x7FE00010, "OW", pixels),
        )
    )
    meta = _element(0x00020002, "UI", _CT.encode()) + _element(0x00020003, "UI", own.encode())
    meta += _element(0x00020010, "UI", b"1.2.840.10008.1.2.1")
    group = _element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return bytes(128) + b"DICM" + group + meta + data


class _House:
    """Two patients and a study of two series, whose second is the other patient's."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.one, self.two = Actor(new_id(), "KTV minh chứng"), Actor(new_id(), "BS minh chứng")
        self.mine, self.other = self._person(), self._person()
        self.uid = f"2.25.{10**30 + randbelow(10**30)}"
        self.store = archive.store(db)
        self.paths: list[str] = []
        raws = [_slice(self.uid, n, self.mine) for n in (1, 2)]
        ready = [
            archive.prepare(self.store, archive.take_file(self.store, [raw], "MC")) for raw in raws
        ]
        self.paths += [each.instance["path"] for each in ready]
        archive.keep_ready(db, ready)
        db.expire_all()
        self.digests = [hashlib.sha256(raw).hexdigest() for raw in raws]

    def _person(self) -> patients.Patient:
        return patients.register(
            self.db,
            self.one,
            name=f"Minh Chứng {token_hex(4).upper()}",
            birth="1980-05-17",
            sex=patients.Sex.FEMALE,
        )

    def study(self) -> ImagingStudy:
        asked = select(ImagingStudy).where(ImagingStudy.uid == self.uid)
        return self.db.exec(asked).one()

    def files(self) -> list[str]:
        return [hashlib.sha256(self.store.local(p).read_bytes()).hexdigest() for p in self.paths]

    def carried_out(self, of: Correction) -> Correction:
        made = applying.write(self.store, applying.jobs_of(self.db, self.two, of))
        self.paths += [each.instance["path"] for each in made.ready]
        ready = correcting.proposed(self.db, self.two, of.id, of.version)
        applying.apply(self.db, self.two, ready, made)
        self.db.flush()
        self.db.expire_all()
        return correcting.get(self.db, self.two, of.id)

    def clear(self) -> None:
        for path in self.paths:
            self.store.remove(path)


def wrong_pictures_are_corrected_and_nothing_is_lost(db: Session) -> Finding:
    """A series goes to its right patient by two persons, with a note; it is undone again."""
    house = _House(db)
    try:
        return _corrected(db, house)
    except Refusal as error:
        return _not(f"Bị từ chối: {error.says.vi}", f"Refused: {error.says.en}")
    finally:
        house.clear()


def _corrected(db: Session, house: _House) -> Finding:
    study = house.study()
    wrong = correcting.propose(
        db,
        house.one,
        study_id=study.id,
        kind=CorrectionKind.MOVE,
        code=CorrectionCode.WORKLIST,
        reason="minh chứng",
        series=[f"{house.uid}.2"],
        to_patient_id=house.other.id,
    )
    try:
        correcting.proposed(db, house.one, wrong.id, wrong.version)
    except Refusal:
        pass
    else:
        return _not("Một người tự đề nghị, tự duyệt được.", "One person proposes and decides.")
    wrong = house.carried_out(wrong)
    study = house.study()
    moved = db.get(ImagingStudy, wrong.new_study_id) if wrong.new_study_id else None
    shown = archive.instances(db, study)
    notes = [row for row in shown if row.uid == wrong.note_uid]
    if moved is None or moved.patient_id != house.other.id or moved.instance_count != 1:
        return _not("Chuỗi ảnh không về đúng người.", "The series is not the right patient's.")
    told = archive.overlays(db, [moved])[moved.id]["00100020"]["Value"]
    raw = house.store.local(archive.instances(db, moved)[0].path).read_bytes()
    if told != [house.other.code] or house.other.code.encode() not in raw:
        return _not("Ảnh chuyển đi còn ghi tên cũ.", "What was moved names who it was.")
    if len(notes) != 1 or f"{house.uid}.2.1" in {row.uid for row in shown}:
        return _not("Không có phiếu loại ảnh.", "There is no rejection note.")
    if house.files()[:2] != house.digests:
        return _not("Tệp gốc bị thay đổi.", "An original was changed.")
    undoing.undo(db, house.two, wrong.id, reason="minh chứng", version=wrong.version)
    db.flush()
    db.expire_all()
    study, wrong = house.study(), correcting.get(db, house.two, wrong.id)
    back = {row.uid for row in archive.instances(db, study)}
    states = [e.state for e in correcting.events_of(db, wrong.id)]
    undone = wrong.state is CorrectionState.UNDONE and len(states) == 3
    if not undone or back != {f"{house.uid}.{n}.1" for n in (1, 2)}:
        return _not("Không hoàn tác được.", "It cannot be undone.")
    return Finding(
        Verdict.MET,
        Text(
            "Chuỗi ảnh gắn nhầm được chuyển sang đúng người bệnh do hai người làm, ảnh gốc còn "
            "nguyên từng byte, có phiếu loại ảnh mã 113038, hoàn tác được.",
            "A series under the wrong patient was moved to the right one by two persons; the "
            "originals are the same to the byte, a rejection note 113038 stands, and it was "
            "undone.",
        ),
    )


def pictures_are_packed_without_losing_a_pixel(db: Session) -> Finding:
    """A picture becomes JPEG 2000 lossless: pixels equal, what came kept and sealed."""
    house = _House(db)
    try:
        row = archive.instances(db, house.study())[0]
        size, first = row.size, archive.frame(db, row, 1).read()
        found = packing.written(house.store, row)
        if found is None:
            return _not("Không nén được.", "It could not be packed.")
        to, said = found
        house.paths.append(to.path)
        original = packing.digest(house.store.local(row.path), row.data_offset)
        packed = packing.note(db, house.one, row, to, said, original, "MC", None)
        db.flush()
        row_id, packed_id = row.id, packed.id
        db.expire_all()
        row = db.exec(select(ImagingInstance).where(ImagingInstance.id == row_id)).one()
        packed = db.exec(select(PackedPicture).where(PackedPicture.id == packed_id)).one()
        pixels = hashlib.sha256(first).hexdigest()
        if row.transfer_syntax != packing.J2K or row.state is not InstanceState.KEPT:
            return _not("Ảnh chưa ở dạng JPEG 2000.", "The picture is not in JPEG 2000.")
        if {packed.pixels_before, packed.pixels_after} != {pixels}:
            return _not("Điểm ảnh không còn như cũ.", "The pixels are not what they were.")
        if not packing.sealed(packed, row) or house.files()[:2] != house.digests:
            return _not("Bản gốc hoặc dấu niêm phong sai.", "The original or its seal is wrong.")
        forged = packing.seal(row.uid, original, pixels, packed.syntax_before, size + 1)
        if forged == packed.seal or packed.size_after >= size:
            return _not("Niêm phong không giữ gì.", "The seal holds nothing.")
        return Finding(
            Verdict.MET,
            Text(
                f"Ảnh {size // 1024} KB nén JPEG 2000 không mất mát còn {row.size // 1024} KB; mã "
                "băm điểm ảnh trước và sau bằng nhau; bản gốc giữ lại và niêm phong.",
                f"A picture of {size // 1024} KB takes {row.size // 1024} KB as JPEG 2000 "
                "lossless; the pixels' digest is equal before and after; what came is kept and "
                "sealed.",
            ),
        )
    finally:
        house.clear()


def _not(vi: str, en: str) -> Finding:
    return Finding(Verdict.NOT_MET, Text(vi, en))


CLAIMS = (
    Claim(
        "TT54/76",
        Text(
            "Sửa bên, chuyển chuỗi ảnh về đúng người bệnh, tách hai người trong một ca, loại ảnh "
            "kém: ảnh gốc còn nguyên, phiếu loại ảnh theo mã DICOM, hai người làm, hoàn tác được, "
            "các phân hệ khác được báo.",
            "A wrong side corrected, a series moved to its patient, two patients in one study "
            "split, bad pictures rejected: originals stay, a note with DICOM's code, two persons, "
            "undone within days, the other modules are told.",
        ),
        (
            Checked("tests/ris_pacs/quality/test_correcting.py"),
            Demonstrated(wrong_pictures_are_corrected_and_nothing_is_lost),
        ),
        screen="/imaging/quality",
    ),
    Claim(
        "TT54/77",
        Text(
            "Nén JPEG 2000 không mất mát theo quy tắc hoặc ngay: mã băm điểm ảnh trước, "
            "sau bằng nhau, hiện trên màn hình; nén mất mát chỉ theo quy tắc, sau báo cáo.",
            "JPEG 2000 without loss, by policy or at once: the pixels' digest is equal before and "
            "after, shown on screen; with loss only by policy, after the report, never "
            "mammography.",
        ),
        (
            Checked("tests/ris_pacs/quality/test_packing.py"),
            Demonstrated(pictures_are_packed_without_losing_a_pixel),
        ),
        screen="/imaging/packing",
    ),
)
