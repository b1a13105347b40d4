"""From the QR to the reconciled day, against the bank simulator, over HTTP."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlmodel import Session

from his.billing import evidence, permissions, simulator
from his.encounters.service import Encounter
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from kernel.module import Verdict
from kernel.simulators import running
from tests.conftest import Who
from tests.his.billing import till

SECRET = "bi-mat-cua-ngan-hang-thu"


@pytest.fixture
def server(app: FastAPI, who: Who) -> Iterator[httpx.Client]:
    hanh = Actor(new_id(), "Thu ngân Hạnh", frozenset(p.id for p in permissions.ALL))
    who.actors[str(hanh.id)] = hanh
    listening = socket.create_server(("127.0.0.1", 0))
    serving = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    while not serving.started:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with httpx.Client(base_url=url, headers={"X-Test-Actor": str(hanh.id)}) as client:
        yield client
    serving.should_exit = True
    thread.join(30)
    listening.close()


def test_a_day_of_transfers_short_double_and_forged_is_reconciled(
    server: httpx.Client, database: Database, actor: Actor
) -> None:
    with database.write(actor) as db:
        house = till.build(db, actor)
        visits = [till.visit(db, actor, house) for _ in range(3)]
        for visit in visits:
            till.charge(db, actor, visit, "CT-SO")
    server.post("/api/billing/shifts", json={"opening": "0"})
    bank = {"bank_bin": "970403", "bank_name": "B", "number": "0011012345678", "holder": "PK"}
    account = server.put("/api/billing/transfers/account", json={**bank, "secret": SECRET}).json()
    hook = f"{server.base_url}".rstrip("/") + account["hook"]

    def qr(visit: Encounter) -> str:
        version = server.get(f"/api/billing/bills/{visit.id}").json()["version"]
        path = f"/api/billing/bills/{visit.id}/transfers"
        payload: str = server.post(path, json={"version": version}).json()["payload"]
        return payload

    with running(simulator.SIMULATOR) as it:

        def pay(payload: str, **more: object) -> list[int]:
            body = {"payload": payload, "hook": hook, "secret": SECRET, **more}
            answer = httpx.post(f"{it.url}/transfers", json=body)
            assert answer.status_code == 200, answer.text
            return [told["status"] for told in answer.json()["told"]]

        it.desk.set("twice")
        assert pay(qr(visits[0])) == [200, 200]
        it.desk.clear()
        it.desk.set("forged", times=1)
        assert pay(qr(visits[1])) == [401]
        assert pay(qr(visits[1]), amount=600_000) == [200]
        assert pay(qr(visits[2]), content="tien kham") == [200]
        assert httpx.post(f"{it.url}/transfers", json={"payload": "x"}).status_code == 422

    notices = server.get("/api/billing/transfers/notices").json()["items"]
    assert [(n["state"], n["trouble"]) for n in notices] == [
        ("unmatched", "unknown"),
        ("unmatched", "short"),
        ("matched", ""),
    ]
    for notice, visit in zip(notices[:2], (visits[2], visits[1]), strict=True):
        body = {"visit": visit.code, "reason": "Đã gọi người bệnh"}
        done = server.post(f"/api/billing/transfers/notices/{notice['id']}/resolution", json=body)
        assert done.status_code == 200, done.text
    dues = [server.get(f"/api/billing/bills/{v.id}").json()["due"] for v in visits]
    assert dues == ["0.00", "700000.00", "0.00"]  # the short one is a deposit by now
    unmatched = server.get("/api/billing/transfers/notices?state=unmatched").json()["items"]
    assert unmatched == []
    took = server.get("/api/billing/payments").json()["items"]
    assert json.dumps([p["method"] for p in took]).count("transfer") == 3


@pytest.mark.parametrize(
    "shows", [evidence.money_is_taken_and_given_back, evidence.a_transfer_settles_its_bill]
)
def test_the_demonstrations_hold_and_fall_without_a_room(
    db: Session, actor: Actor, shows: object
) -> None:
    assert shows(db).verdict is Verdict.NOT_MET  # type: ignore[operator]
    till.build(db, actor)
    assert shows(db).verdict is Verdict.MET  # type: ignore[operator]
