"""Does the DICOM door lose or break anything, whatever happens to it?

    python -m bench.dicom_hard [--kills 100] [--mutations 10000] [--postgres] [--keep]

Kills: the listener is ended with kill -9 while three machines store; each picture that was
acknowledged must be there, byte for byte, once, with its row; nothing else may lie in the store.
Mutations: associations and data sets with bytes changed, cut, doubled, a third of them deep in the
data set, some of them deflated zeros; each line must be answered or ended within five seconds and
none may fail by an error that nobody foresaw; afterwards the listener answers C-ECHO, takes a
sound picture, and has not grown. Kept in bench/dicom_hard.json.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import structlog
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel, select

from app.modules import INSTALLED
from bench import dicom_talks
from kernel import assembly, keys
from kernel.clock import local_now, utc_now
from kernel.db import Database
from kernel.settings import Settings
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.dicom import commands, phantoms, requesting
from ris_pacs.dicom.phantoms import Made, Person
from tests.postgres import Cluster
from tests.ris_pacs.dicom.station import listen_for_ever, listening, machine

KEPT = Path(__file__).with_name("dicom_hard.json")
_WHO = Person("BN1", "Nguyễn^Văn An", "19800517", "M", "")


def house(folder: Path, url: str = "") -> Database:
    made = Database(url or f"sqlite:///{folder / 'x.db'}", folder)
    made.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(made.engine)
    with made.write() as db:
        machine(db)
    return made


def kills(folder: Path, many: int, url: str) -> dict[str, Any]:
    database, told, sent = house(folder, url), list[str](), dict[str, bytes]()
    ring, port, end = folder / "ring.json", 11414, threading.Event()
    keys.save(keys.ring(), ring)
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["app.modules", "tests.ris_pacs.dicom.station"])

    def begin() -> Any:
        given = (url or database.url, str(ring), str(folder), port)
        process = forks.Process(target=listen_for_ever, args=given, daemon=True)
        process.start()
        return process

    def sender() -> None:
        while not end.is_set():
            for each in phantoms.study("CT", _WHO, local_now(), slices=20, size=128):
                sent[each.uid] = each.data
                while not end.is_set() and not _stored(port, each):
                    time.sleep(0.02)
                if not end.is_set():
                    told.append(each.uid)

    chance, there = Random(54), begin()  # noqa: S311
    senders = [threading.Thread(target=sender) for _ in range(3)]
    for each in senders:
        each.start()
    for _ in range(many):
        enough, until = len(told) + chance.randrange(3, 40), time.monotonic() + 60
        while len(told) < enough and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.03)
        there.kill()
        there.join()
        there = begin()
    end.set()
    for each in senders:
        each.join()
    there.kill()
    there.join()
    store = archive.store_of(folder)
    with database.read() as db:
        rows = {row.uid: row for row in db.exec(select(ImagingInstance))}
    lost = [uid for uid in told if uid not in rows]
    torn = [
        uid
        for uid, row in rows.items()
        if not store.local(row.path).exists()
        or store.local(row.path).read_bytes()[row.data_offset :] != sent[uid]
    ]
    store.sweep(lambda ids: {row.id for row in rows.values()} & set(ids), older=-5)
    files = [f for f in store.folder.rglob("*") if f.is_file()]
    database.close()
    return {
        "kills": many,
        "acknowledged": len(told),
        "lost": len(lost),
        "rows without a whole file": len(torn),
        "files without a row, after the sweep": len(files) - len(rows),
    }


def _stored(port: int, made: Made) -> bool:
    try:
        with requesting.association(
            "127.0.0.1",
            port,
            calling="CT1",
            called="HIS54",
            contexts=[(made.sop_class, (phantoms.EXPLICIT,))],
            seconds=5,
            connect=1,
        ) as line:
            return requesting.store_made(line, made) == commands.SUCCESS
    except (requesting.NotReached, OSError):
        return False


_ODD = Counter[str]()


def _count(_: Any, level: str, said: Any) -> Any:
    """Of what the listener logs, only how often."""
    if level == "error":
        _ODD[str(said.get("event"))] += 1
    raise structlog.DropEvent


def mutations(folder: Path, many: int, url: str) -> dict[str, Any]:
    database, chance, became = house(folder, url), Random(54), Counter[str]()  # noqa: S311
    slowest = 0.0

    def fresh() -> Made:
        return next(phantoms.study("CT", _WHO, local_now(), slices=1, size=16))

    with listening(database, idle=2.0) as here:
        assert _stored(here.port, fresh())
        while archive.index_waiting(database, here.storing.store):
            pass
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for n in range(many):
            spoilt = dicom_talks.mutated(fresh(), n, chance)
            raw = dicom_talks.bomb(fresh(), n) if n % 500 == 499 else spoilt
            begun = time.perf_counter()
            became[dicom_talks.spoken(here.port, raw)] += 1
            slowest = max(slowest, time.perf_counter() - begun)
        took = requesting.echo("127.0.0.1", here.port, calling="CT1", called="HIS54")
        fine = _stored(here.port, fresh())
        here.last_at = 0.0
        while archive.index_waiting(database, here.storing.store):
            pass
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    with database.read() as db:
        store = archive.store(db)
        rows = db.exec(select(ImagingInstance)).all()
        torn = sum(not store.local(row.path).exists() for row in rows)
        files = sum(f.is_file() for f in store.folder.rglob("*"))
    database.close()
    return {
        "mutations": many,
        "became": dict(became.most_common()),
        "errors that nobody foresaw": dict(_ODD),
        "takes a sound picture afterwards": fine,
        "echo ms": round(took, 1),
        "slowest seconds": round(slowest, 2),
        "kept": len(rows),
        "rows without a file": torn,
        "files without a row": files - len(rows),
        "MB grown": grown,
    }


@contextmanager
def _database(*, postgres: bool) -> Iterator[Any]:
    """Answers the address of a fresh database for each play; none: SQLite in its folder."""
    if not postgres:
        yield lambda _: ""
        return
    with Cluster(durable=True) as cluster:
        yield lambda name: fresh(cluster, name)


def fresh(cluster: Cluster, name: str) -> str:
    """The address of an empty database."""
    engine = create_engine(Settings(database_url=cluster.url()).database)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return Settings(database_url=cluster.url(name)).database


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--kills", type=int, default=100)
    wanted.add_argument("--mutations", type=int, default=10_000)
    wanted.add_argument("--postgres", action="store_true")
    wanted.add_argument("--keep", action="store_true")
    asked = wanted.parse_args()
    keys.use(keys.fresh())
    structlog.configure(processors=[_count])
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    with ExitStack() as stack:
        url = stack.enter_context(_database(postgres=asked.postgres))
        for name, play, many in (
            ("mutations", mutations, asked.mutations),
            ("kills", kills, asked.kills),
        ):
            if not many:
                continue
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".")))
            begun = time.monotonic()
            told = play(folder.resolve(), many, url(f"hard_{name}"))
            told |= {"on": f"{utc_now():%Y-%m-%d}", "machine": machine}
            told["seconds"] = round(time.monotonic() - begun)
            kept[f"{name}, {'postgresql' if asked.postgres else 'sqlite'}"] = told
            print(name, told, flush=True)
    if asked.keep:
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
