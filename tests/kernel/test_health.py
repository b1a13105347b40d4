"""Whether the house stands, as its operator sees it."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from kernel import outbox
from kernel.access import Actor
from kernel.db import Database


def test_a_house_that_stands_says_so(clients: Callable[[], TestClient], app: FastAPI) -> None:
    app.state.is_migrated = lambda _: True
    client = clients()
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert set(ready.json()) == {"database", "migrations", "keys", "disk"}


def test_a_house_of_another_version_is_not_ready(
    clients: Callable[[], TestClient], app: FastAPI
) -> None:
    app.state.is_migrated = lambda _: False
    ready = clients().get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["migrations"] == "failed"


def test_measurements_name_operations_and_depths(
    app: FastAPI, database: Database, actor: Actor
) -> None:
    with database.write(actor) as db:
        outbox.put(db, "sms", "visit-1", {})
    near = TestClient(app, client=("127.0.0.1", 1))
    near.get("/api/nowhere")
    shown = near.get("/metrics").text
    assert 'his54_outbox{state="waiting"} 1.0' in shown
    assert "his54_request_seconds_count{" in shown
    assert "his54_audit_unsealed_seconds" in shown


def test_measurements_are_for_the_machine_itself_or_a_token(app: FastAPI) -> None:
    far = TestClient(app, client=("203.0.113.9", 1))
    assert far.get("/metrics").status_code == 404
    app.state.settings.metrics_token = "s3cret"
    assert far.get("/metrics", headers={"Authorization": "Bearer s3cret"}).status_code == 200
    assert far.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 404
