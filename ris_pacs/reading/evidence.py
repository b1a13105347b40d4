"""Shows that a report goes its whole way (TT54/69) and a reader's place is known (TT54/64)."""

from collections.abc import Iterator
from datetime import timedelta
from random import SystemRandom

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.errors import NotAllowed, Refusal
from kernel.identity import signing as kernel_signing
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.reading import (
    critical,
    displays,
    keeping,
    opening,
    patient_page,
    profiles,
    sending,
    sheets,
    showing,
    signing,
)
from ris_pacs.reading.desk_models import DisplayPurpose
from ris_pacs.reading.displays import CRITERIA, DisplayText
from ris_pacs.reading.drafting import Written
from ris_pacs.reading.errors import SignImaging
from ris_pacs.reading.models import Reading
from ris_pacs.reading.permissions import PRINT, SIGN, WRITE

_SERVICE = "MC-CDHA"
FOUND = "Tràn khí màng phổi phải"
_ADDED = "Đã dẫn lưu, phổi nở lại."


def _word() -> str:
    return "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))


def ordered(db: Session, doctor: Actor) -> Order | None:
    """An exam of a patient of our own; all undone later."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    asked = {"kind": "imaging", "unit": "lần", "price": "50000"}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Chụp minh chứng", facts=asked)
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {_word()}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )
    return orders.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE)


def refused(kind: type[Refusal], db: Session, who: Actor, of: Reading, said: Written) -> bool:
    try:
        sending.sign(db, who, of.id, said)
    except kind:
        return True
    except Refusal:
        return False
    return False


def a_report_goes_its_whole_way(db: Session) -> Finding:
    """Preliminary, critical finding, call, signature, addendum, retraction; every version stays."""
    failed = next((step for step, held in _report(db) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Một ca chụp được trả sơ bộ, báo động phát hiện nguy kịch cho bác sĩ chỉ định, gọi và "
            "đọc lại, ký (kỹ thuật viên không ký được), bổ sung, in, vào hồ sơ, thu hồi; bản trước "
            "vẫn đọc được; người bệnh chưa thấy kết quả nguy kịch trước khi có người báo.",
            "An exam is reported preliminarily, alarms the requester of a critical finding, is "
            "called and read back, signed (not by a radiographer), addended, printed, in the "
            "record, retracted; earlier versions stay readable; the patient is not the first to "
            "read of a critical finding.",
        ),
    )


def _report(db: Session) -> Iterator[tuple[str, bool]]:
    doctor = Actor(new_id(), "BS minh chứng")
    technician = Actor(new_id(), "KTV", frozenset((WRITE.id,)), session_id=new_id())
    may = frozenset((WRITE.id, SIGN.id, PRINT.id))
    reader = Actor(new_id(), "BS hình ảnh", may, session_id=new_id())
    order = ordered(db, doctor)
    if order is None:
        yield "an order is placed", False
        return
    found = opening.open_by_hand(db, reader, order.id)
    said = Written(findings="Mô tả minh chứng.", conclusion=FOUND, critical=FOUND)
    sending.preliminary(db, reader, found.id, said)
    db.expire_all()
    yield "preliminary", order.state is OrderState.PARTLY_REPORTED
    alarm = critical.alarm(db, found)
    yield "the requester is alarmed", alarm is not None and alarm.doctor_id == doctor.id
    yield "a radiographer does not sign", refused(NotAllowed, db, technician, found, said)
    yield "the signature is asked again", refused(SignImaging, db, reader, found, said)
    ticket = kernel_signing.issue(reader, kernel_signing.PASSWORD)
    sending.sign(db, reader, found.id, said, ticket=ticket)
    db.expire_all()
    yield "signed", order.state is OrderState.FULFILLED
    page = patient_page.show(db, order.id, "vi")
    yield "the patient is not the first", page is not None and not page.blocks
    critical.call(db, reader, found.id, to_name=doctor.name, read_back=FOUND)
    db.expire_all()
    alarm = critical.alarm(db, found)
    yield "told and read back", alarm is not None and FOUND in alarm.called_note
    page = patient_page.show(db, order.id, "vi")
    yield "the patient's page", page is not None and bool(page.blocks)
    sending.addend(db, reader, found.id, text=_ADDED, reason="Bổ sung", ticket=ticket)
    printed = sheets.report_sheet(db, reader, found.id, language="vi")
    yield "printed", printed.pdf.startswith(b"%PDF")
    db.expire_all()
    kept = cdr.document_of_order(db, order.id)
    yield "in the record", kept is not None and _ADDED in str(kept.content.get("conclusion"))
    sending.retract(db, reader, found.id, reason="Minh chứng thu hồi", ticket=ticket)
    db.expire_all()
    versions = keeping.versions(db, found.id)
    kinds = [v.kind.value for v in versions]
    whole = kinds == ["preliminary", "final", "addendum", "retraction"]
    yield "every version is kept", whole and versions[1].conclusion == FOUND
    yield "no version was changed", all(showing.version(v).intact for v in versions)
    yield "retracted", patient_page.show(db, order.id, "vi") is None


def a_readers_place_is_known(db: Session) -> Finding:
    """What a reader set follows him; a screen is for diagnosis only while its check holds."""
    failed = next((step for step, held in _place(db) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Cửa sổ hiển thị, cách bày ảnh và bố cục theo bác sĩ đến máy khác và vào trình xem; "
            "màn hình chưa kiểm tra, không đạt hoặc quá hạn chỉ để xem lại, đạt thì để chẩn đoán.",
            "Presets, hanging protocols and layout follow the reader to another computer and into "
            "the viewer; a screen that is unchecked, failed or overdue is for review only.",
        ),
    )


def _place(db: Session) -> Iterator[tuple[str, bool]]:
    reader = Actor(new_id(), "BS hình ảnh")
    preset = {"modality": "CT", "name": "Minh chứng", "centre": 11, "width": 222}
    profiles.save(
        db,
        reader,
        presets=[preset],
        hanging={"CT": "mpr"},
        layout={"text_size": 17},
        version=0,
    )
    db.expire_all()
    kept = profiles.of(db, reader)
    yield "his settings", (kept.presets, kept.layout.get("text_size")) == ([preset], 17)
    told = profiles.for_viewers(db, reader)
    named = [each["name"] for each in told.get("presets", {}).get("CT", ())]
    yield "the viewer", named == ["Minh chứng"] and told["hanging"] == {"CT": "mpr"}
    place = f"MC-{_word()}"
    given = DisplayText(
        code=place, name="Minh chứng", workstation=place, purpose=DisplayPurpose.DIAGNOSIS
    )
    screen = displays.save(db, given)
    yield "an unchecked screen", signing.screen_here(db, place).why is not None
    seen = dict.fromkeys(CRITERIA, True)
    displays.check(db, reader, screen.id, items={**seen, "steps": False})
    db.expire_all()
    yield "a failed check", signing.screen_here(db, place).why is not None
    displays.check(db, reader, screen.id, items=seen)
    db.expire_all()
    yield "a passed check", signing.screen_here(db, place).why is None
    screen.checked_at = utc_now() - timedelta(days=screen.every_days + 1)
    db.flush()
    db.expire_all()
    yield "an overdue check", signing.screen_here(db, place).why is not None
    log, _ = displays.checks(db, screen.id, after=None, limit=9)
    yield "the log", [each.passed for each in log] == [True, False]


_TESTS = "tests/ris_pacs/reading"

CLAIMS = (
    Claim(
        "TT54/L5.pacs_replaces_film",
        Text(
            "Kết quả hình ảnh trả bằng giấy có mã QR và trang có ảnh chính, không cần phim.",
            "Imaging reports are handed out on paper with a QR code and a page with key images: "
            "no film is needed.",
        ),
        (Checked(f"{_TESTS}/test_reports.py"), Demonstrated(a_report_goes_its_whole_way)),
        screen="/imaging/reading",
    ),
    Claim(
        "TT54/69",
        Text(
            "Kết quả hình ảnh từ danh sách đọc đến bản ký, bổ sung, thu hồi; ảnh chính, mẫu, báo "
            "nguy kịch, in có QR, bản trước đọc được.",
            "Imaging reports from the list to signature, addendum and retraction; key images, "
            "templates, critical calls, print with QR, earlier versions readable.",
        ),
        (Checked(f"{_TESTS}/test_reports.py"), Demonstrated(a_report_goes_its_whole_way)),
        screen="/imaging/reading",
    ),
    Claim(
        "TT54/64",
        Text(
            "Cấu hình máy trạm theo người đọc, màn hình chẩn đoán hay xem lại, hình thử và sổ kiểm "
            "tra; nút PACS thêm, sửa, thử ngay trên trang.",
            "Workstation settings that follow the reader, screens for diagnosis or review, test "
            "pattern and log; PACS nodes added, changed and tried on their page.",
        ),
        (
            Checked(f"{_TESTS}/test_around_reports.py"),
            Checked("tests/ris_pacs/dicom/test_pynetdicom.py"),
            Demonstrated(a_readers_place_is_known),
        ),
        screen="/imaging/screens",
    ),
)
