from his.encounters.slots import EncounterRecords
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text
from lis.results import (
    evidence,
    evidence_signing,
    handlers,
    patient_page,
    permissions,
    settings,
    sheets,
)
from lis.results.models import LabResult
from lis.results.routes import router
from lis.specimens.events import ItemsEnded

_TABLE = str(LabResult.__tablename__)

module = Module(
    id="lis.results",
    title=Text("Kết quả xét nghiệm", "Laboratory results"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "lis.tests",
        "lis.specimens",
    ),
    router=router,
    permissions=permissions.ALL,
    prints=sheets.ALL,
    claims=(evidence_signing.CLAIM, *evidence.CLAIMS),
    listens={ItemsEnded: (handlers.last_one_ended,)},
    settings=settings.ALL,
    contributes=(
        PatientColumn(_TABLE, "patient_id"),
        EncounterRecords(_TABLE),
        patient_page.PAGE,
    ),
)
