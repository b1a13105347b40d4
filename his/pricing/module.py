from his.pricing import permissions
from his.pricing.law import RULES
from his.pricing.routes import router
from his.pricing.seeding import from_catalogue
from kernel.module import Module, Seed
from kernel.text import Text

module = Module(
    id="his.pricing",
    title=Text("Bảng giá, mức hưởng", "Prices and shares"),
    requires=("his.admin", "his.catalogs"),
    router=router,
    permissions=permissions.ALL,
    seeds=(Seed("his.pricing.sample", from_catalogue, demo=True),),
    contributes=(RULES,),
    can_be_off=False,
)
