"""Parameters: value, place, day, reason, undo (criterion 30)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from his.admin import service
from his.admin.parameters import fit
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Refusal
from kernel.module import Parameter
from kernel.text import Text
from tests.conftest import Later

SignedIn = Callable[[str], TestClient]
DAYS = "his.admin.inactive_days"


def now(clinic: Database, room: str = "") -> object:
    with clinic.read() as db:
        room_id = service.room_by_code(db, room).id if room else None
        return service.parameter(db, DAYS, room_id=room_id)


def put(client: TestClient, value: object, **more: object) -> dict[str, str]:
    body = {"value": value, "reason": "thử tham số", **more}
    answer = client.post(f"/api/admin/parameters/{DAYS}", json=body)
    found: dict[str, str] = answer.json()
    return found


def test_a_value_holds_until_it_is_undone_and_everyone_sees_who_did_it(
    signed_in: SignedIn, clinic: Database
) -> None:
    admin = signed_in("admin")
    assert now(clinic) == 90
    put(admin, 60)
    put(admin, 30)
    assert now(clinic) == 30
    history = admin.get(f"/api/admin/parameters/{DAYS}/values").json()["items"]
    assert [h["value"] for h in history] == [30, 60]
    assert history[0]["reason"] == "thử tham số"
    assert history[0]["set_by_name"] == "Nguyễn Quốc Bảo"
    undo = f"/api/admin/parameters/values/{history[0]['id']}/undo"
    assert admin.post(undo, json={"reason": "nhầm"}).json()["undone_by_name"]
    assert now(clinic) == 60
    assert admin.post(undo, json={"reason": "nhầm"}).json()["error"] == "AlreadyUndone"


def test_a_value_takes_effect_on_its_day(
    signed_in: SignedIn, clinic: Database, later: Later
) -> None:
    put(signed_in("admin"), 45, valid_from=(utc_now() + timedelta(days=3)).isoformat())
    assert now(clinic) == 90
    later(days=3, minutes=1)
    assert now(clinic) == 45


def test_the_past_keeps_its_value(signed_in: SignedIn) -> None:
    told = put(signed_in("admin"), 45, valid_from=(utc_now() - timedelta(days=1)).isoformat())
    assert told["error"] == "NotInThePast"


def test_a_room_may_differ_from_the_house(signed_in: SignedIn, clinic: Database) -> None:
    admin = signed_in("admin")
    with clinic.read() as db:
        room = service.room_by_code(db, "P101")
    put(admin, 14, room_id=str(room.id))
    put(admin, 60)
    assert now(clinic, "P101") == 14
    assert now(clinic, "P102") == 60
    shown = admin.get("/api/admin/parameters").json()["parameters"]
    ours = next(p for p in shown if p["id"] == DAYS)
    assert (ours["value"], ours["rooms"]) == (60, {str(room.id): 14})


@pytest.mark.parametrize("value", [6, 731, "60", True])
def test_a_value_of_the_wrong_kind_or_size_is_refused(signed_in: SignedIn, value: object) -> None:
    assert put(signed_in("admin"), value)["error"] == "ValueRefused"


def test_a_choice_is_one_of_the_choices() -> None:
    paper = Parameter("x.paper", Text("Khổ giấy", "Paper"), "a4", choices=("a4", "a5"))
    fit(paper, "a5")
    with pytest.raises(Refusal):
        fit(paper, "a3")


def test_only_an_administrator_sets_parameters(signed_in: SignedIn) -> None:
    assert put(signed_in("doctor"), 60)["error"] == "NotAllowed"
