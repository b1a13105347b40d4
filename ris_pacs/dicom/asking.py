"""We ask a node to which we sent a study whether all of it is safe there (storage commitment).

By the outbox, once everything went; the answer comes on the same line or, later, on a line of the
node's own, and stands with the sending: safe, not all, or (after a day) no answer.
"""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import live, outbox
from kernel.clock import utc_now
from kernel.module import Sender
from kernel.outbox import Message, Undeliverable
from kernel.text import Text
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.dicom import commands, nodes, outgoing
from ris_pacs.dicom.committing import PUSH, report
from ris_pacs.dicom.models import DicomNode, DicomSending
from ris_pacs.dicom.requesting import EXPLICIT, IMPLICIT, Association, NotReached, association
from ris_pacs.dicom.schemas import CommitmentState
from ris_pacs.dicom.services import COMMITMENT
from ris_pacs.dicom.wire import Ended

KIND = "ris_pacs.dicom.commit"
CLASSES = (COMMITMENT,)
TOPIC = "imaging.sendings"
_DAY = timedelta(days=1)
_WAITS = 2.0  # seconds for an answer on the same line
_MOST = 16 * 1024 * 1024


def state(row: DicomSending) -> CommitmentState:
    """What stands with a sending."""
    if row.commit_asked_at is None:
        return CommitmentState.NONE
    if row.commit_told_at is not None:
        return CommitmentState.FAILED if row.commit_failed else CommitmentState.SAFE
    late = utc_now() - row.commit_asked_at > _DAY
    return CommitmentState.SILENT if late else CommitmentState.ASKED


def begin(db: Session, row: DicomSending) -> None:
    """Everything went: the node is asked, if that is wanted of it."""
    node = db.get(DicomNode, row.node_id)
    if node is None or not node.asks_commitment or not row.sent or row.commit_asked_at:
        return
    row.commit_asked_at = utc_now()
    outbox.put(db, KIND, str(row.id), {"sending": row.id}, ("ris_study", row.study_id))


def _ask(db: Session, message: Message) -> Mapping[str, Any]:
    row = db.get(DicomSending, UUID(message.payload["sending"]))
    study = db.get(ImagingStudy, row.study_id) if row else None
    node = db.get(DicomNode, row.node_id) if row else None
    if row is None or study is None or node is None or not (node.host and node.port):
        raise Undeliverable("the study or the node is gone")
    items = [[f.sop_class, f.uid] for f in outgoing.of_study(db, study)[: row.instances]]
    to = (node.host, int(node.port), nodes.our_title(db), node.ae_title, nodes.trust(node))
    return {"items": items, "to": to, "transaction": _transaction(row.id)}


def _transaction(sending: UUID) -> str:
    return f"2.25.{sending.int}"


def _send(message: Message) -> dict[str, str]:
    host, port, ours, theirs, trust = message.payload["to"]
    with association(
        host, port, calling=ours, called=theirs, trust=trust,
        contexts=[(each, (EXPLICIT, IMPLICIT)) for each in CLASSES],
    ) as line:  # fmt: skip
        over = line.context(COMMITMENT)
        if over is None:
            return {"refused": "the node offers no storage commitment"}
        syntax = line.contexts[over].syntax
        values: dict[int, int | str] = {
            0x0003: COMMITMENT,
            0x0100: commands.N_ACTION,
            0x0110: line.next_id(),
            0x0800: 0x0001,
            0x1001: PUSH,
            0x1008: 1,
        }
        asked = report(message.payload["transaction"], message.payload["items"], [], syntax)
        line.wire.say(over, commands.write(values), asked)
        status = line.answer().status
        if status != commands.SUCCESS:
            raise NotReached("status", f"{status:04X}")
        raw = _at_once(line)
    return {"told": raw.hex(), "syntax": syntax} if raw else {}


def _at_once(line: Association) -> bytes:
    """The report, where the node gives it on the same line."""
    wire = line.wire
    wire.line.settimeout(_WAITS)
    try:
        context, said = wire.command()
        if said.field != commands.N_EVENT_REPORT or not said.has_data:
            return b""
        raw = wire.data(_MOST)
        wire.say(context, commands.answer(said, commands.SUCCESS))
    except Ended as ended:
        if ended.how != "late":
            raise
        return b""
    return raw


def _answered(db: Session, message: Message, told: Any) -> None:
    row = db.get(DicomSending, UUID(message.payload["sending"]), with_for_update=True)
    if row is None:
        return
    if "refused" in told:
        row.commit_told_at, row.commit_failed = utc_now(), row.instances
        row.commit_error = told["refused"]
        db.add(row)
        live.touch(db, TOPIC)
    elif "told" in told:
        heard(db, row.node_id, bytes.fromhex(told["told"]), told["syntax"])


def heard(db: Session, node_id: UUID, raw: bytes, syntax: str) -> bool:
    """A node reports (N-EVENT-REPORT); whether we had asked it. Only what it names as safe is."""
    from pydicom.filereader import read_dataset

    try:
        said = read_dataset(io.BytesIO(raw), syntax == IMPLICIT, is_little_endian=True)
        sending = UUID(int=int(str(said.TransactionUID).removeprefix("2.25.")))
        safe = _uids(said, "ReferencedSOPSequence")
        reasons = [int(i.get("FailureReason") or 0) for i in said.get("FailedSOPSequence") or []]
    except Exception:  # noqa: BLE001 (whatever it sent, pydicom raises what it met)
        return False
    row = db.get(DicomSending, sending, with_for_update=True)
    if row is None or row.node_id != node_id or row.commit_asked_at is None:
        return False
    known = select(col(ImagingInstance.uid)).where(ImagingInstance.study_id == row.study_id)
    ours: set[str] = set(db.exec(known).all())
    safe &= ours
    row.commit_told_at = utc_now()
    row.commit_failed = max(len(reasons), row.instances - len(safe))
    row.commit_error = ", ".join(f"{each:04X}" for each in sorted(set(reasons)))[:300]
    db.add(row)
    live.touch(db, TOPIC)
    return True


def _uids(said: Any, name: str) -> set[str]:
    return {str(item.ReferencedSOPInstanceUID) for item in said.get(name) or []}


SENDER = Sender(
    KIND,
    Text("Hỏi thiết bị DICOM đã lưu an toàn chưa", "Ask a DICOM node for storage commitment"),
    send=_send,
    ask=_ask,
    answered=_answered,
)
