"""Several benches at once: one lock, and each run is judged with those before it."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlmodel import col

from kernel.access import Actor
from kernel.db import Database
from lis.quality.models import ControlHold, ControlRun
from lis.quality.service import RunVerdict
from tests.lis.quality.control import run, set_up

BENCHES = 6


def test_six_bad_controls_at_once_make_one_lock(listed: Database, actor: Actor) -> None:
    with listed.write(actor, "set up") as db:
        lots = set_up(db)
    ready = threading.Barrier(BENCHES)

    def bench(_: int) -> None:
        ready.wait()
        with listed.write(actor, "run") as db:
            run(db, actor, lots, "3.4", "0.1")

    with ThreadPoolExecutor(BENCHES) as pool:
        list(pool.map(bench, range(BENCHES)))
    with listed.read() as db:
        runs = db.execute(select(ControlRun)).scalars().all()
        assert [each.verdict for each in runs] == [RunVerdict.OUT] * BENCHES
        assert len(db.execute(select(col(ControlHold.id))).all()) == 1
