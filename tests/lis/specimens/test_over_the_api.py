"""A tube's life over the API, by those who may, and the laboratory switched off."""

from his.orders import permissions as orders_may
from his.patients.permissions import READ as READ_PATIENTS
from kernel.db import Database
from lis.specimens import permissions
from lis.tests.models import RejectionReason
from tests.conftest import SignIn
from tests.lis.specimens.laboratory import DOCTOR, build, card, order, visit

_READS = (permissions.READ, READ_PATIENTS)


def test_from_the_card_to_the_rack(database: Database, sign_in: SignIn) -> None:
    with database.write(DOCTOR) as db:
        came = visit(db, build(db))
        placed = order(db, came, "XN-SH").id
        band = card(db, came)
        db.add(RejectionReason(code="HEM", name="Tan máu"))
    nurse = sign_in(permissions.COLLECT, *_READS, name="ĐD. Hoa")
    lab = sign_in(
        permissions.RECEIVE, permissions.KEEP, permissions.SET_UP, *_READS, name="KTV Tùng"
    )

    [line] = nurse.get("/api/lis/collection").json()["items"]
    who = nurse.post("/api/lis/collection/identification", json={"scan": band}).json()
    assert (who["patient"]["id"], who["how"]) == (line["patient"]["id"], "wristband")
    desk = f"/api/lis/collection/{who['patient']['id']}"
    assert len(nurse.get(desk).json()["wanted"]) == 1
    made = nurse.post(f"{desk}/labels", json={}).json()
    [code] = [each["specimen"]["code"] for each in made["labelled"]]
    pdf = nurse.post("/api/lis/collection/labels/print", json={"codes": [code]})
    assert pdf.headers["content-type"] == "application/pdf"
    refused = nurse.post(f"{desk}/tubes", json={"codes": [code]})
    assert (refused.status_code, refused.json()["error"]) == (422, "WhoIsIt")
    done = nurse.post(f"{desk}/tubes", json={"codes": [code], "scan": band, "where": "P101"})
    assert [each["code"] for each in done.json()["collected"]] == [code]

    tube = f"/api/lis/specimens/by-code/{code}"
    assert nurse.post(f"{tube}/reception", json={}).status_code == 403
    assert lab.post(f"{tube}/reception", json={}).json()["specimen"]["state"] == "received"
    room = {"code": "K1", "name": "Khay 1", "rows": 2, "columns": 2}
    rack = lab.post("/api/lis/places", json=room).json()["id"]
    assert lab.post(f"{tube}/storage", json={"location_id": rack}).json()["specimen"]["place"]
    held = lab.get(f"/api/lis/places/{rack}").json()
    assert [(t["code"], t["position"]) for t in held["tubes"]] == [(code, "A1")]
    assert lab.post(f"{tube}/removal").json()["specimen"]["state"] == "received"
    part = lab.post(f"{tube}/parts", json={"volume_ml": "0.5"}).json()
    assert part["parent"] == code
    sent = lab.post(
        "/api/lis/shipments",
        json={"codes": [part["specimen"]["code"]], "outside": True, "to_name": "Nơi khác"},
    ).json()
    shipment = f"/api/lis/shipments/{sent['shipment']['id']}"
    assert lab.post(f"{shipment}/arrival", json={"note": "đủ"}).json()["shipment"]["arrived_at"]
    assert lab.post(f"{shipment}/print").content.startswith(b"%PDF")

    held_by = sign_in(orders_may.PERFORM, READ_PATIENTS).post(f"/api/orders/{placed}/start")
    assert held_by.json()["error"] == "HeldByLaboratory"
    rejected = lab.post(f"{tube}/rejection", json={"reason_code": "HEM"}).json()
    assert [r["reason"] for r in rejected["rejections"]] == ["Tan máu"]
    doctor = sign_in(*_READS, id=DOCTOR.id, name=DOCTOR.name)
    [told] = doctor.get("/api/lis/specimens/rejections?mine=true").json()["items"]
    seen = doctor.post(f"/api/lis/specimens/rejections/{told['id']}/seen").json()
    assert seen["seen_at"]
    acts = [each["act"] for each in lab.get(tube).json()["history"]]
    assert acts[:3] == ["label", "collect", "receive"]
    assert acts[-1] == "reject"
    assert lab.get("/api/lis/specimens/by-code/26010100019").json()["error"] == "UnknownSpecimen"


def test_lists_answer_without_being_asked_for_anything(database: Database, sign_in: SignIn) -> None:
    lab = sign_in(*_READS)
    for path in (
        "collection",
        "collection/label-presets",
        "specimens",
        "specimens/due",
        "specimens/rejections",
        "specimens/rejection-reasons",
        "places",
        "shipments",
    ):
        assert lab.get(f"/api/lis/{path}").json() == {"items": [], "next": None}
