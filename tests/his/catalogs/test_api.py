"""The shared lists over the API (criterion 31)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from his.catalogs import permissions as may
from tests.conftest import SignIn

LISTS = "/api/catalogs"
FILE = "code,name,kind,price\nSA,Siêu âm,imaging,80000\nXQ,X-quang,imaging,75000\n"


@pytest.fixture
def admin(sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="QT An")


def upload(client: TestClient, text: str, **query: Any) -> dict[str, Any]:
    answer = client.post(
        f"{LISTS}/service/imports",
        params={"file_name": "gia.csv", **query},
        content=text.encode(),
        headers={"Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approved(client: TestClient, text: str, **query: Any) -> dict[str, Any]:
    trial = upload(client, text, **query)
    answer = client.post(f"{LISTS}/service/imports/{trial['id']}/approval")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def items(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{LISTS}/{path}".rstrip("/"), params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_file_is_tried_approved_found_and_taken_back(admin: TestClient) -> None:
    trial = upload(admin, FILE, valid_from="2026-01-01")
    assert (trial["state"], trial["added"], trial["errors"]) == ("checked", 2, 0)
    shown = items(admin, f"service/imports/{trial['id']}/difference", kind="added")
    assert [(d["code"], d["kind"]) for d in shown] == [("SA", "added"), ("XQ", "added")]
    assert items(admin, "service/search", q="sieu am") == []

    done = admin.post(f"{LISTS}/service/imports/{trial['id']}/approval").json()
    assert (done["state"], done["approved_by_name"]) == ("approved", "QT An")
    [found] = items(admin, "service/search", q="sieu am")
    assert (found["code"], found["facts"]) == ("SA", {"kind": "imaging", "price": "80000"})
    [service] = [x for x in items(admin, "") if x["id"] == "service"]
    assert (service["entries"], service["last_import"]["id"]) == (2, trial["id"])
    assert [i["id"] for i in items(admin, "service/imports")] == [trial["id"]]

    back = admin.post(
        f"{LISTS}/service/imports/{trial['id']}/rollback", json={"reason": "nhầm tệp"}
    )
    assert back.json()["state"] == "rolled_back"
    assert items(admin, "service/search", q="sieu am") == []


def test_a_file_with_errors_names_their_rows(admin: TestClient) -> None:
    trial = upload(admin, "code,name,kind\nA,Một,imaging\nB,Hai,nhảy\n")
    [error] = trial["first_errors"]
    assert error["row"] == 3
    refused = admin.post(f"{LISTS}/service/imports/{trial['id']}/approval")
    assert (refused.status_code, refused.json()["error"]) == (422, "ImportHasErrors")


def test_an_upload_posted_twice_is_one_trial(admin: TestClient) -> None:
    once, twice = (
        admin.post(
            f"{LISTS}/service/imports",
            params={"file_name": "gia.csv"},
            content=FILE.encode(),
            headers={"Content-Type": "application/octet-stream", "Idempotency-Key": "k1"},
        )
        for _ in range(2)
    )
    assert once.json() == twice.json()
    assert len(items(admin, "service/imports")) == 1


def test_an_entry_is_added_changed_and_ended_by_hand(admin: TestClient) -> None:
    made = admin.post(
        f"{LISTS}/service/entries",
        json={
            "code": "KB-NOI",
            "name": "Khám  Nội",
            "facts": {"kind": "exam", "price": "50000"},
            "valid_from": "2026-01-01",
            "reason": "dịch vụ mới",
        },
    ).json()
    assert made["name"] == "Khám Nội"
    path = f"{LISTS}/service/entries/{made['id']}"
    newer = admin.patch(
        path,
        json={
            "version": 1,
            "reason": "giá mới",
            "valid_from": "2026-07-01",
            "facts": {"price": "55000"},
        },
    ).json()
    assert newer["valid_from"] == "2026-07-01"
    [before] = items(admin, "service/entries", on="2026-06-30")
    assert before["facts"]["price"] == "50000"
    stale = admin.patch(path, json={"version": 1, "reason": "bản cũ", "name": "Khám"})
    assert stale.status_code == 409
    ended = admin.post(
        f"{LISTS}/service/entries/{newer['id']}/end",
        json={"version": 1, "reason": "thôi khám", "last_day": "2026-12-31"},
    )
    assert ended.json()["valid_to"] == "2026-12-31"
    lines = items(admin, f"service/entries/{made['id']}/history")
    assert [v["reason"] for v in lines] == ["giá mới", "dịch vụ mới"]
    [line] = items(admin, "service/difference", earlier="2026-06-30", later="2026-07-01")
    assert line["fields"] == [{"field": "price", "before": "50000", "after": "55000"}]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_exported_and_reads_back(admin: TestClient, kind: str) -> None:
    approved(admin, FILE, valid_from="2026-01-01")
    file = admin.get(f"{LISTS}/service/export", params={"format": kind})
    assert file.status_code == 200
    answer = admin.post(
        f"{LISTS}/service/imports",
        params={"file_name": f"x.{kind}", "valid_from": "2026-01-01"},
        content=file.content,
        headers={"Content-Type": "application/octet-stream"},
    ).json()
    assert (answer["unchanged"], answer["errors"]) == (2, 0)


def test_who_may_only_read_cannot_change(sign_in: SignIn) -> None:
    reader = sign_in(may.READ)
    assert reader.get(LISTS).status_code == 200
    refused = reader.post(
        f"{LISTS}/service/imports", params={"file_name": "x.csv"}, content=b"code,name\n"
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("horoscope/entries", 404),
        ("service/entries?after=xx", 422),
        ("service/difference?earlier=2026-01-01&later=2026-02-01&after=WzEuNV0", 422),
        ("service/entries?on=0001-01-01", 422),
        ("service/search?q=" + "a" * 201, 422),
        ("service/imports/01900000-0000-7000-8000-000000000000", 404),
        ("service/entries/01900000-0000-7000-8000-000000000000/history", 404),
    ],
)
def test_a_wrong_question_is_refused_politely(admin: TestClient, path: str, status: int) -> None:
    answer = admin.get(f"{LISTS}/{path}")
    assert answer.status_code == status
    assert answer.json()["detail"]["vi"]
