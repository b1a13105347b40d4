"""Fifty desks at once, over real connections to a real server."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from his.encounters import permissions as visits_may
from his.encounters.service import EncounterState
from his.queue import permissions as queue_may
from his.queue.models import Ticket, TicketAct, TicketCall, TicketState
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import Who
from tests.his import clinic

DESKS = 50
pytestmark = pytest.mark.slow

Work = Callable[[httpx.Client, int], None]


@dataclass
class Server:
    url: str
    header: dict[str, str]

    def desks(self, work: Work, rounds: int = 1) -> None:
        """Fifty people begin at the same moment; what one of them meets, the test meets."""
        ready = threading.Barrier(DESKS)

        def one(desk: int) -> None:
            with httpx.Client(base_url=self.url, headers=self.header, timeout=120) as client:
                ready.wait()
                for round_ in range(rounds):
                    work(client, desk * rounds + round_)

        with ThreadPoolExecutor(DESKS) as pool:
            for done in [pool.submit(one, desk) for desk in range(DESKS)]:
                done.result()


@pytest.fixture
def server(app: FastAPI, who: Who) -> Iterator[Server]:
    actor = Actor(
        new_id(), "Bàn", frozenset(p.id for p in (*visits_may.ALL, *queue_may.ALL)), username="ban"
    )
    who.actors[str(actor.id)] = actor
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = listening.getsockname()[1]
    yield Server(f"http://127.0.0.1:{port}", {"X-Test-Actor": str(actor.id)})
    running.should_exit = True
    thread.join(30)
    listening.close()


@pytest.fixture
def house(database: Database, actor: Actor) -> clinic.Clinic:
    with database.write(actor) as db:
        return clinic.build(db)


def people(database: Database, actor: Actor, count: int) -> list[str]:
    with database.write(actor) as db:
        return [str(clinic.somebody(db, actor).id) for _ in range(count)]


def opened(
    client: httpx.Client, patient: str, room: object, *, again: bool = False
) -> httpx.Response:
    body = {"patient_id": patient, "room_id": str(room), "payer": "self_pay", "again": again}
    return client.post("/api/encounters", json=body)


def test_fifty_desks_never_give_the_same_number_and_never_call_the_same_person(
    database: Database, actor: Actor, house: clinic.Clinic, server: Server
) -> None:
    patients = people(database, actor, 2 * DESKS)
    answers: list[httpx.Response] = []
    called: list[str] = []

    server.desks(lambda c, n: answers.append(opened(c, patients[n], house.p101.id)), rounds=2)

    assert Counter(a.status_code for a in answers) == {201: 2 * DESKS}
    codes = [a.json()["code"] for a in answers]
    assert len(set(codes)) == len(codes)
    with database.read() as db:
        numbers = db.execute(select(col(Ticket.number))).scalars().all()
    assert sorted(numbers) == list(range(1, 2 * DESKS + 1))

    def call(client: httpx.Client, _: int) -> None:
        answer = client.post(f"/api/queue/rooms/{house.p101.id}/next", json={"counter": "1"})
        assert answer.status_code == 200, answer.text
        called.append(answer.json()["id"])

    server.desks(call, rounds=2)

    assert len(called) == len(set(called)) == 2 * DESKS
    empty = httpx.post(
        f"{server.url}/api/queue/rooms/{house.p101.id}/next", json={}, headers=server.header
    )
    assert empty.json()["error"] == "NobodyWaiting"


def test_one_patient_at_fifty_desks_gets_one_visit(
    database: Database, actor: Actor, house: clinic.Clinic, server: Server
) -> None:
    [patient] = people(database, actor, 1)
    answers: list[int] = []
    server.desks(lambda c, _: answers.append(opened(c, patient, house.p101.id).status_code))
    assert Counter(answers) == {201: 1, 409: DESKS - 1}


def test_no_correction_of_a_visit_is_lost(
    database: Database, actor: Actor, house: clinic.Clinic, server: Server
) -> None:
    """Half of them count the same visit up, each on the state that he saw; the others look on."""
    with database.write(actor) as db:
        visit = clinic.visit(db, actor, house.p101, reason="0")
    path = f"/api/encounters/{visit.id}"

    def count_up(client: httpx.Client, n: int) -> None:
        while True:
            seen = client.get(path).json()
            if n % 2:
                return
            body = {
                "version": seen["version"],
                "payer": "bhyt",
                "visit_type": "first",
                "priority": "none",
                "reason": str(int(seen["reason"]) + 1),
            }
            answer = client.put(path, json=body)
            if answer.status_code == 200:
                return
            assert answer.json()["error"] == "ChangedMeanwhile", answer.text

    server.desks(count_up)

    with httpx.Client(base_url=server.url, headers=server.header) as client:
        assert client.get(path).json()["reason"] == str(DESKS // 2)


def test_whatever_fifty_people_press_no_ticket_is_lost_and_nothing_breaks(
    database: Database, actor: Actor, house: clinic.Clinic, server: Server
) -> None:
    patients = people(database, actor, DESKS)
    rooms = [str(room.id) for room in (house.p101, house.p102)]
    lab = str(house.lab.id)
    visits: list[str] = []
    broken: list[str] = []

    def ask(client: httpx.Client, path: str, body: dict[str, str] | None = None) -> None:
        answer = client.post(f"/api/{path}", json=body or {})
        if answer.status_code not in (200, 201, 409, 422):
            broken.append(f"{path}: {answer.status_code} {answer.text}")

    def work(client: httpx.Client, n: int) -> None:
        chance = random.Random(n)  # noqa: S311 (the same presses each time)
        # Another desk may have moved a visit to this patient already, hence `again`.
        made = opened(client, patients[n], chance.choice(rooms), again=True)
        visits.append(made.json()["id"])
        for _ in range(6):
            visit = chance.choice(visits)
            tickets = client.get(f"/api/queue/of-visit/{visit}").json()["tickets"]
            ticket = f"queue/tickets/{chance.choice(tickets)['id']}"
            other = {"room_id": chance.choice(rooms), "reason": "Chuyển phòng"}
            press = chance.choice(
                (
                    (f"queue/rooms/{chance.choice([*rooms, lab])}/next", None),
                    (f"{ticket}/start", None),
                    (f"{ticket}/finish", None),
                    (f"{ticket}/skip", None),
                    (f"{ticket}/return", None),
                    (f"{ticket}/undo", None),
                    (f"{ticket}/move", other),
                    (f"{ticket}/send", {"room_id": lab}),
                    (f"encounters/{visit}/room", other),
                    (f"encounters/{visit}/begin", None),
                    (f"encounters/{visit}/cancel", {"reason": "Người bệnh về"}),
                    (
                        f"encounters/{visit}/patient",
                        {"patient_id": chance.choice(patients), "reason": "Nhầm người"},
                    ),
                )
            )
            ask(client, *press)

    server.desks(work)

    assert broken == []
    with database.read() as db:
        tickets = db.execute(select(Ticket)).scalars().all()
        log = db.execute(select(TicketCall)).scalars().all()
    by_room: dict[object, list[int]] = {}
    for ticket in tickets:
        by_room.setdefault(ticket.room_id, []).append(ticket.number)
    for numbers in by_room.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    calls = Counter(
        each.ticket_id for each in log if each.act is TicketAct.CALL and not each.undone
    )
    assert set(calls) <= {ticket.id for ticket in tickets}
    with httpx.Client(base_url=server.url, headers=server.header) as client:
        for visit in visits:
            shown = client.get(f"/api/encounters/{visit}").json()
            way = client.get(f"/api/queue/of-visit/{visit}").json()["tickets"]
            assert {t["patient"]["id"] for t in way} == {shown["patient"]["id"]}
            if shown["state"] == EncounterState.CANCELLED:
                over = {TicketState.DONE, TicketState.MOVED, TicketState.LEFT}
                assert {t["state"] for t in way} <= over
