from his.catalogs import evidence, permissions
from his.catalogs.routes import router
from his.catalogs.starter import load_samples, load_starter
from kernel.module import Module, Seed
from kernel.text import Text

module = Module(
    id="his.catalogs",
    title=Text("Danh mục dùng chung", "Shared lists"),
    requires=("his.admin",),
    router=router,
    permissions=permissions.ALL,
    seeds=(
        Seed("his.catalogs.starter", load_starter),
        Seed("his.catalogs.samples", load_samples, demo=True),
    ),
    claims=evidence.CLAIMS,
    can_be_off=False,
)
