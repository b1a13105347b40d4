from datetime import timedelta

from his.admin.slots import SubjectScope
from his.patients import (
    duplicates,
    evidence,
    finding,
    handlers,
    permissions,
    printouts,
    search_index,
    timeline,
)
from his.patients.routes import router
from his.patients.slots import PatientColumn
from kernel.module import Job, Module, Search
from kernel.text import Text

module = Module(
    id="his.patients",
    title=Text("Người bệnh", "Patients"),
    requires=("his.admin", "his.catalogs"),
    router=router,
    permissions=permissions.ALL,
    prints=printouts.ALL,
    claims=evidence.CLAIMS,
    jobs=(
        Job(
            "his.patients.duplicates",
            Text("Tìm hồ sơ nghi trùng", "Look for duplicate records"),
            duplicates.look_for_duplicates,
            daily_at="02:40",
        ),
        Job(
            "his.patients.index",
            Text("Sắp xếp chỉ mục tên", "Tidy the index of names"),
            search_index.tidy,
            every=timedelta(hours=6),
        ),
    ),
    searches=(
        Search(
            "his.patients",
            Text("Người bệnh", "Patients"),
            permissions.READ,
            handlers.in_search_box,
        ),
    ),
    contributes=(
        PatientColumn("his_patient", "newborn_of"),
        PatientColumn("his_patient_identifier", "patient_id"),
        PatientColumn("his_patient_contact", "patient_id"),
        PatientColumn("his_patient_contact", "person_id"),
        PatientColumn("his_allergy", "patient_id"),
        PatientColumn("his_no_allergies", "patient_id"),
        PatientColumn("his_patient_history", "patient_id"),
        PatientColumn("his_patient_card", "patient_id"),
        timeline.PART,
        SubjectScope("patient", finding.seen),
    ),
    can_be_off=False,
)
