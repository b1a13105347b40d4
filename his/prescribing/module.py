from his.admin.slots import LicensedWork
from his.encounters.slots import CancelCheck, ClosingCheck, EncounterRecords
from his.patients.slots import PatientColumn, TimelinePart
from his.prescribing import evidence, handlers, national, paper, permissions, settings, simulator
from his.prescribing.routes import router
from his.prescribing.tables import TABLES
from kernel.module import Module
from kernel.text import Text

_TABLES = ("his_prescription", "his_prescription_line", "his_alert")

module = Module(
    id="his.prescribing",
    title=Text("Kê đơn thuốc", "Prescribing"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.cdr",
        "his.outpatient",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=(paper.PRESCRIPTION, paper.USAGE),
    senders=(national.SENDER,),
    claims=evidence.CLAIMS,
    contributes=(
        *TABLES,
        LicensedWork(permissions.WRITE.id),
        simulator.SIMULATOR,
        ClosingCheck(
            "his.prescribing.unsigned",
            Text("Đơn thuốc chưa ký", "Unsigned prescription"),
            handlers.unsigned,
        ),
        CancelCheck(
            "his.prescribing.signed",
            Text("Đơn thuốc đã ký", "Signed prescription"),
            handlers.signed,
        ),
        TimelinePart(
            "his.prescribing.prescriptions",
            Text("Đơn thuốc", "Prescriptions"),
            permissions.READ,
            handlers.timeline,
        ),
        *(PatientColumn(table, "patient_id") for table in _TABLES),
        *(EncounterRecords(table) for table in _TABLES),
    ),
)
