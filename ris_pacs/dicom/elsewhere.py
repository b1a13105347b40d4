"""What other nodes have: asked by C-FIND, fetched by C-MOVE to ourselves, by the outbox."""

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel import audit, outbox
from kernel.clock import utc_now
from kernel.module import Sender
from kernel.outbox import Message, Undeliverable
from kernel.text import Text
from ris_pacs.dicom import commands, nodes
from ris_pacs.dicom.canvas import element
from ris_pacs.dicom.errors import NodeNeedsAddress
from ris_pacs.dicom.models import DicomNode
from ris_pacs.dicom.requesting import EXPLICIT, NotReached, association
from ris_pacs.dicom.secure import Trust

KIND = "ris_pacs.dicom.fetch"
FIND, MOVE = "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2"
MOST = 100
_SECONDS = 120.0  # the outbox waits meanwhile


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study must have there; empty: it does not matter."""

    name: str = ""
    code: str = ""
    accession: str = ""
    days: str = ""  # YYYYMMDD or YYYYMMDD-YYYYMMDD
    study_uid: str = ""


def _identifier(of: Asked) -> bytes:
    keys: dict[int, tuple[str, str]] = {
        0x00080005: ("CS", "ISO_IR 192"),
        0x00080020: ("DA", of.days),
        0x00080030: ("TM", ""),
        0x00080050: ("SH", of.accession),
        0x00080052: ("CS", "STUDY"),
        0x00080061: ("CS", ""),
        0x00081030: ("LO", ""),
        0x00100010: ("PN", f"{of.name}*" if of.name and "*" not in of.name else of.name),
        0x00100020: ("LO", of.code),
        0x00100030: ("DA", ""),
        0x0020000D: ("UI", of.study_uid),
        0x00201208: ("IS", ""),
    }
    return b"".join(element(tag, *keys[tag]) for tag in sorted(keys))


def search(
    host: str, port: int, *, calling: str, called: str, asked: Asked, trust: Trust | None = None
) -> list[Any]:
    """The studies that match, as data sets, at most MOST. Raises NotReached."""
    from pydicom.filereader import read_dataset

    found: list[Any] = []
    with association(
        host,
        port,
        calling=calling,
        called=called,
        contexts=[(FIND, (EXPLICIT,))],
        seconds=20,
        trust=trust,
    ) as line:
        over = line.context(FIND)
        if over is None:
            raise NotReached("no_context")
        said: dict[int, int | str] = {
            0x0002: FIND,
            0x0100: commands.C_FIND,
            0x0110: line.next_id(),
            0x0700: 0,
            0x0800: 0x0001,
        }
        line.wire.say(over, commands.write(said), _identifier(asked))
        while (told := line.answer()).status & 0xFFFE == commands.PENDING:
            raw = line.wire.data(1024 * 1024)
            if len(found) < MOST:
                found.append(read_dataset(io.BytesIO(raw), False, is_little_endian=True))
        if told.status != commands.SUCCESS:
            raise NotReached("status", f"{told.status:04X}")
    return found


def fetch(db: Session, node: DicomNode, study_uid: str) -> None:
    """Have it sent to us; it is asked for until the node answers. Raises NodeNeedsAddress."""
    if not node.host or not node.port:
        raise NodeNeedsAddress
    key = f"{node.id}/{study_uid}/{utc_now():%Y%m%d%H%M}"  # the same minute asks once
    outbox.put(db, KIND, key, {"node": node.id, "uid": study_uid}, ("ris_node", node.id))
    audit.record(db, "fetch", study_uid, ("ris_node", node.id))


def _ask(db: Session, message: Message) -> Mapping[str, Any]:
    node = db.get(DicomNode, UUID(message.payload["node"]))
    if node is None or not (node.active and node.host and node.port):
        raise Undeliverable("the node is gone, or has no address")
    to = (node.host, int(node.port), nodes.our_title(db), node.ae_title, nodes.trust(node))
    return {"to": to}


def _send(message: Message) -> dict[str, int]:
    host, port, ours, theirs, trust = message.payload["to"]
    with association(
        host,
        port,
        calling=ours,
        called=theirs,
        contexts=[(MOVE, (EXPLICIT,))],
        seconds=60,
        trust=trust,
    ) as line:
        over = line.context(MOVE)
        if over is None:
            raise NotReached("no_context")
        said: dict[int, int | str] = {
            0x0002: MOVE,
            0x0100: commands.C_MOVE,
            0x0110: line.next_id(),
            0x0600: ours,
            0x0700: 0,
            0x0800: 0x0001,
        }
        wanted = element(0x00080052, "CS", "STUDY") + element(
            0x0020000D, "UI", message.payload["uid"]
        )
        line.wire.say(over, commands.write(said), wanted)
        until = time.monotonic() + _SECONDS
        while (told := line.answer()).status & 0xFFFE == commands.PENDING:
            if time.monotonic() > until:
                raise NotReached("slow")
        if told.has_data:
            line.wire.data(1024 * 1024)
    if told.status == commands.UNKNOWN_DESTINATION:
        raise Undeliverable(f"{theirs} does not know where {ours} is: set our address up there")
    if told.status != commands.SUCCESS:
        raise NotReached("status", f"{told.status:04X}")
    return {"moved": told.number(0x1021)}


SENDER = Sender(
    KIND,
    Text("Lấy ca chụp từ thiết bị DICOM", "Fetch a study from a DICOM node"),
    send=_send,
    ask=_ask,
)
