from his.admin import demo, permissions, roles
from his.admin.facility import letterhead
from his.admin.routes import router
from kernel.module import Module, Seed
from kernel.printing import LetterheadOf
from kernel.text import Text

module = Module(
    id="his.admin",
    title=Text("Quản trị hệ thống", "System administration"),
    router=router,
    permissions=permissions.ALL,
    seeds=(
        Seed("his.admin.roles", roles.seed),
        Seed("his.admin.clinic", demo.seed, demo=True),
    ),
    contributes=(LetterheadOf(letterhead),),
    can_be_off=False,
)
