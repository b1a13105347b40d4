"""C-STORE: the picture goes from the line to the disk as it comes and into the index, and only when
both are synced is it acknowledged. Senders that wait at the same time are committed together; the
digest is taken afterwards, when machines rest (archive.indexing)."""

import struct
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from kernel import logs
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import Incoming, Kept, LocalStore, NotDicom, Outcome, Ready
from ris_pacs.dicom import commands, pdus
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.nodes import RECEIVER
from ris_pacs.dicom.wire import NotWritten, Wire

_AT_ONCE = 64
_SYNCS = 16
_STATUS = {
    Outcome.STORED: commands.SUCCESS,
    Outcome.DUPLICATE_SAME: commands.SUCCESS,
    Outcome.DUPLICATE_DIFFERS: commands.DUPLICATE,
}


class _Slot:
    __slots__ = ("answer", "done", "error", "ready")

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        self.answer: Kept | None = None
        self.error: Exception | None = None
        self.done = False


class Committer:
    """Whoever comes first commits for all who wait: one transaction, one sync of the log."""

    def __init__(self, database: Database, store: LocalStore) -> None:
        self._database, self._store = database, store
        self._turn = threading.Condition()
        self._waiting: list[_Slot] = []
        self._busy = False
        self._memory = archive.Memory()
        self._syncing = ThreadPoolExecutor(_SYNCS, thread_name_prefix="dicom-sync")

    def keep(self, ready: Ready) -> Kept:
        """The file goes to the disk while the index is written: two waits for one. Only when both
        are there, this comes back."""
        synced = self._syncing.submit(self._store.sync, ready.draft)
        kept = self._indexed(ready)
        try:
            synced.result()
        except Exception:
            with self._database.write(RECEIVER, "ris_pacs.dicom.store") as db:
                archive.lost(db, ready.instance["id"])
            raise
        if kept.unwanted:
            self._store.remove(kept.unwanted)
        return kept

    def close(self) -> None:
        self._syncing.shutdown(wait=False)

    def _indexed(self, ready: Ready) -> Kept:
        mine = _Slot(ready)
        with self._turn:
            self._waiting.append(mine)
        while True:
            with self._turn:
                while self._busy and not mine.done:
                    self._turn.wait()
                if mine.done:
                    break
                self._busy = True
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            self._commit(batch)
            with self._turn:
                self._busy = False
                self._turn.notify_all()
        if mine.error:
            raise mine.error
        assert mine.answer is not None
        return mine.answer

    def _commit(self, batch: Sequence[_Slot]) -> None:
        try:
            self._all(batch)
        except Exception as error:  # noqa: BLE001 (one bad picture must not lose the others)
            logs.log.warning("pictures_batch_failed", n=len(batch), **logs.error_facts(error))
            self._memory.forget()
            for each in batch:
                self._alone(each)
        for each in batch:
            each.done = True

    def _all(self, batch: Sequence[_Slot]) -> None:
        with self._database.write(RECEIVER, "ris_pacs.dicom.store") as db:
            kept = archive.keep_ready(db, [each.ready for each in batch], RECEIVER, self._memory)
        for each, answer in zip(batch, kept, strict=True):
            each.answer = answer

    def _alone(self, slot: _Slot) -> None:
        try:
            self._all([slot])
        except Exception as error:  # noqa: BLE001 (its sender is told, and sends it again)
            logs.log.error("picture_not_kept", **logs.error_facts(error))
            self._memory.forget()
            slot.error = error
            self._store.remove(slot.ready.instance["path"])


def meta(sop_class: str, uid: str, syntax: str, source: str) -> bytes:
    """The 128 empty bytes and the file meta information that stand before what came."""
    body = (
        b"\x02\x00\x01\x00OB\x00\x00\x02\x00\x00\x00\x00\x01"
        + _element(0x02, b"UI", sop_class, b"\x00")
        + _element(0x03, b"UI", uid, b"\x00")
        + _element(0x10, b"UI", syntax, b"\x00")
        + _element(0x12, b"UI", pdus.IMPLEMENTATION, b"\x00")
        + _element(0x13, b"SH", pdus.VERSION, b" ")
        + _element(0x16, b"AE", source, b" ")
    )
    return (
        bytes(128) + b"DICM" + b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(body)) + body
    )


def _element(number: int, kind: bytes, text: str, pad: bytes) -> bytes:
    raw = text.encode("ascii", "replace")
    raw += pad * (len(raw) % 2)
    return struct.pack("<HH2sH", 2, number, kind, len(raw)) + raw


class Storing:
    """What every line shares: the store, the committer, how full the disk is."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = archive.store_of(database.folder)
        self.committer = Committer(database, self.store)

    def receive(self, wire: Wire, asked: Command, syntax: str, source: str, *, full: bool) -> int:
        """Take the data set behind a C-STORE-RQ; answers the status. Raises Ended, BadPdu."""
        sop_class, uid = asked.text(0x0002), asked.text(0x1000)
        if full:
            wire.drain()
            return commands.OUT_OF_RESOURCES
        try:
            draft = self.store.draft(new_id())
        except Exception as error:  # noqa: BLE001 (a full disk, a folder that is not ours)
            logs.log.error("picture_not_begun", **logs.error_facts(error))
            wire.drain()
            return commands.OUT_OF_RESOURCES
        try:
            head = meta(sop_class, uid, syntax, source)
            draft.file.write(head)
            size, begun = wire.pour(draft.file.fileno(), archive.HEAD)
        except (NotWritten, OSError) as error:
            draft.discard()
            logs.log.error("picture_not_written", **logs.error_facts(error))
            wire.drain()
            return commands.OUT_OF_RESOURCES
        except BaseException:
            draft.discard()
            raise
        return self._kept(
            Incoming(
                draft,
                source,
                syntax,
                len(head),
                len(head) + size,
                sop_class=sop_class,
                uid=uid,
                begun=begun,
            )
        )

    def _kept(self, came: Incoming) -> int:
        try:
            ready = archive.place(self.store, came)
            kept = self.committer.keep(ready)
        except NotDicom as error:
            logs.log.warning("picture_refused", why=error.why, source=came.source)
            self._note(came, error.why)
            other = error.why in ("other_uid", "other_class")
            return commands.MISMATCH if other else commands.CANNOT_UNDERSTAND
        except Exception as error:  # noqa: BLE001 (the sender is told to keep it)
            logs.log.error("picture_not_kept", **logs.error_facts(error))
            return commands.OUT_OF_RESOURCES
        return _STATUS[kept.status]

    def _note(self, came: Incoming, why: str) -> None:
        with self.database.write(RECEIVER, "ris_pacs.dicom.refuse") as db:
            archive.note(
                db,
                uid=came.uid,
                study_uid="",
                source=came.source,
                digest=came.digest,
                size=came.size,
                why=why,
            )
