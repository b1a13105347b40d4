"""/api/admin/today: whether the house is ready for the day, in one look (sẵn sàng đầu ngày)."""

import shutil
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import func, select, text
from sqlmodel import col

from his.admin import permissions
from kernel.access import Actor, Requires
from kernel.audit import Audit
from kernel.clock import utc_now
from kernel.db import Database, Db
from kernel.health import checks_of, passes
from kernel.identity import sessions
from kernel.identity.door import settings_of
from kernel.identity.models import SignIn, User
from kernel.routing import Router
from kernel.schemas import Output

router = Router(prefix="/admin", tags=["his.admin"])

Reads = Annotated[Actor, Depends(Requires(permissions.USERS_READ))]
_MOST_SHOWN = 200


class MachineCheckOut(Output):
    """One check of /readyz."""

    name: Literal["database", "migrations", "keys", "disk"]
    ok: bool


class HereOut(Output):
    """Somebody who is signed in now; `places`: at how many computers."""

    user_id: UUID
    name: str
    username: str
    seen_at: datetime
    places: int


class TodayOut(Output):
    """`disk_free` and `disk_total` in bytes; nothing where the database is on another machine.

    `refused`: sign-ins refused in the last 24 hours.
    """

    checks: list[MachineCheckOut]
    disk_free: int | None
    disk_total: int | None
    here: list[HereOut]
    refused: int


@router.get("/today")
def today(request: Request, actor: Reads, db: Db) -> TodayOut:
    """The checks of the machine, who is signed in, and how often somebody was turned away."""
    database: Database = request.app.state.database
    room = shutil.disk_usage(database.folder) if database.folder else None
    here = db.execute(
        select(
            col(User.id).label("user_id"),
            col(User.name),
            col(User.username),
            func.max(col(SignIn.seen_at)).label("seen_at"),
            func.count().label("places"),
        )
        .join(User, col(User.id) == col(SignIn.user_id))
        .where(col(User.active), *sessions.alive(utc_now(), settings_of(request)))
        .group_by(col(User.id), col(User.name), col(User.username))
        .order_by(col(User.name), col(User.id))
        .limit(_MOST_SHOWN)
    )
    refused = db.execute(
        select(func.count())
        .select_from(Audit)
        .where(text("action = 'sign_in_refused'"), col(Audit.at) > utc_now() - timedelta(days=1))
    ).scalar_one()
    return TodayOut.model_validate(
        {
            "checks": [
                {"name": name, "ok": passes(name, check)}
                for name, check in checks_of(request).items()
            ],
            "disk_free": room.free if room else None,
            "disk_total": room.total if room else None,
            "here": [HereOut.model_validate(row) for row in here],
            "refused": refused,
        }
    )
