"""A whole day of a clinic, as fast as it goes: sixty at work, fifteen hundred visits.

    python -m bench.day [--visits 1500] [--only sqlite,postgresql]

Ten desks register and open visits, twenty rooms call, measure, examine, code, order, prescribe
and close, four at the laboratory answer, ten cashiers take the money, ten dispensers hand out,
and boards and worklists are looked at all the while. Afterwards the books must balance
(bench/day_house.py). Any answer that is no success ends in the report.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from bench.day_house import DRUGS, FLOAT, STAFF, TESTS
from bench.houses import ROOT, Place, fill, house
from bench.load import request
from bench.tasks import form_of, newcomer, sign_in

_KEPT = ROOT / "bench" / "day.json"
_DONE = None  # the last thing in a queue


@dataclass
class Day:
    """What happened: seconds of every kind of request, and whatever was no success."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    finished: int = 0


class Line:
    """One person's line to the server: HTTP/1.1, kept alive."""

    def __init__(self, port: int, headers: dict[str, str], day: Day) -> None:
        self._port, self._headers, self._day = port, headers, day
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __call__(self, what: str, method: str, path: str, body: Any = None) -> Any:
        """The answer as JSON. Raises Refused for whatever is no success."""
        if self._pipe is None:
            self._pipe = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._pipe
        headers = dict(self._headers)
        if method != "GET":
            headers["Idempotency-Key"] = uuid4().hex
        content = b"" if body is None else json.dumps(body).encode()
        began = time.perf_counter()
        writer.write(request(method, path, headers, content))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(x[15:]) for x in head.split(b"\r\n") if x[:15].lower() == b"content-length:"), 0
        )
        said = await reader.readexactly(length)
        self._day.took[what].append(time.perf_counter() - began)
        status = int(head[9:12])
        if 200 <= status < 300:
            return json.loads(said) if b"application/json" in head.lower() else said
        error = json.loads(said).get("error", "") if said[:1] == b"{" else ""
        self._day.refused[f"{what}: {status} {error}"] += 1
        raise Refused(f"{what}: {status} {said[:400]!r}")


class Refused(Exception):
    pass


@dataclass
class Work:
    """One visit on its way through the house."""

    patient_id: str
    encounter_id: str
    room_id: str
    orders: list[str] = field(default_factory=list)


class Clinic:
    """The people of the day and the queues between them."""

    def __init__(self, port: int, visits: int, sessions: dict[str, dict[str, str]]) -> None:
        self.day = Day()
        self.visits = visits
        self.port = port
        self.sessions = sessions
        self.left = iter(range(visits))
        self.rooms: list[str] = []
        self.store = ""
        self.waiting: dict[str, asyncio.Queue[Work | None]] = {}
        self.lab: asyncio.Queue[Work | None] = asyncio.Queue()
        self.cash: asyncio.Queue[Work | None] = asyncio.Queue()
        self.counter: asyncio.Queue[Work | None] = asyncio.Queue()
        self.back: dict[str, asyncio.Queue[Work]] = {}
        self.open = True

    def line(self, username: str) -> Line:
        return Line(self.port, self.sessions[username], self.day)

    async def play(self) -> float:
        """Seconds from the first patient to the last."""
        desk = self.line(STAFF["reception"][0])
        rooms = (await desk("rooms", "GET", "/api/queue/rooms"))["queues"]
        exam = [each["room"]["id"] for each in rooms if each["room"]["code"].startswith("P")]
        self.rooms = exam[: len(STAFF["doctor"])]
        stores = await self.line(STAFF["pharmacy"][0])("stores", "GET", "/api/pharmacy/stores")
        self.store = next(s["id"] for s in stores["items"] if s["kind"] == "dispensary")
        self.waiting = {room: asyncio.Queue() for room in self.rooms}
        for username in STAFF["cashier"]:
            opening = {"opening": FLOAT}
            await self.line(username)("shift", "POST", "/api/billing/shifts", opening)
        began = time.perf_counter()
        looking = [asyncio.create_task(self._look(n)) for n in range(6)]
        await self._through(self._desk, STAFF["reception"])
        for queue in self.waiting.values():
            queue.put_nowait(_DONE)
        elapsed = await self._rest(began)
        self.open = False
        await asyncio.gather(*looking)
        return elapsed

    async def _through(self, work: Callable[[str, int], Awaitable[None]], who: list[str]) -> None:
        self._later = [
            *(asyncio.create_task(self._room(u, n)) for n, u in enumerate(STAFF["doctor"])),
        ]
        self._labs = [asyncio.create_task(self._answer(u, n)) for n, u in enumerate(STAFF["lab"])]
        self._tills = [
            asyncio.create_task(self._take(u, n)) for n, u in enumerate(STAFF["cashier"])
        ]
        self._counters = [
            asyncio.create_task(self._hand_out(u, n)) for n, u in enumerate(STAFF["pharmacy"])
        ]
        await asyncio.gather(*(work(username, n) for n, username in enumerate(who)))

    async def _rest(self, began: float) -> float:
        await asyncio.gather(*self._later)
        for queue, people in (
            (self.lab, self._labs),
            (self.cash, self._tills),
            (self.counter, self._counters),
        ):
            for _ in people:
                queue.put_nowait(_DONE)
            await asyncio.gather(*people)
        return time.perf_counter() - began

    async def _desk(self, username: str, n: int) -> None:
        desk, chance = self.line(username), Random(f"54/{n}")  # noqa: S311
        for number in self.left:
            room = self.rooms[number % len(self.rooms)]
            try:
                patient = await desk("register", "POST", "/api/patients", form_of(newcomer(chance)))
                visit = await desk(
                    "open visit",
                    "POST",
                    "/api/encounters",
                    {
                        "patient_id": patient["id"],
                        "room_id": room,
                        "payer": "self_pay",
                        "reason": "Ho, sốt",
                    },
                )
            except Refused:
                continue
            self.waiting[room].put_nowait(Work(patient["id"], visit["id"], room))

    async def _room(self, username: str, n: int) -> None:
        """A doctor who calls, examines, and writes; results come while others are examined."""
        doctor, chance = self.line(username), Random(f"room/{n}")  # noqa: S311
        room = self.rooms[n % len(self.rooms)]
        self.back[room] = asyncio.Queue()
        away = 0
        ended = False
        while not ended or away:
            if not self.back[room].empty() or ended:
                visit = await self.back[room].get()
                away -= 1
                await self._conclude(doctor, visit, chance)
                continue
            following = await self.waiting[room].get()
            if following is _DONE:
                ended = True
                continue
            away += await self._examine(doctor, following, chance)

    async def _examine(self, doctor: Line, visit: Work, chance: Random) -> int:
        """1 when the patient went to the laboratory and comes back, else 0."""
        at = f"/api/outpatient/visits/{visit.encounter_id}"
        try:
            mine = await doctor("find ticket", "GET", f"/api/queue/of-visit/{visit.encounter_id}")
            ticket = mine["tickets"][0]["id"]
            await doctor("call", "POST", f"/api/queue/tickets/{ticket}/call", {})
            await doctor("begin", "POST", f"/api/encounters/{visit.encounter_id}/begin")
            readings = [
                {"id": "pulse", "value": chance.randint(66, 96)},
                {"id": "temperature", "value": "37.2"},
                {"id": "weight", "value": chance.randint(45, 80)},
            ]
            await doctor("vitals", "POST", f"{at}/vitals", {"readings": readings})
            await doctor(
                "examination",
                "PUT",
                f"{at}/examination",
                {
                    "version": 0,
                    "reason": "Ho, sốt",
                    "illness": "Ho khan hai ngày",
                    "organs": "Phổi trong, họng đỏ",
                    "conclusion": "Viêm họng cấp",
                    "plan": "Uống thuốc, nghỉ ngơi",
                    "outcome": "2",
                },
            )
            codes = [{"kind": "main", "code": "J02.9"}]
            await doctor("diagnosis", "PUT", f"{at}/diagnoses", {"diagnoses": codes})
            if chance.random() < 0.5:
                placed = await doctor(
                    "orders",
                    "POST",
                    f"/api/orders/of-encounter/{visit.encounter_id}/basket",
                    {"orders": [{"service_code": code} for code in TESTS[:1]], "acknowledged": {}},
                )
                visit.orders = [each["id"] for each in placed["items"]]
                self.lab.put_nowait(visit)
                return 1
            await self._conclude(doctor, visit, chance)
        except Refused:
            pass
        return 0

    async def _conclude(self, doctor: Line, visit: Work, chance: Random) -> None:
        at = f"/api/prescribing/of-encounter/{visit.encounter_id}/draft"
        wanted = chance.sample(DRUGS, 2)
        try:
            lines = [{"drug_code": code, "morning": 1, "days": 5} for code in wanted]
            draft = await doctor("prescribe", "PUT", at, {"version": 0, "lines": lines})
            asked = [
                {"key": alert["key"], "reason": "Đã cân nhắc"}
                for alert in draft["alerts"]
                if alert["severity"] == "warning"
            ]
            await doctor(
                "sign",
                "POST",
                f"/api/prescribing/{draft['id']}/signature",
                {"version": draft["version"], "answers": asked},
            )
            await doctor(
                "close",
                "POST",
                f"/api/outpatient/visits/{visit.encounter_id}/closing",
                {"disposition": "home"},
            )
        except Refused:
            return
        self.cash.put_nowait(visit)

    async def _answer(self, username: str, _: int) -> None:
        lab = self.line(username)
        while (visit := await self.lab.get()) is not _DONE:
            try:
                for order in visit.orders:
                    await lab("accept", "POST", f"/api/orders/{order}/acceptance")
                    await lab("result", "POST", f"/api/orders/{order}/fulfilment", {"text": "5,2"})
            except Refused:
                pass
            self.back[visit.room_id].put_nowait(visit)

    async def _take(self, username: str, _: int) -> None:
        till = self.line(username)
        while (visit := await self.cash.get()) is not _DONE:
            try:
                bill = await till("bill", "GET", f"/api/billing/bills/{visit.encounter_id}")
                await till(
                    "pay",
                    "POST",
                    f"/api/billing/bills/{visit.encounter_id}/settlement",
                    {
                        "version": bill["version"],
                        "tenders": [{"method": "cash", "amount": bill["due"]}],
                    },
                )
            except Refused:
                continue
            self.counter.put_nowait(visit)

    async def _hand_out(self, username: str, _: int) -> None:
        counter = self.line(username)
        while (visit := await self.counter.get()) is not _DONE:
            try:
                found = await counter(
                    "waiting", "GET", f"/api/pharmacy/dispensing/of-encounter/{visit.encounter_id}"
                )
                for each in found["items"]:
                    await counter(
                        "dispense",
                        "POST",
                        f"/api/pharmacy/dispensing/{each['id']}/dispensed",
                        {"store_id": self.store, "hand_over": True, "counselled": True},
                    )
            except Refused:
                continue
            self.day.finished += 1

    async def _look(self, n: int) -> None:
        """Boards on the wall and worklists on screens, once a second each."""
        who = self.line(STAFF["reception"][n])
        while self.open:
            try:
                if n % 2:
                    await who("board", "GET", f"/api/queue/rooms/{self.rooms[n]}/tickets")
                else:
                    await who("worklist", "GET", "/api/encounters?limit=50")
            except Refused:
                pass
            await asyncio.sleep(1)


def play(place: Place, visits: int, workers: int) -> dict[str, Any]:
    """A day at a house: its speed, its answers, and its books afterwards."""
    environment = place.environment()
    python = [sys.executable, "-m", "bench.day_house"]
    subprocess.run([*python, "prepare"], check=True, cwd=ROOT, env=environment)
    with house(place, workers=workers) as server:
        time.sleep(5)
        sessions = {u: sign_in(server.port, u) for those in STAFF.values() for u in those}
        clinic = Clinic(server.port, visits, sessions)
        seconds = asyncio.run(clinic.play())
    told = subprocess.run(
        [*python, "books"], check=True, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    books: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return {
        "visits": visits,
        "finished": clinic.day.finished,
        "seconds": round(seconds, 1),
        "visits_a_second": round(clinic.day.finished / seconds, 2),
        "requests": {
            what: {
                "count": len(took),
                "p50": round(statistics.median(took) * 1000, 1),
                "p95": round(sorted(took)[int(len(took) * 0.95)] * 1000, 1),
            }
            for what, took in clinic.day.took.items()
        },
        "refused": dict(clinic.day.refused),
        "books": books,
    }


def wrong(found: dict[str, Any]) -> list[str]:
    """What must not be after a day; empty when all is well."""
    books = found["books"]
    checks = {
        "answers that were no success": bool(found["refused"]),
        "visits that did not end": found["finished"] != found["visits"],
        "tickets twice": books["tickets_twice"] > 0,
        "invoices twice": books["invoices_twice"] > 0,
        "cash differs": float(books["cash_paid"]) != float(books["cash_in_tills"]),
        "stock differs": books["stock_unequal"] > 0,
    }
    return [what for what, is_so in checks.items() if is_so]


def main() -> None:
    from tests.postgres import Cluster

    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--visits", type=int, default=1500)
    asked.add_argument("--only", default="sqlite,postgresql")
    wanted = asked.parse_args()
    found: dict[str, Any] = json.loads(_KEPT.read_text()) if _KEPT.exists() else {}
    with tempfile.TemporaryDirectory(prefix="his54-day-") as folder, ExitStack() as running:
        for kind in wanted.only.split(","):
            if kind == "sqlite":
                url, workers = f"sqlite:///{folder}/sqlite/his54.db", 1
            else:
                url, workers = running.enter_context(Cluster(durable=True)).url(), 2
            place = Place(Path(folder) / kind, url)
            fill(place, 0)
            found[kind] = play(place, wanted.visits, workers)
            told = {k: v for k, v in found[kind].items() if k != "requests"}
            sys.stdout.write(f"{kind}: {json.dumps(told, ensure_ascii=False)}\n")
    _KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if problems := {k: wrong(v) for k, v in found.items() if wrong(v)}:
        raise SystemExit(f"The day is not in order: {problems}")


if __name__ == "__main__":
    main()
