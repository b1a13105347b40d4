from his.reports import evidence, freezing, paper, permissions, settings
from his.reports.routes import router
from kernel.module import Job, Module
from kernel.text import Text

module = Module(
    id="his.reports",
    title=Text("Báo cáo thống kê", "Reports"),
    requires=("his.admin",),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=(paper.FORM,),
    claims=evidence.CLAIMS,
    jobs=(
        Job(
            "his.reports.freeze",
            Text("Chốt báo cáo bắt buộc của tháng trước", "Freeze last month's statutory reports"),
            freezing.freeze_last_month,
            daily_at="02:10",
        ),
    ),
)
