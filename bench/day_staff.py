"""The people of the day that is played (bench/day.py), and the queues between them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from bench.day_house import CODE, FLOAT, PAIRS, STAFF, TESTS
from bench.day_line import Day, Line, Refused
from bench.tasks import form_of, newcomer

_LEVELS = ("DN4", "HT3", "HN2")
_DONE = None  # the last thing in a queue


@dataclass
class Work:
    """One visit on its way through the house."""

    patient_id: str
    encounter_id: str
    room_id: str
    orders: list[str] = field(default_factory=list)
    parcels: list[str] = field(default_factory=list)


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
        self.shelves: asyncio.Queue[Work | None] = asyncio.Queue()
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
        self._labs = [asyncio.create_task(self._answer(u)) for u in STAFF["lab"]]
        self._tills = [asyncio.create_task(self._take(u)) for u in STAFF["cashier"]]
        half = len(STAFF["pharmacy"]) // 2
        self._pickers = [asyncio.create_task(self._pick(u)) for u in STAFF["pharmacy"][:half]]
        self._counters = [asyncio.create_task(self._hand_out(u)) for u in STAFF["pharmacy"][half:]]
        await asyncio.gather(*(work(username, n) for n, username in enumerate(who)))

    async def _rest(self, began: float) -> float:
        await asyncio.gather(*self._later)
        for queue, people in (
            (self.lab, self._labs),
            (self.shelves, self._pickers),
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
            form = {"room_id": room, "reason": "Ho, sốt", **_payer(number)}
            try:
                lives = {**form_of(newcomer(chance)), "commune": "00004", "province": "01"}
                patient = await desk("register", "POST", "/api/patients", lives)
                form["patient_id"] = patient["id"]
                visit = await desk("open visit", "POST", "/api/encounters", form)
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
        wanted = chance.choice(PAIRS)
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
        self.shelves.put_nowait(visit)

    async def _answer(self, username: str) -> None:
        lab = self.line(username)
        while (visit := await self.lab.get()) is not _DONE:
            try:
                for order in visit.orders:
                    await lab("accept", "POST", f"/api/orders/{order}/acceptance")
                    await lab("result", "POST", f"/api/orders/{order}/fulfilment", {"text": "5,2"})
            except Refused:
                pass
            self.back[visit.room_id].put_nowait(visit)

    async def _take(self, username: str) -> None:
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
                        "tenders": [{"method": "cash", "amount": bill["due"]}]
                        if float(bill["due"])
                        else [],
                    },
                )
            except Refused:
                continue
            self.counter.put_nowait(visit)

    async def _pick(self, username: str) -> None:
        """Take the drugs from the shelves; what they cost is on the bill then."""
        shelf = self.line(username)
        while (visit := await self.shelves.get()) is not _DONE:
            try:
                at = f"/api/pharmacy/dispensing/of-encounter/{visit.encounter_id}"
                visit.parcels = [
                    each["id"] for each in (await shelf("waiting", "GET", at))["items"]
                ]
                for parcel in visit.parcels:
                    at = f"/api/pharmacy/dispensing/{parcel}/dispensed"
                    await shelf("dispense", "POST", at, {"store_id": self.store})
            except Refused:
                continue
            self.cash.put_nowait(visit)

    async def _hand_out(self, username: str) -> None:
        """Whoever has paid gets them."""
        counter = self.line(username)
        while (visit := await self.counter.get()) is not _DONE:
            try:
                for parcel in visit.parcels:
                    at = f"/api/pharmacy/dispensing/{parcel}/handed-over"
                    await counter("hand over", "POST", at, {"counselled": True})
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


def _payer(number: int) -> dict[str, Any]:
    """Two in three come with a card of this clinic, at 80, 95 or 100 per cent."""
    if number % 3 == 0:
        return {"payer": "self_pay"}
    year = date.today().year  # noqa: DTZ011
    card = {
        "number": f"{_LEVELS[number % len(_LEVELS)]}9999{number:08}",
        "facility": CODE,
        "since": f"{year}-01-01",
        "until": f"{year}-12-31",
    }
    return {"payer": "bhyt", "parts": {"his.insurance": {"cards": [card]}}}
