from datetime import timedelta

from his.catalogs.slots import GoodsKeeper
from kernel.module import Job, Module, Seed
from kernel.routing import Router
from kernel.text import Text
from lis.quality.events import ControlsRun
from lis.reagents import (
    counting,
    demo,
    evidence,
    from_pharmacy,
    kit_routes,
    now,
    paper,
    permissions,
    reports,
    routes,
    settings,
    warning,
)
from lis.results.events import LabResultsEntered
from lis.tests.slots import LotsInUse, TestHold

_router = Router(prefix="", tags=[])
for _part in (kit_routes.router, routes.router):
    _router.include_router(_part)

module = Module(
    id="lis.reagents",
    title=Text("Hóa chất xét nghiệm", "Laboratory reagents"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.orders",
        "lis.tests",
        "lis.specimens",
        "lis.results",
        "lis.quality",
    ),
    router=_router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        LabResultsEntered: (counting.note_results,),
        ControlsRun: (counting.note_controls,),
    },
    jobs=(
        Job(
            "lis.reagents.count",
            Text("Tính hóa chất đã dùng cho kết quả", "Count what results have used"),
            counting.counted,
            every=timedelta(minutes=1),
        ),
        Job(
            "lis.reagents.look",
            Text("Báo hóa chất sắp hết hạn, dưới mức", "Warn of reagents near expiry or low"),
            warning.look,
            daily_at="06:30",
        ),
    ),
    seeds=(Seed("lis.reagents.demo", demo.fill, demo=True),),
    prints=paper.ALL,
    claims=evidence.CLAIMS,
    contributes=(
        *reports.REPORTS,
        GoodsKeeper(from_pharmacy.take),
        LotsInUse(now.lots),
        TestHold(now.held),
    ),
)
