"""Is the house ready for the day?"""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import Session

from his.admin import morning, permissions
from his.admin.models import Staff
from kernel.clock import today, utc_now
from kernel.db import Database
from kernel.identity.models import User
from kernel.outbox import OutboxState, put
from kernel.settings import Settings
from tests.conftest import Later, SignIn


def test_the_administrator_sees_in_one_look_whether_the_house_is_ready(
    database: Database, sign_in: SignIn, tmp_path: Path
) -> None:
    database.folder = tmp_path
    shown = sign_in(permissions.USERS_READ).get("/api/admin/today").json()
    checks = {each["name"]: each["ok"] for each in shown["checks"]}
    assert set(checks) == {"database", "migrations", "keys", "disk"}
    assert checks["database"]
    assert checks["keys"]
    assert 0 < shown["disk_free"] <= shown["disk_total"]


def test_who_is_signed_in_and_who_was_turned_away(
    signed_in: Callable[[str], TestClient],
) -> None:
    admin, doctor = signed_in("admin"), signed_in("doctor")
    signed_in("doctor")
    wrong = {"username": "doctor", "password": "không phải mật khẩu này"}
    assert doctor.post("/api/session", json=wrong).status_code == 401
    shown = admin.get("/api/admin/today").json()
    here = {each["username"]: each["places"] for each in shown["here"]}
    assert here == {"admin": 1, "doctor": 2}
    assert shown["refused"] == 1
    assert doctor.get("/api/admin/today").status_code == 403


def test_how_old_the_newest_copy_is_and_whether_one_was_ever_restored(
    database: Database, app: FastAPI, sign_in: SignIn, tmp_path: Path
) -> None:
    app.state.settings = Settings(data=tmp_path, backups=tmp_path / "copies")
    admin = sign_in(permissions.USERS_READ)
    shown = admin.get("/api/admin/today").json()
    assert (shown["copies"], shown["newest_copy"]) == (True, None)
    folder = tmp_path / "copies"
    folder.mkdir()
    for name, hours in (("monday.db", 30), ("tuesday.db", 5)):
        (folder / name).write_bytes(b"x" * hours)
        at = (utc_now() - timedelta(hours=hours)).timestamp()
        os.utime(folder / name, (at, at))
    copy = admin.get("/api/admin/today").json()["newest_copy"]
    assert (copy["bytes"], copy["tried"]) == (5, None)
    age = utc_now() - datetime.fromisoformat(copy["at"])
    assert timedelta(hours=4.9) < age < timedelta(hours=5.1)
    (folder / "tried").touch()
    assert admin.get("/api/admin/today").json()["newest_copy"]["tried"]


def test_a_gateway_that_fails_or_waits_is_named(database: Database, sign_in: SignIn) -> None:
    kind = "his.appointments.sms"
    with database.write() as db:
        put(db, kind, "1", {})
        put(db, kind, "2", {}).state = OutboxState.FAILED
    found = sign_in(permissions.USERS_READ).get("/api/admin/today").json()["gateways"]
    assert [(each["kind"], each["failed"], each["waiting"]) for each in found] == [(kind, 1, 1)]
    assert found[0]["since"]
    assert found[0]["sent_at"] is None


def test_a_licence_is_missed_only_where_the_work_needs_one_and_ends_after_its_years(
    clinic: Database, later: Later
) -> None:
    later(days=(date(2030, 6, 1) - today()).days)

    def found() -> tuple[int, int, int]:
        with clinic.read() as db:
            seen = morning.licences(db)
        return seen.missing, seen.ended, seen.ending

    def staff(db: Session) -> dict[str, Staff]:
        users = db.execute(select(User)).scalars()
        return {user.username: db.get_one(Staff, user.id) for user in users}

    with clinic.write() as db:
        for each in staff(db).values():
            each.licence_on = None
    assert found() == (0, 0, 0)  # the cashier and the desk have none, and need none
    with clinic.write() as db:
        people = staff(db)
        people["doctor"].licence = ""
        people["doctor2"].licence_on = date(2025, 5, 1)
        people["nurse"].licence_on = date(2025, 6, 20)
        people["nurse2"].licence_on = date(2026, 6, 20)
        people["lab"].licence_on = date(2015, 1, 1)  # ends by the law's transition
    assert found() == (1, 1, 1)


def test_the_bill_of_materials_is_a_file_of_its_own(sign_in: SignIn) -> None:
    answer = sign_in(permissions.READ).get("/api/admin/software/sbom")
    assert answer.headers["Content-Disposition"].endswith('"his54-sbom.cdx.json"')
    assert answer.json()["bomFormat"] == "CycloneDX"


def test_a_switch_waits_until_the_server_has_put_itself_together_anew(sign_in: SignIn) -> None:
    admin = sign_in(permissions.MODULES, permissions.READ)
    off = {"reason": "Chưa mở phòng khám", "also": []}
    assert admin.post("/api/admin/modules/his.reports/off", json=off).status_code == 200
    modules = {m["id"]: m for m in admin.get("/api/admin/modules").json()["modules"]}
    assert modules["his.reports"]["on"]
    assert modules["his.reports"]["waiting"]
    assert not modules["his.queue"]["waiting"]


def test_a_refusal_names_the_right_in_the_readers_language(sign_in: SignIn) -> None:
    refused = sign_in(permissions.READ).get("/api/admin/today").json()
    assert refused["detail"]["vi"].startswith("Bạn không có quyền: Xem người dùng và quyền.")
    assert refused["detail"]["en"].startswith("You may not do this: Read users and rights.")
    assert refused["facts"]["permission_id"] == permissions.USERS_READ.id
