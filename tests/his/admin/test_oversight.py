"""Those who watch over the house: audit, outgoing messages, jobs."""

import csv
import io
from pathlib import Path
from uuid import uuid4

from sqlmodel import select

from his.admin import permissions
from his.patients import permissions as permissions_of_patients
from kernel import audit, audit_chain, housekeeping, jobs, outbox
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from kernel.module import Sender
from kernel.outbox import Undeliverable
from kernel.text import Text
from tests.conftest import SignIn
from tests.his import clinic


def test_the_director_asks_who_looked_and_that_is_written_down_too(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor, "his.patients.open") as db:
        audit.read(db, ("patient", "p-1"))
    director = sign_in(permissions.AUDIT, permissions.LOOKS, name="GĐ. Sơn")
    asked = {"subject_kind": "patient", "subject_id": "p-1"}
    (row,) = director.get("/api/audit/looks", params=asked).json()["items"]
    assert (row["actor_name"], row["what"]) == ("BS. Lan", "his.patients.open")
    found = director.get("/api/audit", params=asked).json()["items"]
    assert [r["actor_name"] for r in found] == ["GĐ. Sơn", "BS. Lan"]
    assert director.get("/api/audit/export").status_code == 403


def test_codes_of_the_audit_and_the_outbox_are_told_in_words(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    codes = {
        "his.patients.register": permissions_of_patients.REGISTER.title,
        "his.insurance.dossiers": Text(
            "Lập hồ sơ giám định của lượt đã kết thúc", "Make dossiers of ended visits"
        ),
        "his.patients.gone": Text("Người bệnh", "Patients"),
        "seed stories": Text("Nạp dữ liệu ban đầu", "First data"),
        "something new": Text("something new", "something new"),
    }
    for code in codes:
        with database.write(actor, code) as db:
            audit.record(db, "read", code, ("patient", "p-1"))
    with database.write(actor) as db:
        outbox.put(db, "his.insurance.dossier", "1", {}, ("patient", "p-1"))
    watch = sign_in(permissions.AUDIT, permissions.OUTBOX_READ)
    rows = watch.get("/api/audit", params={"subject_id": "p-1", "action": "read"}).json()["items"]
    told = {row["what"]: row["what_title"] for row in rows}
    assert {code: told[code] for code in codes} == {c: t.json() for c, t in codes.items()}
    [message] = watch.get("/api/outbox").json()["items"]
    assert message["title"]["vi"] != message["kind"]


def test_an_export_of_the_audit_is_on_the_audit(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor, "his.patients.open") as db:
        audit.read(db, ("patient", "p-1"))
    admin = sign_in(permissions.AUDIT_EXPORT)
    answer = admin.get("/api/audit/export", params={"action": "read"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    (line,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert line["subject_id"] == "p-1"
    with database.read() as db:
        row = db.exec(select(Audit).where(Audit.action == "export")).one()
        assert row.facts == {"rows": 1, "asked": {"action": "read"}}


def test_the_seal_of_the_audit_is_shown(
    database: Database, actor: Actor, sign_in: SignIn, tmp_path: Path
) -> None:
    database.folder = tmp_path
    with database.write(actor) as db:
        audit.record(db, "print", "x", ("patient", 1))
    for job in housekeeping.OWN:
        jobs.run(database, job)
    shown = sign_in(permissions.AUDIT).get("/api/audit/seal").json()
    with database.read() as db:
        last = audit_chain.last_seal(db)
        assert last
    assert (shown["position"], shown["hash"]) == (1, last.hash.hex())
    assert shown["anchor"] == f"1: {last.hash.hex()}"
    assert shown["verified"] == "done"
    assert shown["says"]["en"] == "1 audit rows verified, nothing amiss."


def test_a_dead_message_is_seen_resent_and_given_up(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    def refuse(_: object) -> None:
        raise Undeliverable("no such number")

    with database.write(actor) as db:
        message = outbox.put(db, "sms", "visit-1", {"to": "0912345678"}, ("patient", "p-1"))
    outbox.pump(database, {"sms": Sender("sms", Text("SMS", "SMS"), refuse)})
    admin = sign_in(permissions.OUTBOX_READ, permissions.OUTBOX)
    assert admin.get("/api/outbox/counts").json() == {"waiting": 0, "sending": 0, "failed": 1}
    (shown,) = admin.get("/api/outbox", params={"state": "failed"}).json()["items"]
    assert shown["last_error"] == "Undeliverable: no such number"
    assert "0912345678" not in str(shown)
    assert admin.post(f"/api/outbox/{message.id}/resend").json()["state"] == "waiting"
    why = {"reason": "Gọi điện thay tin nhắn"}
    assert admin.post(f"/api/outbox/{message.id}/cancel", json=why).json()["state"] == "cancelled"
    again = admin.post(f"/api/outbox/{message.id}/cancel", json=why)
    assert (again.status_code, again.json()["error"]) == (409, "NotStopped")
    with database.read() as db:
        acts = db.exec(select(Audit.action).where(Audit.subject_id == "p-1")).all()
        assert acts == ["resend", "cancel"]


def test_jobs_are_shown_and_run_on_request(
    database: Database, sign_in: SignIn, tmp_path: Path
) -> None:
    database.folder = tmp_path
    admin = sign_in(permissions.JOBS, permissions.JOBS_RUN)
    listed = {job["id"]: job for job in admin.get("/api/jobs").json()["items"]}
    assert listed[housekeeping.VERIFY]["daily_at"] == "01:30"
    assert admin.post(f"/api/jobs/{housekeeping.VERIFY}/run").json()["asked_at"]
    with database.write() as db:
        assert [job for job, _ in jobs.take_asked(db)] == [housekeeping.VERIFY]
    verify = next(j for j in housekeeping.OWN if j.id == housekeeping.VERIFY)
    jobs.run(database, verify)
    (ran,) = admin.get("/api/jobs/runs").json()["items"]
    assert (ran["job"], ran["outcome"]) == (housekeeping.VERIFY, "done")
    assert admin.post("/api/jobs/nothing/run").json()["error"] == "NoSuchJob"


def test_a_doctor_sees_who_looked_at_his_patients_and_at_nothing_else(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        patient = clinic.somebody(db, actor)
        audit.read(db, ("patient", patient.id))
    doctor = sign_in(permissions.LOOKS)
    looks = "/api/audit/looks"

    found = doctor.get(looks, params={"subject_kind": "patient", "subject_id": str(patient.id)})
    assert [row["actor_name"] for row in found.json()["items"]] == [actor.name]
    for nobody in (str(uuid4()), "x"):
        asked = {"subject_kind": "patient", "subject_id": nobody}
        assert doctor.get(looks, params=asked).status_code == 404
    other = {"subject_kind": "user", "subject_id": str(actor.id)}
    assert doctor.get(looks, params=other).status_code == 403
    assert sign_in(permissions.AUDIT, permissions.LOOKS).get(looks, params=other).status_code == 200
