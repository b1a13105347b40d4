from datetime import timedelta

from his.encounters.slots import EncounterRecords
from his.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderFulfilled,
    OrderPartlyReported,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.slots import Holder
from his.patients.events import PatientChanged, PatientsMerged
from his.patients.slots import PatientColumn
from kernel.module import Job, Module, Seed
from kernel.text import Text
from ris_pacs.archive.events import StudyMatched
from ris_pacs.archive.slots import StudyPromised
from ris_pacs.dicom.slots import StepTaker, WorklistOf
from ris_pacs.schedule import (
    evidence,
    incoming,
    papers,
    permissions,
    pictures,
    seeding,
    settings,
    steps,
    worklist,
)
from ris_pacs.schedule.exams import HOLDER
from ris_pacs.schedule.routes import router

module = Module(
    id="ris_pacs.schedule",
    title=Text("Lịch chụp và máy", "Imaging schedule"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.dicom",
    ),
    router=router,
    permissions=permissions.ALL,
    prints=papers.ALL,
    seeds=(Seed("ris_pacs.schedule.demo", seeding.demo, demo=True),),
    settings=settings.ALL,
    jobs=(
        Job(
            "ris_pacs.schedule.quiet",
            Text("Kết ca theo ảnh, đọc báo cáo liều", "End exams by pictures, read dose reports"),
            run=pictures.settle_quiet,
            every=timedelta(minutes=1),
        ),
    ),
    listens={
        OrderPlaced: (incoming.enter,),
        OrderAccepted: (incoming.taken_by_hand,),
        OrderStarted: (incoming.taken_by_hand,),
        OrderPartlyReported: (incoming.taken_by_hand,),
        OrderFulfilled: (incoming.taken_by_hand,),
        OrderCancelled: (incoming.withdraw,),
        OrderRefused: (incoming.withdraw,),
        StudyMatched: (pictures.began,),
        PatientChanged: (incoming.person_changed,),
        PatientsMerged: (incoming.person_changed,),
    },
    claims=evidence.CLAIMS,
    contributes=(
        Holder(HOLDER, Text("khoa Chẩn đoán hình ảnh", "imaging"), "/imaging/exams"),
        WorklistOf(worklist.of_machine),
        StepTaker(steps.create, steps.change),
        StudyPromised(pictures.order_of_study),
        PatientColumn("ris_exam", "patient_id"),
        EncounterRecords("ris_exam"),
    ),
    catch_up=incoming.catch_up,
)
