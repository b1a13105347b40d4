"""How many ORU messages of 12 lines are kept, matched, filed and acknowledged in a second?

    python -m bench.analysers [--postgres] [--seconds 20] [--lines 8] [--keep]

Every message is of a tube of its own, so that each makes twelve results, judged by limits, of a
hundred patients. The analysers are a process of their own, as they are in life: each sends its
next message when the last one was acknowledged. What was found is kept in bench/analysers.json.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert
from sqlmodel import Session, SQLModel, col, select

from app.modules import INSTALLED
from app.serving import sweep_less
from his.catalogs import service as catalogs
from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.clock import today, utc_now
from kernel.db import Database
from lis.analysers import playing, setting_up
from lis.analysers.gateway import Gateway
from lis.analysers.models import Connection, LabMessage, MessageState
from lis.results.models import LabResult
from lis.specimens.models import Item, Specimen
from lis.specimens.numbers import number
from lis.specimens.states import ItemState, SpecimenState
from lis.tests.models import ReferenceRange
from tests.his import clinic
from tests.lis.results import bench as laboratory
from tests.postgres import Cluster

_TESTS, _PATIENTS = 12, 100
KEPT = Path(__file__).with_name("analysers.json")


def build(database: Database, tubes: int) -> tuple[list[str], int]:
    """A laboratory with tubes that were received; their numbers, and the instrument's port."""
    with database.write(SYSTEM, "bench") as db:
        laboratory.lists(db)
        codes = _tests(db)
        room = clinic.build(db).p101
        models = [_like(db, room) for _ in range(min(_PATIENTS, tubes))]
        numbers = _tubes(db, models, codes, tubes)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        row = setting_up.save(
            db,
            SYSTEM,
            analyser_id=None,
            code="BENCH",
            name="Bench",
            profile="hl7_oru",
            section_code="HS",
            connection=Connection.TCP_SERVER,
            address="",
            port=port,
            baud=9600,
            two_way=True,
            control_pattern="",
            quiet_minutes=0,
            active=True,
            note="",
        )
        for code in codes:
            setting_up.map_code(
                db, SYSTEM, row.id, code=code, test_code=code, unit="", factor=Decimal(1)
            )
    return numbers, port


def _like(db: Session, room: Any) -> tuple[Specimen, Item]:
    found = laboratory.come(db, "XN-GK", room=room)
    return found.tubes[0], found.items["GLU"]


def _tests(db: Session) -> list[str]:
    codes = [f"B{n:02}" for n in range(_TESTS)]
    for code in codes:
        facts = {"section": "HS", "specimen": "SERUM", "loinc": f"L-{code}", "ucum": "mmol/L"}
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=f"Test {code}", facts=facts)
        laboratory._test(db, code, "HS", decimals=1)
        db.add(
            ReferenceRange(
                test_code=code,
                low=Decimal("3.9"),
                high=Decimal("6.4"),
                critical_low=Decimal("2.5"),
                critical_high=Decimal(25),
                absurd_low=Decimal(0),
                absurd_high=Decimal(3000),
                delta_percent=Decimal(50),
                valid_from=today().replace(year=2020),
                made_by=SYSTEM.id,
                made_by_name=SYSTEM.name,
                approved_by=SYSTEM.id,
                approved_by_name=SYSTEM.name,
                approved_at=utc_now(),
            )
        )
    laboratory.renew(db)
    return codes


def _tubes(
    db: Session, models: list[tuple[Specimen, Item]], codes: list[str], count: int
) -> list[str]:
    numbers, tubes, items = [], [], []
    dumped = [(tube.model_dump(), item.model_dump()) for tube, item in models]
    for n in range(count):
        like, asked = dumped[n % len(dumped)]
        code, tube = number(today(), 2000 + n), uuid4()
        numbers.append(code)
        tubes.append(
            {**like, "id": tube, "code": code, "state": SpecimenState.RECEIVED, "parent_id": None}
        )
        items += [
            {
                **asked,
                "id": uuid4(),
                "specimen_id": tube,
                "test_code": test,
                "state": ItemState.RECEIVED,
                "collected_at": utc_now(),
                "received_at": utc_now(),
            }
            for test in codes
        ]
    for start in range(0, len(tubes), 500):
        db.execute(insert(Specimen), tubes[start : start + 500])
    for start in range(0, len(items), 2000):
        db.execute(insert(Item), items[start : start + 2000])
    return numbers


def _messages(tubes: list[str]) -> str:
    values = {f"B{n:02}": (f"{4 + n / 10:.1f}", "") for n in range(_TESTS)}
    said = (playing.message("hl7_oru", tube, values, number=tube) for tube in tubes)
    return "\n".join(json.dumps(raw.decode()) for raw in said)


def run(url: str, folder: Path, *, lines: int, seconds: float) -> dict[str, Any]:
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(database.engine)
    tubes, port = build(database, int(seconds * 500))
    gateway = Gateway(database, apart=True)
    gateway.start()
    gateway.ready.wait(20)
    sweep_less()
    file = folder / "messages.json"
    file.write_text(_messages(tubes))
    asked = [f"{port}", f"{file}", f"{lines}", f"{seconds}"]
    cpu = time.process_time()
    them = subprocess.run(
        [sys.executable, "-m", "bench.analysers_line", *asked], check=True, stdout=subprocess.PIPE
    )
    cpu = time.process_time() - cpu
    found: dict[str, Any] = json.loads(them.stdout)
    gateway.stop()
    with database.read() as db:
        results = db.exec(select(func.count()).select_from(LabResult)).one()
        filed = db.exec(
            select(func.count())
            .select_from(LabMessage)
            .where(col(LabMessage.state) == MessageState.FILED)
        ).one()
    database.close()
    return {
        "database": url.split(":", 1)[0].split("+")[0],
        "connections": lines,
        **found,
        "filed": filed,
        "results": results,
        "results_a_second": round(results / found["seconds"]),
        "gateway_cpu_ms_a_message": round(cpu * 1000 / max(1, found["acknowledged"]), 2),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--lines", type=int, default=8)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory())
        os.environ["HIS54_DATA"] = folder
        keys.use(keys.fresh())
        url = f"sqlite:///{folder}/his54.db"
        if given.postgres:
            url = running.enter_context(Cluster(durable=True)).url()
        found = run(url, Path(folder), lines=given.lines, seconds=given.seconds)
    print(json.dumps(found, indent=1))
    if given.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        on = f"{os.cpu_count()} cores, {platform.python_version()}"
        kept[str(found["database"])] = {"on": f"{today()}", "machine": on, **found}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
