"""Storage commitment: a machine asks whether its pictures are safe before it deletes its own.

The question is written down before it is acknowledged; the answer looks into the index and at
each file, and goes to the machine until it takes it.
"""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import logs
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, InstanceState
from ris_pacs.dicom import commands, nodes
from ris_pacs.dicom.models import DicomNode, StorageCommitment
from ris_pacs.dicom.requesting import EXPLICIT, IMPLICIT, NotReached, association
from ris_pacs.dicom.services import COMMITMENT

PUSH = "1.2.840.10008.1.20.1.1"
_MOST = 10_000
_TRIES = 50
_PARTS = 500


def read(raw: bytes, syntax: str) -> tuple[str, list[list[str]]]:
    """(transaction, [[class, instance]...]) of an N-ACTION's data set. Raises ValueError."""
    from pydicom.filereader import read_dataset

    found = read_dataset(io.BytesIO(raw), syntax == IMPLICIT, is_little_endian=True)
    asked = [
        [str(item.ReferencedSOPClassUID), str(item.ReferencedSOPInstanceUID)]
        for item in found.get("ReferencedSOPSequence") or []
    ]
    transaction = str(found.get("TransactionUID") or "")
    if not transaction or not asked or len(asked) > _MOST:
        raise ValueError("no transaction")
    return transaction[:64], asked


def ask(db: Session, node_id: UUID, transaction: str, asked: list[list[str]]) -> UUID:
    now = utc_now()
    row = StorageCommitment(
        node_id=node_id, transaction_uid=transaction, asked=asked, asked_at=now, due_at=now
    )
    db.add(row)
    db.flush()
    return row.id


def split(
    db: Session, asked: list[list[str]]
) -> tuple[list[list[str]], list[tuple[str, str, int]]]:
    """(those that are safe here, the others with a reason)."""
    store = archive.store(db)
    known: dict[str, Any] = {}
    uids = [uid for _, uid in asked]
    for start in range(0, len(uids), _PARTS):
        rows = db.exec(
            select(ImagingInstance).where(
                col(ImagingInstance.uid).in_(uids[start : start + _PARTS]),
                ImagingInstance.state == InstanceState.KEPT,
            )
        )
        known |= {row.uid: row for row in rows}
    safe, missing = [], []
    for sop_class, uid in asked:
        row = known.get(uid)
        if row is None:
            missing.append((sop_class, uid, 0x0112))  # no such object instance
        elif row.sop_class != sop_class:
            missing.append((sop_class, uid, 0x0119))  # class and instance conflict
        elif row.damaged or _size(store, row.path) != row.size:
            missing.append((sop_class, uid, 0x0110))  # processing failure
        else:
            safe.append([sop_class, uid])
    return safe, missing


def _size(store: archive.LocalStore, path: str) -> int:
    try:
        return store.local(path).stat().st_size
    except OSError:
        return -1


def report(
    transaction: str, safe: list[list[str]], missing: list[tuple[str, str, int]], syntax: str
) -> bytes:
    """The data set of an N-EVENT-REPORT."""
    from pydicom.dataset import Dataset
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    made = Dataset()
    made.TransactionUID = transaction
    if safe:
        made.ReferencedSOPSequence = [_item(each[0], each[1]) for each in safe]
    if missing:
        made.FailedSOPSequence = [_item(*each) for each in missing]
    to = DicomBytesIO()
    to.is_implicit_VR, to.is_little_endian = syntax == IMPLICIT, True
    write_dataset(to, made)
    return to.getvalue()


def _item(sop_class: str, uid: str, reason: int | None = None) -> Any:
    from pydicom.dataset import Dataset

    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = sop_class, uid
    if reason is not None:
        made.FailureReason = reason
    return made


def deliver_due(database: Database) -> int:
    """Tell those who wait; how many were told. Each on a line of its own."""
    with database.read() as db:
        query = select(StorageCommitment).where(
            col(StorageCommitment.told_at).is_(None),
            StorageCommitment.due_at <= utc_now(),
            StorageCommitment.tries < _TRIES,
        )
        due = list(db.exec(query.order_by(col(StorageCommitment.due_at)).limit(20)))
    return sum(_deliver(database, row.id) for row in due)


def _deliver(database: Database, row_id: UUID) -> bool:
    with database.read() as db:
        row = db.get(StorageCommitment, row_id)
        if row is None:
            return False
        node, ours = db.get(DicomNode, row.node_id), nodes.our_title(db)
        safe, missing = split(db, row.asked)
    error = ""
    if node is None or not node.host or not node.port:
        error = "no address"
    else:
        try:
            _tell(node, ours, row.transaction_uid, safe, missing)
        except NotReached as problem:
            error = f"{problem.why} {problem.said}".strip()
            logs.log.warning("commitment_not_told", node=node.ae_title, why=problem.why)
    with database.write(nodes.RECEIVER, "ris_pacs.dicom.commit") as db:
        kept = db.get(StorageCommitment, row_id, with_for_update=True)
        if kept is not None:
            kept.tries += 1
            kept.error, kept.missing = error[:300], len(missing)
            if error:
                wait = min(3600, 10 * 2 ** min(kept.tries, 9))
                kept.due_at = utc_now() + timedelta(seconds=wait)
            else:
                kept.told_at = utc_now()
            db.add(kept)
    return not error


def event(transaction_missing: bool, number: int) -> bytes:
    """The N-EVENT-REPORT-RQ: all are safe (1), or some are not (2)."""
    return commands.write(
        {
            0x0002: COMMITMENT,
            0x0100: commands.N_EVENT_REPORT,
            0x0110: number,
            0x0800: 0x0001,
            0x1000: PUSH,
            0x1002: 2 if transaction_missing else 1,
        }
    )


def _tell(
    node: DicomNode,
    ours: str,
    transaction: str,
    safe: list[list[str]],
    missing: list[tuple[str, str, int]],
) -> None:
    with association(
        node.host,
        int(node.port or 0),
        calling=ours,
        called=node.ae_title,
        contexts=[(COMMITMENT, (EXPLICIT, IMPLICIT))],
        roles={COMMITMENT: (False, True)},
        trust=nodes.trust(node),
    ) as line:
        over = line.context(COMMITMENT)
        if over is None:
            raise NotReached("no_context")
        syntax = line.contexts[over].syntax
        told = report(transaction, safe, missing, syntax)
        line.wire.say(over, event(bool(missing), line.next_id()), told)
        status = line.answer().status
    if status != commands.SUCCESS:
        raise NotReached("status", f"{status:04X}")
