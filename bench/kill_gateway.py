"""kill -9 of the gateway fifty times under load: nothing acknowledged is lost, nothing doubled.

    python -m bench.kill_gateway [--kills 50] [--postgres] [--keep]

It is the slow test of the suite (tests/lis/analysers/test_crash.py) with more deaths: several
lines send until they are acknowledged, each tube's message by all of them at once, and many
messages that match nothing beside. What was found is kept in bench/kill_gateway.json.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.clock import today
from kernel.db import Database
from tests.lis.analysers import test_crash
from tests.postgres import Cluster

KEPT = Path(__file__).with_name("kill_gateway.json")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory())
        os.environ["HIS54_DATA"] = folder
        keys.use(keys.fresh())
        url = f"sqlite:///{folder}/his54.db"
        if given.postgres:
            url = running.enter_context(Cluster(durable=True)).url()
        database = Database(url, Path(folder))
        database.assembly = assembly.build(INSTALLED)
        SQLModel.metadata.create_all(database.engine)
        began = time.perf_counter()
        acknowledged = test_crash.fire(database, Path(folder), kills=given.kills)
        found: dict[str, Any] = {
            "on": f"{today()}",
            "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
            "kills": given.kills,
            "seconds": round(time.perf_counter() - began),
            "acknowledged": acknowledged,
            "lost": 0,
            "doubled": 0,
        }
        database.close()
    print(json.dumps(found, indent=1))
    if given.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        kept["postgresql" if given.postgres else "sqlite"] = found
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
