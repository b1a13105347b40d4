"""The matrix, view as, and why somebody can or cannot (criterion 30)."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.identity import users

SignedIn = Callable[[str], TestClient]
AUDIT = "his.admin.audit.read"


def grant(client: TestClient, role: str, permission: str, *, granted: bool) -> int:
    square = {"role": role, "permission": permission, "granted": granted, "reason": "thử quyền"}
    status: int = client.put("/api/admin/matrix", json=square).status_code
    return status


def user_id(clinic: Database, username: str) -> str:
    with clinic.read() as db:
        found = users.find(db, username)
    assert found
    return str(found.id)


def test_a_square_of_the_matrix_counts_at_the_next_click(signed_in: SignedIn) -> None:
    admin, nurse = signed_in("admin"), signed_in("nurse")
    assert nurse.get("/api/admin/users").status_code == 403
    assert grant(admin, "nurse", "his.admin.users.read", granted=True) == 204
    assert nurse.get("/api/admin/users").status_code == 200
    assert grant(admin, "nurse", "his.admin.users.read", granted=False) == 204
    assert nurse.get("/api/admin/users").status_code == 403


def test_a_permission_that_no_module_has_cannot_be_granted(signed_in: SignedIn) -> None:
    assert grant(signed_in("admin"), "nurse", "his.nowhere.thing.do", granted=True) == 422
    assert grant(signed_in("admin"), "no-role", AUDIT, granted=True) == 422


def test_a_role_of_ones_own_copies_another(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    new = {
        "id": "head-nurse",
        "title_vi": "Điều dưỡng trưởng",
        "title_en": "Head nurse",
        "like": "nurse",
        "reason": "vai trò mới",
    }
    assert admin.post("/api/admin/roles", json=new).status_code == 201
    held = admin.get("/api/admin/matrix").json()["grants"]
    assert held["head-nurse"] == held["nurse"]
    assert admin.post("/api/admin/roles", json=new).json()["error"] == "RoleExists"


def test_an_administrator_sees_what_a_role_would_see_and_stays_himself(
    signed_in: SignedIn,
) -> None:
    admin, nurse = signed_in("admin"), signed_in("nurse")
    seen = admin.get("/api/admin/view-as", params={"role": "nurse"}).json()
    assert seen["may"] == nurse.get("/api/assembly").json()["may"]
    assert "his.admin.users.manage" in admin.get("/api/assembly").json()["may"]
    assert admin.get("/api/admin/view-as").status_code == 422


def test_view_as_a_user_is_what_that_user_sees(signed_in: SignedIn, clinic: Database) -> None:
    cashier = user_id(clinic, "cashier")
    seen = signed_in("admin").get("/api/admin/view-as", params={"user": cashier}).json()
    assert seen["may"] == signed_in("cashier").get("/api/assembly").json()["may"]


def test_why_somebody_cannot_names_the_roles_that_could(
    signed_in: SignedIn, clinic: Database
) -> None:
    asked = {"user": user_id(clinic, "nurse"), "permission": AUDIT}
    told = signed_in("admin").get("/api/admin/why", params=asked).json()
    assert told["allowed"] is False
    failing = [s["says"]["vi"] for s in told["steps"] if not s["ok"]]
    assert len(failing) == 1
    assert "Điều dưỡng" in failing[0]
    assert "Quản trị hệ thống" in failing[0]


def test_why_somebody_can_names_the_role_that_grants_it(
    signed_in: SignedIn, clinic: Database
) -> None:
    asked = {"user": user_id(clinic, "director"), "permission": AUDIT}
    told = signed_in("admin").get("/api/admin/why", params=asked).json()
    assert told["allowed"] is True
    assert any("Ban giám đốc" in s["says"]["vi"] for s in told["steps"])


def test_why_agrees_with_the_door(signed_in: SignedIn, clinic: Database) -> None:
    admin = signed_in("admin")
    permissions = [
        p["id"] for m in admin.get("/api/admin/matrix").json()["modules"] for p in m["permissions"]
    ]
    for name in ("nurse", "director", "admin"):
        may = set(signed_in(name).get("/api/assembly").json()["may"])
        for permission in permissions:
            asked = {"user": user_id(clinic, name), "permission": permission}
            told = admin.get("/api/admin/why", params=asked).json()
            assert told["allowed"] == (permission in may), (name, permission)


def test_why_says_that_the_account_is_disabled(signed_in: SignedIn, clinic: Database) -> None:
    with clinic.write(SYSTEM) as db:
        director = users.find(db, "director")
        assert director
        users.disable(db, director)
    asked = {"user": user_id(clinic, "director"), "permission": AUDIT}
    told = signed_in("admin").get("/api/admin/why", params=asked).json()
    assert told["allowed"] is False
    assert any("khoá" in s["says"]["vi"] for s in told["steps"] if not s["ok"])


def test_everybody_may_ask_why_about_himself(signed_in: SignedIn) -> None:
    told = signed_in("cashier").get("/api/session/why", params={"permission": AUDIT})
    assert told.json()["allowed"] is False
    nobody = signed_in("cashier").get("/api/session/why", params={"permission": "no.such.thing"})
    assert nobody.status_code == 422
