"""A worker that is killed loses no message, on either database."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlmodel import select

from kernel import keys, outbox
from kernel.access import Actor
from kernel.db import Database
from kernel.module import Sender
from kernel.outbox import OutboxMessage, OutboxState
from kernel.text import Text
from tests.conftest import Later

ROOT = Path(__file__).parents[2]
WORKER = """
import sys, time
from pathlib import Path
from kernel import keys, outbox
from kernel.db import Database
from kernel.module import Sender
from kernel.text import Text

def send(message):
    with open(sys.argv[3], "a") as out:
        out.write(message.key + "\\n")
    time.sleep(0.02)

keys.use(keys.load(Path(sys.argv[2])))
database = Database(sys.argv[1])
while True:
    outbox.pump(database, {"sms": Sender("sms", Text("SMS", "SMS"), send)}, at_most=7)
"""


def test_kill_9_in_the_middle_of_sending_loses_nothing(
    database: Database, actor: Actor, tmp_path: Path, later: Later
) -> None:
    ring, sent = tmp_path / "ring.json", tmp_path / "sent"
    keys.save(keys.ring(), ring)
    wanted = {f"visit-{n}" for n in range(60)}
    with database.write(actor) as db:
        for key in sorted(wanted):
            outbox.put(db, "sms", key, {"to": "09"})
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database.url, str(ring), str(sent)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if sent.exists() and len(sent.read_text().split()) >= 20:
            break
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = sent.read_text().split()
    assert 20 <= len(before) < len(wanted)

    after: list[str] = []
    senders = {"sms": Sender("sms", Text("SMS", "SMS"), lambda m: after.append(m.key))}
    while outbox.pump(database, senders):
        pass
    later(minutes=6)  # what the dead worker held is taken up again
    while outbox.pump(database, senders):
        pass
    assert {*before, *after} == wanted
    assert len(before) + len(after) - len(wanted) <= 1  # at least once: only what was in the air
    with database.read() as db:
        assert {m.state for m in db.exec(select(OutboxMessage))} == {OutboxState.SENT}
