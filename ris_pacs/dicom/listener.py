"""DICOM's front door: accepts lines, a thread each, and does what is asked on them.

Every association is answered: known titles from known addresses get what they may, others are
refused and counted. Whatever comes, one line never harms another.
"""

import socket
import threading
import time
from contextlib import suppress
from typing import Any

from kernel import logs
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.dicom import (
    commands,
    committing,
    nodes,
    pdus,
    querying,
    retrieving,
    services,
    steps,
    telling,
    worklist,
)
from ris_pacs.dicom.commands import BadCommand, Command
from ris_pacs.dicom.nodes import RECEIVER, Caller
from ris_pacs.dicom.pdus import ACCEPTED, Accept, Agreed, BadPdu
from ris_pacs.dicom.querying import BadQuestion
from ris_pacs.dicom.storing import Storing
from ris_pacs.dicom.wire import Ended, Wire

_QUESTION = 1024 * 1024
_COMMITMENT = 16 * 1024 * 1024
_REASONS = {"called": 7, "unknown": 3, "off": 3, "address": 3}
_LOOK = 2.0


class Listener:
    """Listens on one port until it is stopped."""

    def __init__(
        self, database: Database, host: str, port: int, *, most: int = 32, idle: float = 60.0
    ) -> None:
        self.database = database
        self.storing = Storing(database)
        self._idle, self._most = idle, most
        self._lines: set[socket.socket] = set()
        self._mutex = threading.Lock()
        self._stopping = threading.Event()
        self._full: tuple[float, bool] = (0.0, False)
        self.last_at = 0.0  # when a picture last came
        self._asked = threading.Event()  # a commitment waits
        self._socket = socket.create_server((host, port), backlog=64, reuse_port=False)
        self.port: int = self._socket.getsockname()[1]
        self._threads = [
            threading.Thread(target=self._accept, name="dicom", daemon=True),
            threading.Thread(target=self._afterwards, name="dicom-after", daemon=True),
        ]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self._stopping.set()
        self._asked.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        until = time.monotonic() + 5
        while self._lines and time.monotonic() < until:  # what is under way may end
            time.sleep(0.02)
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for each in self._threads:
            each.join(20)
        self.storing.committer.close()

    @property
    def open_lines(self) -> int:
        return len(self._lines)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                line, peer = self._socket.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                time.sleep(0.1)  # too many files are open: those under way will end
                continue
            with self._mutex:
                self._lines.add(line)
            threading.Thread(
                target=self._serve, args=(line, str(peer[0])), name="dicom-line", daemon=True
            ).start()

    def _afterwards(self) -> None:
        """What needs not be done while machines wait: metadata, frames, commitments."""
        while not self._stopping.is_set():
            self._asked.wait(0.3)
            self._asked.clear()
            if self._stopping.is_set():
                return
            try:
                committing.deliver_due(self.database)
                while time.monotonic() - self.last_at > 0.5 and not self._stopping.is_set():
                    if not archive.index_waiting(self.database, self.storing.store):
                        break
            except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                logs.log.warning("dicom_cannot_index", **logs.error_facts(error))
                self._stopping.wait(5)

    def full(self) -> bool:
        """Whether the disk takes nothing more; looked at every two seconds."""
        at, known = self._full
        if time.monotonic() - at > _LOOK:
            with self.database.read() as db:
                known = archive.full(db, self.storing.store)
            self._full = (time.monotonic(), known)
        return known

    # One line

    def _serve(self, line: socket.socket, address: str) -> None:
        wire = Wire(line, self._idle)
        served: Line | None = None
        try:
            served = self._open(wire, address)
            while served:
                served.one()
        except Ended as ended:
            if ended.how == "late":
                with suppress(OSError):
                    line.sendall(pdus.abort(source=2))
            if served and ended.how not in ("released",):
                served.error = f"line {ended.how}"
        except (BadPdu, BadCommand) as error:
            logs.log.warning("dicom_not_understood", why=str(error))
            with suppress(OSError):
                line.sendall(pdus.abort(source=2, reason=1))
            if served:
                served.error = "not understood"
        except Exception as error:  # noqa: BLE001 (one line never harms the others)
            logs.log.error("dicom_line_failed", **logs.error_facts(error))
            with suppress(OSError):
                line.sendall(pdus.abort(source=2))
        finally:
            wire.close()
            with self._mutex:
                self._lines.discard(line)
            if served:
                self._heard(served)

    def _heard(self, served: "Line") -> None:
        try:
            with self.database.write(RECEIVER, "ris_pacs.dicom.heard") as db:
                nodes.heard(
                    db, served.who.id, stored=served.stored, error=served.error, did=served.did
                )
        except Exception as error:  # noqa: BLE001 (only a note)
            logs.log.warning("dicom_not_noted", **logs.error_facts(error))

    def _open(self, wire: Wire, address: str) -> "Line | None":
        kind, body = wire.pdu()
        if kind != pdus.ASSOCIATE_RQ:
            raise BadPdu("no association")
        asked = pdus.read_request(body)
        who: Caller | str
        with self.database.read() as db:
            who = nodes.caller(db, asked.calling, asked.called, address)
        if not isinstance(who, Caller):
            with self.database.write(RECEIVER, "ris_pacs.dicom.refuse") as db:
                nodes.turned_away(db, asked.calling, asked.called, address, who)
            wire.send(pdus.reject(_REASONS[who]))
            return None
        if len(self._lines) > self._most:
            wire.send(pdus.reject(2, source=3, result=2))  # local limit exceeded, for now
            return None
        agreed = services.agreed(asked, who)
        roles = services.roles(asked, agreed)
        wire.max_out = asked.max_pdu or pdus.MAX_PDU
        wire.send(pdus.accept(Accept(asked.called, asked.calling, agreed, roles=roles)))
        return Line(
            self, wire, who, {a.id: a for a in agreed if a.result == ACCEPTED}, asked.called
        )

    def commitment_asked(self) -> None:
        self._asked.set()


class Line:
    """An association that was accepted."""

    def __init__(
        self, listener: Listener, wire: Wire, who: Caller, agreed: dict[int, Agreed], ours: str
    ) -> None:
        self._listener, self._wire, self._agreed, self._ours = listener, wire, agreed, ours
        self.who = who
        self.stored = 0
        self.error = ""
        self.did: set[str] = set()

    def one(self) -> None:
        """The next command. Raises Ended, BadPdu, BadCommand."""
        context, asked = self._wire.command()
        over = self._agreed.get(context)
        if over is None:
            raise BadPdu("context")
        match asked.field:
            case commands.C_STORE if services.is_storage(over.abstract) and asked.has_data:
                self._store(context, over, asked)
            case commands.C_ECHO:
                self.did.add("echo")
                self._wire.say(context, commands.answer(asked, commands.SUCCESS))
            case commands.C_FIND if over.abstract == worklist.SOP_CLASS and asked.has_data:
                args = (self._wire, context, asked, self.who, over.syntax)
                self.did.add("worklist")
                telling.tell_worklist(self._listener.database, *args)
            case steps.N_CREATE | steps.N_SET if (
                over.abstract == steps.SOP_CLASS and asked.has_data
            ):
                args = (self._wire, context, asked, self.who, over.syntax)
                self.did.add("step")
                self.error = telling.take_step(self._listener.database, *args) or self.error
            case commands.C_FIND | commands.C_MOVE | commands.C_GET if asked.has_data:
                self._retrieve(context, over, asked)
            case commands.N_ACTION if over.abstract == services.COMMITMENT and asked.has_data:
                self._commit(context, over, asked)
            case commands.C_CANCEL:
                pass  # what it cancels has ended
            case _:
                if asked.has_data:
                    self._wire.data(_COMMITMENT)
                self._wire.say(context, commands.answer(asked, commands.UNRECOGNIZED))

    def _store(self, context: int, over: Agreed, asked: Command) -> None:
        listener = self._listener
        full = listener.full()
        status = listener.storing.receive(
            self._wire, asked, over.syntax, self.who.ae_title, full=full
        )
        said: dict[str, Any] = {}
        if status == commands.SUCCESS:
            self.stored += 1
        else:
            self.error = f"C-STORE {status:04X}"
            said = {"e0902": "The store is full" if full else "Not kept, see the system's list"}
        listener.last_at = time.monotonic()
        self._wire.say(context, commands.answer(asked, status, **said))

    def _retrieve(self, context: int, over: Agreed, asked: Command) -> None:
        wire, database = self._wire, self._listener.database
        raw = wire.data(_QUESTION)
        kinds: dict[int, dict[str, str]] = {
            commands.C_FIND: services.FIND,
            commands.C_MOVE: services.MOVE,
            commands.C_GET: services.GET,
        }
        if over.abstract not in kinds[asked.field]:
            wire.say(context, commands.answer(asked, commands.NO_SUCH_CLASS))
            return
        try:
            question = querying.read(raw, over.syntax)
            if asked.field == commands.C_FIND:
                self._find(context, over, asked, question)
            elif asked.field == commands.C_MOVE:
                retrieving.move(database, wire, context, asked, question, self.who.ae_title)
            else:
                retrieving.get(database, wire, context, asked, question, self._agreed)
        except BadQuestion as error:
            wire.say(context, commands.answer(asked, commands.MISMATCH, e0902=error.said))

    def _find(
        self, context: int, over: Agreed, asked: Command, question: querying.Question
    ) -> None:
        with self._listener.database.read(RECEIVER) as db:
            found = [
                querying.encoded(question, told, over.syntax, self._ours)
                for told in querying.answers(db, question)
            ]
        telling.say_all(self._wire, context, asked, found)

    def _commit(self, context: int, over: Agreed, asked: Command) -> None:
        raw = self._wire.data(_COMMITMENT)
        try:
            transaction, wanted = committing.read(raw, over.syntax)
        except Exception:  # noqa: BLE001 (pydicom raises whatever it met)
            self._wire.say(context, commands.answer(asked, commands.PROCESSING))
            return
        with self._listener.database.write(RECEIVER, "ris_pacs.dicom.commit") as db:
            committing.ask(db, self.who.id, transaction, wanted)
        self.did.add("commit")
        self._wire.say(context, commands.answer(asked, commands.SUCCESS, e1008=1))
        self._listener.commitment_asked()
