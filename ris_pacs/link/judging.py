"""Shows that the statement is the code's, and that what is bad is named by its place (TT54/70)."""

from sqlmodel import Session, select

from his.link.service import LinkMessage, LinkMessageState
from kernel.module import Finding
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.link import conforming, validating
from ris_pacs.link.proving import DOCTOR, Proof, shown


def messages_and_objects_are_judged(db: Session) -> Finding:
    """70: the statement names what is spoken; a bad message and object are refused by place."""
    return shown(
        db,
        _judged,
        Text(
            "Bản tuân thủ đọc từ chính mã nguồn (DICOM, DICOMweb, HL7); tin sai bị từ chối nêu "
            "đúng đoạn, trường và giữ lại; đối tượng DICOM được soát từng thẻ.",
            "The statement is read from the code itself (DICOM, DICOMweb, HL7); a bad message is "
            "refused by segment and field, and kept; a DICOM object is judged tag by tag.",
        ),
    )


def _judged(here: Proof) -> str:
    told = conforming.statement(here.db)
    agrees = {each.uid for each in told.dicom.agrees}
    taken = {each.type for each in told.taken}
    if not {"1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.31"} <= agrees:
        return "bản tuân thủ DICOM (DICOM statement)"
    if not {"OMI^O23", "ORM^O01", "ORU^R01", "ADT^A40"} <= taken or not told.web:
        return "bản tuân thủ HL7 (HL7 statement)"
    bad = here.say("OMI^O23^OMI_O23", here.pid, "ORC|NW|", "OBR|1|||X^^L")
    places = [(e.raw(2)[:7], e.get(3)) for e in bad.all("ERR")]
    asked = select(LinkMessage).where(LinkMessage.partner_id == here.partner.id)
    kept = here.db.exec(asked).all()
    refused = [m for m in kept if m.state is LinkMessageState.REFUSED and "ORC-2" in m.says_vi]
    if bad.first("MSA").get(1) != "AE" or ("ORC^1^2", "101") not in places or not refused:
        return "tin sai (a bad message)"
    here.order("1")
    order = here.placed("1")
    study = here.pictures(order)[0] if order else None
    if study is None:
        return "ảnh của chỉ định (pictures of the order)"
    row = archive.instances(here.db, study)[0]
    good = validating.stored_object(here.db, DOCTOR, row.uid)
    path = archive.file(here.db, row)
    raw = path.read_bytes()
    try:
        path.write_bytes(raw[:-100])
        short = validating.stored_object(here.db, DOCTOR, row.uid)
    finally:
        path.write_bytes(raw)
    if not good.accepted or short.accepted:
        return "đối tượng DICOM (an object)"
    return ""
