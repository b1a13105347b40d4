"""Serving: the socket made by hand, the worker beside it, one process or several."""

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Protocol

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.house import migrate, must_be_migrated, open_house, revision
from app.lines import OnOneLine
from app.reassembly import Reassembling
from kernel import logs
from kernel.db import Database
from kernel.settings import Settings


def listening_socket(host: str, port: int) -> socket.socket:
    """With IPPROTO_TCP named: asyncio sets TCP_NODELAY only then (2,531 against 177 requests/s)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(1024)
    listening.set_inheritable(True)
    return listening


def application() -> Reassembling:
    """What each uvicorn process runs: a house of its own."""
    settings = Settings()
    logs.set_up(level=settings.log_level, json=settings.log_json)
    made = Reassembling(open_house(settings))
    sweep_less()
    return made


def sweep_less() -> None:
    """What is here now stays: Python need not look through it for garbage again and again.

    Half a million objects of modules and models were swept while people waited; a tenth of a
    visit's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def fill_apart() -> None:
    """`his54 seed` in a process of its own: what the filling leaves in memory ends with it."""
    subprocess.run([sys.executable, "-m", "app.cli", "seed"], check=True)


def serve(*, demo: bool, workers: int | None, port: int | None, say: Callable[[str], None]) -> None:
    settings = Settings()
    if workers:
        settings.workers = workers
    if port:
        settings.port = port
    house = open_house(settings)
    if house.database.is_sqlite and settings.workers > 1:
        raise SystemExit("SQLite is one process: its write lock lives there. Use PostgreSQL.")
    if demo and revision(house.database) is None:
        house.close()
        fill_apart()
    elif demo:
        from app.practice import fill

        migrate(house.database)
        say(fill(house))
    must_be_migrated(house.database)
    house.close()
    os.environ["HIS54_WORKERS"] = str(settings.workers)
    listening = listening_socket(settings.host, settings.port)
    say(f"HIS54: http://{settings.host}:{settings.port}   (Ctrl+C ends)")
    config = uvicorn.Config(
        "app.serving:application",
        factory=True,
        loop="uvloop",
        http=OnOneLine,
        workers=settings.workers,
        access_log=False,
        log_config=None,  # kernel.logs has said how
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # kernel.edge does it, for trusted proxies only
        timeout_keep_alive=30,
        timeout_graceful_shutdown=20,
    )
    if settings.workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def work(say: Callable[[str], None]) -> None:
    """The worker by itself, until it is told to end."""
    import signal
    import threading

    from app.worker import Worker

    house = open_house()
    must_be_migrated(house.database)
    if house.database.is_sqlite:
        raise SystemExit("SQLite is one process: `his54 serve` runs the worker itself.")
    end = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: end.set())
    logs.set_up(level=house.settings.log_level, json=house.settings.log_json)
    worker = Worker(house.database, house.settings)
    worker.start()
    say("HIS54 worker: jobs and outbox (Ctrl+C ends)")
    end.wait()
    worker.stop()
    house.close()


def gateway(say: Callable[[str], None]) -> None:
    """The analysers' gateway by itself, until it is told to end."""
    from lis.analysers.gateway import Gateway

    _apart(lambda database: Gateway(database, apart=True), "gateway: lines to analysers", say)


def dicom(say: Callable[[str], None]) -> None:
    """The DICOM service by itself, until it is told to end."""
    from ris_pacs.dicom.process import Service

    _apart(lambda database: Service(database, apart=True), "DICOM: lines to machines", say)


class _Beside(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


def _apart(make: Callable[[Database], _Beside], what: str, say: Callable[[str], None]) -> None:
    import signal
    import threading

    from app.house import modules_off
    from app.modules import INSTALLED
    from kernel import assembly

    house = open_house()
    must_be_migrated(house.database)
    if house.database.is_sqlite:
        raise SystemExit("SQLite is one process: `his54 serve` does this itself.")
    end = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: end.set())
    logs.set_up(level=house.settings.log_level, json=house.settings.log_json)
    sweep_less()
    running = make(house.database)
    running.start()
    say(f"HIS54 {what} (Ctrl+C ends)")
    while not end.wait(5):  # an administrator may switch the module
        off = modules_off(house.settings, house.database)
        house.database.assembly = assembly.build(INSTALLED, off)
    running.stop()
    house.close()
