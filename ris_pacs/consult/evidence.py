"""Shows that doctors of two sites consult, and that the other site reads and returns (TT54/79)."""

from collections.abc import Iterator
from datetime import timedelta
from secrets import token_hex

from sqlmodel import Session, col, select

from his.cdr.service import Document, FactState
from his.patients import service as patients
from kernel import audit, signed_links
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.consult import closing, opening, opinions, pages, pictures, protocol
from ris_pacs.consult.door import Let
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultGuest, ConsultOpinion
from ris_pacs.consult.opinions import ConsultOpinionIn
from ris_pacs.dicom import service as dicom
from ris_pacs.web import service as web

_LINE = 4_000_000 / 8  # bytes a second: the thin line that TT54/79 is judged on
_QUICK, _FULL = 0.2, 2.0  # seconds that a picture may need of it
_LICENCE = "001234/MC-GPHN"
_SAID = "Không thấy máu tụ."


def another_site_consults_reads_and_returns(db: Session) -> Finding:
    """Link and PIN, pictures for a thin line, words, measures, a signed reading, minutes."""
    doctor = Actor(new_id(), "BS minh chứng")
    person = patients.register(
        db,
        doctor,
        name=f"Minh Chứng {token_hex(4).upper()}",
        birth="1980-05-17",
        sex=patients.Sex.FEMALE,
    )
    _, forget = dicom.taken(
        db,
        "CT",
        code=person.code,
        name=archive.patient_name(person.name),
        birth=person.birth or "",
        at=local_now(),
        slices=3,
        size=512,
    )
    try:
        db.expire_all()
        failed = next((step for step, held in _steps(db, doctor, person) if not held), None)
    except web.CodecRefused as error:
        failed = str(error)
    finally:
        forget()
    if failed:
        says = Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        return Finding(Verdict.NOT_MET, says)
    return Finding(
        Verdict.MET,
        Text(
            "Bác sĩ nơi khác vào bằng đường dẫn có hạn và mã PIN, chỉ qua https, không thấy tên "
            "người bệnh; ảnh xem nhanh rồi ảnh đủ nét vừa đường truyền 4 Mbit/s; trao đổi, đo, "
            "ký kết quả đọc bằng PIN vào hồ sơ với tên và số giấy phép, sửa sau khi ký bị phát "
            "hiện; biên bản ký; rút lời mời là ra ngay; nhật ký đủ.",
            "A doctor elsewhere enters by a link that ends and a PIN, over https only, and sees no "
            "name; a quick picture and then the full one fit a line of 4 Mbit/s; words, a measure, "
            "a reading signed with the PIN into the record under name and licence, changes after "
            "that are noticed; minutes are signed; who is uninvited is out; all is in the audit.",
        ),
    )


def _steps(db: Session, doctor: Actor, person: patients.Patient) -> Iterator[tuple[str, bool]]:
    [study] = archive.studies(db, doctor, archive.Wanted(patient_id=person.id))
    room = opening.open_on(db, doctor, study_uid=study.uid, question="Có máu tụ không?")
    open_way, safe_way = "http://pk.example", "https://pk.example"
    yield "encrypted", opening.encrypted(safe_way) and not opening.encrypted(open_way)
    guest, pin = opening.welcome(
        db, doctor, room, name="GS. Xa", facility="Tuyến trên", licence=_LICENCE
    )
    token = signed_links.address(guest.id, opening.key())
    yield "link", opening.by_address(db, token) is guest and not opening.by_address(db, token[:-1])
    wrong = "000000" if pin != "000000" else "111111"
    yield "wrong PIN", not opening.knock(db, guest, wrong, ip="")
    yield "PIN", opening.knock(db, guest, pin, ip="") and opening.may_enter(db, guest) is room
    who = protocol.of_guest(guest)
    yield "no name", person.name not in str(pages.about(db, Let(room, who), "vi"))
    yield from _looked(db, room)
    protocol.write(db, room, who, ConsultAct.SAID, _SAID)
    told = {"findings": "Mô tả.", "conclusion": _SAID, "licence": "x"}
    unsigned = ConsultOpinionIn(**told, pin=wrong)
    yield "not signed", opinions.sign(db, guest, room, unsigned, ip="") is None
    first, second = (
        opinions.sign(db, guest, room, ConsultOpinionIn(**told, pin=pin), ip="") for _ in range(2)
    )
    db.expire_all()
    kept = opinions.of_room(db, room.id)
    yield "both readings are kept", len(kept) == 2 and first is not None and second is not None
    yield from _recorded(db, [each.document_id for each in kept], first)
    yield from _ended(db, doctor, room, guest)
    audit.write_down(db)
    asked = select(col(audit.Audit.action)).where(audit.Audit.subject_id == str(person.id))
    yield "audit", {"consult.open", "consult.report", "write"} <= set(db.exec(asked))


def _looked(db: Session, room: Consultation) -> Iterator[tuple[str, bool]]:
    [run] = pictures.runs(db, room.study_id)
    beyond = pictures.place(db, room.study_id, run.uid, 4)
    yield "every picture", run.pictures == 3 and beyond is None
    at = pictures.place(db, room.study_id, run.uid, 2)
    for step, width, within in (("quick", 320, _QUICK), ("full", run.columns, _FULL)):
        quality = pages.QUALITIES[step]
        jpeg = pictures.drawn(at, width=width, quality=quality, window=()) if at else b""
        shown = jpeg.startswith(b"\xff\xd8") and len(jpeg) / _LINE <= within
        yield f"{step} picture on a thin line", shown
    yield "measured", pictures.length(run, (0.25, 0.5), (0.75, 0.5)).endswith("mm")


def _recorded(
    db: Session, documents: list[object], first: ConsultOpinion | None
) -> Iterator[tuple[str, bool]]:
    found = [db.get(Document, each) for each in documents]
    states = [each.state for each in found if each]
    yield "in the record", states == [FactState.AMENDED, FactState.FINAL]
    said = str(found[-1].content) if found[-1] else ""
    yield "name and licence", all(word in said for word in ("GS. Xa", _LICENCE, _SAID))
    if first is not None:
        forged = ConsultOpinion(**first.model_dump() | {"conclusion": "Khác"})
        yield "whole", opinions.is_whole(first) and not opinions.is_whole(forged)


def _ended(
    db: Session, doctor: Actor, room: Consultation, guest: ConsultGuest
) -> Iterator[tuple[str, bool]]:
    until, guest.expires_at = guest.expires_at, utc_now() - timedelta(minutes=1)
    yield "expired", opening.may_enter(db, guest) is None
    guest.expires_at = until
    db.flush()
    opening.withdraw(db, doctor, guest.id, version=guest.version)
    yield "uninvited", opening.may_enter(db, guest) is None
    try:
        closing.sign(db, doctor, room.id, version=room.version)
        yield "minutes without words", False
    except Refusal:
        pass
    closing.keep_minutes(
        db, doctor, room.id, version=room.version, minutes="Bàn.", conclusion="Theo dõi."
    )
    closing.sign(db, doctor, room.id, version=room.version)
    db.flush()
    minutes = db.get(Document, room.document_id)
    said = str(minutes.content) if minutes else ""
    yield "minutes", all(word in said for word in ("Theo dõi.", _SAID, "reported"))


CLAIMS = (
    Claim(
        "TT54/79",
        Text(
            "Hội chẩn hình ảnh nhiều điểm cầu: cùng ảnh, con trỏ, đo, trao đổi, biên bản ký; bác "
            "sĩ nơi khác đọc qua đường truyền 4 Mbit/s, ký kết quả vào hồ sơ; điện thoại, máy tính "
            "bảng; mã hoá, có hạn, ghi nhật ký.",
            "Consultations between sites: one picture, pointers, measures, words, signed minutes; "
            "a doctor elsewhere reads over a line of 4 Mbit/s and signs into the record; phones "
            "and tablets; encrypted, limited in time, audited.",
        ),
        (
            Checked("tests/ris_pacs/consult"),
            Checked("tests/e2e/test_consulting.py"),
            Demonstrated(another_site_consults_reads_and_returns),
        ),
        screen="/imaging/consultations",
    ),
)
