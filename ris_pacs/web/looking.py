"""Who looks at which study: written down once in a while, not once a picture."""

import asyncio
import time
from collections.abc import Hashable
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import Request

from kernel import audit
from kernel.access import Actor, acting_in
from kernel.db import Database

WHILE = 1800.0  # seconds: who still looks after that has opened it again
LIST = 60.0
_MOST = 50_000
_seen: "WeakKeyDictionary[Database, dict[tuple[UUID, Hashable], float]]" = WeakKeyDictionary()


def _is_new(database: Database, actor: Actor, what: Hashable, while_: float = WHILE) -> bool:
    seen = _seen.setdefault(database, {})
    now = time.monotonic()
    if now < seen.get((actor.session_id or actor.id, what), 0.0):
        return False
    if len(seen) >= _MOST:
        seen.clear()
    seen[(actor.session_id or actor.id, what)] = now + while_
    return True


def _forget(database: Database, actor: Actor, what: Hashable) -> None:
    _seen.get(database, {}).pop((actor.session_id or actor.id, what), None)


async def listed(request: Request, actor: Actor, ids: tuple[str, ...]) -> None:
    """Whose studies a list names; the same list again within a minute is the same look."""
    database: Database = request.app.state.database
    if not ids or not _is_new(database, actor, ids, LIST):
        return
    try:
        await asyncio.wrap_future(
            database.read_log.put([audit.list_row(acting_in(request), "patient", ids)])
        )
    except BaseException:
        _forget(database, actor, ids)
        raise


async def opened(
    request: Request, actor: Actor, study_id: UUID, uid: str, patient_id: UUID | None
) -> None:
    """Written down before the picture leaves, or it does not leave."""
    database: Database = request.app.state.database
    if not _is_new(database, actor, study_id):
        return
    subject = ("patient", str(patient_id)) if patient_id else ("ris_study", str(study_id))
    row = audit.row_of(acting_in(request), "read", f"study {uid}", subject)
    try:
        await asyncio.wrap_future(database.read_log.put([row]))
    except BaseException:
        _forget(database, actor, study_id)
        raise
