"""What holds on a line whoever speaks: nothing is lost, nothing harms the others."""

import multiprocessing
import socket
import threading
import time
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from kernel import keys
from kernel.clock import local_now
from kernel.db import Database
from kernel.simulators import running
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.archive.storage import Fill, judged
from ris_pacs.archive.stores import Room
from ris_pacs.dicom import commands, committing, pdus, phantoms, requesting
from ris_pacs.dicom.models import StorageCommitment
from ris_pacs.dicom.phantoms import Person
from ris_pacs.dicom.requesting import store_made
from ris_pacs.dicom.simulator import SIMULATOR, PlayPictures, play
from ris_pacs.dicom.wire import Wire
from tests.lis.analysers.test_gateway import free_port
from tests.ris_pacs.dicom.station import listen_for_ever, listening, machine
from tests.ris_pacs.pictures import part10, study

NOBODY = Person("BN1", "Nguyễn^Văn An", "19800517", "M", "")


def store(port: int, made: list[phantoms.Made], told: list[str]) -> None:
    """As a machine does: each until it is acknowledged."""
    for each in made:
        while True:
            try:
                with requesting.association(
                    "127.0.0.1",
                    port,
                    calling="CT1",
                    called="HIS54",
                    contexts=[(each.sop_class, (phantoms.EXPLICIT,))],
                    seconds=5,
                    connect=1,
                ) as line:
                    if store_made(line, each) == commands.SUCCESS:
                        told.append(each.uid)
                        break
            except requesting.NotReached:
                time.sleep(0.05)


def test_the_simulated_machine_keeps_the_diacritics(database: Database) -> None:
    with database.write() as db:
        machine(db)
        machine(db, "US1", modality="US")
    with listening(database) as here, running(SIMULATOR) as it:
        wanted = PlayPictures(
            name="Đặng^Thị Ngọc Hoà", code="BN1", port=here.port, slices=2, size=64
        )
        assert play(it.desk, wanted) == {"sent": 2, "statuses": ["0000"], "why": ""}
        it.desk.set("same_uid", times=1)
        told = play(it.desk, wanted.model_copy(update={"kind": "US"}))
        assert told["statuses"] == ["0000", "0111"]
    with database.read() as db:
        names = db.exec(select(col(ImagingStudy.dicom_patient_name))).all()
        assert set(names) == {"Đặng^Thị Ngọc Hoà"}


def test_a_machine_is_told_that_its_pictures_are_safe(database: Database) -> None:
    port = free_port()
    heard: list[tuple[int, bytes]] = []

    def there() -> None:
        with socket.create_server(("127.0.0.1", port)) as server:
            wire = Wire(server.accept()[0])
            asked = pdus.read_request(wire.pdu()[1])
            agreed = [pdus.Agreed(c.id, 0, c.abstract, requesting.EXPLICIT) for c in asked.contexts]
            wire.send(pdus.accept(pdus.Accept(asked.called, asked.calling, agreed)))
            context, event = wire.command()
            heard.append((event.number(0x1002), wire.data(100_000)))
            wire.say(context, commands.answer(event, commands.SUCCESS))
            wire.pdu()
            wire.send(pdus.RELEASED)
            wire.close()

    with database.write() as db:
        node = machine(db, port=port)
        kept = archive.keep(
            db, [archive.take_file(archive.store(db), [part10(each)], "CT1") for each in study(2)]
        )
        asked = [[k.sop_class, k.uid] for k in kept]
        committing.ask(db, node.id, "1.2.3", [*asked, [kept[0].sop_class, "1.2.3.4"]])
    thread = threading.Thread(target=there)
    thread.start()
    time.sleep(0.1)
    assert committing.deliver_due(database) == 1
    thread.join(10)
    number, data = heard[0]
    assert number == 2  # one is not here
    assert all(k.uid.encode() in data for k in kept)
    assert b"1.2.3.4" in data
    with database.read() as db:
        row = db.exec(select(StorageCommitment)).one()
        assert row.told_at is not None
        assert row.missing == 1


def test_a_commitment_that_nobody_takes_is_told_later(database: Database) -> None:
    with database.write() as db:
        node = machine(db, port=free_port())
        committing.ask(db, node.id, "1.2.3", [["1.2", "1.2.3.4"]])
    assert committing.deliver_due(database) == 0
    with database.read() as db:
        row = db.exec(select(StorageCommitment)).one()
        assert (row.told_at, row.tries) == (None, 1)
        assert row.error.startswith("no_connection")


def test_pixels_that_are_missing_are_not_called_safe(db: Session) -> None:
    kept = archive.keep(
        db, [archive.take_file(archive.store(db), [part10(each)], "CT1") for each in study(2)]
    )
    row = db.exec(select(ImagingInstance).where(ImagingInstance.uid == kept[0].uid)).one()
    archive.file(db, row).unlink()
    safe, missing = committing.split(db, [[k.sop_class, k.uid] for k in kept])
    assert [uid for _, uid in safe] == [kept[1].uid]
    assert [(uid, why) for _, uid, why in missing] == [(kept[0].uid, 0x0110)]


@pytest.mark.parametrize(("used", "fill"), [(50, "fine"), (90, "warn"), (94, "warn"), (95, "stop")])
def test_the_disk_has_two_marks(used: int, fill: str) -> None:
    assert judged(Room(100, 100 - used), 90, 95) is Fill(fill)


def test_a_full_disk_refuses_cleanly(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as db:
        machine(db)
    made = list(phantoms.study("CT", NOBODY, local_now(), slices=1, size=64))
    with listening(database) as here:
        monkeypatch.setattr(here.storing.store.__class__, "room", lambda _: Room(100, 4))
        with requesting.association(
            "127.0.0.1",
            here.port,
            calling="CT1",
            called="HIS54",
            contexts=[(made[0].sop_class, (phantoms.EXPLICIT,))],
        ) as line:
            assert store_made(line, made[0]) == commands.OUT_OF_RESOURCES
            assert store_made(line, made[0]) == commands.OUT_OF_RESOURCES  # the line is still good
    with database.read() as db:
        assert db.exec(select(ImagingInstance)).all() == []


def half_of(made: phantoms.Made, port: int) -> None:
    values: dict[int, int | str] = {0x0002: made.sop_class, 0x0100: 1, 0x0110: 1, 0x0800: 1}
    with requesting.association(
        "127.0.0.1",
        port,
        calling="CT1",
        called="HIS54",
        contexts=[(made.sop_class, (phantoms.EXPLICIT,))],
    ) as line:
        raw = b"".join(line.wire._cut(1, 1, [commands.write({**values, 0x1000: made.uid})]))
        raw += b"".join(line.wire._cut(1, 0, [made.data]))
        line.wire.send(raw[: len(raw) // 2])
        line.wire.close()
        line.answer()


def test_the_same_again_is_known_before_its_digest_is_taken(database: Database) -> None:
    with database.write() as db:
        machine(db)
    (made,) = phantoms.study("CT", NOBODY, local_now(), slices=1, size=64)
    other = phantoms.Made(made.sop_class, made.uid, made.data[:-2] + b"\x07\x07")
    longer = phantoms.Made(made.sop_class, made.uid, made.data + made.data[-200:])
    with (
        listening(database) as here,
        requesting.association(
            "127.0.0.1",
            here.port,
            calling="CT1",
            called="HIS54",
            contexts=[(made.sop_class, (phantoms.EXPLICIT,))],
        ) as line,
    ):
        here.last_at = time.monotonic() + 3600  # nobody rests: nothing is taken afterwards

        def send(what: phantoms.Made) -> tuple[int, int, str]:
            status = requesting.store_made(line, what)
            here.last_at = time.monotonic() + 3600
            with database.read() as db:
                row = db.exec(select(ImagingInstance)).one()
                files = list((archive.store(db).folder / row.path).parent.iterdir())
                return status, len(files), row.digest

        assert send(made) == (0, 1, "")
        assert send(made) == (0, 1, "")
        assert send(other) == send(longer) == (0x0111, 1, "")
        with database.read() as db:
            row = db.exec(select(ImagingInstance)).one()
            archive.file(db, row).unlink()
        digest = sha256(made.data).hexdigest()
        assert send(made) == (0, 1, digest), "what was lost is healed by who has it"
        while archive.index_waiting(database, here.storing.store):
            pass
    with database.read() as db:
        row = db.exec(select(ImagingInstance)).one()
        assert archive.file(db, row).read_bytes()[row.data_offset :] == made.data
        assert (row.digest, row.damaged, row.indexed_at is None) == (digest, False, False)


def test_a_line_that_is_cut_leaves_nothing(database: Database) -> None:
    with database.write() as db:
        machine(db)
    (made,) = phantoms.study("CT", NOBODY, local_now(), slices=1, size=256)
    with listening(database) as here:
        with pytest.raises(requesting.NotReached):
            half_of(made, here.port)
        until = time.monotonic() + 10
        while here.open_lines and time.monotonic() < until:
            time.sleep(0.01)
        assert list((here.storing.store.folder / "incoming").iterdir()) == []
    with database.read() as db:
        assert db.exec(select(ImagingInstance)).all() == []


def test_hostile_bytes_harm_nobody(database: Database) -> None:
    with database.write() as db:
        machine(db)
    chance = Random(54)  # noqa: S311
    asked = pdus.request(
        pdus.Request("HIS54", "CT1", [pdus.Proposed(1, phantoms.CT, (phantoms.EXPLICIT,))])
    )
    values: dict[int, int | str] = {0x0002: phantoms.CT, 0x0100: 1, 0x0110: 1, 0x0800: 1}
    wire = Wire.__new__(Wire)
    wire.max_out = 4096
    good = asked + b"".join(wire._cut(1, 1, [commands.write({**values, 0x1000: "1.2.3"})]))
    good += b"".join(wire._cut(1, 0, [bytes(range(256)) * 8]))
    with listening(database, idle=2.0) as here:
        for n in range(150):
            raw = bytearray(good)
            for _ in range(1 + n % 6):
                at = chance.randrange(len(raw))
                raw[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
            with socket.create_connection(("127.0.0.1", here.port), timeout=5) as line:
                line.sendall(raw[: chance.randrange(len(raw))] if n % 3 == 0 else raw)
                line.shutdown(socket.SHUT_WR)
                while line.recv(65536):
                    pass
        assert requesting.echo("127.0.0.1", here.port, calling="CT1", called="HIS54") < 5000
    with database.read() as db:
        assert db.exec(select(ImagingInstance)).all() == []


@pytest.mark.slow
def test_what_is_acknowledged_survives_kill_9(database: Database, tmp_path: Path) -> None:
    with database.write() as db:
        machine(db)
    ring, port, told = tmp_path / "ring.json", free_port(), list[str]()
    keys.save(keys.ring(), ring)
    # One process has everything imported and forks the listeners: each is there at once.
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["app.modules", "tests.ris_pacs.dicom.station"])

    def begin() -> Any:
        given = (database.url, str(ring), str(database.folder), port)
        process = forks.Process(target=listen_for_ever, args=given, daemon=True)
        process.start()
        return process

    chance, there = Random(54), begin()  # noqa: S311
    senders, sent = [], dict[str, bytes]()
    try:
        for _ in range(3):
            made = list(phantoms.study("CT", NOBODY, local_now(), slices=12, size=96))
            sent |= {each.uid: each.data for each in made}
            senders.append(threading.Thread(target=store, args=(port, made, told)))
            senders[-1].start()
        for kill in range(3):
            until = time.monotonic() + 60
            while len(told) < (kill + 1) * 8 and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.03)
            there.kill()
            there.join()
            there = begin()
        for each in senders:
            each.join(120)
    finally:
        there.kill()
        there.join()
    assert len(set(told)) == 36  # (one may be told twice: the line broke after its answer)
    kept = archive.store_of(database.folder)
    with database.read() as db:
        rows = db.exec(select(ImagingInstance)).all()
        assert {row.uid for row in rows} == set(told)
        for row in rows:
            assert kept.local(row.path).read_bytes()[row.data_offset :] == sent[row.uid]
        studies = db.exec(select(ImagingStudy)).all()
        assert [s.instance_count for s in studies] == [12, 12, 12]
        named = {str(kept.local(row.path)) for row in rows}
    folders = {Path(path).parent for path in named}
    kept.sweep(lambda ids: {i for i in ids if any(i.hex in n for n in named)}, older=-1)
    left = {str(p) for folder in folders for p in folder.iterdir()}
    assert left == named
    assert list((kept.folder / "incoming").iterdir()) == []
