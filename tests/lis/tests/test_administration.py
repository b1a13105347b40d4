"""The laboratory in one place: people by section, rules, labels, the list of verifiers, acts."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity import users
from kernel.identity.passwords import hasher
from kernel.ids import new_id
from lis.tests import permissions, seeding, service
from tests.conftest import SignIn

HEAD = Actor(new_id(), "BS. Yến")


@pytest.fixture
def people(database: Database) -> dict[str, UUID]:
    with database.write(HEAD, "test") as db:
        seeding.lists(db)
        return {
            name: users.create(
                db, hasher(), username=name, name=f"KTV. {name}", roles=(), password=None
            ).id
            for name in ("tung", "hoc")
        }


@pytest.fixture
def head(sign_in: SignIn, people: dict[str, UUID]) -> TestClient:
    return sign_in(
        permissions.READ, permissions.SET_UP, permissions.MEMBERS, permissions.AUDIT, name="BS. Yến"
    )


def test_a_section_says_its_rule_and_its_people_from_a_day_to_a_day(
    head: TestClient, people: dict[str, UUID], database: Database
) -> None:
    chemistry = next(
        s for s in head.get("/api/lis/sections").json()["items"] if s["code"] == "CHEM"
    )
    change = {k: v for k, v in chemistry.items() if k != "id"} | {
        "alone": "night",
        "night_from": 22,
        "night_to": 5,
        "signing": "pin",
        "signing_minutes": 10,
        "members_only": True,
    }
    saved = head.put(f"/api/lis/sections/{chemistry['id']}", json=change)
    assert saved.status_code == 200, saved.text
    given = {
        "members": [
            {"user_id": str(people["tung"]), "may_enter": True, "may_verify": True},
            {
                "user_id": str(people["hoc"]),
                "may_enter": True,
                "may_verify": True,
                "trainee": True,
                "valid_from": today().isoformat(),
                "valid_to": (today() + timedelta(days=30)).isoformat(),
            },
        ]
    }
    assert head.put("/api/lis/sections/CHEM/members", json=given).status_code == 200

    whole = head.get("/api/lis/administration").json()
    part = next(s for s in whole["sections"] if s["section"]["code"] == "CHEM")
    assert (part["section"]["alone"], part["section"]["night_from"]) == ("night", 22)
    found = {
        p["member"]["user_name"]: (p["member"]["may_verify"], p["member"]["trainee"], p["now"])
        for p in part["people"]
    }
    assert found == {"KTV. tung": (True, False, True), "KTV. hoc": (False, True, True)}
    with database.read() as db:
        policy = service.policies(db, ["CHEM", "NO-SUCH"])
        assert (policy["CHEM"].signing_minutes, policy["CHEM"].at_night(23)) == (10, True)
        assert [policy["CHEM"].at_night(h) for h in (4, 5, 12, 22)] == [True, False, False, True]
        assert policy["NO-SUCH"] == service.Policy()

    printed = head.post("/api/lis/administration/verifiers/print", params={"language": "vi"})
    assert printed.content.startswith(b"%PDF"), printed.text


def test_the_acts_of_the_laboratory_are_seen_by_whoever_may(
    head: TestClient, people: dict[str, UUID], sign_in: SignIn
) -> None:
    given = {"members": [{"user_id": str(people["tung"]), "may_enter": True, "may_verify": False}]}
    assert head.put("/api/lis/sections/CHEM/members", json=given).status_code == 200
    acts = head.get("/api/lis/acts").json()["items"]
    mine = [a for a in acts if a["what"] == "lis.tests.set_members"]
    assert mine
    assert mine[0]["actor_name"] == "BS. Yến"
    assert all(a["what"].startswith("lis.") for a in acts)
    assert sign_in(permissions.READ).get("/api/lis/acts").status_code == 403


def test_label_sizes_are_kept_on_the_screen(head: TestClient) -> None:
    given = {"code": "25x15", "name": "Tem nhỏ", "width_mm": 25, "height_mm": 15}
    made = head.post("/api/lis/label-presets", json={**given, "symbol": "datamatrix"})
    assert made.status_code == 201, made.text
    kept = made.json()
    where = f"/api/lis/label-presets/{kept['id']}"
    change = {**given, "version": kept["version"], "symbol": "both", "active": False}
    assert head.put(where, json=change).json()["symbol"] == "both"
    assert "25x15" not in {p["code"] for p in head.get("/api/lis/label-presets").json()["items"]}
    narrow = head.post("/api/lis/label-presets", json={**given, "code": "X", "width_mm": 5})
    assert narrow.status_code == 422
