"""Twenty cashiers at once, over real connections: no double payment, no number twice."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.service import Room
from his.billing import permissions, shifts
from his.billing import service as billing
from his.billing.ledger import Invoice, Payment
from his.billing.tills import CashShift
from his.encounters.service import Encounter
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import Who
from tests.his import clinic
from tests.his.billing import till

CASHIERS = 20
pytestmark = pytest.mark.slow
D = Decimal


@dataclass
class Tills:
    url: str
    people: list[Actor]

    def at_once(self, work: Callable[[httpx.Client, int], None]) -> None:
        """Twenty people begin at the same moment, each at a till of his own."""
        ready = threading.Barrier(CASHIERS)

        def one(place: int) -> None:
            header = {"X-Test-Actor": str(self.people[place].id)}
            with httpx.Client(base_url=self.url, headers=header, timeout=120) as client:
                ready.wait()
                work(client, place)

        with ThreadPoolExecutor(CASHIERS) as pool:
            for done in [pool.submit(one, place) for place in range(CASHIERS)]:
                done.result()


@pytest.fixture
def tills(app: FastAPI, who: Who, database: Database, actor: Actor) -> Iterator[Tills]:
    may = frozenset(p.id for p in permissions.ALL)
    people = [Actor(new_id(), f"Thu ngân {n}", may, username=f"t{n}") for n in range(CASHIERS)]
    for each in people:
        who.actors[str(each.id)] = each
    with database.write(actor) as db:
        till.build(db, actor)
        for each in people:
            billing.open_shift(db, each, opening=D(100_000))
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield Tills(f"http://127.0.0.1:{listening.getsockname()[1]}", people)
    running.should_exit = True
    thread.join(30)
    listening.close()


def bills(database: Database, actor: Actor, count: int) -> list[str]:
    with database.write(actor) as db:
        rooms = db.execute(select(Room).where(col(Room.code) == "P101"))
        room = rooms.scalar_one()
        found = []
        for _ in range(count):
            visit = clinic.visit(db, actor, room)
            till.charge(db, actor, visit, "XN-GLU")
            till.charge(db, actor, visit, "SA-BUNG")
            found.append(str(visit.id))
        return found


def take(client: httpx.Client, bill: str, key: str | None = None) -> httpx.Response:
    seen = client.get(f"/api/billing/bills/{bill}").json()
    body = {"version": seen["version"], "tenders": [{"method": "cash", "amount": "105000"}]}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/billing/bills/{bill}/settlement", json=body, headers=headers)


def balanced(db: Session) -> None:
    """Whatever was pressed: numbers without a gap, drawers and accounts to the dong."""
    numbers = list(db.execute(select(col(Invoice.number)).order_by(col(Invoice.number))).scalars())
    assert numbers == list(range(1, len(numbers) + 1))
    codes = sorted(db.execute(select(col(Payment.code))).scalars())
    assert [int(c[-7:]) for c in codes if c.startswith("PT")] == list(
        range(1, 1 + sum(c.startswith("PT") for c in codes))
    )
    for shift in db.execute(select(CashShift)).scalars():
        theirs = db.execute(
            select(col(Payment.amount)).where(col(Payment.shift_id) == shift.id)
        ).scalars()
        assert shifts.balance(db, shift).expected == 100_000 + sum(theirs)
    for visit in db.execute(select(Encounter)).scalars():
        bill = billing.bill_of(db, visit.id)
        assert bill is not None
        assert bill.invoiced == bill.paid + bill.owed


def test_twenty_cashiers_at_one_bill_take_the_money_once(
    database: Database, actor: Actor, tills: Tills
) -> None:
    [bill] = bills(database, actor, 1)
    answers: list[httpx.Response] = []
    tills.at_once(lambda client, _: answers.append(take(client, bill)))
    assert Counter(a.status_code for a in answers) == {201: 1, 409: CASHIERS - 1}
    refused = [a.json() for a in answers if a.status_code == 409]
    assert {r["error"] for r in refused} <= {"AlreadyPaid", "BillChanged"}
    with database.read() as db:
        assert list(db.execute(select(col(Payment.amount))).scalars()) == [105_000]
        balanced(db)


def test_twenty_cashiers_at_their_own_bills_never_share_a_number(
    database: Database, actor: Actor, tills: Tills
) -> None:
    waiting = bills(database, actor, 3 * CASHIERS)

    def work(client: httpx.Client, place: int) -> None:
        for bill in waiting[3 * place : 3 * place + 3]:
            assert take(client, bill).status_code == 201

    tills.at_once(work)
    with database.read() as db:
        assert len(list(db.execute(select(Invoice)).scalars())) == 3 * CASHIERS
        balanced(db)


def test_the_same_press_again_takes_nothing_twice(
    database: Database, actor: Actor, tills: Tills
) -> None:
    """A line that drops: the screen sends the same form with the same key once more."""
    waiting = bills(database, actor, CASHIERS)

    def work(client: httpx.Client, place: int) -> None:
        bill = waiting[place]
        seen = client.get(f"/api/billing/bills/{bill}").json()
        body = {"version": seen["version"], "tenders": [{"method": "cash", "amount": "105000"}]}
        answers = [
            client.post(
                f"/api/billing/bills/{bill}/settlement",
                json=body,
                headers={"Idempotency-Key": bill},
            )
            for _ in range(3)
        ]
        assert {a.status_code for a in answers} == {201}
        assert len({a.json()["code"] for a in answers}) == 1

    tills.at_once(work)
    with database.read() as db:
        balanced(db)
        assert len(list(db.execute(select(Payment)).scalars())) == CASHIERS


def test_paying_while_doctors_order_and_cancel_keeps_every_account_straight(
    database: Database, actor: Actor, tills: Tills
) -> None:
    waiting = bills(database, actor, 4)

    def work(client: httpx.Client, place: int) -> None:
        bill = waiting[place % 4]
        if place % 3 == 0:
            with database.write(actor) as db:
                visit = db.get_one(Encounter, UUID(bill))
                source = till.charge(db, actor, visit, "XN-HBA1C")
            with database.write(actor) as db:
                till.withdraw(db, actor, source)
        else:
            seen = client.get(f"/api/billing/bills/{bill}").json()
            due = seen["due"].split(".")[0]
            body = {"version": seen["version"], "tenders": [{"method": "cash", "amount": due}]}
            answer = client.post(f"/api/billing/bills/{bill}/settlement", json=body)
            assert answer.status_code in (201, 409, 422), answer.text

    tills.at_once(work)
    with database.read() as db:
        balanced(db)
