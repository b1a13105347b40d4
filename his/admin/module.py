from his.admin import (
    demo,
    evidence,
    evidence_platform,
    evidence_trust,
    permissions,
    roles,
    settings,
)
from his.admin.facility import letterhead, printer_name
from his.admin.routes import router
from his.admin.set_up_routes import screens
from kernel.module import Module, Seed
from kernel.printing import LetterheadOf, PrinterOf
from kernel.text import Text

module = Module(
    id="his.admin",
    title=Text("Quản trị hệ thống", "System administration"),
    router=router,
    screens=screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    seeds=(
        Seed("his.admin.roles", roles.seed),
        Seed("his.admin.clinic", demo.seed, demo=True),
    ),
    contributes=(LetterheadOf(letterhead), PrinterOf(printer_name)),
    claims=(*evidence.CLAIMS, *evidence_platform.CLAIMS, *evidence_trust.CLAIMS),
    can_be_off=False,
)
