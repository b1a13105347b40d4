"""/api/admin/today: whether the house is ready for the day, in one look (sẵn sàng đầu ngày)."""

import shutil
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import func, select, text
from sqlmodel import col

from his.admin import morning, permissions
from kernel.access import Actor, Requires
from kernel.audit import Audit
from kernel.clock import utc_now
from kernel.db import Database, Db
from kernel.health import checks_of, passes
from kernel.identity import sessions
from kernel.identity.door import settings_of
from kernel.identity.models import SignIn, User
from kernel.routing import Router
from kernel.schemas import Output, Words, said

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


class MorningCopyOut(Output):
    """The newest copy of the data, and when one was last restored on trial."""

    at: datetime
    bytes: int
    tried: datetime | None


class MorningGatewayOut(Output):
    """One way out of the house; `since`: when the oldest that still waits was made."""

    kind: str
    title: Words
    failed: int
    waiting: int
    since: datetime | None
    sent_at: datetime | None


class MorningLicencesOut(Output):
    """Of those whose work needs a licence."""

    missing: int
    ended: int
    ending: int


class TodayOut(Output):
    """`disk_free` and `disk_total` in bytes; nothing where the database is on another machine.

    `refused`: sign-ins refused in the last 24 hours. `copies` says whether the operator named
    the folder of backups (HIS54_BACKUPS); `newest_copy` is the newest in it.
    """

    checks: list[MachineCheckOut]
    disk_free: int | None
    disk_total: int | None
    copies: bool
    newest_copy: MorningCopyOut | None
    gateways: list[MorningGatewayOut]
    licences: MorningLicencesOut
    here: list[HereOut]
    refused: int


@router.get("/today")
def today(request: Request, actor: Reads, db: Db) -> TodayOut:
    """The checks of the machine, who is signed in, and how often somebody was turned away."""
    database: Database = request.app.state.database
    backups = settings_of(request).backups
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
            "copies": backups is not None,
            "newest_copy": morning.newest_copy(backups) if backups else None,
            "gateways": [_gateway(each) for each in morning.gateways(db)],
            "licences": morning.licences(db),
            "here": [HereOut.model_validate(row) for row in here],
            "refused": refused,
        }
    )


def _gateway(found: morning.Gateway) -> MorningGatewayOut:
    return MorningGatewayOut(
        kind=found.sender.kind,
        title=said(found.sender.title),
        failed=found.failed,
        waiting=found.waiting,
        since=found.since,
        sent_at=found.sent_at,
    )
