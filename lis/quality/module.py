from kernel.module import Module, Seed
from kernel.routing import Router
from kernel.text import Text
from lis.quality import (
    demo,
    from_analysers,
    holding,
    monthly,
    paper,
    permissions,
    round_routes,
    routes,
    run_report,
)
from lis.tests.slots import ControlTaker, TestHold

_router = Router(prefix="", tags=[])
for _part in (routes.router, round_routes.router):
    _router.include_router(_part)

module = Module(
    id="lis.quality",
    title=Text("Nội kiểm, ngoại kiểm", "Quality control"),
    requires=("his.admin", "his.catalogs", "lis.tests"),
    router=_router,
    permissions=permissions.ALL,
    seeds=(Seed("lis.quality.controls", demo.fill, demo=True),),
    prints=paper.ALL,
    contributes=(
        *monthly.REPORTS,
        run_report.RUNS,
        TestHold(holding.held),
        ControlTaker(from_analysers.take),
    ),
)
