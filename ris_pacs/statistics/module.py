from kernel.module import Module
from kernel.text import Text
from ris_pacs.statistics import evidence, others, permissions, reports

module = Module(
    id="ris_pacs.statistics",
    title=Text("Thống kê chẩn đoán hình ảnh", "Imaging statistics"),
    requires=(
        "his.admin",
        "his.patients",
        "his.encounters",
        "his.catalogs",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.schedule",
        "ris_pacs.reading",
    ),
    permissions=permissions.ALL,
    claims=evidence.CLAIMS,
    contributes=(
        reports.VOLUME,
        reports.TURNAROUND,
        others.REJECTS,
        reports.DOSE,
        reports.USE,
        others.STORAGE,
    ),
)
