from fastapi import APIRouter

from his.patients.slots import PatientColumn
from kernel.module import Job, Module
from kernel.text import Text
from ris_pacs.quality import evidence, packing, permissions, settings
from ris_pacs.quality.packing_routes import router as packs
from ris_pacs.quality.routes import router as corrections

root = APIRouter()
for each in (corrections, packs):
    root.include_router(each)

module = Module(
    id="ris_pacs.quality",
    title=Text("Hiệu chỉnh và nén hình ảnh", "Correction and compression of pictures"),
    requires=("his.admin", "his.patients", "his.orders", "ris_pacs.archive", "ris_pacs.web"),
    router=root,
    permissions=permissions.ALL,
    settings=settings.ALL,
    claims=evidence.CLAIMS,
    jobs=(
        Job(
            "ris_pacs.quality.pack",
            Text("Nén hình ảnh theo quy tắc", "Compress pictures by policy"),
            apart=packing.by_policy,
            daily_at="01:10",
        ),
    ),
    contributes=(
        PatientColumn("ris_correction", "patient_id"),
        PatientColumn("ris_correction", "to_patient_id"),
    ),
)
