"""What an administrator looks at before the first patient (việc xem mỗi sáng).

The newest copy of the data, what left the house by each gateway, and licences to practise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import settings
from his.admin.models import Staff
from his.admin.parameters import parameter
from his.admin.slots import LicensedWork
from kernel.clock import today
from kernel.events import assembly_of
from kernel.identity import grants
from kernel.identity.models import User
from kernel.module import Sender
from kernel.outbox import OutboxMessage, OutboxState

TRIED = "tried"
"""A file beside the copies; whoever restored one on trial touches it (docs/admin/backup.md)."""
_OPEN = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.FAILED)
_SOON = timedelta(days=60)
_LICENCES_END = date(2024, 1, 1)
"""Licences given before the Law 15/2023/QH15 came into force end by its transition rules."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The newest copy in the folder of backups, and when one was last restored on trial."""

    at: datetime
    bytes: int
    tried: datetime | None


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way out. `since`: made when, the oldest that still waits."""

    sender: Sender
    failed: int
    waiting: int
    since: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Licences:
    """Of those whose work needs one: how many have none, have one that ended or ends soon."""

    missing: int
    ended: int
    ending: int


def newest_copy(folder: Path) -> Copy | None:
    """None where there is no copy, or no such folder."""
    found = [
        (each.stat().st_mtime, each.stat().st_size)
        for each in (folder.iterdir() if folder.is_dir() else ())
        if each.is_file() and each.name != TRIED and not each.name.startswith(".")
    ]
    if not found:
        return None
    at, size = max(found)
    tried = folder / TRIED
    return Copy(_moment(at), size, _moment(tried.stat().st_mtime) if tried.is_file() else None)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def gateways(db: Session) -> list[Gateway]:
    """Each way out that was used, in the order of the modules."""
    kind, state = col(OutboxMessage.kind), col(OutboxMessage.state)
    rows = db.execute(
        select(kind, state, func.count(), func.min(col(OutboxMessage.made_at)))
        .where(state.in_(_OPEN))
        .group_by(kind, state)
    ).all()
    used: list[Gateway] = []
    for sender in (each for module in assembly_of(db).modules for each in module.senders):
        mine = [row for row in rows if row[0] == sender.kind]
        waits = [row for row in mine if row[1] != OutboxState.FAILED]
        sent_at = db.execute(
            select(col(OutboxMessage.sent_at))
            .where(kind == sender.kind, state == OutboxState.SENT)
            .order_by(col(OutboxMessage.id).desc())
            .limit(1)
        ).scalar()
        if mine or sent_at:
            used.append(
                Gateway(
                    sender,
                    failed=sum(row[2] for row in mine if row[1] == OutboxState.FAILED),
                    waiting=sum(row[2] for row in waits),
                    since=min((row[3] for row in waits), default=None),
                    sent_at=sent_at,
                )
            )
    return used


def licences(db: Session) -> Licences:
    """Licences of everybody active whose rights are for licensed work."""
    needed = {each.permission_id for each in assembly_of(db).contributions(LicensedWork)}
    people = set[object]().union(*(grants.holders(db, each) for each in needed))
    rows: Sequence[tuple[str, date | None]] = [
        (row.licence or "", row.licence_on)
        for row in db.execute(
            select(col(User.id), col(Staff.licence), col(Staff.licence_on))
            .join(Staff, col(Staff.user_id) == col(User.id), isouter=True)
            .where(col(User.active))
        )
        if row.id in people
    ]
    years = int(parameter(db, settings.LICENCE_YEARS.id))
    ends = [
        on.replace(year=on.year + years, day=min(on.day, 28))
        for number, on in rows
        if number and on and on >= _LICENCES_END
    ]
    return Licences(
        missing=sum(not number for number, _ in rows),
        ended=sum(end < today() for end in ends),
        ending=sum(today() <= end <= today() + _SOON for end in ends),
    )
