"""Fifty dispensers at one lot, over real connections to a real server."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlmodel import col, func, select

from his.pharmacy import permissions
from his.pharmacy import service as pharmacy
from his.pharmacy.dispensing_models import DispensingLine
from his.pharmacy.models import Move, MoveKind, Stock
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import Who
from tests.his.pharmacy import shelf as shelves
from tests.his.pharmacy.shelf import Shelf

PEOPLE = 50
EACH = 10
IN_STOCK = 300  # for thirty of the fifty
pytestmark = pytest.mark.slow


@dataclass
class Counters:
    url: str
    header: dict[str, str]


@pytest.fixture
def server(app: FastAPI, who: Who) -> Iterator[Counters]:
    actor = Actor(new_id(), "DS Mai", frozenset(p.id for p in permissions.ALL), username="mai")
    who.actors[str(actor.id)] = actor
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = listening.getsockname()[1]
    yield Counters(f"http://127.0.0.1:{port}", {"X-Test-Actor": str(actor.id)})
    running.should_exit = True
    thread.join(30)
    listening.close()


def prepared(
    database: Database, actor: Actor, *lots: tuple[str, int, int]
) -> tuple[Shelf, list[str]]:
    with database.write(actor) as db:
        shelf = shelves.build(db, actor)
        for number, quantity, days in lots:
            shelves.deliver(db, actor, shelf, quantity=quantity, lot=number, days=days)
        waits = [
            str(shelves.prescribe(db, actor, shelf, {"PARA500": EACH}).id) for _ in range(PEOPLE)
        ]
        return shelf, waits


def all_at_once(server: Counters, waits: list[str], store: str) -> list[httpx.Response]:
    ready = threading.Barrier(len(waits))

    def one(dispensing: str) -> httpx.Response:
        with httpx.Client(base_url=server.url, headers=server.header, timeout=120) as client:
            ready.wait()
            body = {"store_id": store, "hand_over": True, "counselled": True}
            return client.post(f"/api/pharmacy/dispensing/{dispensing}/dispensed", json=body)

    with ThreadPoolExecutor(len(waits)) as pool:
        return list(pool.map(one, waits))


@pytest.mark.parametrize(
    "lots",
    [
        (("L1", IN_STOCK, 400),),
        (("L1", 95, 100), ("L2", 105, 200), ("L3", 100, 300)),
    ],
    ids=["one lot", "three lots"],
)
def test_fifty_dispensers_never_take_what_is_not_there_and_lose_nothing(
    database: Database, actor: Actor, server: Counters, lots: tuple[tuple[str, int, int], ...]
) -> None:
    shelf, waits = prepared(database, actor, *lots)
    answers = all_at_once(server, waits, str(shelf.counter.id))

    assert Counter(a.status_code for a in answers) == {201: 30, 409: 20}
    refused = [a.json() for a in answers if a.status_code == 409]
    assert {r["error"] for r in refused} == {"NotEnoughStock"}
    assert "Paracetamol" in refused[0]["detail"]["vi"]

    with database.read() as db:
        assert pharmacy.unequal(db) == []
        left = db.exec(select(func.sum(Stock.quantity))).one()
        gone = db.exec(select(func.sum(Move.quantity)).where(Move.kind == MoveKind.DISPENSE)).one()
        given = db.exec(select(func.sum(DispensingLine.quantity))).one()
        assert db.exec(select(func.min(col(Move.balance)))).one() >= 0
    assert (left, gone, given) == (Decimal(0), Decimal(-IN_STOCK), Decimal(IN_STOCK))


def test_the_same_press_of_many_hands_dispenses_once(
    database: Database, actor: Actor, server: Counters
) -> None:
    shelf, waits = prepared(database, actor, ("L1", 10_000, 400))
    answers = all_at_once(server, [waits[0]] * 12, str(shelf.counter.id))
    assert Counter(a.status_code for a in answers) == {201: 1, 409: 11}
    with database.read() as db:
        assert db.exec(select(func.sum(DispensingLine.quantity))).one() == EACH
        assert pharmacy.unequal(db) == []
