"""Beside the web server, or by itself (`his54 dicom`): keeps the listener as it is set up.

One process of all does it (a lease). On SQLite it lives in the web server, which is the one
process there; on PostgreSQL a house with much to receive runs it apart.
"""

import os
import socket
import threading
from datetime import timedelta
from typing import Any

from his.admin import service as admin
from kernel import jobs, logs
from kernel.clock import utc_now
from kernel.db import Database
from kernel.settings import Settings
from ris_pacs.dicom import nodes, secure
from ris_pacs.dicom.listener import Listener
from ris_pacs.dicom.settings import IN_SERVER, LISTEN, MOST

LEASE = "ris_pacs.dicom"
LASTING = timedelta(seconds=10)


class Service:
    """Start it once a process; it listens while it holds the lease and its module is on."""

    def __init__(self, database: Database, *, apart: bool = False, looks: float = 1.0) -> None:
        self._database, self._apart, self._looks = database, apart, looks
        self._settings = Settings()
        self._me = "sqlite" if database.is_sqlite else f"{socket.gethostname()}/{os.getpid()}"
        self._end = threading.Event()
        self._running: tuple[Any, Listener] | None = None
        self._lease_until = utc_now()
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="dicom-service", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                logs.log.warning("dicom_cannot_look", error=type(error).__name__)
            self._end.wait(self._looks)
        self._close()
        try:
            with self._database.write() as db:
                jobs.let_go(db, LEASE, self._me)
        except Exception as error:  # noqa: BLE001 (it ends by itself)
            logs.log.warning("dicom_lease_stays", error=type(error).__name__)

    def _look(self) -> None:
        wanted = self._wanted()
        if wanted is None or not self._hold():
            self._close()
            return
        if self._running and self._running[0] != wanted:
            self._close()
        if self._running is None:
            host, port, most, *tls = wanted
            try:
                secured = secure.server(self._settings) if tls else None
                at = self._settings.dicom_tls_port or 0
                listener = Listener(self._database, host, port, most=most, tls=secured, tls_port=at)
            except OSError as error:
                said = f"{host}:{port} {error.strerror or error}"
                if said != self._said:
                    logs.log.error("dicom_cannot_listen", why=said)
                self._said = said
                return
            listener.start()
            self._said = ""
            self._running = (wanted, listener)

    def _wanted(self) -> tuple[Any, ...] | None:
        if all(m.id != "ris_pacs.dicom" for m in self._database.assembly.modules):
            return None
        with self._database.read() as db:
            if not self._apart and not admin.parameter(db, IN_SERVER.id):
                return None
            if admin.facility_if_any(db) is None:
                return None
            port = nodes.our_port(db)
            most = int(admin.parameter(db, MOST.id))
            here = (str(admin.parameter(db, LISTEN.id)), port, most)
            if self._settings.dicom_tls_port is None:
                return here
            return (*here, secure.changed(self._settings))

    def _hold(self) -> bool:
        now = utc_now()
        if self._lease_until - now < LASTING / 2:
            with self._database.write() as db:
                if not jobs.hold(db, LEASE, self._me, LASTING):
                    return False
            self._lease_until = now + LASTING
        return True

    def _close(self) -> None:
        if self._running:
            self._running[1].stop()
            self._running = None


def start(database: Database) -> Service:
    running = Service(database)
    running.start()
    return running
