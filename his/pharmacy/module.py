from his.encounters.slots import CancelCheck, EncounterRecords, VisitPage
from his.patients.slots import PatientColumn
from his.pharmacy import (
    evidence,
    handlers,
    paper,
    paying,
    permissions,
    reconciling,
    returning,
    settings,
    way,
)
from his.pharmacy.events import HandedOver
from his.pharmacy.routes import router
from his.prescribing.events import PrescriptionCancelled, PrescriptionSigned
from his.prescribing.slots import DispensedOf, StockOf
from kernel.module import Job, Module
from kernel.text import Text

module = Module(
    id="his.pharmacy",
    title=Text("Dược, kho thuốc", "Pharmacy"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.cdr",
        "his.prescribing",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        PrescriptionSigned: (handlers.wait, way.go_there),
        PrescriptionCancelled: (handlers.give_up, way.been_there),
        HandedOver: (way.been_there,),
    },
    jobs=(
        Job(
            "his.pharmacy.uncollected",
            Text("Đóng đơn thuốc không đến nhận", "Close prescriptions that nobody collects"),
            returning.close_uncollected,
            daily_at="21:30",
        ),
        Job(
            "his.pharmacy.reconcile",
            Text("Đối soát tồn kho với bút toán", "Reconcile balances with the ledger"),
            reconciling.nightly,
            daily_at="01:20",
        ),
    ),
    prints=paper.ALL,
    contributes=(
        VisitPage("his.pharmacy.drugs", permissions.DISPENSE, way.page, order=15),
        PatientColumn("his_dispensing", "patient_id"),
        EncounterRecords("his_dispensing"),
        CancelCheck(
            "his.pharmacy.given",
            Text("Thuốc đã phát", "Drugs that were given out"),
            handlers.given_out,
        ),
        paying.CHECK,
        StockOf(handlers.stock),
        DispensedOf(handlers.is_dispensed),
    ),
    claims=evidence.CLAIMS,
    catch_up=handlers.catch_up,
)
