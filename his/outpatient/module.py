from his.admin.slots import LicensedWork
from his.encounters.events import EncounterClosed
from his.encounters.slots import ClosingCheck, EncounterRecords, VisitPage
from his.outpatient import (
    closing,
    evidence,
    handlers,
    paper_prints,
    permissions,
    reports,
    seeding,
    settings,
    summary,
)
from his.outpatient.routes import router
from his.patients.slots import PatientColumn
from kernel.module import Module, Seed
from kernel.text import Text

_TABLES = (
    "his_examination",
    "his_diagnosis",
    "his_amendment",
    "his_paper",
    "his_consultation",
)

module = Module(
    id="his.outpatient",
    title=Text("Khám bệnh", "Examination"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.cdr",
        "his.orders",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=(summary.PRINT, *paper_prints.PRINTS.values()),
    seeds=(Seed("his.outpatient.templates", seeding.templates),),
    claims=evidence.CLAIMS,
    listens={EncounterClosed: (handlers.file_summary,)},
    contributes=(
        LicensedWork(permissions.WRITE.id),
        LicensedWork(permissions.MEASURE.id),
        VisitPage(
            "his.outpatient.visit", permissions.READ, lambda _, visit: f"/visits/{visit}", order=20
        ),
        ClosingCheck(
            "his.outpatient.missing",
            Text("Phiếu khám bệnh", "Examination"),
            closing.missing,
        ),
        *(PatientColumn(table, "patient_id") for table in _TABLES),
        *(EncounterRecords(table) for table in _TABLES),
        *reports.REPORTS,
    ),
)
