"""100,000 mutated messages of analysers: no crash, no hang, each one answered.

    python -m bench.fuzz_analysers [--count 100000] [--seed 54] [--keep]

Each is heard, explained and fed to the line's receiver; one of fifty goes through a real gateway
over MLLP, which must answer it, or hang up as the protocol says, and still serve the next one.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func
from sqlmodel import SQLModel, col, select

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from kernel.hl7 import mllp
from lis.analysers import reading_back
from lis.analysers.astm_link import ENQ, EOT, Receiver
from lis.analysers.drivers import PROFILES
from lis.analysers.gateway import Gateway
from lis.analysers.hearing import NotUnderstood, hear
from lis.analysers.models import LabMessage, MessageState
from tests.lis.analysers import mutating, station
from tests.lis.results import bench as laboratory

KEPT = Path(__file__).with_name("fuzz_analysers.json")
_EVERY = 50
_SLOW = 1.0  # seconds that one message may take at most


def heard(count: int, seed: int) -> tuple[Counter[str], list[bytes], float]:
    told: Counter[str] = Counter()
    sample, slowest = list[bytes](), 0.0
    receiver = Receiver()
    for n, (profile, raw) in enumerate(mutating.messages(count, seed, "26050400019")):
        began = time.thread_time()  # (of this thread: a busy machine is no slow message)
        try:
            hear(PROFILES[profile], raw)
            told["understood"] += 1
        except NotUnderstood:
            told["refused"] += 1
        reading_back.explained(raw)
        for event in receiver.feed(ENQ + raw + EOT):
            told[type(event).__name__.lower()] += 1
        slowest = max(slowest, time.thread_time() - began)
        if n % _EVERY == 0:
            sample.append(raw)
    return told, sample, slowest


async def _ask(port: int, raw: bytes) -> str:
    try:
        async with mllp.connected("127.0.0.1", port) as line:
            said = await line.ask(raw, seconds=10)
            return said.partition(b"MSA|")[2][:2].decode() or "answer"
    except (ConnectionError, mllp.BadFrame):
        return "hung up"


async def _over_the_line(port: int, sample: list[bytes]) -> Counter[str]:
    return Counter([await _ask(port, raw) for raw in sample])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=54)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    told, sample, slowest = heard(given.count, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HIS54_DATA"] = folder
        keys.use(keys.fresh())
        database = Database(f"sqlite:///{folder}/his54.db", Path(folder))
        database.assembly = assembly.build(INSTALLED)
        SQLModel.metadata.create_all(database.engine)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        with database.write(SYSTEM) as db:
            laboratory.lists(db)
            station.machine(db, port=port)
        gateway = Gateway(database, apart=True)
        gateway.start()
        gateway.ready.wait(20)
        answers = asyncio.run(_over_the_line(port, sample))
        gateway.stop()
        with database.read() as db:
            kept = db.exec(select(func.count()).select_from(LabMessage)).one()
            open_ = db.exec(
                select(func.count())
                .select_from(LabMessage)
                .where(col(LabMessage.state) == MessageState.STORED)
            ).one()
        database.close()
    found = {
        "on": f"{today()}",
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "seed": given.seed,
        "messages": given.count,
        **dict(told),
        "slowest_ms": round(slowest * 1000, 1),
        "over_the_line": len(sample),
        "answers": dict(answers),
        "kept": kept,
        "half_stored": open_,
    }
    print(json.dumps(found, indent=1))
    if slowest > _SLOW or open_ or sum(answers.values()) != len(sample):
        raise SystemExit("a message hung, or was stored in half")
    if given.keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
