"""Linked systems and their messages over the API, with the right and without it."""

from uuid import uuid4

from sqlmodel import select

from his.link import permissions
from his.link.models import LinkMessage, LinkMessageState, PartnerPatient
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import SYSTEM
from kernel.db import Database
from tests.conftest import SignIn
from tests.his import clinic
from tests.his.link.test_wire import on_a_monitor, vitals
from tests.lis.link.peers import HIS, msh, partner, raw, say

_NEW = {"code": "BV2", "name": "Bệnh viện huyện", "kind": "his", "application": "BVHIS"}


def test_a_system_is_set_up_changed_and_told_apart(sign_in: SignIn) -> None:
    admin = sign_in(permissions.READ, permissions.SET_UP)
    made = admin.post("/api/link/partners", json=_NEW)
    assert made.status_code == 201
    row = made.json()
    assert (row["line"], row["waiting"], row["median_ms"]) == (None, 0, None)
    assert admin.post("/api/link/partners", json=_NEW).json()["error"] == "PartnerCodeTaken"
    twin = {**_NEW, "code": "BV3"}
    assert admin.post("/api/link/partners", json=twin).json()["error"] == "PartnerNameTaken"
    half = {**twin, "application": "X", "host": "10.0.0.1"}
    assert admin.post("/api/link/partners", json=half).json()["error"] == "PartnerNeedsPort"
    path = f"/api/link/partners/{row['id']}"
    change = {**_NEW, "active": False, "version": row["version"]}
    assert admin.put(path, json=change).json()["active"] is False
    assert admin.put(path, json=change).json()["error"] == "ChangedMeanwhile"
    assert admin.get(path).json()["name"] == "Bệnh viện huyện"
    assert admin.get(f"/api/link/partners/{uuid4()}").status_code == 404
    reader = sign_in(permissions.READ)
    assert reader.post("/api/link/partners", json=_NEW).status_code == 403
    assert reader.get("/api/link/messages").status_code == 403


def test_a_message_is_found_explained_and_given_to_its_patient(
    database: Database, sign_in: SignIn
) -> None:
    code = on_a_monitor(database)
    with database.write(SYSTEM) as db:
        message = vitals(code, "K7").replace(code.encode(), b"MON-12").replace(b"HIS54^PI", b"")
        say(db, message)
        patient = db.exec(select(Patient).where(Patient.code == code)).one().id
    nurse = sign_in(permissions.MESSAGES, permissions.REVIEW, permissions.SEND)
    [row] = nurse.get("/api/link/messages", params={"state": "review"}).json()["items"]
    assert row["control_id"] == "K7"
    for search in ("K7", "MON-12"):
        found = nurse.get("/api/link/messages", params={"search": search}).json()["items"]
        assert [each["id"] for each in found] == [row["id"]]
    whole = nurse.get(f"/api/link/messages/{row['id']}").json()
    fields = {p["place"]: p for line in whole["lines"] for p in line["parts"]}
    assert fields["PID-3"]["title"]["vi"] == "Mã người bệnh"
    assert fields["OBX-11"]["means"]["en"] == "entered, not verified"
    said = {p["place"]: p["value"] for line in whole["answer"] for p in line["parts"]}
    assert said["MSA-1"] == "AA"
    decision = {"patient_id": str(patient), "reason": "đã xem giường"}
    done = nurse.post(f"/api/link/messages/{row['id']}/decide", json=decision).json()
    assert done["message"]["state"] == "done"
    assert done["message"]["patient_id"] == str(patient)
    with database.write(SYSTEM) as db:
        say(db, message.replace(b"K7", b"K8"))  # now he is known
        last = db.exec(select(LinkMessage).where(LinkMessage.control_id == "K8")).one()
        assert last.state is LinkMessageState.DONE
    sheet = nurse.get("/api/link/messages/sheet")
    assert sheet.status_code == 200
    assert "MON-12" in sheet.text or code in sheet.text
    assert sheet.text.count("ORU^R01") == 2


def test_what_nobody_takes_is_ended_with_a_reason(database: Database, sign_in: SignIn) -> None:
    code = on_a_monitor(database)
    with database.write(SYSTEM) as db:
        say(db, vitals("26-0000000", "K9"))
        assert code
    lab = sign_in(permissions.MESSAGES, permissions.SEND)
    [row] = lab.get("/api/link/messages").json()["items"]
    path = f"/api/link/messages/{row['id']}"
    assert lab.post(f"{path}/resend").json()["error"] == "LinkMessageNotOpen"
    ended = lab.post(f"{path}/end", json={"reason": "máy thử"}).json()
    assert ended["message"]["state"] == "cancelled"
    assert ended["message"]["solved_why"] == "máy thử"
    assert lab.post(f"{path}/end", json={"reason": "máy thử"}).status_code == 409
    assert lab.post(f"{path}/decide", json={}).status_code == 403


def test_a_patient_is_corrected_or_merged_only_where_it_is_certain(database: Database) -> None:
    with database.write(SYSTEM) as db:
        his = partner(db, HIS, room=clinic.build(db).lab)
        one = patients.register(
            db, SYSTEM, name="Lê Thị Hoa", birth="1980-05-17", sex=patients.Sex.FEMALE
        )
        other = clinic.somebody(db, SYSTEM)
        for number, who in (("BV-1", one), ("BV-2", other)):
            db.add(
                PartnerPatient(
                    partner_id=his.id,
                    authority="BV",
                    number=number,
                    patient_id=who.id,
                    said_by_name="KTV",
                    said_at=who.registered_at,
                )
            )
        db.flush()

        def adt(event: str, pid: str, *more: str) -> str:
            message = raw(msh(f"ADT^{event}", "BVHIS"), f"EVN|{event}", f"PID|1||{pid}", *more)
            assert say(db, message).first("MSA").get(1) == "AA"
            last = db.exec(select(LinkMessage).order_by(LinkMessage.id.desc())).first()  # type: ignore[attr-defined]
            assert last is not None
            return last.state.value

        assert adt("A08", "BV-1^^^BV||Lê^Hoa^Thu||19800517|F") == "done"
        assert patients.get(db, SYSTEM, one.id).name == "Lê Thu Hoa"
        assert adt("A08", "BV-1^^^BV||Trần^Nam^Văn||19551201|F") == "review"
        assert patients.get(db, SYSTEM, one.id).name == "Lê Thu Hoa"
        assert adt("A08", "BV-9^^^BV||Ai^Đó||19800517|F") == "done"  # not known here
        assert adt("A40", "BV-1^^^BV", "MRG|BV-7^^^BV") == "done"  # BV-7 is he as well
        assert adt("A40", "BV-1^^^BV", "MRG|BV-2^^^BV") == "review"  # two different people
        assert patients.exactly(db, SYSTEM, other.id).merged_into is None
