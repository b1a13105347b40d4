"""Analysers over the API: set up, map, read, decide; each with its right."""

import httpx
from fastapi.testclient import TestClient
from sqlmodel import col, select

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.simulators import running
from lis.analysers import filing, permissions, playing
from lis.analysers.models import LabMessage, MessageState
from lis.analysers.simulator import SIMULATOR
from lis.results.models import LabResult
from tests.conftest import SignIn
from tests.lis.analysers import station
from tests.lis.analysers.test_gateway import free_port
from tests.lis.analysers.test_gateway import running as gateway
from tests.lis.results import bench

_NEW = {
    "code": "XN1",
    "name": "Sysmex XN-550",
    "profile": "sysmex_xn550",
    "connection": "tcp_server",
    "port": 15001,
}


def everything(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL)


def test_an_analyser_is_set_up_changed_and_switched_off(sign_in: SignIn) -> None:
    client = everything(sign_in)
    made = client.post("/api/lab/analysers", json=_NEW).json()
    assert (made["profile_title"], made["verified"], made["link"]) == ("Sysmex XN-550", True, None)
    changed = {**_NEW, "active": False, "version": made["version"]}
    found = client.put(f"/api/lab/analysers/{made['id']}", json=changed).json()
    assert (found["active"], found["version"]) == (False, made["version"] + 1)
    stale = client.put(f"/api/lab/analysers/{made['id']}", json=changed)
    assert stale.status_code == 409
    assert [a["code"] for a in client.get("/api/lab/analysers").json()["items"]] == ["XN1"]


def test_what_cannot_work_is_refused(sign_in: SignIn) -> None:
    client = everything(sign_in)
    for wrong, error in (
        ({"profile": "nobody"}, "NoSuchAnalyserProfile"),
        ({"port": 0}, "AnalyserAddressMissing"),
        ({"connection": "tcp_client"}, "AnalyserAddressMissing"),
        ({"connection": "serial"}, "AnalyserAddressMissing"),
        ({"control_pattern": "("}, "BadControlPattern"),
    ):
        answer = client.post("/api/lab/analysers", json={**_NEW, **wrong})
        assert (answer.status_code, answer.json()["error"]) == (422, error)


def test_profiles_say_which_were_never_tried_with_a_real_instrument(sign_in: SignIn) -> None:
    found = sign_in(permissions.READ).get("/api/lab/analysers/profiles").json()["profiles"]
    assert sum(p["verified"] for p in found) >= 6
    assert all(p["source"] for p in found)
    assert all(p["note"]["vi"] for p in found if not p["verified"])


def test_a_message_is_read_field_by_field_and_its_codes_are_mapped(
    sign_in: SignIn, database: Database
) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        row = station.machine(db, "hl7_oru", {})
        machine = station.incoming(row, b"").instrument
    raw = playing.message("hl7_oru", tube, {"GLU": ("5.4", "mmol/L")})
    [kept] = filing.take(database, [station.incoming(machine, raw)])
    client = everything(sign_in)

    [listed] = client.get(f"/api/lab/analysers/messages?specimen={tube}").json()["items"]
    assert (listed["id"], listed["state"], listed["readings"]) == (str(kept.id), "review", 1)
    whole = client.get(f"/api/lab/analysers/messages/{kept.id}").json()
    [value] = [p for line in whole["lines"] for p in line["parts"] if p["place"] == "OBX-5"]
    assert (value["value"], value["title"]["vi"]) == ("5.4", "Giá trị")
    assert "<CR>" in whole["raw"]
    assert [h["why"] for h in whole["held"]] == ["unknown_code"]

    where = f"/api/lab/analysers/{row.id}/codes"
    assert [c["state"] for c in client.get(where).json()["codes"]] == ["unknown"]
    body = {"code": "GLU", "test_code": "GLU", "unit": "mmol/L", "factor": "1"}
    assert client.put(where, json={**body, "test_code": "NOPE"}).status_code == 422
    assert client.put(where, json=body).json()["filed"] == 1
    assert client.get("/api/lab/analysers/held?state=open").json()["items"] == []
    replayed = client.post(f"/api/lab/analysers/messages/{kept.id}/replay").json()
    assert replayed["message"]["state"] == "filed"


def test_a_person_decides_on_what_matched_nothing(sign_in: SignIn, database: Database) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        row = station.machine(db)
        machine = station.incoming(row, b"").instrument
    raw = playing.message("hl7_oru", "LA-1", {"GLU": ("5.4", ""), "K": ("4.1", "")})
    filing.take(database, [station.incoming(machine, raw)])
    client = everything(sign_in)
    held = {h["code"]: h["id"] for h in client.get("/api/lab/analysers/held").json()["items"]}

    tried = client.post("/api/lab/analysers/held/retry", json={"ids": [held["K"]]}).json()
    assert tried == {"filed": 0, "waiting": 1}
    body = {"ids": [held["GLU"]], "specimen_code": tube, "reason": "nhãn in lại"}
    assert client.post("/api/lab/analysers/held/give", json=body).json()[0]["state"] == "filed"
    body = {"ids": [held["K"]], "reason": "mẫu thử máy"}
    assert client.post("/api/lab/analysers/held/dismiss", json=body).status_code == 200
    again = client.post("/api/lab/analysers/held/dismiss", json=body)
    assert again.json()["error"] == "ReadingAlreadySolved"


def test_raw_messages_need_a_right_of_their_own(sign_in: SignIn) -> None:
    client = sign_in(permissions.READ)
    assert client.get("/api/lab/analysers").status_code == 200
    assert client.get("/api/lab/analysers/messages").status_code == 403
    assert client.get("/api/lab/analysers/held").status_code == 403
    assert client.post("/api/lab/analysers", json=_NEW).status_code == 403


def test_the_simulator_plays_an_instrument_with_its_faults(database: Database) -> None:
    port = free_port()
    with database.write(SYSTEM) as db:
        bench.lists(db)
        tube = bench.come(db, "XN-GK").codes
        row = station.machine(db, "sysmex_xn550", {"G": "GLU"}, port=port)
    assert row.port == port
    wanted = {"profile": "sysmex_xn550", "specimen": tube, "port": port}
    values = {"G": ["5.4", "mmol/L"]}
    with gateway(database), running(SIMULATOR) as it:

        def play(**more: object) -> dict[str, object]:
            said = httpx.post(f"{it.url}/play", json={**wanted, **more}, timeout=60)
            found: dict[str, object] = said.json()
            return found

        asked = play(ask=True)
        assert "^^^^G" in str(asked["orders"])
        it.desk.set("checksum", times=1)
        assert play(values=values)["taken"]
        it.desk.set("wrong_id", times=1)
        assert play(values=values)["taken"]
        it.desk.set("duplicate", times=1)
        assert play(values=values)["taken"]
        assert "Sysmex" in httpx.get(f"{it.url}/play").text
        assert play(port=free_port())["taken"] is False
    with database.read() as db:
        assert {r.value for r in db.exec(select(LabResult))} == {"5,4"}
        states = [m.state for m in db.exec(select(LabMessage).order_by(col(LabMessage.id)))]
        assert states[-1] is MessageState.IGNORED
