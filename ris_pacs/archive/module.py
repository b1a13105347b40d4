from datetime import timedelta

from his.patients.slots import PatientColumn
from kernel.module import Job, Module
from kernel.text import Text
from ris_pacs.archive import jobs, permissions, search_index, settings
from ris_pacs.archive.routes import router

assert search_index.SEARCH_SQL  # both hang on the tables' making

module = Module(
    id="ris_pacs.archive",
    title=Text("Kho hình ảnh", "Picture archive"),
    requires=("his.admin", "his.patients", "his.orders"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    jobs=(
        Job(
            "ris_pacs.archive.match",
            Text("Khớp lại ca chụp chưa rõ người bệnh", "Match studies that wait, by rule"),
            run=jobs.match,
            every=timedelta(minutes=15),
        ),
        Job(
            "ris_pacs.archive.verify",
            Text("Kiểm tra tệp ảnh còn nguyên vẹn", "Check that pictures are what was kept"),
            apart=jobs.verify,
            daily_at="02:10",
        ),
        Job(
            "ris_pacs.archive.sweep",
            Text("Dọn tệp ảnh gửi dở", "Remove files of transfers that broke off"),
            apart=jobs.sweep,
            daily_at="03:20",
        ),
    ),
    contributes=(PatientColumn("ris_study", "patient_id"),),
)
