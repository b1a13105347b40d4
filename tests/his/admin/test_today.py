"""Is the house ready for the day?"""

from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from his.admin import permissions
from kernel.db import Database
from tests.conftest import SignIn


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
