"""The outside world, played on this machine."""

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from app.cli import cli
from kernel.simulators import Desk, Fault, Simulator, running
from kernel.text import Text


def _shop(desk: Desk) -> FastAPI:
    app = FastAPI()
    sold: list[str] = []

    @app.post("/api/buy/{what}")
    def buy(what: str) -> dict[str, object]:
        if desk.has("sold_out"):
            return {"sold": False}
        sold.append(what)
        return {"sold": True, "count": len(sold)}

    return app


SHOP = Simulator(
    "shop",
    Text("Cửa hàng", "Shop"),
    _shop,
    faults=(Fault("sold_out", Text("Hết hàng", "Sold out")),),
)


def test_a_simulator_answers_over_http_and_shows_its_traffic() -> None:
    with running(SHOP) as shop, httpx.Client(base_url=shop.url) as client:
        assert client.post("/api/buy/tea", content="milk").json() == {"sold": True, "count": 1}
        page = client.get("/").text
        assert "/api/buy/tea" in page
        assert "Cửa hàng" in page
        assert "Shop" in client.get("/", params={"lang": "en"}).text
        (seen,) = shop.desk.traffic
    assert (seen.method, seen.path, seen.asked, seen.status) == (
        "POST",
        "/api/buy/tea",
        "milk",
        200,
    )


def test_each_start_is_fresh() -> None:
    for _ in range(2):
        with running(SHOP) as shop:
            assert httpx.post(f"{shop.url}/api/buy/tea").json()["count"] == 1


def test_faults_come_on_demand_from_the_page() -> None:
    with running(SHOP) as shop, httpx.Client(base_url=shop.url) as client:
        assert client.post("/", data={"fault": "sold_out"}).status_code == 303
        assert client.post("/api/buy/tea").json() == {"sold": False}
        client.post("/", data={"fault": "sold_out"})
        assert client.post("/api/buy/tea").json()["sold"]
        client.post("/", data={"fault": "down"})
        assert client.post("/api/buy/tea").status_code == 503
        shop.desk.clear()
        assert client.post("/api/buy/tea").status_code == 200


def test_a_fault_may_last_for_some_calls_only() -> None:
    with running(SHOP) as shop, httpx.Client(base_url=shop.url) as client:
        shop.desk.set("down", times=2)
        found = [client.post("/api/buy/tea").status_code for _ in range(3)]
    assert found == [503, 503, 200]


def test_a_slow_one_keeps_its_caller_waiting() -> None:
    with running(SHOP) as shop:
        shop.desk.slow_seconds = 1
        shop.desk.set("slow", times=1)
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{shop.url}/api/buy/tea", timeout=0.2)
        assert httpx.post(f"{shop.url}/api/buy/tea").json()["sold"]


def test_a_fault_that_it_does_not_know_is_no_fault() -> None:
    with running(SHOP) as shop, pytest.raises(KeyError):
        shop.desk.set("flood")


def test_the_command_lists_simulators_and_knows_no_others() -> None:
    assert CliRunner().invoke(cli, ["simulate"]).exit_code == 0
    unknown = CliRunner().invoke(cli, ["simulate", "nobody"])
    assert unknown.exit_code == 2
