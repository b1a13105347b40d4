"""DICOM's front door: accepts lines, a thread each, and does what is asked on them.

Every association is answered: known titles from known addresses get what they may, others are
refused and counted. Whatever comes, one line never harms another.
"""

import socket
import ssl
import threading
import time
from contextlib import suppress

from kernel import logs
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.dicom import committing, nodes, pdus, services
from ris_pacs.dicom.commands import BadCommand
from ris_pacs.dicom.doors import Door
from ris_pacs.dicom.line import Line
from ris_pacs.dicom.nodes import RECEIVER, Caller
from ris_pacs.dicom.pdus import ACCEPTED, Accept, BadPdu
from ris_pacs.dicom.storing import Storing
from ris_pacs.dicom.wire import Ended, Wire

_REASONS = {"called": 7, "unknown": 3, "off": 3, "address": 3, "clear": 3}
_LOOK = 2.0


class Listener:
    """Listens on one port until it is stopped."""

    def __init__(
        self,
        database: Database,
        host: str,
        port: int,
        *,
        most: int = 32,
        idle: float = 60.0,
        tls: ssl.SSLContext | None = None,
        tls_port: int = 0,
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
        self._doors = [Door(host, port)]
        self.port = self._doors[0].port
        self.tls_port: int | None = None
        if tls is not None:
            try:
                self._doors.append(Door(host, tls_port, tls))
            except OSError:
                self._doors[0].close()
                raise
            self.tls_port = self._doors[1].port
        self._threads = [
            *(
                threading.Thread(target=self._accept, args=(door,), name="dicom", daemon=True)
                for door in self._doors
            ),
            threading.Thread(target=self._afterwards, name="dicom-after", daemon=True),
        ]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self._stopping.set()
        self._asked.set()
        for door in self._doors:
            door.close()
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

    def _accept(self, door: Door) -> None:
        while not self._stopping.is_set():
            try:
                line, peer = door.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                time.sleep(0.1)  # too many files are open: those under way will end
                continue
            with self._mutex:
                self._lines.add(line)
            threading.Thread(
                target=self._meet, args=(door, line, peer), name="dicom-line", daemon=True
            ).start()

    def _meet(self, door: Door, line: socket.socket, address: str) -> None:
        """In TLS at the door that is for it; who cannot is counted like every stranger."""
        try:
            met = door.secured(line, self._idle)
        except OSError as error:
            logs.log.warning("dicom_no_tls", why=str(getattr(error, "reason", "") or error))
            self._forget(line)
            with suppress(Exception), self.database.write(RECEIVER, "ris_pacs.dicom.refuse") as db:
                nodes.turned_away(db, "", "", address, "tls")
            return
        with self._mutex:
            self._lines.discard(line)
            self._lines.add(met)
        self._serve(met, address, tls=door.tls is not None)

    def _forget(self, line: socket.socket) -> None:
        line.close()
        with self._mutex:
            self._lines.discard(line)

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

    def _serve(self, line: socket.socket, address: str, *, tls: bool) -> None:
        wire = Wire(line, self._idle)
        served: Line | None = None
        try:
            served = self._open(wire, address, tls=tls)
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

    def _heard(self, served: Line) -> None:
        try:
            with self.database.write(RECEIVER, "ris_pacs.dicom.heard") as db:
                nodes.heard(
                    db, served.who.id, stored=served.stored, error=served.error, did=served.did
                )
        except Exception as error:  # noqa: BLE001 (only a note)
            logs.log.warning("dicom_not_noted", **logs.error_facts(error))

    def _open(self, wire: Wire, address: str, *, tls: bool) -> Line | None:
        kind, body = wire.pdu()
        if kind != pdus.ASSOCIATE_RQ:
            raise BadPdu("no association")
        asked = pdus.read_request(body)
        who: Caller | str
        with self.database.read() as db:
            who = nodes.caller(db, asked.calling, asked.called, address, tls=tls)
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
