"""The way in and out: limits, headers, and one shape for every refusal."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel
from structlog.testing import capture_logs

from kernel import answers, assets, edge
from kernel.access import acting_in
from kernel.edge import Buckets, Proxies
from kernel.errors import Conflict
from kernel.settings import Settings
from kernel.text import Text

FAR = ("203.0.113.9", 4711)


class Typed(BaseModel):
    note: str


class Closed(Conflict):
    says = Text("Đã đóng.", "Closed.")


def house(**settings: Any) -> FastAPI:
    app = FastAPI()
    answers.install(app)

    @app.get("/api/who")
    def who(request: Request) -> dict[str, str]:
        found = acting_in(request)
        return {
            "ip": found.ip,
            "workstation": found.workstation,
            "purpose": found.purpose,
            "id": found.request_id,
        }

    @app.get("/api/bug")
    def bug() -> None:
        raise ValueError("card DN4010112345678 of a patient")

    @app.get("/api/no")
    def no() -> None:
        raise Closed

    @app.get("/api/long")
    def long() -> list[str]:
        return ["Nguyễn Văn An"] * 1000

    @app.get("/api/session")
    def session() -> list[str]:
        return ["token"] * 1000

    @app.post("/api/session")
    def sign_in() -> None: ...

    @app.post("/api/note")
    def note(typed: Typed) -> int:
        return len(typed.note)

    edge.install(app, Settings(**settings))
    return app


def client(app: FastAPI, address: tuple[str, int] = FAR) -> TestClient:
    return TestClient(app, client=address, raise_server_exceptions=False)


@pytest.fixture
def plain() -> TestClient:
    return client(house())


def test_every_answer_carries_a_request_id_and_a_good_one_is_kept(plain: TestClient) -> None:
    made = plain.get("/api/who")
    assert made.headers["X-Request-Id"] == made.json()["id"]
    kept = plain.get("/api/who", headers={"X-Request-Id": "desk-3.0001"})
    assert kept.json()["id"] == "desk-3.0001"
    forged = plain.get("/api/who", headers={"X-Request-Id": "a\tb"})
    assert forged.json()["id"] not in ("", "a\tb")


def test_the_audit_learns_workstation_and_purpose_in_vietnamese(plain: TestClient) -> None:
    headers = {"X-Purpose": "H%E1%BB%99i%20ch%E1%BA%A9n", "Cookie": "his54_workstation=PK1-02"}
    found = plain.get("/api/who", headers=headers).json()
    assert (found["purpose"], found["workstation"]) == ("Hội chẩn", "PK1-02")


def test_only_a_trusted_proxy_may_name_the_client() -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.7"}
    app = house(trusted_proxies="203.0.113.0/24")
    assert client(app).get("/api/who", headers=forwarded).json()["ip"] == "198.51.100.7"
    stranger = client(app, ("192.0.2.1", 1))
    assert stranger.get("/api/who", headers=forwarded).json()["ip"] == "192.0.2.1"


def test_a_client_cannot_hide_behind_an_address_that_he_wrote_himself() -> None:
    scope = {"client": ("10.0.0.2", 1)}
    assert Proxies("10.0.0.0/8").client(scope, "1.1.1.1, 198.51.100.7") == "198.51.100.7"


def test_headers_of_every_answer_are_strict(plain: TestClient) -> None:
    headers = plain.get("/api/no").headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers
    assert "unsafe-eval" in plain.get("/ohif/viewer").headers["Content-Security-Policy"]
    secure = client(house(secure_cookies=True)).get("/api/who").headers
    assert secure["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_bug_is_answered_in_our_shape_and_logged_without_a_patients_data(
    plain: TestClient,
) -> None:
    with capture_logs() as told:
        answer = plain.get("/api/bug")
    assert answer.status_code == 500
    assert answer.json()["error"] == "Unexpected"
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    logged = next(line for line in told if line["event"] == "bug")
    assert logged["request_id"] == answer.headers["X-Request-Id"]
    assert logged["error"] == "ValueError"
    assert "4010112345678" not in json.dumps(told)


def test_a_body_too_large_is_refused_before_it_is_read() -> None:
    answer = client(house(max_body_mb=1)).post("/api/note", json={"note": "x" * 1_100_000})
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLarge")
    assert answer.json()["facts"] == {"most_mb": 1}


def test_a_chunked_body_cannot_slip_past_the_limit() -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    answer = client(house(max_body_mb=1)).post("/api/note", content=pieces())
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLarge")


def test_whoever_asks_too_fast_is_told_when_to_come_back() -> None:
    hurried = client(house(requests_per_minute=10))
    answers_ = [hurried.get("/api/who") for _ in range(11)]
    assert [a.status_code for a in answers_] == [200] * 10 + [429]
    assert int(answers_[-1].headers["Retry-After"]) >= 1
    assert answers_[-1].json()["error"] == "TooManyRequests"


def test_sign_ins_have_a_limit_of_their_own() -> None:
    guesser = client(house(sign_ins_per_minute=3))
    assert [guesser.post("/api/session").status_code for _ in range(4)] == [200] * 3 + [429]
    assert guesser.get("/api/who").status_code == 200


def test_a_bucket_fills_again_and_old_ones_are_forgotten() -> None:
    buckets = Buckets(60)
    assert all(buckets.take("a", 0.0) == 0 for _ in range(60))
    assert buckets.take("a", 0.0) == 1.0
    assert buckets.take("a", 1.0) == 0
    buckets._forget(1000.0)
    assert not buckets._buckets


def test_long_json_is_compressed_but_nothing_with_a_secret_in_it(plain: TestClient) -> None:
    long = plain.get("/api/long")
    assert long.headers["Content-Encoding"] == "gzip"
    assert long.json()[0] == "Nguyễn Văn An"
    assert "Content-Encoding" not in plain.get("/api/session").headers
    assert "Content-Encoding" not in plain.get("/api/who").headers


def test_built_files_are_kept_for_ever_and_squeezed(tmp_path: Path) -> None:
    (tmp_path / "app-4f3a.js").write_text("let a = 1;\n" * 500)
    app = FastAPI()
    app.mount("/assets", assets.Assets(directory=tmp_path))
    edge.install(app, Settings())
    answer = client(app).get("/assets/app-4f3a.js")
    assert answer.text.startswith("let a = 1;")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    (tmp_path / "app-4f3a.js.br").write_bytes(gzip.compress(b"not really brotli"))
    squeezed = client(app).head("/assets/app-4f3a.js", headers={"Accept-Encoding": "br"})
    assert squeezed.headers["Content-Encoding"] == "br"
    missing = client(app).get("/assets/gone.js")
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file", ["app-4f3a.js", "logo.png"])
def test_a_file_of_a_build_that_is_being_replaced_is_missing_and_no_fault(
    tmp_path: Path, file: str
) -> None:
    folder = tmp_path / "assets"
    folder.mkdir()
    app = FastAPI()
    app.mount("/assets", assets.Assets(directory=folder))
    folder.rmdir()
    assert client(app).get(f"/assets/{file}").status_code == 404
