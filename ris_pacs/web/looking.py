"""Who looks at which study: written down once in a while, not once a picture."""

import asyncio
import time
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import Request

from kernel import audit
from kernel.access import Actor, acting_in
from kernel.db import Database

WHILE = 1800.0  # seconds: who still looks after that has opened it again
_MOST = 50_000
_seen: "WeakKeyDictionary[Database, dict[tuple[UUID, UUID], float]]" = WeakKeyDictionary()


def _is_new(database: Database, actor: Actor, study_id: UUID) -> bool:
    seen = _seen.setdefault(database, {})
    now = time.monotonic()
    if now < seen.get((actor.session_id or actor.id, study_id), 0.0):
        return False
    if len(seen) >= _MOST:
        seen.clear()
    seen[(actor.session_id or actor.id, study_id)] = now + WHILE
    return True


def _forget(database: Database, actor: Actor, study_id: UUID) -> None:
    _seen.get(database, {}).pop((actor.session_id or actor.id, study_id), None)


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
