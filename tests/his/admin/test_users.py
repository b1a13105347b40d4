"""People: made from a role, stopped at once, never without an administrator (criterion 30)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import people
from his.admin.module import module
from his.admin.service import departments_seen
from kernel import assembly
from kernel.access import SYSTEM, Actor
from kernel.audit import Audit
from kernel.db import Database
from kernel.identity import grants, users
from kernel.identity.errors import LastHolder
from kernel.identity.models import Role
from kernel.identity.passwords import hasher
from tests.conftest import Later

SignedIn = Callable[[str], TestClient]


def one(client: TestClient, username: str) -> dict[str, object]:
    found = client.get("/api/admin/users", params={"q": username}).json()["items"]
    return next(p for p in found if p["username"] == username)


def make(client: TestClient, username: str = "lan", *roles: str) -> tuple[str, str]:
    new = {"username": username, "name": "Nguyễn Thị Lan", "roles": list(roles or ("reception",))}
    made = client.post("/api/admin/users", json=new)
    assert made.status_code == 201, made.text
    return made.json()["person"]["id"], made.json()["password"]


def enter(client: TestClient, username: str, password: str) -> int:
    answer = client.post("/api/session", json={"username": username, "password": password})
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    status: int = answer.status_code
    return status


def test_a_user_is_made_from_a_role_and_works_after_choosing_a_password(
    signed_in: SignedIn,
) -> None:
    _, password = make(signed_in("admin"))
    client = signed_in("cashier")
    assert enter(client, "lan", password) == 200
    assert client.get("/api/admin/rooms").status_code == 403, "first the password"
    change = {"old": password, "new": "một buổi sáng đẹp trời"}
    assert client.post("/api/session/password", json=change).status_code == 204
    assert client.get("/api/admin/rooms").status_code == 200
    assert client.get("/api/admin/users").status_code == 403


def test_two_people_never_share_a_name(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    make(admin, "lan")
    again = admin.post(
        "/api/admin/users", json={"username": "LAN", "name": "Khác", "roles": ["nurse"]}
    )
    assert (again.status_code, again.json()["error"]) == (409, "UsernameTaken")


def test_a_disabled_user_is_refused_at_the_next_click(signed_in: SignedIn) -> None:
    admin, nurse = signed_in("admin"), signed_in("nurse")
    assert nurse.get("/api/admin/rooms").status_code == 200
    nurse_id = one(admin, "nurse")["id"]
    why = {"reason": "nghỉ việc từ hôm nay"}
    assert admin.post(f"/api/admin/users/{nurse_id}/disable", json=why).status_code == 200
    assert nurse.get("/api/admin/rooms").status_code == 401
    assert admin.post(f"/api/admin/users/{nurse_id}/enable", json=why).json()["active"]
    assert nurse.get("/api/admin/rooms").status_code == 401, "the old session stays ended"


def test_why_somebody_was_disabled_is_on_the_audit(signed_in: SignedIn, clinic: Database) -> None:
    admin = signed_in("admin")
    nurse_id = one(admin, "nurse")["id"]
    admin.post(f"/api/admin/users/{nurse_id}/disable", json={"reason": "nghỉ việc"})
    with clinic.read() as db:
        row = (
            db.execute(
                select(Audit)
                .where(col(Audit.subject_id) == nurse_id)
                .order_by(col(Audit.id).desc())
            )
            .scalars()
            .first()
        )
    assert row
    assert row.purpose == "nghỉ việc"
    assert '"active": true' in str(row.facts).replace("'", '"').replace("True", "true")


def test_a_forgotten_password_is_reset_and_must_be_replaced(signed_in: SignedIn) -> None:
    admin, nurse = signed_in("admin"), signed_in("nurse")
    nurse_id = one(admin, "nurse")["id"]
    told = admin.post(f"/api/admin/users/{nurse_id}/password", json={"reason": "quên mật khẩu"})
    assert nurse.get("/api/session").status_code == 401, "sessions end with the old password"
    assert enter(nurse, "nurse", told.json()["password"]) == 200
    assert nurse.get("/api/session").json()["must"] == ["password"]


def test_a_locked_account_is_opened_by_the_administrator(signed_in: SignedIn) -> None:
    admin, client = signed_in("admin"), signed_in("cashier")
    _, password = make(admin)
    for _ in range(5):
        enter(client, "lan", "sai rồi")
    assert enter(client, "lan", password) == 429
    lan = one(admin, "lan")
    assert lan["locked_until"]
    assert admin.post(f"/api/admin/users/{lan['id']}/unlock").status_code == 204
    assert enter(client, "lan", password) == 200


def test_two_administrators_saving_one_person_do_not_overwrite_each_other(
    signed_in: SignedIn,
) -> None:
    admin = signed_in("admin")
    nurse = one(admin, "nurse")
    change = {"name": "Tên Mới", "language": "vi", "staff": {"title": "ĐDT"}}
    change["version"] = nurse["version"]  # type: ignore[assignment]
    path = f"/api/admin/users/{nurse['id']}"
    assert admin.put(path, json=change).status_code == 200
    assert admin.put(path, json=change).json()["error"] == "ChangedMeanwhile"


def test_the_last_administrator_cannot_be_disabled_or_lose_the_role(
    signed_in: SignedIn,
) -> None:
    admin = signed_in("admin")
    why = {"reason": "thử khoá"}
    second = one(admin, "admin2")["id"]
    assert admin.post(f"/api/admin/users/{second}/disable", json=why).status_code == 200
    me = one(admin, "admin")["id"]
    refused = admin.post(f"/api/admin/users/{me}/disable", json=why)
    assert (refused.status_code, refused.json()["error"]) == (409, "LastHolder")
    refused = admin.put(f"/api/admin/users/{me}/roles", json={**why, "roles": ["doctor"]})
    assert refused.json()["error"] == "LastHolder"
    square = {"role": "admin", "permission": "his.admin.users.manage", "granted": False, **why}
    assert admin.put("/api/admin/matrix", json=square).json()["error"] == "LastHolder"
    role = next(r for r in admin.get("/api/admin/matrix").json()["roles"] if r["id"] == "admin")
    ended = {
        "title_vi": "Quản trị",
        "title_en": "Administrator",
        "needs_second_factor": False,
        "active": False,
        "version": role["version"],
        **why,
    }
    assert admin.put("/api/admin/roles/admin", json=ended).json()["error"] == "LastHolder"
    assert admin.get("/api/admin/users").status_code == 200


def test_two_administrators_who_disable_each_other_at_once_leave_one(clinic: Database) -> None:
    with clinic.read() as db:
        both = [users.find(db, name) for name in ("admin", "admin2")]

    def disable(other: UUID) -> str:
        try:
            with clinic.write(SYSTEM) as db:
                people.disable(db, SYSTEM, other, reason="cùng lúc")
        except LastHolder:
            return "refused"
        return "done"

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(disable, [b.id for b in both if b]))
        assert answers == ["done", "refused"]
        with clinic.write(SYSTEM) as db:
            assert len(grants.holders(db, "his.admin.users.manage")) == 1
            for each in both:
                assert each
                people.enable(db, SYSTEM, each.id, reason="thử lại")


def test_an_account_that_nobody_uses_is_listed_for_review(
    signed_in: SignedIn, later: Later
) -> None:
    make(signed_in("admin"))
    later(days=100)
    admin = signed_in("admin")
    names = [p["username"] for p in admin.get("/api/admin/inactive-users").json()["people"]]
    assert "lan" in names
    assert "admin" not in names


def test_refused_sign_ins_are_listed_newest_first(signed_in: SignedIn) -> None:
    client = signed_in("cashier")
    enter(client, "nurse", "sai một")
    enter(client, "khong-co-ai", "sai hai")
    found = signed_in("admin").get("/api/admin/failed-sign-ins").json()["items"]
    assert [f["username"] for f in found[:2]] == ["kh…", "nurse"]
    assert found[1]["why"] == "password"


def test_the_list_of_users_and_rights_is_exported_and_printed(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    admin.post("/api/admin/users", json={"username": "xau", "name": "=1+1", "roles": ["nurse"]})
    sheet = admin.get("/api/admin/users.csv").text
    assert "reception" in sheet
    assert ",=1+1" not in sheet
    assert "'=1+1" in sheet
    assert admin.get("/api/admin/users.pdf").content.startswith(b"%PDF")


def test_users_are_listed_page_by_page(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    seen, after = [], None
    while True:
        page = admin.get(
            "/api/admin/users", params={"limit": 7} | ({"after": after} if after else {})
        )
        seen += [p["username"] for p in page.json()["items"]]
        after = page.json()["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 21


def test_a_person_may_be_limited_to_his_department(clinic: Database) -> None:
    with clinic.write(SYSTEM) as db:
        nurse = users.find(db, "nurse")
        assert nurse
        actor = Actor(nurse.id, nurse.name)
        assert departments_seen(db, actor) is None
        person = people.person(db, nurse.id)
        assert person.staff
        person.staff.departments_only = True
        assert list(departments_seen(db, actor) or ()) == [person.staff.department_id]


@pytest.mark.parametrize("role", ["reception", "doctor", "director"])
def test_nobody_else_may_manage_users(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    new = {"username": "x-y", "name": "X", "roles": ["admin"]}
    assert client.post("/api/admin/users", json=new).status_code == 403


def _administrator(db: Session) -> None:
    users.create(db, hasher(), username="sep", name="Sếp", roles=["admin"], password=None)


def test_a_new_permission_goes_to_its_default_roles_once(database: Database) -> None:
    with database.write(SYSTEM) as db:
        for role in ("admin", "nurse"):
            db.add(Role(id=role, title_vi=role, title_en=role))
        db.flush()
        database.assembly = assembly.build((module,))
        grants.sync(db)
        _administrator(db)
        assert "his.admin.facility.read" in grants.granted_to(db, "nurse")
        grants.set_grant(db, "nurse", "his.admin.facility.read", granted=False)
        grants.sync(db)
        assert "his.admin.facility.read" not in grants.granted_to(db, "nurse")
