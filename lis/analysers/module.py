from datetime import timedelta

from kernel.background import Background
from kernel.module import Job, Module, Seed
from kernel.text import Text
from lis.analysers import evidence, gateway, permissions, seeding, settings, watching
from lis.analysers.routes import router
from lis.analysers.simulator import SIMULATOR
from lis.tests.slots import Instruments

module = Module(
    id="lis.analysers",
    title=Text("Máy xét nghiệm", "Analysers"),
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
    settings=settings.ALL,
    jobs=(
        Job(
            "lis.analysers.silent",
            Text("Báo máy xét nghiệm im lặng", "Tell of silent analysers"),
            run=watching.look,
            every=timedelta(minutes=1),
        ),
    ),
    contributes=(
        SIMULATOR,
        Instruments(watching.instruments),
        Background(
            "lis.analysers.gateway",
            Text("Cổng máy xét nghiệm", "The analysers' gateway"),
            gateway.start,
        ),
    ),
    seeds=(Seed("lis.analysers.demo", seeding.demo, demo=True),),
    claims=evidence.CLAIMS,
)
