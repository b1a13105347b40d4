"""The line itself: an independent client, a partner that is away, a death, rubbish."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import hl7
import pytest
from hl7.client import MLLPClient
from sqlmodel import col, select

from his.cdr.service import Observation
from his.link import reviewing, sending
from his.link.gateway import LinkGateway
from his.link.models import LineState, LinkMessage, LinkMessageState, Partner, PartnerLine
from kernel import keys
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.hl7 import mllp
from kernel.hl7.message import Message
from kernel.hl7.writing import answer as acknowledgement
from kernel.settings import Settings
from tests.conftest import Later
from tests.his import clinic
from tests.lis.link.peers import LAB, MONITOR, msh, partner, raw


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextmanager
def listening(database: Database) -> Iterator[int]:
    gateway = LinkGateway(database, Settings(mllp_port=0), looks=0.05)
    gateway.start()
    try:
        assert gateway.ready.wait(10)
        yield gateway.port
    finally:
        gateway.stop()


class Peer:
    """Another system that takes what we send, on a thread of its own."""

    def __init__(self, port: int, said: Callable[[Message], bytes | None]) -> None:
        self.port, self._said = port, said
        self.heard: list[Message] = []
        self._loop = asyncio.new_event_loop()
        self._up, self._down = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    async def _take(self, message: bytes, _: str) -> bytes | None:
        self.heard.append(Message(message))
        return self._said(self.heard[-1])

    async def _run(self) -> None:
        server = await mllp.listen(self._take, "127.0.0.1", self.port)
        self._up.set()
        await self._down.wait()
        server.close()

    def __enter__(self) -> "Peer":
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._down.set)
        self._thread.join(10)
        self._loop.close()


def yes(message: Message) -> bytes:
    return acknowledgement(message, "1", utc_now())


def vitals(code: str, control: str, *, pulse: str = "77", name: str = "") -> bytes:
    now = f"{utc_now():%Y%m%d%H%M%S}+0000"
    return raw(
        msh("ORU^R01^ORU_R01", "VSP", control),
        f"PID|1||{code}^^^HIS54^PI||{name}",
        f"OBR|1|||182777000^monitoring of patient^SCT|||{now}",
        "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X",
        f"OBX|2|NM|147842^MDC_ECG_HEART_RATE^MDC|1.5.1.1|{pulse}|264864^MDC_DIM_BEAT_PER_MIN^MDC"
        "|||||R|||||||080019^B1X5_GE",
        "OBX|3|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.22.1.2|98|262688^MDC_DIM_PERCENT^MDC|||||R",
    )


def on_a_monitor(database: Database) -> str:
    """Somebody in an open visit, beside a monitor; his code."""
    with database.write(SYSTEM) as db:
        partner(db, MONITOR)
        patient = clinic.somebody(db, SYSTEM)
        clinic.visit(db, SYSTEM, clinic.build(db).p101, patient=patient)
        return patient.code


def test_an_independent_client_is_understood_and_acknowledged(database: Database) -> None:
    code = on_a_monitor(database)
    with database.read() as db:
        name = "^".join(reversed(str(db.exec(select(Partner.name)).one()).split()))
    message = hl7.parse(vitals(code, "K1").decode().replace("\r\r", "\r"))
    with listening(database) as port, MLLPClient("127.0.0.1", port) as client:
        said = hl7.parse(client.send_message(str(message)))
        again = hl7.parse(client.send_message(str(message)))
        wrong = vitals("26-0000000", "K2", name=f"{name} Đặng Thị Ngọc Ánh").decode()
        held = hl7.parse(client.send_message(wrong))
    assert [str(said["MSA"][0][n]) for n in (1, 2)] == ["AA", "K1"]
    assert str(again["MSA"][0][1]) == "AA"
    assert str(held["MSA"][0][1]) == "AA"
    with database.read() as db:
        found = {o.code: o.number for o in db.exec(select(Observation))}
        assert found == {"8867-4": 77, "59408-5": 98}
        rows = db.exec(select(LinkMessage).order_by(col(LinkMessage.id))).all()
        states = [row.state for row in rows]
        assert states == [LinkMessageState.DONE, LinkMessageState.REPEATED, LinkMessageState.REVIEW]
        assert all(row.millis is not None and row.millis < 5000 for row in rows)


def _queue(database: Database, port: int, n: int) -> None:
    with database.write(SYSTEM) as db:
        to = db.exec(select(Partner)).first() or partner(db, LAB, port=port)
        for k in range(n):
            sending.put(db, to, ("OML", "O21", "OML_O21"), [f"ORC|NW|N{k}"], about=f"N{k}")


def test_ten_minutes_without_a_network_lose_nothing_and_keep_the_order(
    database: Database, later: Later
) -> None:
    port = free_port()
    _queue(database, port, 3)
    for _ in range(20):  # ten minutes
        assert sending.pump(database) == 0
        later(seconds=30)
    with database.read() as db:
        line = db.exec(select(PartnerLine)).one()
        assert (line.state, bool(line.error)) == (LineState.FAILED, True)
        first, *others = db.exec(select(LinkMessage).order_by(col(LinkMessage.id)))
        assert first.attempts >= 10
        assert {row.attempts for row in others} == {0}  # nothing overtakes
    _queue(database, port, 4)
    later(minutes=2)
    with Peer(port, yes) as peer:
        assert sending.pump(database) == 7
    assert [m.first("ORC").get(2) for m in peer.heard] == [f"N{k}" for k in (0, 1, 2, 0, 1, 2, 3)]
    with database.read() as db:
        rows = db.exec(select(LinkMessage)).all()
        assert {row.state for row in rows} == {LinkMessageState.SENT}
        assert max(row.millis or 0 for row in rows) > 600_000  # how long it really took
        assert db.exec(select(PartnerLine)).one().state is LineState.GOOD


def test_what_is_refused_waits_for_a_person_and_the_next_goes_on(database: Database) -> None:
    port = free_port()
    _queue(database, port, 3)

    def say(message: Message) -> bytes:
        bad = message.first("ORC").get(2) == "N1" and len(peer.heard) < 4
        return acknowledgement(message, "1", utc_now(), "AE" if bad else "AA", "unknown test")

    with Peer(port, say) as peer:
        assert sending.pump(database) == 3
        with database.write(SYSTEM) as db:
            rows = db.exec(select(LinkMessage).order_by(col(LinkMessage.id))).all()
            assert [r.state.value for r in rows] == ["sent", "failed", "sent"]
            assert (rows[1].code, rows[1].says_en) == ("AE", "unknown test")
            reviewing.resend(db, SYSTEM, rows[1].id)
            copy = reviewing.resend(db, SYSTEM, rows[0].id)
            assert copy.control_id != rows[0].control_id
        assert sending.pump(database) == 2
    assert [m.first("ORC").get(2) for m in peer.heard] == ["N0", "N1", "N2", "N1", "N0"]
    assert peer.heard[3].control_id == peer.heard[1].control_id
    assert peer.heard[4].control_id != peer.heard[0].control_id


def test_an_answer_to_something_else_is_none(database: Database, later: Later) -> None:
    port = free_port()
    _queue(database, port, 1)

    def say(message: Message) -> bytes:
        to = Message(message.text.replace(message.control_id, "OTHER")) if odd else message
        return acknowledgement(to, "1", utc_now())

    odd = True
    with Peer(port, say) as peer:
        assert sending.pump(database) == 0
        odd = False
        later(minutes=2)
        assert sending.pump(database) == 1
    assert len(peer.heard) == 2


_PROGRAM = """
import importlib, sys, time
from pathlib import Path
from kernel import assembly, keys
from kernel.db import Database
from kernel.settings import Settings
from his.link.gateway import LinkGateway
keys.use(keys.load(Path(sys.argv[2])))
database = Database(sys.argv[1])
names = "admin forms catalogs patients pricing encounters queue cdr link".split()
modules = [importlib.import_module(f"his.{name}.module").module for name in names]
database.assembly = assembly.build(modules)
gateway = LinkGateway(database, Settings(mllp_port=int(sys.argv[3])), looks=0.05)
gateway._me = 'the one'  # or the next one would wait for the lease of the dead
gateway.start()
time.sleep(600)
"""


@pytest.mark.slow
def test_a_death_of_the_listener_loses_nothing_acknowledged_and_doubles_nothing(
    database: Database, tmp_path: Path
) -> None:
    code, port, ring = on_a_monitor(database), free_port(), tmp_path / "ring.json"
    keys.save(keys.ring(), ring)

    def start() -> subprocess.Popen[bytes]:
        told = [sys.executable, "-c", _PROGRAM, database.url, str(ring), str(port)]
        return subprocess.Popen(told)

    async def send() -> int:
        process, done, kills = start(), 0, 0
        try:
            while done < 12:
                try:
                    async with mllp.connected("127.0.0.1", port, seconds=1) as line:
                        while done < 12:
                            message = vitals(code, f"K{done}", pulse=str(60 + done))
                            if kills < 2 and done == 4 * (kills + 1):  # in the middle of a message
                                await line.send(message)
                                await asyncio.sleep(0.004 * kills)
                                os.kill(process.pid, signal.SIGKILL)
                                await asyncio.to_thread(process.wait)
                                process, kills = start(), kills + 1
                                raise ConnectionResetError
                            assert b"MSA|AA" in await line.ask(message, seconds=10)
                            done += 1
                except (OSError, TimeoutError, mllp.BadFrame):
                    await asyncio.sleep(0.05)
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)
        return kills

    assert asyncio.run(send()) == 2
    with database.read() as db:
        rows = db.exec(select(LinkMessage).order_by(col(LinkMessage.id))).all()
        done = [r.control_id for r in rows if r.state is LinkMessageState.DONE]
        assert sorted(done) == sorted(f"K{n}" for n in range(12))
        pulses = [int(o.number or 0) for o in db.exec(select(Observation)) if o.code == "8867-4"]
        assert sorted(pulses) == [60 + n for n in range(12)]


def test_rubbish_is_answered_and_harms_nobody(database: Database) -> None:
    """Mutated messages: each is answered in its own frame, or ends its own line only."""
    code, chance = on_a_monitor(database), Random(54)  # noqa: S311
    good = vitals(code, "K")

    def mutated() -> bytes:
        bytes_ = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(bytes_))
            match chance.randrange(3):
                case 0:
                    bytes_[at] = chance.randrange(256)
                case 1:
                    del bytes_[at : at + chance.randrange(40)]
                case 2:
                    bytes_[at:at] = bytes_[: chance.randrange(60)]
        return bytes(bytes_).replace(b"\x0b", b"").replace(b"\x1c", b"")

    async def send(port: int) -> int:
        answers = 0
        async with mllp.connected("127.0.0.1", port) as line:
            for _ in range(60):
                said = Message(await line.ask(mutated(), seconds=10))
                assert said.first("MSA").get(1) in ("AA", "AE", "AR")
                answers += 1
        async with mllp.connected("127.0.0.1", port) as line:  # torn in the middle
            await line.send(good)
        return answers

    with listening(database) as port:
        assert asyncio.run(send(port)) == 60
        with MLLPClient("127.0.0.1", port) as client:
            assert b"MSA|AA" in client.send_message(vitals(code, "LAST").decode())
    with database.read() as db:
        left = select(LinkMessage).where(LinkMessage.state == LinkMessageState.STORED)
        assert db.exec(left).all() == []
        assert len({o.patient_id for o in db.exec(select(Observation))}) == 1
