"""An administrator switches a module off: its pages vanish while the house goes on."""

from pathlib import Path
from time import sleep

import pytest
from fastapi.testclient import TestClient

from app.house import House
from app.reassembly import Reassembling
from his.admin import service as admin
from kernel.access import Actor
from kernel.db import Database
from kernel.settings import Settings

TRIES = 100


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(Settings(data=tmp_path), database)


def until(client: TestClient, path: str, status: int) -> bool:
    """Ask until the answer is so, for ten seconds at most."""
    for _ in range(TRIES):
        if client.get(path, headers={"Accept": "application/json"}).status_code == status:
            return True
        sleep(0.1)
    return False


def test_a_switched_module_leaves_and_returns_without_a_restart(house: House, actor: Actor) -> None:
    page = "/api/reports"
    with TestClient(Reassembling(house)) as client:
        assert until(client, page, 401), "the module is on: sign in first"

        with house.database.write(actor) as db:
            admin.switch_off(db, actor, "his.reports", reason="thử tắt phân hệ")
        assert until(client, page, 404), "the module is off: no such address"
        assert "his.reports" not in house.database.assembly

        with house.database.write(actor) as db:
            admin.switch_on(db, actor, "his.reports", reason="thử bật lại")
        assert until(client, page, 401)
