"""/api/assembly and /api/admin."""

from fastapi import APIRouter, Request

from his.admin import (
    house_routes,
    oversight,
    people_routes,
    rights_routes,
    set_up_routes,
    settings_routes,
    today_routes,
)
from his.admin.facility import facility_if_any
from his.admin.schemas import AssemblyOut, FacilityName
from kernel.access import SignedIn
from kernel.db import Db
from kernel.events import assembly_of
from kernel.identity.schemas import UserOut
from kernel.routing import Router

everybody = Router(prefix="/assembly", tags=["his.admin"])


@everybody.get("")
def assembly(request: Request, actor: SignedIn, db: Db) -> AssemblyOut:
    """Which modules are on, who is here, what they may do, and whose house this is."""
    ours = facility_if_any(db)
    return AssemblyOut(
        modules=[m.id for m in assembly_of(db).modules],
        may=sorted(actor.may),
        user=UserOut(
            id=actor.id,
            name=actor.name,
            username=actor.username,
            roles=sorted(actor.roles),
            language=actor.language,
        ),
        facility=FacilityName(
            name=ours.name if ours else "HIS54",
            code=ours.code if ours else "",
            demo=bool(ours and ours.demo),
        ),
        version=request.app.version,
    )


router = APIRouter()
for part in (
    everybody,
    house_routes.router,
    oversight.router,
    people_routes.router,
    rights_routes.router,
    rights_routes.mine,
    settings_routes.router,
    set_up_routes.router,
    today_routes.router,
):
    router.include_router(part)
