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
from his.patients.slots import PatientColumn
from kernel.module import Module, Seed
from kernel.text import Text
from lis.specimens import (
    evidence,
    evidence_orders,
    incoming,
    papers,
    permissions,
    seeding,
    settings,
)
from lis.specimens.collecting import HOLDER
from lis.specimens.routes import router

_TABLES = ("lis_item", "lis_specimen", "lis_rejection", "lis_campaign_person")

module = Module(
    id="lis.specimens",
    title=Text("Mẫu bệnh phẩm", "Specimens"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.orders",
        "lis.tests",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=papers.ALL,
    seeds=(Seed("lis.specimens.places", seeding.places, demo=True),),
    claims=(evidence_orders.CLAIM, *evidence.CLAIMS),
    listens={
        OrderPlaced: (incoming.enter,),
        OrderAccepted: (incoming.taken_by_hand,),
        OrderStarted: (incoming.taken_by_hand,),
        OrderPartlyReported: (incoming.taken_by_hand,),
        OrderFulfilled: (incoming.taken_by_hand,),
        OrderCancelled: (incoming.withdraw,),
        OrderRefused: (incoming.withdraw,),
    },
    contributes=(
        Holder(HOLDER, Text("phòng xét nghiệm", "the laboratory"), "/lab/specimens"),
        *(PatientColumn(table, "patient_id") for table in _TABLES),
        *(EncounterRecords(table) for table in _TABLES),
    ),
    catch_up=incoming.catch_up,
)
