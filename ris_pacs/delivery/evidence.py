"""Shows that pictures leave on a disc that needs no network, and by a link that ends (TT54/74)."""

import struct
import tempfile
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from sqlmodel import Session, col, or_, select

from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.delivery import asking, captures, making, sharing
from ris_pacs.delivery.models import Delivery, DeliveryForm, DeliveryPurpose, DeliveryState
from ris_pacs.schedule.service import Consumption, Exam, ExamState
from ris_pacs.web import service as web

_SECONDS = 60.0
_DAYS = timedelta(days=30)
_FILM_NAME = or_(*(col(Consumption.name).ilike(each) for each in ("%phim%", "%film%")))
_ON_DISC = ("DICOMDIR", "INDEX.HTM", "VIEWER/DATA.JS", "VIEWER/VIEWER.JS")


def _png(side: int = 48) -> bytes:
    """A picture with a pattern, as a camera may give."""
    lines = b"".join(
        b"\0" + bytes(v for x in range(side) for v in (x * 5 % 256, y * 5 % 256, 90))
        for y in range(side)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _person(db: Session, actor: Actor) -> patients.Patient:
    return patients.register(
        db,
        actor,
        name=f"Minh Chứng {token_hex(4).upper()}",
        birth="1980-05-17",
        sex=patients.Sex.FEMALE,
    )


def pictures_leave_on_a_disc_and_by_a_link(db: Session) -> Finding:
    """A photo of a patient goes into the archive, onto a disc and behind a link; what would be
    another's is refused, what is withdrawn opens nothing."""
    clerk = Actor(new_id(), "KTV minh chứng")
    person, other = _person(db, clerk), _person(db, clerk)
    store = archive.store(db)
    paths: list[str] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            try:
                mine = _photo(db, clerk, person, Path(folder), paths)
                anothers = _photo(db, clerk, other, Path(folder), paths)
                return _shown(db, clerk, person, mine, anothers, Path(folder))
            except web.CodecRefused as error:
                return _not(f"Không tạo được: {error}.", f"It could not be made: {error}.")
    finally:
        for path in paths:
            store.remove(path)


def _photo(
    db: Session, actor: Actor, of: patients.Patient, folder: Path, paths: list[str]
) -> archive.ImagingStudy:
    file = folder / "photo.png"
    file.write_bytes(_png())
    uid = captures.study_uid(db, of, None)
    said = captures.elements(actor, of, None, uid, "Minh chứng", "XC")
    job = {"work": captures.WORK, "path": str(file), "elements": said}
    raw = web.apart(job, seconds=_SECONDS)
    store = archive.store(db)
    ready = archive.prepare(store, archive.take_file(store, [raw], "MC"))
    paths.append(ready.instance["path"])
    archive.keep_ready(db, [ready], actor)
    db.expire_all()
    return archive.study(db, actor, uid)


def _ask(
    db: Session,
    actor: Actor,
    of: patients.Patient,
    study: archive.ImagingStudy,
    form: DeliveryForm,
    birth: str = "17/05/1980",
) -> Delivery:
    return asking.ask(
        db,
        actor,
        patient_id=of.id,
        studies=[study.id],
        form=form,
        purpose=DeliveryPurpose.PATIENT,
        recipient=of.name,
        code=of.code,
        birth=birth,
    )


def _shown(
    db: Session,
    actor: Actor,
    person: patients.Patient,
    mine: archive.ImagingStudy,
    anothers: archive.ImagingStudy,
    folder: Path,
) -> Finding:
    if mine.patient_id != person.id:
        return _not("Ảnh không thuộc đúng người bệnh.", "The photo is not the patient's.")
    for study, birth in ((anothers, "17/05/1980"), (mine, "18/05/1980")):
        try:
            _ask(db, actor, person, study, DeliveryForm.ZIP, birth)
        except Refusal:
            continue
        return _not("Trao được ảnh của người khác.", "Another's pictures can be handed out.")
    disc = _ask(db, actor, person, mine, DeliveryForm.ZIP)
    out = folder / "disc.zip"
    job = making.job_of(db, actor, disc, out)
    web.apart({"work": making.WORK, **job}, seconds=_SECONDS)
    with zipfile.ZipFile(out) as packed:
        names = set(packed.namelist())
        drawn = [n for n in names if n.endswith(".JPG")]
        pictures = [n for n in names if n.startswith("PT") and "/IM" in n]
        whole = all(n in names for n in _ON_DISC) and drawn and pictures
        if not whole or person.code.encode() not in packed.read(pictures[0]):
            return _not("Đĩa thiếu ảnh hoặc thiếu trình xem.", "The disc lacks pictures or viewer.")
    link = _ask(db, actor, person, mine, DeliveryForm.LINK)
    page = sharing.show(db, link.id, "vi")
    picture = sharing.picture(db, link.id, page.pictures[0].key) if page and page.pictures else None
    if picture is None or not picture.startswith(b"\xff\xd8"):
        return _not("Đường dẫn không hiện ảnh.", "The link shows no picture.")
    before = sharing.pin(link)
    db.refresh(link)
    link = asking.new_pin(db, actor, link.id, version=link.version)
    db.flush()
    if sharing.pin_of(db, link.id) == before:
        return _not("Mã PIN không đổi được.", "The PIN cannot be changed.")
    asking.withdraw(db, actor, link.id, reason="minh chứng", version=link.version)
    db.flush()
    db.expire_all()
    found = db.get(Delivery, link.id)
    told = [e.act for e in asking.events_of(db, link.id)]
    ended = found is not None and found.state is DeliveryState.WITHDRAWN
    if not (ended and sharing.closed(db, link.id) and len(told) == 3):
        return _not("Thu hồi rồi vẫn mở được.", "It opens after it was withdrawn.")
    return Finding(
        Verdict.MET,
        Text(
            f"Đĩa có DICOMDIR và trình xem không cần mạng ({len(pictures)} ảnh gốc); ảnh của người "
            "khác hoặc sai ngày sinh bị từ chối; đường dẫn mở bằng PIN, đổi PIN và thu hồi được, "
            "ghi sổ từng bước.",
            f"The disc has a DICOMDIR and a viewer without network ({len(pictures)} originals); "
            "another's pictures or a wrong birth are refused; the link has a PIN that can be "
            "changed, can be withdrawn, and each step is written down.",
        ),
    )


def no_exam_here_needs_film(db: Session) -> Finding:
    """Exams of the last month: pictures of each are in the archive, and no film was used."""
    since = utc_now() - _DAYS
    done = select(Exam).where(Exam.state == ExamState.DONE, col(Exam.ended_at) >= since)
    exams = {each.id: each for each in db.exec(done)}
    if not exams:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("30 ngày qua chưa có ca chụp nào xong.", "No exam was done in 30 days."),
        )
    kept = select(col(archive.ImagingStudy.order_id)).where(
        col(archive.ImagingStudy.order_id).is_not(None), archive.ImagingStudy.instance_count > 0
    )
    seen = set(db.exec(kept))
    without = sorted(e.accession for e in exams.values() if e.order_id not in seen)
    films = select(Consumption.exam_id).where(
        col(Consumption.kind) == "supply", _FILM_NAME, col(Consumption.at) >= since
    )
    filmed = set(db.exec(films)) & set(exams)
    if without or filmed:
        return _not(
            f"Trong {len(exams)} ca, {len(without)} ca không có ảnh trong kho "
            f"({', '.join(without[:5])}), {len(filmed)} ca còn dùng phim.",
            f"Of {len(exams)} exams {len(without)} have no pictures in the archive "
            f"({', '.join(without[:5])}), {len(filmed)} still used film.",
        )
    return Finding(
        Verdict.MET,
        Text(
            f"Cả {len(exams)} ca chụp xong trong 30 ngày có ảnh trong kho, không ca nào dùng phim.",
            f"All {len(exams)} exams of 30 days have pictures in the archive; none used film.",
        ),
    )


def _not(vi: str, en: str) -> Finding:
    return Finding(Verdict.NOT_MET, Text(vi, en))


CLAIMS = (
    Claim(
        "TT54/74",
        Text(
            "Xuất ZIP, ISO có DICOMDIR và trình xem mở ngay trên đĩa không cần mạng; đường dẫn có "
            "mã PIN mở trên điện thoại, có hạn, thu hồi được, ghi từng lần mở. Một người bệnh mỗi "
            "lần trao, đối chiếu hai thông tin; đĩa nơi khác vào khu cách ly, nhận diện lại.",
            "ZIP and ISO with a DICOMDIR and a viewer that opens from the disc without a network; "
            "a link with a PIN opens on a telephone, expires, can be withdrawn, each opening is "
            "written down. One patient a job, two identifiers compared; discs of other houses go "
            "to quarantine and are identified anew.",
        ),
        (
            Checked("tests/ris_pacs/delivery"),
            Demonstrated(pictures_leave_on_a_disc_and_by_a_link),
        ),
        screen="/imaging/deliveries",
    ),
    Claim(
        "TT54/L5.pacs_replaces_film",
        Text(
            "Hình ảnh ra ngoài bằng đĩa hoặc đường dẫn có mã PIN thay cho phim; mỗi ca chụp có ảnh "
            "trong kho, phim còn dùng thì đếm được.",
            "Pictures leave on a disc or by a link with a PIN instead of film; every exam has its "
            "pictures in the archive, and film that is still used is counted.",
        ),
        (
            Checked("tests/ris_pacs/delivery/test_links.py"),
            Demonstrated(pictures_leave_on_a_disc_and_by_a_link),
            InUse(no_exam_here_needs_film),
        ),
        screen="/imaging/deliveries",
    ),
)
