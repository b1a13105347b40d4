from datetime import timedelta

from fastapi import APIRouter

from his.patients.slots import PatientColumn
from kernel.module import Job, Module
from kernel.text import Text
from ris_pacs.archive.events import (
    PicturesCorrected,
    PicturesRejected,
    RejectionNoted,
    StudyUnmatched,
)
from ris_pacs.delivery import evidence, following, making, permissions, settings, sharing, slips
from ris_pacs.delivery.disc_routes import router as discs
from ris_pacs.delivery.routes import router as deliveries

root = APIRouter()
for each in (deliveries, discs):
    root.include_router(each)

module = Module(
    id="ris_pacs.delivery",
    title=Text("Trao và nhận hình ảnh", "Pictures handed out and taken in"),
    requires=(
        "his.admin",
        "his.patients",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.schedule",
        "ris_pacs.web",
    ),
    router=root,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=(slips.SLIP,),
    claims=evidence.CLAIMS,
    listens={
        PicturesCorrected: (following.corrected,),
        PicturesRejected: (following.rejected,),
        RejectionNoted: (following.rejected,),
        StudyUnmatched: (following.unmatched,),
    },
    jobs=(
        Job(
            "ris_pacs.delivery.make",
            Text("Tạo đĩa hình ảnh còn chờ", "Make discs that wait"),
            apart=making.make_waiting,
            every=timedelta(minutes=10),
        ),
        Job(
            "ris_pacs.delivery.clear",
            Text("Xoá tệp đĩa hình ảnh hết hạn", "Remove files of discs that are over"),
            apart=making.clear,
            daily_at="03:40",
        ),
    ),
    contributes=(
        PatientColumn("ris_delivery", "patient_id"),
        PatientColumn("ris_outside_disc", "patient_id"),
        sharing.PAGE,
    ),
)
