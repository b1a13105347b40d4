from fastapi import APIRouter

from his.admin.slots import LicensedWork
from his.encounters.slots import EncounterRecords
from his.orders.events import OrderCancelled, OrderRefused
from his.orders.slots import Holder
from his.patients.slots import PatientColumn
from kernel.module import Module, Seed
from kernel.text import Text
from ris_pacs.archive.events import (
    PicturesCorrected,
    PicturesRejected,
    PicturesRestored,
    RejectionNoted,
    StudyMatched,
    StudyUnmatched,
)
from ris_pacs.reading import (
    drawing,
    evidence,
    evidence_corrections,
    evidence_roles,
    following,
    handlers,
    patient_page,
    permissions,
    profiles,
    seeding,
    settings,
    sheets,
    signed_marks,
)
from ris_pacs.reading.keep_routes import router as keep
from ris_pacs.reading.keeping import HOLDER
from ris_pacs.reading.models import Reading
from ris_pacs.reading.routes import router as readings
from ris_pacs.reading.touch_routes import router as touched
from ris_pacs.schedule.events import ExamCancelled, ExamDone, ExamReplaced
from ris_pacs.web.events import KeyImagesChosen, KeyImagesWithdrawn

router = APIRouter()
for each in (keep, touched, readings):  # fixed addresses before those with an id
    router.include_router(each)

_TABLE = str(Reading.__tablename__)

module = Module(
    id="ris_pacs.reading",
    title=Text("Đọc và trả kết quả hình ảnh", "Imaging reports"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.schedule",
        "ris_pacs.web",
    ),
    router=router,
    permissions=permissions.ALL,
    prints=sheets.ALL,
    claims=evidence.CLAIMS + evidence_corrections.CLAIMS + evidence_roles.CLAIMS,
    senders=(drawing.SENDER,),
    settings=settings.ALL,
    seeds=(
        Seed("ris_pacs.reading.templates", seeding.templates),
        Seed("ris_pacs.reading.screens", seeding.screens, demo=True),
    ),
    listens={
        StudyMatched: (handlers.pictures_came,),
        StudyUnmatched: (following.pictures_went,),
        PicturesCorrected: (following.corrected,),
        PicturesRejected: (following.rejected,),
        PicturesRestored: (following.restored,),
        RejectionNoted: (following.noted,),
        ExamDone: (handlers.exam_done,),
        ExamCancelled: (handlers.exam_gone,),
        ExamReplaced: (handlers.exam_gone,),
        KeyImagesChosen: (handlers.key_images_chosen,),
        KeyImagesWithdrawn: (handlers.key_images_withdrawn,),
        OrderCancelled: (handlers.order_ended,),
        OrderRefused: (handlers.order_ended,),
    },
    contributes=(
        PatientColumn(_TABLE, "patient_id"),
        EncounterRecords(_TABLE),
        Holder(HOLDER, Text("chẩn đoán hình ảnh", "imaging"), "/imaging/reading"),
        LicensedWork(permissions.SIGN.id),
        patient_page.PAGE,
        profiles.VIEWERS,
        signed_marks.SLOT,
    ),
)
