from his.cdr import evidence, life, permissions
from his.cdr.routes import router
from his.encounters.slots import EncounterRecords
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text

module = Module(
    id="his.cdr",
    title=Text("Kho dữ liệu lâm sàng", "Clinical data repository"),
    requires=("his.patients", "his.encounters"),
    router=router,
    permissions=permissions.ALL,
    claims=evidence.CLAIMS,
    contributes=(
        PatientColumn("his_observation", "patient_id"),
        PatientColumn("his_document", "patient_id"),
        EncounterRecords("his_observation"),
        EncounterRecords("his_document"),
        PatientColumn("his_clinical_entry", "patient_id"),
        EncounterRecords("his_clinical_entry"),
        *life.PARTS,
    ),
    can_be_off=False,
)
