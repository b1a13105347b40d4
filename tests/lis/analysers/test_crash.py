"""kill -9 of the gateway under load: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from kernel import keys
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.hl7 import mllp
from lis.analysers import playing
from lis.analysers.models import LabMessage, MessageState
from lis.results.models import LabResult, ResultState
from tests.his import clinic
from tests.lis.analysers import station
from tests.lis.analysers.test_gateway import free_port
from tests.lis.results import bench

_KILLS = 3  # (fifty: python -m bench.kill_gateway)
_LINES = 3
_HOLDER = "lis.gateway"


def _gateway(database: Database, ring: Path) -> subprocess.Popen[bytes]:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from app.modules import INSTALLED\n"
        "from kernel import assembly, keys\n"
        "from kernel.db import Database\n"
        "from lis.analysers.gateway import Gateway\n"
        "keys.use(keys.load(Path(sys.argv[2])))\n"
        "database = Database(sys.argv[1])\n"
        "database.assembly = assembly.build(INSTALLED)\n"
        "gateway = Gateway(database, apart=True, looks=0.05)\n"
        "gateway._me = 'the one'\n"  # or the next one would wait for the lease of the dead
        "gateway.start()\n"
        "time.sleep(600)\n"
    )
    return subprocess.Popen([sys.executable, "-c", program, database.url, str(ring)])


async def _instrument(port: int, raws: list[bytes], told: list[bytes]) -> None:
    """Sends each message until it is acknowledged, as an instrument does."""
    for raw in raws:
        while True:
            try:
                async with mllp.connected("127.0.0.1", port, seconds=1) as line:
                    if b"MSA|AA" in await line.ask(raw, seconds=5):
                        told.append(raw)
                        break
            except (OSError, TimeoutError, mllp.BadFrame):
                await asyncio.sleep(0.05)


async def _under_fire(
    database: Database, ring: Path, port: int, of: list[list[bytes]], kills: int
) -> int:
    chance, told = Random(54), list[bytes]()  # noqa: S311
    gateway = _gateway(database, ring)
    try:
        sending = [asyncio.create_task(_instrument(port, raws, told)) for raws in of]
        for _ in range(kills):
            until, wanted = time.monotonic() + 60, len(told) + 3
            while len(told) < wanted and time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.random() * 0.05)
            os.kill(gateway.pid, signal.SIGKILL)
            await asyncio.to_thread(gateway.wait)
            gateway = _gateway(database, ring)
        await asyncio.wait_for(asyncio.gather(*sending), 120)
    finally:
        gateway.kill()
        gateway.wait()
    return len(told)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_doubled(
    database: Database, tmp_path: Path
) -> None:
    fire(database, tmp_path, kills=_KILLS)


def fire(database: Database, folder: Path, *, kills: int) -> int:
    """Kill it so often and look at what it kept; how many messages were acknowledged."""
    port, many = free_port(), 4 * kills
    with database.write(SYSTEM) as db:
        bench.lists(db)
        room = clinic.build(db).p101
        tubes = [bench.come(db, "XN-GK", room=room).codes for _ in range(3)]
        station.machine(db, port=port)
    before, ring = keys.ring(), folder / "ring.json"
    keys.save(before, ring)
    # Each tube's message is sent by several lines at once, and many that match nothing beside.
    of = [
        [
            playing.message("hl7_oru", tube, playing.VALUES["hl7_oru"], number=f"t{n}")
            for n, tube in enumerate(tubes)
        ]
        + [
            playing.message("hl7_oru", f"X{line}-{n}", playing.VALUES["hl7_oru"], number=f"{n}")
            for n in range(many)
        ]
        for line in range(_LINES)
    ]
    told = asyncio.run(_under_fire(database, ring, port, of, kills))
    assert told == sum(len(raws) for raws in of)
    with database.read() as db:
        standing = db.exec(
            select(col(LabResult.specimen_id), col(LabResult.test_code), func.count())
            .where(col(LabResult.state).not_in((ResultState.REPLACED, ResultState.WITHDRAWN)))
            .group_by(col(LabResult.specimen_id), col(LabResult.test_code))
        ).all()
        kept = db.exec(
            select(col(LabMessage.specimen_code), col(LabMessage.state)).where(
                col(LabMessage.state) != MessageState.IGNORED
            )
        ).all()
        runs = db.exec(select(func.max(col(LabResult.run)))).one()
    assert len(standing) == 2 * len(tubes)
    assert {count for *_, count in standing} == {1}
    assert runs == 1
    names = [code for code, _ in kept]
    assert sorted(names) == sorted(
        {*tubes, *(f"X{n}-{m}" for n in range(_LINES) for m in range(many))}
    )
    assert MessageState.STORED not in {state for _, state in kept}
    return told
