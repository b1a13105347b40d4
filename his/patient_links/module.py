from his.patient_links import keeping, permissions, settings
from his.patient_links.routes import router
from his.patient_links.screens import screens
from his.patients.slots import PatientColumn
from kernel.links import LinkMaker
from kernel.module import Module
from kernel.text import Text

module = Module(
    id="his.patient_links",
    title=Text("Trang kết quả của người bệnh", "Patients' result pages"),
    requires=("his.admin", "his.patients"),
    router=router,
    screens=screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    contributes=(PatientColumn("his_patient_link", "patient_id"), LinkMaker(keeping.make)),
)
