from datetime import timedelta

from his.billing import (
    einvoices,
    evidence,
    handlers,
    papers,
    permissions,
    reports,
    settings,
    way,
)
from his.billing.api import router
from his.billing.simulator import SIMULATOR
from his.billing.transfer_routes import hooks
from his.encounters.events import EncounterChanged, EncounterClosed, EncounterMovedToPatient
from his.encounters.slots import CancelCheck, ClosingCheck, EncounterRecords, VisitPage
from his.patients.slots import BannerPart, PatientColumn
from his.pricing.events import ChargeArose, ChargePerformed, ChargeWithdrawn
from his.pricing.slots import PaidOf
from kernel.module import Job, Module
from kernel.text import Text

module = Module(
    id="his.billing",
    title=Text("Viện phí, thu ngân", "Billing"),
    requires=("his.admin", "his.patients", "his.pricing", "his.encounters"),
    router=router,
    screens=hooks,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        ChargeArose: (handlers.arise,),
        ChargePerformed: (handlers.performed,),
        ChargeWithdrawn: (handlers.withdrawn,),
        EncounterChanged: (handlers.payer_changed,),
        EncounterMovedToPatient: (handlers.moved_to_patient,),
        EncounterClosed: (way.closed,),
    },
    jobs=(
        Job(
            "his.billing.einvoice_numbers",
            Text("Nhận số hóa đơn điện tử", "Numbers of electronic invoices"),
            run=einvoices.read_back,
            every=timedelta(minutes=1),
        ),
    ),
    senders=(einvoices.SENDER,),
    prints=papers.ALL,
    claims=evidence.CLAIMS,
    contributes=(
        *reports.REPORTS,
        *reports.HEADLINES,
        SIMULATOR,
        VisitPage(
            "his.billing.bill", permissions.COLLECT, lambda _, visit: f"/billing/{visit}", order=10
        ),
        PatientColumn("his_bill", "patient_id"),
        PatientColumn("his_charge", "patient_id"),
        EncounterRecords("his_bill"),
        EncounterRecords("his_charge"),
        PaidOf(handlers.paid),
        ClosingCheck("his.billing.unpaid", Text("Viện phí", "Fees"), handlers.unpaid),
        CancelCheck(
            "his.billing.paid", Text("Tiền đã thu", "Money taken"), handlers.money_was_taken
        ),
        BannerPart("his.billing.debt", permissions.READ, handlers.debts),
    ),
)
