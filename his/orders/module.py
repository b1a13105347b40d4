from his.encounters.slots import ClosingCheck, EncounterRecords
from his.orders import handlers, permissions, way
from his.orders.events import (
    OrderCancelled,
    OrderFulfilled,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.routes import router
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text

module = Module(
    id="his.orders",
    title=Text("Chỉ định dịch vụ", "Orders"),
    requires=("his.catalogs", "his.patients", "his.pricing", "his.encounters"),
    router=router,
    permissions=permissions.ALL,
    listens={
        OrderPlaced: (way.go_there,),
        OrderStarted: (way.been_there,),
        OrderFulfilled: (way.come_back,),
        OrderCancelled: (way.come_back,),
        OrderRefused: (way.come_back,),
    },
    contributes=(
        ClosingCheck(
            "his.orders.unanswered",
            Text("Chỉ định chưa có kết quả", "Orders without a result"),
            handlers.unanswered,
        ),
        PatientColumn("his_order", "patient_id"),
        PatientColumn("his_order_report", "patient_id"),
        EncounterRecords("his_order"),
        EncounterRecords("his_order_report"),
    ),
    can_be_off=False,
)
