"""Prescriptions over HTTP, by right; and two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from his.encounters import service as encounters
from his.prescribing import permissions, service
from kernel.access import Actor
from kernel.db import Database
from kernel.errors import ChangedMeanwhile
from tests.conftest import SignIn
from tests.his.prescribing import house as making
from tests.his.prescribing.house import drug, visit, write

LINE = {"drug_code": "PARA500", "morning": "1", "evening": "1", "days": 5}


def somebody(database: Database, actor: Actor, *icd: str, allergy: str = "") -> str:
    with database.write(actor) as db:
        rooms = making.build(db)
        return str(visit(db, actor, rooms.p101, *(icd or ("J02.9",)), allergy=allergy).id)


def test_a_doctor_writes_signs_and_prints(
    database: Database, actor: Actor, app: FastAPI, sign_in: SignIn
) -> None:
    encounter = somebody(database, actor)
    doctor = sign_in(*permissions.ALL)
    path = f"/api/prescribing/of-encounter/{encounter}"
    found = doctor.get(f"{path}/drugs", params={"q": "paracetamol 500"}).json()["items"]
    assert found[0]["price"]
    advice = doctor.get(f"{path}/drugs/PARA500/suggestion").json()
    assert advice["morning"] != "0"
    draft = doctor.put(f"{path}/draft", json={"version": 0, "lines": [LINE]})
    assert draft.status_code == 200, draft.text
    body: dict[str, Any] = draft.json()
    assert body["total"]["gross"] == "2500.00"
    answers = [{"key": a["key"], "reason": "Đã cân nhắc"} for a in body["alerts"] if not a["final"]]
    signature = {"version": body["version"], "answers": answers}
    signed = doctor.post(f"/api/prescribing/{body['id']}/signature", json=signature)
    assert signed.status_code == 200, signed.text
    [prescription] = signed.json()["items"]
    assert len(prescription["code"]) == 14
    paper = doctor.post(f"/api/prescribing/{prescription['id']}/prints/prescription")
    assert paper.content[:4] == b"%PDF"
    shown = doctor.get(path).json()
    assert shown["draft"] is None
    assert [p["code"] for p in shown["items"]] == [prescription["code"]]
    listed = doctor.get("/api/prescribing/national").json()["items"]
    assert [i["code"] for i in listed] == [prescription["code"]]


def test_a_nurse_reads_and_does_not_sign(
    database: Database, actor: Actor, app: FastAPI, sign_in: SignIn
) -> None:
    encounter = somebody(database, actor)
    nurse = sign_in(permissions.READ)
    path = f"/api/prescribing/of-encounter/{encounter}"
    assert nurse.get(path).status_code == 200
    assert nurse.put(f"{path}/draft", json={"version": 0, "lines": []}).status_code == 403


def test_an_allergy_is_answered_with_a_refusal_that_says_who_may(
    database: Database, actor: Actor, app: FastAPI, sign_in: SignIn
) -> None:
    encounter = somebody(database, actor, allergy="Penicillin")
    doctor = sign_in(permissions.WRITE, permissions.READ)
    path = f"/api/prescribing/of-encounter/{encounter}/draft"
    body = doctor.put(path, json={"version": 0, "lines": [{**LINE, "drug_code": "AMOX500"}]}).json()
    answers = [{"key": a["key"], "reason": "Cứ kê"} for a in body["alerts"]]
    no = doctor.post(
        f"/api/prescribing/{body['id']}/signature",
        json={"version": body["version"], "answers": answers},
    )
    assert (no.status_code, no.json()["error"]) == (403, "StopNotYours")


def test_a_stale_draft_is_answered_with_what_stands(
    database: Database, actor: Actor, app: FastAPI, sign_in: SignIn
) -> None:
    encounter = somebody(database, actor)
    one, other = sign_in(*permissions.ALL), sign_in(*permissions.ALL, name="BS. Hai")
    path = f"/api/prescribing/of-encounter/{encounter}/draft"
    version = one.put(path, json={"version": 0, "lines": [LINE]}).json()["version"]
    assert other.put(path, json={"version": version, "lines": []}).status_code == 200
    stale = one.put(path, json={"version": version, "lines": [LINE]})
    assert (stale.status_code, stale.json()["error"]) == (409, "ChangedMeanwhile")


def test_rules_tables_and_the_pharmacists_list_by_right(
    database: Database, actor: Actor, app: FastAPI, sign_in: SignIn
) -> None:
    somebody(database, actor)
    pharmacist = sign_in(
        permissions.REVIEW, permissions.RULE, permissions.APPROVE, permissions.DRUG
    )
    items = pharmacist.get("/api/prescribing/rules").json()["items"]
    assert {"allergy.class", "law.supply"} <= {i["id"] for i in items}
    trial = pharmacist.get("/api/prescribing/rules/dose.low/trial").json()
    assert trial["prescriptions"] == 0
    made = pharmacist.post("/api/prescribing/tables/dose_limit/approval", json={"note": "Đã đọc"})
    assert made.json()["approved"] is True
    tables = pharmacist.get("/api/prescribing/tables").json()["items"]
    assert [t["list_id"] for t in tables if t["approved"]] == ["dose_limit"]
    assert pharmacist.get("/api/prescribing/alerts").json()["items"] == []
    assert pharmacist.get("/api/prescribing/drugs/WARF5").json()["interactions"]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return work()
        except ChangedMeanwhile as no:
            return no

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(one, w) for w in works]]


def test_two_doctors_at_once_never_lose_a_line(database: Database, actor: Actor) -> None:
    encounter_id = somebody(database, actor)
    with database.write(actor) as db:
        encounter = encounters.get(db, actor, UUID(encounter_id))
        version = write(db, actor, encounter, drug("PARA500", 1)).prescription.version

    def save(code: str) -> Any:
        with database.write(actor) as db:
            mine = encounters.get(db, actor, UUID(encounter_id))
            return write(db, actor, mine, drug(code, 1), version=version)

    answers = at_once(lambda: save("IBU400"), lambda: save("CEFU500"))
    assert sum(isinstance(a, ChangedMeanwhile) for a in answers) == 1
    [won] = [a for a in answers if not isinstance(a, ChangedMeanwhile)]
    with database.read() as db:
        kept = service.lines(db, won.prescription.id)
    assert [n.drug_code for n in kept] == [won.lines[0].drug_code]


def test_sign_pressed_by_two_at_once_signs_once(database: Database, actor: Actor) -> None:
    encounter_id = somebody(database, actor)
    with database.write(actor) as db:
        encounter = encounters.get(db, actor, UUID(encounter_id))
        draft = write(db, actor, encounter, drug("PARA500", 1))
    reasons = {f.key: "Được" for f in draft.checked.found}
    prescription = draft.prescription

    def sign() -> list[str | None]:
        with database.write(actor) as db:
            made = service.sign(
                db, actor, prescription.id, version=prescription.version, reasons=reasons
            )
            return [p.code for p in made]

    first, second = at_once(sign, sign)
    assert first == second
    assert len(first) == 1
