"""A codec that hangs, dies or eats memory costs its own request and nothing else."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ris_pacs.web.codecs import CodecDied, CodecHung, CodecRefused, Pool
from tests.ris_pacs.web.stow import samples


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def job(name: str = "CT_small.dcm") -> dict[str, object]:
    file = next(each for each in samples() if each.name == name)
    return {"work": "rendered", "path": str(file), "frame": 1, "kind": "image/png"}


def test_a_worker_that_hangs_is_ended_and_the_next_one_works(pool: Pool) -> None:
    pool.run({"work": "ping"})
    worker = pool._idle[0]
    os.kill(worker.process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(CodecHung):
        pool.run({"work": "ping"}, seconds=0.3)
    assert time.monotonic() - begun < 3
    assert worker.process.poll() is not None  # killed, and gone
    assert pool.run(job()).startswith(b"\x89PNG")


def test_a_worker_that_dies_is_replaced(pool: Pool) -> None:
    pool.run({"work": "ping"})
    pid = pool._idle[0].process.pid

    def kill() -> None:
        time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)

    os.kill(pid, signal.SIGSTOP)  # busy, as far as anyone can see
    threading.Thread(target=kill).start()
    with pytest.raises(CodecDied):
        pool.run({"work": "ping"})
    assert pool.run({"work": "ping"}) == b"pong"


def test_what_it_cannot_do_is_said_and_it_goes_on(pool: Pool, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_bytes(bytes(1000))
    with pytest.raises(CodecRefused, match="InvalidDicomError"):
        pool.run({**job(), "path": str(nothing)})
    assert pool.idle == 1
    assert pool.run(job()).startswith(b"\x89PNG")


def test_memory_has_an_end() -> None:
    pool = Pool(1, memory_mb=600)
    try:
        with pytest.raises(CodecRefused):
            pool.run({**job(), "viewport": (60_000, 60_000), "grow": True})
        assert pool.run({"work": "ping"}) == b"pong"
    finally:
        pool.close()


def test_two_work_at_once_and_the_third_waits(pool: Pool) -> None:
    done: list[bytes] = []
    threads = [threading.Thread(target=lambda: done.append(pool.run(job()))) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(done)) == 1
    assert pool.idle <= 2
