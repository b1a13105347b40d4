"""Keys for machines: scoped, expiring, revocable."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import inspect, select

from his.admin import permissions
from kernel.access import SYSTEM
from kernel.audit import Audit
from kernel.clock import utc_now
from kernel.db import Database
from kernel.idempotency import IdempotencyKey
from kernel.identity import tokens, users
from kernel.identity.errors import BeyondTheUser
from kernel.identity.models import ApiToken, User, UserKind
from kernel.identity.passwords import hasher
from tests.conftest import Later

SignedIn = Callable[[str], TestClient]


@pytest.fixture
def machine(clinic: Database) -> User:
    with clinic.write(SYSTEM) as db:
        return users.create(
            db,
            hasher(),
            username="may-tich-hop",
            name="Máy tích hợp",
            roles=["admin"],
            password=None,
            kind=UserKind.MACHINE,
        )


def give(clinic: Database, user: User, *scopes: str, days: int = 30) -> tuple[str, UUID]:
    with clinic.write(SYSTEM) as db:
        token, made = tokens.give(
            db,
            SYSTEM,
            user_id=user.id,
            name="thử",
            scopes=scopes,
            expires_at=utc_now() + timedelta(days=days),
        )
        return token, made.id


def client_with(app: FastAPI, token: str) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def test_a_token_opens_only_what_it_names(
    clinic: Database, clinic_app: FastAPI, machine: User
) -> None:
    token, _ = give(clinic, machine, permissions.READ.id)
    client = client_with(clinic_app, token)
    assert client.get("/api/admin/rooms").status_code == 200
    assert client.get("/api/admin/users").status_code == 403
    room = {"code": "X1", "name": "X"}
    assert client.post("/api/admin/workstations", json=room).status_code == 403


def test_a_token_needs_no_csrf_token(clinic: Database, clinic_app: FastAPI, machine: User) -> None:
    token, _ = give(clinic, machine, permissions.FACILITY.id)
    client = client_with(clinic_app, token)
    made = client.post("/api/admin/workstations", json={"code": "MAY-1", "name": "Máy 1"})
    assert made.status_code == 201


def test_a_revoked_an_expired_and_a_made_up_token_open_nothing(
    clinic: Database, clinic_app: FastAPI, machine: User, later: Later
) -> None:
    token, token_id = give(clinic, machine, permissions.READ.id)
    brief, _ = give(clinic, machine, permissions.READ.id, days=1)
    assert client_with(clinic_app, brief).get("/api/admin/rooms").status_code == 200
    with clinic.write(SYSTEM) as db:
        tokens.revoke(db, token_id)
    assert client_with(clinic_app, token).get("/api/admin/rooms").status_code == 401
    later(days=2)
    assert client_with(clinic_app, brief).get("/api/admin/rooms").status_code == 401
    assert client_with(clinic_app, "his54_x").get("/api/admin/rooms").status_code == 401


def test_a_token_never_reaches_further_than_its_user(clinic: Database, clinic_app: FastAPI) -> None:
    with clinic.read() as db:
        cashier = users.find(db, "cashier")
    assert cashier
    with pytest.raises(BeyondTheUser):
        give(clinic, cashier, permissions.USERS.id)
    token, _ = give(clinic, cashier, permissions.READ.id)
    with clinic.write(SYSTEM) as db:
        users.take_role(db, users.user(db, cashier.id, to_change=True), "cashier")
    assert client_with(clinic_app, token).get("/api/admin/rooms").status_code == 403


def test_disabling_the_user_ends_its_tokens(
    clinic: Database, clinic_app: FastAPI, machine: User
) -> None:
    token, _ = give(clinic, machine, permissions.READ.id)
    with clinic.write(SYSTEM) as db:
        users.disable(db, users.user(db, machine.id, to_change=True))
        users.enable(db, users.user(db, machine.id, to_change=True))
    assert client_with(clinic_app, token).get("/api/admin/rooms").status_code == 401


def test_a_machine_cannot_sign_in_with_a_password(signed_in: SignedIn, machine: User) -> None:
    client = signed_in("cashier")
    body = {"username": machine.username, "password": "bất kỳ điều gì"}
    assert client.post("/api/session", json=body).status_code == 401


def test_a_token_is_told_once_and_kept_as_a_hash(
    signed_in: SignedIn, clinic: Database, machine: User
) -> None:
    admin = signed_in("admin")
    new = {
        "name": "Cổng BHXH",
        "scopes": [permissions.READ.id],
        "expires_at": (utc_now() + timedelta(days=30)).isoformat(),
    }
    made = admin.post(
        f"/api/admin/users/{machine.id}/tokens", json=new, headers={"Idempotency-Key": "k1"}
    )
    assert made.status_code == 201
    secret = made.json()["secret"]
    listed = admin.get(f"/api/admin/users/{machine.id}/tokens").text
    assert secret not in listed
    with clinic.read() as db:
        for table in (ApiToken, IdempotencyKey, Audit):
            assert secret not in str(db.execute(select(*inspect(table).columns)).all())
