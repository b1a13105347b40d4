"""After the receipt: the whole metadata as ready JSON, and where each frame lies.

It needs pydicom and 1-2 ms an instance, so it is done when machines rest, or when somebody asks
first. What pydicom cannot read keeps an empty object: the file itself is served all the same.
"""

import zlib
from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import logs
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.events import publish
from ris_pacs.archive import duplicates, events, metadata, rejecting
from ris_pacs.archive.models import ImagingInstance, InstanceState
from ris_pacs.archive.stores import LocalStore


def describe(store: LocalStore, row: ImagingInstance) -> tuple[bytes, bytes]:
    """(metadata, frame table) of an instance."""
    try:
        with store.local(row.path).open("rb") as file:
            found = metadata.index(file)
            return zlib.compress(found.metadata, 6), found.frame_table
    except Exception as error:  # noqa: BLE001 (whatever a machine sent: it never stops the rest)
        logs.log.warning("instance_not_described", id=str(row.id), error=type(error).__name__)
        return zlib.compress(b"{}"), b""


def index_waiting(database: Database, store: LocalStore, most: int = 50) -> int:
    """Describe what nobody has described yet; how many. Reads outside the transaction."""
    with database.read() as db:
        rows = _waiting(db, most)
    if not rows:
        return 0
    told = [(row.id, row.path, *describe(store, row), digest_of(store, row)) for row in rows]
    now = utc_now()
    with database.write() as db:
        for instance_id, path, said, table, digest in told:
            row = db.get(ImagingInstance, instance_id)
            if row is None or row.path != path:
                continue
            row.metadata_json, row.frame_table, row.indexed_at = said, table, now
            row.digest = row.digest or digest
            row.damaged = row.damaged or not digest
            db.add(row)
            if row.sop_class == rejecting.KEY_OBJECT:
                rejecting.heed(db, store, row)
        _tell(db, {row.study_id for row in rows})
    return len(rows)


def _tell(db: Session, studies: set[UUID]) -> None:
    """A key object may come before the pictures that it points at, and the other way round."""
    asked = (
        select(col(ImagingInstance.study_id))
        .where(
            col(ImagingInstance.study_id).in_(studies),
            ImagingInstance.sop_class == rejecting.KEY_OBJECT,
            ImagingInstance.state == InstanceState.KEPT,
        )
        .distinct()
    )
    for study_id in sorted(db.exec(asked)):
        publish(db, events.KeyObjectsCame(study_id=study_id, actor=SYSTEM))


def digest_of(store: LocalStore, row: ImagingInstance) -> str:
    """Of its data set; empty where the file is gone or is not as long as what was written."""
    try:
        if store.local(row.path).stat().st_size != row.size:
            return ""
        return row.digest or duplicates.digest(store, row.path, row.data_offset)
    except OSError:
        return ""


def _waiting(db: Session, most: int) -> list[ImagingInstance]:
    query = select(ImagingInstance).where(col(ImagingInstance.indexed_at).is_(None))
    return list(db.exec(query.order_by(col(ImagingInstance.id)).limit(most)))


def batches(database: Database, store: LocalStore) -> Iterator[int]:
    while done := index_waiting(database, store):
        yield done
