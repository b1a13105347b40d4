from kernel.background import Background
from kernel.module import Module
from kernel.text import Text
from ris_pacs.dicom import permissions, process, settings
from ris_pacs.dicom.routes import router

module = Module(
    id="ris_pacs.dicom",
    title=Text("Kết nối máy chụp (DICOM)", "Imaging machines (DICOM)"),
    requires=("his.admin", "ris_pacs.archive"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    contributes=(
        Background(
            "ris_pacs.dicom.listener",
            Text("Dịch vụ DICOM", "The DICOM service"),
            process.start,
        ),
    ),
)
