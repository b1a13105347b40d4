"""Reports, times, corrected pictures and patients go both ways; what we order elsewhere returns."""

import base64
from datetime import timedelta

from pydicom.uid import generate_uid
from sqlmodel import Session, col, select

from his.link.models import LinkMessage, LinkMessageState, Partner, opened
from his.link.service import decide
from his.orders import attaching
from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients import service as patients
from his.patients.service import Patient, Sex
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.hl7.message import Message
from kernel.hl7.writing import segment
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link import orders_out, ways
from ris_pacs.link.models import ExamRequest, ImageDialect, LinkedExam, OrderDialect, RequestState
from ris_pacs.reading import service as reading
from ris_pacs.reading.service import Written
from ris_pacs.web import service as web
from tests.his import clinic
from tests.ris_pacs import pictures
from tests.ris_pacs.link.peers import (
    CHEST,
    HIS,
    IMAGING,
    PID,
    house,
    incoming,
    msh,
    omi,
    outgoing,
    partner,
    raw,
    say,
    services,
)

JPEG = b"\xff\xd8\xff\xe0" + bytes(60) + b"\xff\xd9"


def _linked(db: Session) -> tuple[Order, Patient]:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    order = db.exec(select(Order)).one()
    return order, patients.get(db, SYSTEM, order.patient_id)


def _pictures(db: Session, of: Patient, order: Order | None = None) -> ImagingStudy:
    uid = generate_uid()
    slices = pictures.study(
        2,
        StudyInstanceUID=uid,
        PatientID=of.code,
        PatientName=of.name.replace(" ", "^", 1),
        PatientBirthDate=(of.birth or "").replace("-", ""),
        AccessionNumber=order.code if order else "",
    )
    pictures.keep(db, *slices)
    return db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid)).one()


def _sign(db: Session, order: Order, findings: str, conclusion: str) -> None:
    found = reading.of_order(db, order.id) or reading.open_by_hand(db, SYSTEM, order.id)
    written = Written(findings=findings, conclusion=conclusion)
    reading.from_outside(db, SYSTEM, found.id, written, reader_name="BS Đọc")


def test_a_report_goes_to_who_ordered_with_its_key_image(db: Session) -> None:
    order, who = _linked(db)
    study = _pictures(db, who, order)
    first = archive.instances(db, study)[0]
    web.choose(db, SYSTEM, study.uid, instance_uid=first.uid)
    _sign(db, order, "Đám mờ thuỳ trên phổi phải", "Theo dõi viêm phổi")
    told = outgoing(db, "ORU^R01")[-1]
    request = told.first("OBR")
    assert (request.get(2), request.get(3), request.get(25)) == ("A1", order.code, "F")
    found = {(o.get(2), o.get(3)): o for o in told.all("OBX")}
    assert "Đám mờ thuỳ trên" in found["TX", "59776-5"].get(5)
    assert found["TX", "19005-8"].get(5) == "Theo dõi viêm phổi"
    assert found["ST", "113014"].get(5) == study.uid
    picture = found["ED", "113014"]
    assert [picture.get(5, n) for n in (2, 3, 4)] == ["IM", "JPEG", "Base64"]
    assert base64.b64decode(picture.get(5, 5)).startswith(b"\xff\xd8")


def test_a_system_that_takes_no_files_gets_the_place_of_the_key_image(db: Session) -> None:
    order, who = _linked(db)
    linked = db.exec(select(LinkedExam)).one()
    ways.save(
        db,
        SYSTEM,
        linked.partner_id,
        version=0,
        orders=OrderDialect.ORM,
        images=ImageDialect.POINTER,
        schedule=False,
        studies=True,
    )
    study = _pictures(db, who, order)
    first = archive.instances(db, study)[0]
    web.choose(db, SYSTEM, study.uid, instance_uid=first.uid)
    _sign(db, order, "Bình thường", "Không thấy bất thường")
    [pointer] = [o for o in outgoing(db, "ORU^R01")[-1].all("OBX") if o.get(2) == "RP"]
    assert pointer.get(5).endswith(f"/instances/{first.uid}/frames/1/rendered")


def test_a_correction_in_the_archive_is_told_and_undone(db: Session) -> None:
    order, who = _linked(db)
    study = _pictures(db, who, order)
    archive.unmatch(db, SYSTEM, study.id, reason="Chụp nhầm người")
    archive.match(db, SYSTEM, study.id, patient_id=who.id, order_id=order.id, reason="Đúng rồi")
    said = [
        (m.first("OBR").get(2), o.get(5), o.get(11))
        for m in outgoing(db, "ORU^R01")
        for o in m.all("OBX")
    ]
    assert said == [("A1", study.uid, "W"), ("A1", study.uid, "F")]


def test_pictures_follow_the_name_and_the_merge_of_another_system(db: Session) -> None:
    order, who = _linked(db)
    study = _pictures(db, who, order)
    renamed = PID.replace("Lê^Hoa^Thị", "Lê^Hoà^Thị Thanh")
    say(db, raw(msh("ADT^A08^ADT_A01"), "EVN|A08", renamed, "PV1|1|N"))
    assert archive.overlays(db, [study])[study.id]["00100010"]["Value"] == [
        {"Alphabetic": "Lê^Thị Thanh Hoà"}
    ]
    other = "PID|1||BV-88^^^BV^PI||Phạm^Lan^Thị||19900101|F"
    say(db, omi(("NW", "B1", CHEST), pid=other))
    second = db.exec(select(Patient).where(Patient.name == "Phạm Thị Lan")).one()
    theirs = _pictures(db, second)
    merged = PID.replace("Lê^Hoa^Thị", "Lê^Hoà^Thị Thanh")
    answer = say(db, raw(msh("ADT^A40^ADT_A39"), "EVN|A40", merged, "MRG|BV-88^^^BV^PI"))
    assert answer.first("MSA").get(1) == "AA"
    row = incoming(db)[-1]
    if row.state is LinkMessageState.REVIEW:  # two unlike people: a person says yes
        decide(db, Actor(new_id(), "Người xem"), row.id, accepted=True, reason="cùng một người")
    db.expire_all()
    moved = db.get(ImagingStudy, theirs.id)
    assert moved is not None
    assert patients.get(db, SYSTEM, moved.patient_id or new_id()).id == who.id
    assert archive.overlays(db, [moved])[moved.id]["00100020"]["Value"] == [who.code]


def _elsewhere(db: Session) -> tuple[Order, ExamRequest]:
    services(db)
    house_ = clinic.build(db)
    partner(db, IMAGING)
    visit = clinic.visit(db, SYSTEM, house_.p101)
    order = orders.place(db, SYSTEM, encounter_id=visit.id, service_code=CHEST)
    there = db.exec(select(Partner)).one()
    return order, orders_out.send(db, SYSTEM, order_id=order.id, partner_id=there.id)


def _answer(db: Session, control: str) -> None:
    row = db.exec(select(LinkMessage).where(col(LinkMessage.outgoing))).all()[-1]
    sent = Message(opened(row))
    head = f"MSH|^~\\&|XARIS||HIS54||20260101||ORI^O24|1|P|2.5.1\rMSA|AA|{sent.control_id}\r"
    line = f"ORC|{control}|{sent.first('ORC').get(2)}|XA-1"
    orders_out.answered(db, SYSTEM, row, Message(head + line))


def _oru(row: ExamRequest, pid: str, status: str = "F", at: str = "", more: str = "") -> bytes:
    when = at or f"{utc_now():%Y%m%d%H%M%S}+0000"
    code = [CHEST, "X", "L"]
    head = ["1", row.placer, "XA-1", code, *[""] * 17, when, "", "", status, *[""] * 6]
    lines = [
        msh("ORU^R01^ORU_R01", "XARIS"),
        pid,
        segment("OBR", *head, [["", "Đọc", "An"]]),
        segment("OBX", "1", "TX", ["59776-5", "F", "LN"], "", "Phổi sáng", *[""] * 5, status),
        segment("OBX", "2", "TX", ["19005-8", "I", "LN"], "", "Bình thường", *[""] * 5, status),
    ]
    return raw(*lines, *([more] if more else []))


def test_what_we_order_elsewhere_comes_back_with_its_picture(db: Session) -> None:
    order, row = _elsewhere(db)
    sent = outgoing(db, "OMI^O23")[-1]
    assert sent.first("IPC").get(1) == order.code
    assert sent.first("IPC").get(3).startswith("2.25.")
    _answer(db, "OK")
    db.refresh(row)
    assert (row.state, row.filler) == (RequestState.ACCEPTED, "XA-1")
    pid = sent.first("PID").line
    booked = f"{utc_now() + timedelta(days=1):%Y%m%d%H%M%S}+0000"
    sch = f"SCH|{row.placer}|XA-9{'|' * 23}Booked|{row.placer}"
    say(db, raw(msh("SIU^S12^SIU_S12", "XARIS"), sch, pid, "RGS|1", f"AIS|1|A|X|{booked}"))
    db.refresh(row)
    assert (row.state, row.planned_at is not None) == (RequestState.SCHEDULED, True)
    picture = f"OBX|3|ED|113014^Key image^L||XA^IM^JPEG^Base64^{base64.b64encode(JPEG).decode()}"
    more = f"{picture}||||||F"
    assert say(db, _oru(row, pid, more=more)).first("MSA").get(1) == "AA"
    assert incoming(db)[-1].state is LinkMessageState.DONE, incoming(db)[-1].says_en
    db.refresh(order)
    assert order.state is OrderState.FULFILLED
    [answer] = orders.reports(db, [order.id])[order.id]
    assert "sáng" in answer.text
    [file] = attaching.of_order(db, order.id)
    assert file.media_type == "image/jpeg"
    old = f"{utc_now() - timedelta(days=2):%Y%m%d%H%M%S}+0000"
    say(db, _oru(row, pid, "C", at=old))  # late: an older one
    assert len(orders.reports(db, [order.id])[order.id]) == 1
    say(db, _oru(row, pid, "C"))
    after = orders.get(db, SYSTEM, order.id)
    db.refresh(after)
    assert str(after.state) == OrderState.CORRECTED


def test_a_report_of_somebody_else_and_a_broken_file_are_not_taken(db: Session) -> None:
    order, row = _elsewhere(db)
    pid = outgoing(db, "OMI^O23")[-1].first("PID").line
    say(db, _oru(row, "PID|1||X^^^XA||Người^Khác||19300101|M"))
    assert incoming(db)[-1].state is LinkMessageState.REVIEW
    broken = say(db, _oru(row, pid, more="OBX|3|ED|K||XA^IM^JPEG^Base64^%%%||||||F"))
    assert broken.first("MSA").get(1) == "AE"
    assert broken.first("ERR").raw(2).startswith("OBX^3^5")
    db.refresh(order)
    assert order.state is OrderState.ACCEPTED


def test_an_order_that_ends_here_is_cancelled_there(db: Session) -> None:
    order, row = _elsewhere(db)
    orders.cancel(db, SYSTEM, order.id, reason="Người bệnh từ chối")
    db.refresh(row)
    assert row.state is RequestState.CANCELLING
    assert outgoing(db, "OMI^O23")[-1].first("ORC").get(1) == "CA"
    _answer(db, "CR")
    db.refresh(row)
    assert str(row.state) == RequestState.CANCELLED


def test_another_archive_corrects_whose_a_study_is(db: Session) -> None:
    clinic.build(db)
    there = partner(db, IMAGING, our_ids=True)
    who = patients.register(db, SYSTEM, name="Lê Thị Hoa", birth="1980-05-17", sex=Sex.FEMALE)
    study = _pictures(db, who)
    assert study.patient_id == who.id
    pid = f"PID|1||{who.code}^^^HIS54||Lê^Hoa^Thị||19800517|F"

    def oru(status: str) -> bytes:
        obx = f"OBX|1|ST|113014^DICOM Study^DCM||{study.uid}||||||{status}"
        return raw(msh("ORU^R01^ORU_R01", "XARIS"), pid, f"OBR|1{'|' * 24}C", obx)

    before = len(outgoing(db))
    say(db, oru("W"))
    db.refresh(study)
    assert study.patient_id is None
    say(db, oru("F"))
    db.refresh(study)
    assert study.patient_id == who.id
    assert len(outgoing(db)) == before  # who said it is not told his own words
    there.updates = False
    say(db, oru("W"))
    assert incoming(db)[-1].state is LinkMessageState.REVIEW
    assert HIS is not IMAGING
