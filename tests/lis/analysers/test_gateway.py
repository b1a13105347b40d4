"""The gateway on real lines: results in, questions answered, faults survived."""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hl7
import pytest
from hl7.client import MLLPClient
from sqlmodel import col, select

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.hl7 import mllp
from kernel.hl7.message import Message
from lis.analysers import playing
from lis.analysers.drivers import PROFILES, Asking, Protocol
from lis.analysers.gateway import Gateway
from lis.analysers.models import (
    Analyser,
    AnalyserLink,
    Connection,
    HeldReading,
    LabMessage,
    LinkState,
    MessageState,
)
from lis.results.models import LabResult
from tests.lis.analysers import station
from tests.lis.results import bench

_NO_FAULT: frozenset[str] = frozenset()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextmanager
def running(database: Database) -> Iterator[Gateway]:
    gateway = Gateway(database, looks=0.05)
    gateway.start()
    try:
        assert gateway.ready.wait(10)
        yield gateway
    finally:
        gateway.stop()


def tube_and_machine(
    database: Database, profile: str, codes: dict[str, str], **more: Any
) -> tuple[str, int]:
    port = free_port()
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        station.machine(db, profile, codes, port=port, **more)
    return tube, port


def all_results(database: Database) -> dict[str, str]:
    with database.read() as db:
        return {r.test_code: r.value for r in db.exec(select(LabResult))}


def all_states(database: Database) -> list[MessageState]:
    with database.read() as db:
        rows = db.exec(select(LabMessage).order_by(col(LabMessage.id)))
        return [r.state for r in rows if not r.outgoing]


def play(profile: str, port: int, *raws: bytes, faults: frozenset[str] = _NO_FAULT) -> playing.Told:
    return asyncio.run(playing.send(profile, "127.0.0.1", port, raws, faults=faults))


@pytest.mark.parametrize(
    ("profile", "glu", "k"),
    [
        ("roche_cobas_c311", "717", "687"),
        ("sysmex_xn550", "G", "K"),
        ("mindray_bc5380", "G", "K"),
        ("ihe_law", "G", "K"),
    ],
)
def test_an_instrument_asks_what_a_tube_is_for_and_sends_its_results(
    database: Database, profile: str, glu: str, k: str
) -> None:
    tube, port = tube_and_machine(database, profile, {glu: "GLU", k: "K", "X": "TSH"})
    with running(database):
        told = play(profile, port, playing.question(profile, tube, number="Q1"))
        asked = b"".join(told.orders).decode()
        assert tube in asked
        assert f"^{glu}" in asked or f"|{glu}" in asked
        assert "^X" not in asked
        values = {glu: ("5.4", "mmol/L"), k: ("4.1", "mmol/L")}
        assert play(profile, port, playing.message(profile, tube, values, number="R1")).taken
    assert all_results(database) == {"GLU": "5,4", "K": "4,1"}
    with database.read() as db:
        sent = db.exec(select(LabMessage).where(col(LabMessage.outgoing))).all()
        assert sent
        assert all(each.answers for each in sent)


@pytest.mark.parametrize("profile", ["sysmex_xn550", "ihe_law", "mindray_bc5380"])
def test_a_tube_that_is_not_ours_gets_no_tests(database: Database, profile: str) -> None:
    _, port = tube_and_machine(database, profile, {"G": "GLU"})
    with running(database):
        told = play(profile, port, playing.question(profile, "26112200009"))
    said = (b"".join(told.orders) or "".join(told.lines).encode()).decode()
    assert "^G" not in said
    assert "|G" not in said
    negative = {Asking.ASTM: "L|1|I", Asking.LAW: "ORC|DC", Asking.ORM: "MSA|AR"}
    assert negative[PROFILES[profile].asking] in said


def test_an_independent_hl7_client_is_acknowledged_after_the_message_is_kept(
    database: Database,
) -> None:
    tube, port = tube_and_machine(database, "hl7_oru", {"GLU": "GLU", "K": "K"})
    raw = playing.message("hl7_oru", tube, playing.VALUES["hl7_oru"], number="Đ-1")
    with running(database), MLLPClient("127.0.0.1", port) as client:
        said = client.send_message(hl7.parse(raw.decode()))
        assert all_states(database) == [MessageState.FILED]
    assert "MSA|AA|Đ-1" in said.decode()
    assert all_results(database) == {"GLU": "5,1", "K": "4,2"}


@pytest.mark.parametrize("fault", ["checksum", "torn"])
def test_a_bad_line_costs_nothing(database: Database, fault: str) -> None:
    tube, port = tube_and_machine(database, "sysmex_xn550", {"G": "GLU"})
    raw = playing.message("sysmex_xn550", tube, {"G": ("5.4", "mmol/L")})
    with running(database):
        assert play("sysmex_xn550", port, raw, faults=frozenset({fault})).taken
    assert all_results(database) == {"GLU": "5,4"}
    torn = [MessageState.IGNORED] if fault == "torn" else []
    assert all_states(database) == [*torn, MessageState.FILED]


def test_rubbish_over_mllp_is_refused_and_kept(database: Database) -> None:
    _, port = tube_and_machine(database, "hl7_oru", {})

    async def send() -> bytes:
        async with mllp.connected("127.0.0.1", port) as line:
            return await line.ask(b"\x00 this is no message")

    with running(database):
        said = asyncio.run(send())
    assert b"MSA|AR" in said
    assert all_states(database) == [MessageState.REVIEW]


def test_a_stranger_on_the_line_is_turned_away(database: Database) -> None:
    tube, port = tube_and_machine(database, "hl7_oru", {}, address="10.1.2.3")
    with running(database), pytest.raises((ConnectionError, TimeoutError, mllp.BadFrame)):
        play("hl7_oru", port, playing.message("hl7_oru", tube, playing.VALUES["hl7_oru"]))
    assert all_states(database) == []


def test_files_dropped_into_a_folder_are_read_once(database: Database, tmp_path: Path) -> None:
    port = free_port()
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        station.machine(db, "csv", port=port, connection=Connection.FOLDER, address=str(tmp_path))
    file = tmp_path / "a.csv"
    file.write_bytes(playing.message("csv", tube, {"GLU": ("5.4", "mmol/L")}))
    os.utime(file, (1, 1))
    with running(database):
        until = time.monotonic() + 8
        while file.exists() and time.monotonic() < until:
            time.sleep(0.05)
    assert all_results(database) == {"GLU": "5,4"}
    assert not file.exists()
    assert len(list(tmp_path.glob("done/*/*a.csv"))) == 1


def test_a_serial_line_carries_results(database: Database) -> None:
    ours, theirs = os.openpty()
    port = free_port()
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        path = os.ttyname(theirs)
        station.machine(
            db,
            "abbott_architect",
            {"G": "GLU"},
            port=port,
            connection=Connection.SERIAL,
            address=path,
        )

    async def send() -> playing.Told:
        loop, told = asyncio.get_running_loop(), playing.Told()
        reader = asyncio.StreamReader()
        incoming, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(ours), "rb", 0)
        )
        line = playing.Astm(reader, _Pty(ours))  # type: ignore[arg-type]
        raw = playing.message("abbott_architect", tube, {"G": ("5.4", "mmol/L")})
        told.taken = await line.give(raw, told)
        incoming.close()
        await asyncio.sleep(0)
        return told

    with running(database):
        time.sleep(0.2)
        assert asyncio.run(send()).taken
    assert all_results(database) == {"GLU": "5,4"}
    os.close(ours)
    os.close(theirs)


class _Pty:
    def __init__(self, handle: int) -> None:
        self.handle = handle

    def write(self, data: bytes) -> None:
        os.write(self.handle, data)

    async def drain(self) -> None:
        return None


def test_we_call_an_instrument_that_waits_to_be_called(database: Database) -> None:
    tube, port = tube_and_machine(
        database,
        "hl7_oru",
        {"GLU": "GLU"},
        connection=Connection.TCP_CLIENT,
        address="127.0.0.1",
    )
    raw = playing.message("hl7_oru", tube, {"GLU": ("5.4", "mmol/L")})
    said: list[bytes] = []

    async def instrument() -> None:
        done = asyncio.Event()

        async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(mllp.framed(raw))
            said.append(await mllp.read_frame(reader) or b"")
            writer.close()
            done.set()

        async with await asyncio.start_server(met, "127.0.0.1", port):
            await asyncio.wait_for(done.wait(), 10)

    with running(database):
        asyncio.run(instrument())
    assert Message(said[0]).first("MSA").get(1) == "AA"
    assert all_results(database) == {"GLU": "5,4"}


def test_both_want_to_speak_and_the_instrument_goes_first(database: Database) -> None:
    tube, port = tube_and_machine(database, "sysmex_xn550", {"G": "GLU"})
    raw = playing.message("sysmex_xn550", tube, {"G": ("5.4", "mmol/L")})

    async def contend() -> playing.Told:
        told = playing.Told()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        line = playing.Astm(reader, writer)
        await line.give(playing.question("sysmex_xn550", tube), told)
        assert await line.hear() == b"\x05"  # the gateway bids for the line to answer
        told.taken = await line.give(raw, told)  # we bid too, and are let
        await line.listen(told)
        writer.close()
        return told

    with running(database):
        told = asyncio.run(contend())
    assert told.taken
    assert any(b"^^^^G" in order for order in told.orders)
    assert all_results(database) == {"GLU": "5,4"}


def test_the_state_of_a_line_is_written_down(database: Database) -> None:
    _, port = tube_and_machine(database, "hl7_oru", {})
    with running(database):
        play("hl7_oru", port, playing.message("hl7_oru", "1", playing.VALUES["hl7_oru"]))
        until = time.monotonic() + 5
        link = None
        while time.monotonic() < until and not (link and link.last_in_at):
            with database.read() as db:
                link = db.exec(select(AnalyserLink)).first()
            time.sleep(0.05)
        assert link
        assert link.state in (LinkState.CONNECTED, LinkState.WAITING)
        assert link.clock_minutes in (-1, 0, 1)
    with database.read() as db:
        assert db.exec(select(AnalyserLink)).one().state is LinkState.OFF
        assert len(db.exec(select(HeldReading)).all()) == 2


def test_a_switched_off_instrument_has_no_line(database: Database) -> None:
    _, port = tube_and_machine(database, "hl7_oru", {})
    with running(database):
        with database.write(SYSTEM) as db:
            db.exec(select(Analyser)).one().active = False
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)):
                    return
            time.sleep(0.05)
    pytest.fail("its line is still open")


def test_every_two_way_profile_is_played() -> None:
    played = {p.id for p in PROFILES.values() if p.protocol is not Protocol.CSV}
    assert played <= set(playing.VALUES)
