from his.catalogs.events import CatalogueChanged
from kernel.module import Module, Seed
from kernel.text import Text
from lis.tests import administration, evidence, handlers, permissions, seeding, settings
from lis.tests.all_routes import router

module = Module(
    id="lis.tests",
    title=Text("Danh mục xét nghiệm", "Laboratory tests"),
    requires=("his.admin", "his.catalogs"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    prints=(administration.VERIFIERS,),
    seeds=(
        Seed("lis.tests.lists", seeding.lists),
        Seed("lis.tests.tests", seeding.tests),
        Seed("lis.tests.practice", seeding.practice, demo=True),
    ),
    listens={CatalogueChanged: (handlers.renew,)},
    claims=evidence.CLAIMS,
    catch_up=handlers.catch_up,
)
