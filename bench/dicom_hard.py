"""Does the DICOM door lose or break anything, whatever happens to it?

    python -m bench.dicom_hard [--kills 100] [--mutations 10000] [--keep]

Kills: the listener is ended with kill -9 while three machines store; each picture that was
acknowledged must be there, byte for byte, once, with its row; nothing else may lie in the store.
Mutations: associations and data sets with bytes changed, cut, doubled; the listener must answer
C-ECHO at the end, take a sound picture, and not have grown. Kept in bench/dicom_hard.json.
"""

import argparse
import json
import multiprocessing
import resource
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import SQLModel, select

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.clock import local_now
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.dicom import commands, pdus, phantoms, requesting
from ris_pacs.dicom.pdus import Proposed, Request
from ris_pacs.dicom.phantoms import Made, Person
from tests.ris_pacs.dicom.station import listen_for_ever, listening, machine

KEPT = Path(__file__).with_name("dicom_hard.json")
_WHO = Person("BN1", "Nguyễn^Văn An", "19800517", "M", "")


def house(folder: Path) -> Database:
    made = Database(f"sqlite:///{folder / 'x.db'}", folder)
    made.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(made.engine)
    with made.write() as db:
        machine(db)
    return made


def kills(folder: Path, many: int) -> dict[str, Any]:
    database, told, sent = house(folder), list[str](), dict[str, bytes]()
    ring, port, end = folder / "ring.json", 11414, threading.Event()
    keys.save(keys.ring(), ring)
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["app.modules", "tests.ris_pacs.dicom.station"])

    def begin() -> Any:
        given = (database.url, str(ring), str(folder), port)
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
        before, until = len(told), time.monotonic() + 60
        while len(told) < before + 3 and time.monotonic() < until:
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


def _talk(made: Made) -> bytes:
    """A whole association with one picture, as its bytes."""
    asked = Request("HIS54", "CT1", [Proposed(1, made.sop_class, (phantoms.EXPLICIT,))], roles={})
    command = commands.write(
        {
            0x0002: made.sop_class,
            0x0100: commands.C_STORE,
            0x0110: 1,
            0x0700: 0,
            0x0800: 1,
            0x1000: made.uid,
        }
    )

    def piece(kind: int, raw: bytes) -> bytes:
        body = (len(raw) + 2).to_bytes(4, "big") + bytes((1, kind)) + raw
        return pdus.pdu(pdus.DATA, body)

    return pdus.request(asked) + piece(3, command) + piece(2, made.data) + pdus.RELEASE


def mutations(folder: Path, many: int) -> dict[str, Any]:
    database, chance = house(folder), Random(54)  # noqa: S311
    (made,) = phantoms.study("CT", _WHO, local_now(), slices=1, size=16)
    whole = _talk(made)
    with listening(database, idle=2.0) as here:
        assert _stored(here.port, made)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for n in range(many):
            raw = bytearray(whole)
            reach = 300 if n % 2 else len(raw)  # often in the association and the command
            for _ in range(1 + n % 7):
                at = chance.randrange(reach)
                raw[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(5))
            if n % 5 == 0:
                raw = raw[: chance.randrange(len(raw))]
            with (
                suppress(OSError),
                socket.create_connection(("127.0.0.1", here.port), timeout=5) as line,
            ):
                line.sendall(raw)
                line.shutdown(socket.SHUT_WR)
                while line.recv(65536):
                    pass
        took = requesting.echo("127.0.0.1", here.port, calling="CT1", called="HIS54")
        (sound,) = phantoms.study("CT", _WHO, local_now(), slices=1, size=16)
        fine = _stored(here.port, sound)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    with database.read() as db:
        store = archive.store(db)
        rows = db.exec(select(ImagingInstance)).all()
        torn = sum(not store.local(row.path).exists() for row in rows)
    database.close()
    return {
        "mutations": many,
        "takes a sound picture afterwards": fine,
        "echo ms": round(took, 1),
        "kept": len(rows),
        "rows without a file": torn,
        "MB grown": grown,
    }


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--kills", type=int, default=100)
    wanted.add_argument("--mutations", type=int, default=10_000)
    wanted.add_argument("--keep", action="store_true")
    asked = wanted.parse_args()
    keys.use(keys.fresh())
    found: dict[str, Any] = {}
    for name, play, many in (
        ("mutations", mutations, asked.mutations),
        ("kills", kills, asked.kills),
    ):
        if many:
            with tempfile.TemporaryDirectory(dir=".") as folder:
                found[name] = play(Path(folder).resolve(), many)
                print(name, found[name], flush=True)
    if asked.keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
