from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text
from ris_pacs.consult import evidence, pages, paper, permissions, routes, settings

module = Module(
    id="ris_pacs.consult",
    title=Text("Hội chẩn hình ảnh từ xa", "Consultation on pictures"),
    requires=(
        "his.admin",
        "his.patients",
        "his.cdr",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.dicom",
        "ris_pacs.web",
    ),
    router=routes.router,
    screens=pages.screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=paper.ALL,
    claims=evidence.CLAIMS,
    contributes=(PatientColumn("ris_consult_room", "patient_id"),),
)
