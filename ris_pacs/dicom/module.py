from kernel.background import Background
from kernel.module import Module, Seed
from kernel.text import Text
from ris_pacs.dicom import evidence, permissions, process, seeding, settings
from ris_pacs.dicom.routes import router
from ris_pacs.dicom.simulator import SIMULATOR

module = Module(
    id="ris_pacs.dicom",
    title=Text("Kết nối máy chụp (DICOM)", "Imaging machines (DICOM)"),
    requires=("his.admin", "ris_pacs.archive"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    contributes=(
        SIMULATOR,
        Background(
            "ris_pacs.dicom.listener",
            Text("Dịch vụ DICOM", "The DICOM service"),
            process.start,
        ),
    ),
    seeds=(Seed("ris_pacs.dicom.demo", seeding.demo, demo=True),),
    claims=evidence.CLAIMS,
)
