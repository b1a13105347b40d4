"""Two workers of one PostgreSQL are one house: it matters to nobody which of them answers."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from app.modules import INSTALLED
from bench.houses import Place, Server, house
from kernel.assembly import dependants

SEEN_WITHIN = 10.0


@pytest.fixture
def workers(place: Place) -> Iterator[Server]:
    if place.is_sqlite:
        pytest.skip("SQLite is one process")
    with house(place, workers=2) as server:
        yield server


@pytest.fixture
def both(workers: Server) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """A browser's line to each of the two workers (a line stays with whom it reached)."""
    with ExitStack() as stack:
        by_worker: dict[int, httpx.Client] = {}
        for _ in range(200):
            line = httpx.Client(base_url=f"http://127.0.0.1:{workers.port}", timeout=20)
            stack.callback(line.close)
            by_worker.setdefault(_worker_of(line, workers.port), line)
            if len(by_worker) == 2:
                break
        one, other = by_worker.values()
        yield one, other


def _worker_of(line: httpx.Client, port: int) -> int:
    """The process at the other end, as the kernel tells it."""
    answer = line.get("/healthz")
    mine: int = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
    here, there = f":{port:04X}", f":{mine:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(r[9] for r in rows if r[1].endswith(here) and r[2].endswith(there))
    holders = {p.name: _open_files(p) for p in Path("/proc").glob("[0-9]*")}
    return next(int(name) for name, held in holders.items() if f"socket:[{inode}]" in held)


def _open_files(process: Path) -> set[str]:
    found = set()
    with suppress(OSError):  # (it has ended, or is not ours)
        for each in (process / "fd").iterdir():
            with suppress(OSError):
                found.add(str(each.readlink()))
    return found


def _signed_in(one: httpx.Client, other: httpx.Client, place: Place) -> None:
    """Through the first worker; the other one is only shown the cookie."""
    who = {"username": "everyone", "password": place.password}
    answer = one.post("/api/session", json=who)
    assert answer.status_code == 200, answer.text
    for line in (one, other):
        line.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    other.cookies.update(one.cookies)


def _soon(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + SEEN_WITHIN
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def _stands_alone(module_id: str) -> bool:
    return dependants(INSTALLED, {module_id}) == {module_id}


def test_who_signed_in_at_one_worker_is_known_to_the_other_and_signed_out_at_both(
    both: tuple[httpx.Client, httpx.Client], place: Place
) -> None:
    one, other = both
    assert other.get("/api/session").status_code == 401
    _signed_in(one, other, place)
    assert other.get("/api/session").json()["user"]["username"] == "everyone"
    assert other.delete("/api/session").status_code == 204
    assert one.get("/api/assembly").status_code == 401


def test_a_module_switched_off_at_one_worker_is_off_at_the_other_and_comes_back(
    both: tuple[httpx.Client, httpx.Client], place: Place
) -> None:
    one, other = both
    _signed_in(one, other, place)
    leaf = next(
        m.id
        for m in reversed(INSTALLED)
        if m.can_be_off and dependants(INSTALLED, {m.id}) == {m.id}
    )

    def on(line: httpx.Client) -> bool:
        return leaf in line.get("/api/assembly").json()["modules"]

    assert on(one)
    assert on(other)
    gone = one.post(f"/api/admin/modules/{leaf}/off", json={"reason": "thử"})
    assert gone.status_code == 200, gone.text
    assert _soon(lambda: not on(one) and not on(other))

    back = other.post(f"/api/admin/modules/{leaf}/on", json={"reason": "thử xong"})
    assert back.status_code == 200, back.text
    assert _soon(lambda: on(one) and on(other))


def test_what_happens_at_one_worker_is_told_live_at_the_other(
    both: tuple[httpx.Client, httpx.Client], place: Place
) -> None:
    one, other = both
    _signed_in(one, other, place)
    queues = one.get("/api/queue/rooms").json()["queues"]
    room = next(q["room"]["id"] for q in queues if q["paused_reason"] is None)
    open_, done = threading.Event(), threading.Event()

    def follow() -> None:
        topics = {"topics": f"queue:{room}"}
        with other.stream("GET", "/api/live", params=topics, timeout=20) as stream:
            for text in stream.iter_lines():
                open_.set()
                if text.startswith("data:") and room in text:
                    done.set()
                    return

    threading.Thread(target=follow, daemon=True).start()
    assert open_.wait(SEEN_WITHIN)
    paused = one.post(f"/api/queue/rooms/{room}/pause", json={"reason": "hội ý"})
    assert paused.status_code == 200, paused.text
    assert done.wait(SEEN_WITHIN)
