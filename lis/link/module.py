from his.encounters.slots import EncounterRecords
from his.link.slots import AnswerTaker
from his.orders.events import OrderAccepted, OrderCancelled, OrderRefused
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text
from lis.link import evidence, orders_in, permissions, queries, results_in, results_out, send_outs
from lis.link.routes import router
from lis.results.events import LabResultsVerified, LabResultWithdrawn
from lis.specimens.events import ItemsEnded

module = Module(
    id="lis.link",
    title=Text("Liên thông xét nghiệm", "Laboratory link"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.orders",
        "his.link",
        "lis.tests",
        "lis.specimens",
        "lis.results",
    ),
    router=router,
    permissions=permissions.ALL,
    listens={
        LabResultsVerified: (results_out.verified,),
        LabResultWithdrawn: (results_out.withdrawn,),
        OrderAccepted: (results_out.accepted,),
        OrderCancelled: (results_out.ended,),
        OrderRefused: (results_out.ended,),
        ItemsEnded: (send_outs.items_ended,),
    },
    contributes=(
        orders_in.TAKER,
        results_in.TAKER,
        queries.TAKER,
        AnswerTaker("lis.link.orders", "OML^O21", send_outs.answered),
        PatientColumn("lis_link_order", "patient_id"),
        PatientColumn("lis_link_send_out", "patient_id"),
        EncounterRecords("lis_link_order"),
        EncounterRecords("lis_link_send_out"),
    ),
    claims=evidence.CLAIMS,
    catch_up=results_out.catch_up,
)
