from datetime import timedelta

from his.admin.slots import LicensedWork
from his.encounters.slots import ClosingCheck, EncounterRecords
from his.orders import (
    alarming,
    critical_report,
    evidence,
    filing,
    handlers,
    inbox,
    permissions,
    reports,
    seeding,
    settings,
    sheets,
    way,
)
from his.orders.events import (
    CriticalCalled,
    OrderAccepted,
    OrderCancelled,
    OrderCorrected,
    OrderFulfilled,
    OrderPartlyReported,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.routes import router
from his.patients.slots import PatientColumn
from kernel.module import Job, Module, Seed
from kernel.text import Text

_TABLES = (
    "his_order",
    "his_order_report",
    "his_result_sheet",
    "his_result_notice",
    "his_result_reading",
    "his_result_file",
    "his_critical_alarm",
)

module = Module(
    id="his.orders",
    title=Text("Chỉ định dịch vụ", "Orders"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.cdr",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=sheets.ALL,
    seeds=(
        Seed("his.orders.result_templates", seeding.templates),
        Seed("his.orders.sets", seeding.sets, demo=True),
    ),
    listens={
        OrderPlaced: (way.go_there, filing.enter_order),
        OrderAccepted: (filing.enter_order,),
        OrderStarted: (way.been_there, filing.enter_order),
        OrderPartlyReported: (inbox.tell, alarming.alarm),
        OrderFulfilled: (
            way.come_back,
            filing.enter_order,
            filing.enter_result,
            inbox.tell,
            alarming.alarm,
        ),
        OrderCorrected: (
            filing.enter_order,
            filing.enter_result,
            inbox.tell,
            alarming.alarm,
        ),
        CriticalCalled: (alarming.called,),
        OrderCancelled: (way.come_back, filing.enter_order),
        OrderRefused: (way.come_back, filing.enter_order),
    },
    jobs=(
        Job(
            "his.orders.critical",
            Text("Báo tiếp kết quả nguy hiểm quá hạn", "Pass on critical results in time"),
            alarming.escalate,
            every=timedelta(minutes=1),
        ),
    ),
    claims=evidence.CLAIMS,
    contributes=(
        LicensedWork(permissions.APPROVE.id),
        *reports.REPORTS,
        critical_report.REPORT,
        ClosingCheck(
            "his.orders.unanswered",
            Text("Chỉ định chưa có kết quả", "Orders without a result"),
            handlers.unanswered,
        ),
        ClosingCheck(
            "his.orders.unread",
            Text("Kết quả bất thường chưa xem", "Abnormal results that were not looked at"),
            handlers.unread,
        ),
        ClosingCheck(
            "his.orders.critical",
            Text("Kết quả nguy hiểm chưa xác nhận", "Critical results nobody acknowledged"),
            handlers.unacknowledged,
        ),
        *(PatientColumn(table, "patient_id") for table in _TABLES),
        *(EncounterRecords(table) for table in _TABLES),
    ),
    can_be_off=False,
)
