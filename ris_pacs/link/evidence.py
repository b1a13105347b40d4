"""The four clauses of criterion 68 as four demonstrations, and conformance (TT54/68, 70)."""

import base64
from datetime import timedelta

from sqlmodel import Session, func, select

from his.link.service import LinkMessage, LinkMessageState
from his.orders import service as orders
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.dicom import service as dicom
from ris_pacs.link.judging import messages_and_objects_are_judged
from ris_pacs.link.proving import DOCTOR, Proof, pid, shown
from ris_pacs.reading import service as reading
from ris_pacs.reading.service import Written
from ris_pacs.web import service as web

_ACCESSION, _PATIENT_ID, _STUDY = 0x00080050, 0x00100020, 0x0020000D
_NAME = 0x00100010
_DAYS = timedelta(days=30)


def an_order_reaches_the_worklist(db: Session) -> Finding:
    """68.1: HIS -> RIS by HL7 -> the machine's worklist; a cancellation takes it off again."""
    return shown(
        db,
        _ordered,
        Text(
            "HIS khác gửi chỉ định (OMI^O23): có số hiệu ca chụp, hiện trên worklist của máy; gửi "
            "lặp không đặt lại, huỷ thì biến mất, đã chụp thì không huỷ được.",
            "Another HIS orders (OMI^O23): the exam has a number and is on the machine's worklist; "
            "a repetition places nothing, a cancelled one is gone, one begun cannot be cancelled.",
        ),
    )


def _ordered(here: Proof) -> str:
    first, again = here.order("1"), here.order("1")
    order = here.placed("1")
    if order is None or [m.first("ORC").get(1) for m in (first, again)] != ["OK", "OK"]:
        return "chỉ định (order)"
    rows = here.worklist(accession=order.code)
    name = archive.patient_name(here.patient(order).name)
    if [(str(r[_ACCESSION]), str(r[_NAME])) for r in rows] != [(order.code, name)]:
        return "worklist"
    here.order("2")
    second = here.placed("2")
    cancelled = here.order("1", "CA").first("ORC").get(1)
    if cancelled != "CR" or here.worklist(accession=order.code) or second is None:
        return "huỷ chỉ định (cancellation)"
    orders.start(here.db, SYSTEM, second.id)
    if here.order("2", "CA").first("ORC").get(1) != "UC":
        return "huỷ khi đã chụp (cancelled after the start)"
    return ""


def a_workstation_asks_and_gets_pictures(db: Session) -> Finding:
    """68.2: what the machine sent is found and given to a doctor's workstation, byte for byte."""
    return shown(
        db,
        _asked,
        Text(
            "Máy trạm của bác sĩ hỏi theo người bệnh và số hiệu (C-FIND), nhận đúng từng byte ảnh "
            "máy đã gửi (C-GET/C-MOVE), và xem được trên trình duyệt.",
            "A doctor's workstation asks by patient and number (C-FIND) and is given every byte "
            "that the machine sent (C-GET/C-MOVE); the browser shows it.",
        ),
    )


def _asked(here: Proof) -> str:
    here.order("1")
    order = here.placed("1")
    if order is None:
        return "chỉ định (order)"
    study, sent = here.pictures(order)
    who = here.patient(order)
    found = dicom.found(here.db, "STUDY", {_PATIENT_ID: who.code, _ACCESSION: order.code})
    if study is None or [f.get(_STUDY) for f in found] != [study.uid]:
        return "hỏi ảnh (C-FIND)"
    if sorted(dicom.given(here.db, "STUDY", {_STUDY: study.uid})) != sorted(sent):
        return "lấy ảnh (C-GET)"
    shown = archive.study(here.db, DOCTOR, study.uid)
    rows = archive.instances(here.db, shown)
    if len(rows) != len(sent) or not archive.frame(here.db, rows[0], 1).read():
        return "xem ảnh (viewer)"
    return ""


def a_key_image_reaches_report_and_record(db: Session) -> Finding:
    """68.3: key image -> JPEG -> the report -> the record, and to the HIS that ordered."""
    return shown(
        db,
        _keyed,
        Text(
            "Ảnh chính chọn ở máy đọc thành JPEG có tên người bệnh, vào kết quả và hồ sơ, và đến "
            "HIS đã chỉ định cùng bản kết quả (ORU^R01).",
            "A key image chosen by the reader becomes a JPEG with whose it is, goes into report "
            "and record, and to the HIS that ordered with the report (ORU^R01).",
        ),
    )


def _keyed(here: Proof) -> str:
    here.order("1")
    order = here.placed("1")
    study = here.pictures(order)[0] if order else None
    if order is None or study is None:
        return "ảnh của chỉ định (pictures of the order)"
    row = archive.instances(here.db, study)[0]
    web.choose(here.db, SYSTEM, study.uid, instance_uid=row.uid, note="MC")
    found = reading.of_order(here.db, order.id) or reading.open_by_hand(here.db, SYSTEM, order.id)
    written = Written(findings="Mô tả minh chứng", conclusion="Kết luận minh chứng")
    reading.from_outside(here.db, SYSTEM, found.id, written, reader_name="BS minh chứng")
    here.db.expire_all()
    version = reading.standing(here.db, found.id)
    if version is None or not version.key_images:
        return "ảnh chính trong kết quả (key image in the report)"
    answers = orders.reports(here.db, [order.id])[order.id]
    if not answers or "Mô tả minh chứng" not in answers[-1].text:
        return "kết quả trong hồ sơ (report in the record)"
    told = here.queued("ORU^R01")
    files = [o for m in told for o in m.all("OBX") if o.get(2) == "ED"]
    if not files or not base64.b64decode(files[-1].get(5, 5)).startswith(b"\xff\xd8"):
        return "JPEG trong ORU^R01"
    return ""


def patients_are_the_same_on_both_sides(db: Session) -> Finding:
    """68.4: A08 and A40 change the pictures; a correction in the PACS is told to the HIS."""
    return shown(
        db,
        _both,
        Text(
            "HIS sửa tên (A08), gộp hồ sơ (A40): ảnh, worklist theo ngay; tháo, gắn lại ca chụp ở "
            "PACS thì HIS được báo (ORU^R01 W, F); sổ liên thông có cả hai chiều.",
            "The HIS renames (A08) and merges (A40): pictures and worklist follow at once; a study "
            "taken off or given in the PACS is told (ORU^R01 W, F); the log has both ways.",
        ),
    )


def _both(here: Proof) -> str:
    here.order("1")
    order = here.placed("1")
    study = here.pictures(order)[0] if order else None
    if order is None or study is None:
        return "ảnh của chỉ định (pictures of the order)"
    renamed = pid(here.word, f"Chứng^{here.word}^Văn Minh", "19800517")
    here.say("ADT^A08^ADT_A01", "EVN|A08", renamed, "PV1|1|N")
    name = archive.patient_name(f"Chứng Văn Minh {here.word}")
    code = here.patient(order).code
    found = dicom.found(here.db, "STUDY", {_PATIENT_ID: code})
    if [f.get(_NAME) for f in found] != [name]:
        return "sửa tên (A08)"
    other = f"{here.word}2"
    here.order("2", pid=pid(other, f"Chứng^{here.word}^Văn Minh", "1980"))
    second = here.placed("2")
    if second is None:
        here.say("ADT^A40^ADT_A39", "EVN|A40", renamed, f"MRG|{other}^^^MC")
        here.order("2", pid=pid(other, f"Chứng^{here.word}^Văn Minh", "19800517"))
        second = here.placed("2")
    if second is None or here.patient(second).code != code:
        return "gộp hồ sơ (A40)"
    archive.unmatch(here.db, DOCTOR, study.id, reason="Minh chứng")
    archive.match(
        here.db, DOCTOR, study.id, patient_id=order.patient_id, order_id=order.id, reason="MC"
    )
    said = [o.get(11) for m in here.queued("ORU^R01") for o in m.all("OBX")]
    if said[-2:] != ["W", "F"]:
        return "báo sửa ca chụp (correction told)"
    if not {(False, "ADT^A08"), (False, "ADT^A40"), (True, "ORU^R01")} <= here.log():
        return "sổ liên thông (log)"
    return ""


def imaging_links_are_used_here(db: Session) -> Finding:
    """Messages about pictures of the last month; none waits for a day to be sent."""
    since = utc_now() - _DAYS
    kinds = ("OMI^O23", "ORM^O01", "SIU^S12", "SIU^S13", "SIU^S15")
    total = db.exec(
        select(func.count())
        .select_from(LinkMessage)
        .where(LinkMessage.at >= since, LinkMessage.type.in_(kinds))  # type: ignore[attr-defined]
    ).one()
    if not total:
        says = Text("30 ngày qua chưa có tin hình ảnh.", "No imaging message in 30 days.")
        return Finding(Verdict.NOT_REVIEWED, says)
    stuck = db.exec(
        select(func.count())
        .select_from(LinkMessage)
        .where(
            LinkMessage.state == LinkMessageState.WAITING,
            LinkMessage.at < utc_now() - timedelta(days=1),
        )
    ).one()
    if stuck:
        says = Text(f"{stuck} tin chờ gửi quá 1 ngày.", f"{stuck} messages wait for over a day.")
        return Finding(Verdict.NOT_MET, says)
    says = Text(f"{total} tin hình ảnh trong 30 ngày.", f"{total} imaging messages in 30 days.")
    return Finding(Verdict.MET, says)


CLAIMS = (
    Claim(
        "TT54/68",
        Text(
            "Chỉ định từ HIS đến worklist; máy trạm của bác sĩ nhận ảnh; ảnh chính thành JPEG vào "
            "kết quả, hồ sơ; người bệnh và ca chụp đồng bộ hai chiều, sổ có cả hai.",
            "Orders from the HIS reach the worklist; the doctor's workstation gets pictures; key "
            "images go as JPEG into report and record; patients and studies are kept the same "
            "both ways, with a log of both.",
        ),
        (
            Checked("tests/ris_pacs/link/test_orders_in.py"),
            Checked("tests/ris_pacs/link/test_both_ways.py"),
            Demonstrated(an_order_reaches_the_worklist),
            Demonstrated(a_workstation_asks_and_gets_pictures),
            Demonstrated(a_key_image_reaches_report_and_record),
            Demonstrated(patients_are_the_same_on_both_sides),
            InUse(imaging_links_are_used_here),
        ),
        screen="/imaging/link",
    ),
    Claim(
        "TT54/70",
        Text(
            "Tuyên bố tuân thủ DICOM, DICOMweb, HL7 đọc từ mã nguồn (trang, JSON, in); kiểm tra "
            "tin và đối tượng từng chỗ; tin sai bị từ chối nêu lý do và được giữ.",
            "A DICOM, DICOMweb and HL7 conformance statement read from the code (page, JSON, "
            "print); messages and objects are judged place by place; a bad message is refused "
            "with the reason, and kept.",
        ),
        (
            Checked("tests/ris_pacs/link/test_conforming.py"),
            Checked("tests/his/link/test_wire.py"),
            Demonstrated(messages_and_objects_are_judged),
        ),
        screen="/imaging/conformance",
    ),
)
