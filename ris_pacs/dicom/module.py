from datetime import timedelta

from fastapi import APIRouter

from kernel.background import Background
from kernel.module import Job, Module, Seed
from kernel.text import Text
from ris_pacs.dicom import (
    asking,
    elsewhere,
    evidence,
    forwarding,
    permissions,
    process,
    routes,
    seeding,
    sending_routes,
    settings,
)
from ris_pacs.dicom.simulator import SIMULATOR

router = APIRouter()
for each in (routes.router, sending_routes.router):
    router.include_router(each)

module = Module(
    id="ris_pacs.dicom",
    title=Text("Kết nối máy chụp (DICOM)", "Imaging machines (DICOM)"),
    requires=("his.admin", "ris_pacs.archive"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    senders=(forwarding.SENDER, elsewhere.SENDER, asking.SENDER),
    jobs=(
        Job(
            "ris_pacs.dicom.route",
            Text("Chuyển ca chụp theo quy tắc", "Send studies on by rules"),
            run=forwarding.route_rested,
            every=timedelta(minutes=1),
        ),
    ),
    contributes=(
        SIMULATOR,
        Background(
            "ris_pacs.dicom.listener",
            Text("Dịch vụ DICOM", "The DICOM service"),
            process.start,
        ),
    ),
    seeds=(Seed("ris_pacs.dicom.demo", seeding.demo, demo=True),),
    claims=evidence.CLAIMS,
)
