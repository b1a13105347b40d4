from kernel.module import Module, Seed
from kernel.text import Text
from lis.statistics import evidence, keeping, permissions, rejecting, turnaround, volume
from lis.statistics.criticals import CRITICALS
from lis.statistics.routes import router

module = Module(
    id="lis.statistics",
    title=Text("Thống kê xét nghiệm", "Laboratory statistics"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.orders",
        "lis.tests",
        "lis.specimens",
        "lis.results",
    ),
    router=router,
    permissions=permissions.ALL,
    claims=evidence.CLAIMS,
    seeds=(Seed("lis.statistics.hours", keeping.practice, demo=True),),
    contributes=(
        volume.VOLUME,
        turnaround.TURNAROUND,
        volume.RESULTS,
        rejecting.REJECTIONS,
        CRITICALS,
    ),
)
