from fastapi import APIRouter

from his.encounters.slots import EncounterRecords
from his.link.service import PartnerKind
from his.link.slots import AnswerTaker, MessageSent
from his.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderCorrected,
    OrderFulfilled,
    OrderPartlyReported,
    OrderRefused,
    OrderStarted,
)
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text
from ris_pacs.archive.events import StudyMatched, StudyUnmatched
from ris_pacs.link import (
    evidence,
    evidence_whole,
    orders_in,
    orders_out,
    permissions,
    reports_out,
    results_in,
    studies_out,
    telling,
    times,
)
from ris_pacs.link.check_routes import router as checks
from ris_pacs.link.routes import router
from ris_pacs.schedule.events import ExamCancelled, ExamScheduled

_HIS, _IMAGING = PartnerKind.HIS, PartnerKind.IMAGING
_SENT = (
    ("OMI^O23", (_IMAGING, _HIS), Text("Chỉ định hình ảnh, trạng thái", "Orders, their state")),
    ("ORM^O01", (_IMAGING, _HIS), Text("Như OMI, cho hệ thống cũ", "As OMI, to older systems")),
    ("ORU^R01", (_HIS,), Text("Kết quả và ảnh chính", "Reports with key images")),
    ("SIU^S12", (_HIS,), Text("Lịch chụp", "A time is booked")),
    ("SIU^S13", (_HIS,), Text("Dời lịch chụp", "A time is moved")),
    ("SIU^S15", (_HIS,), Text("Bỏ lịch chụp", "A time is off")),
)

both = APIRouter()
for each in (router, checks):
    both.include_router(each)

module = Module(
    id="ris_pacs.link",
    title=Text("Liên thông hình ảnh", "Imaging link"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "his.link",
        "ris_pacs.archive",
        "ris_pacs.dicom",
        "ris_pacs.schedule",
        "ris_pacs.web",
        "ris_pacs.reading",
    ),
    router=both,
    permissions=permissions.ALL,
    listens={
        OrderAccepted: (telling.going_on,),
        OrderStarted: (telling.going_on,),
        OrderCancelled: (telling.ended, orders_out.ended),
        OrderRefused: (telling.ended, orders_out.ended),
        OrderFulfilled: (reports_out.reported,),
        OrderCorrected: (reports_out.reported,),
        OrderPartlyReported: (reports_out.reported,),
        StudyMatched: (studies_out.given,),
        StudyUnmatched: (studies_out.taken_off,),
        ExamScheduled: (times.scheduled,),
        ExamCancelled: (times.off,),
    },
    contributes=(
        *orders_in.TAKERS,
        results_in.TAKER,
        *times.TAKERS,
        AnswerTaker("ris_pacs.link.orders.omi", "OMI^O23", orders_out.answered),
        AnswerTaker("ris_pacs.link.orders.orm", "ORM^O01", orders_out.answered),
        *(MessageSent(kind, kinds, title) for kind, kinds, title in _SENT),
        PatientColumn("ris_link_order", "patient_id"),
        PatientColumn("ris_link_request", "patient_id"),
        EncounterRecords("ris_link_order"),
        EncounterRecords("ris_link_request"),
    ),
    claims=evidence.CLAIMS + evidence_whole.CLAIMS,
    catch_up=reports_out.catch_up,
)
