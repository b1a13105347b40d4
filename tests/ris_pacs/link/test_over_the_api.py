"""The lists, the forms and their refusals over the API."""

from sqlmodel import select

from his.link.models import Partner
from his.orders import service as orders
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.link import permissions
from tests.conftest import SignIn
from tests.his import clinic
from tests.ris_pacs.link.peers import CHEST, HIS, IMAGING, omi, partner, say, services

_ROOT = "/api/imaging/link"


def test_orders_go_elsewhere_and_come_from_elsewhere(database: Database, sign_in: SignIn) -> None:
    with database.write(SYSTEM) as db:
        services(db)
        house = clinic.build(db)
        partner(db, HIS, room=house.imaging)
        partner(db, IMAGING)
        say(db, omi(("NW", "A1", CHEST), ("NW", "A2", "LA-GI")))
        visit = clinic.visit(db, SYSTEM, house.p101)
        code = orders.place(db, SYSTEM, encounter_id=visit.id, service_code=CHEST).code
        his = str(db.exec(select(Partner.id).where(Partner.kind == HIS)).one())
    client = sign_in(permissions.READ, permissions.SEND, permissions.SET_UP)
    [row] = client.get(f"{_ROOT}/orders").json()["items"]
    assert (row["placer"], row["order_state"]) == ("A1", "placed")
    [there] = client.get(f"{_ROOT}/partners").json()["partners"]
    wanted = {"order_code": code, "partner_id": there["id"], "note": "gấp"}
    made = client.post(f"{_ROOT}/requests", json=wanted)
    assert (made.status_code, made.json()["state"]) == (201, "sent")
    again = client.post(f"{_ROOT}/requests", json=wanted)
    assert (again.status_code, again.json()["error"]) == (409, "AlreadyOrderedElsewhere")
    wrong = client.post(f"{_ROOT}/requests", json={**wanted, "partner_id": his})
    assert wrong.json()["error"] == "NotAnImagingPartner"
    cancel = f"{_ROOT}/requests/{made.json()['id']}/cancel"
    assert client.post(cancel, json={"reason": "chụp tại đây"}).json()["state"] == "cancelling"
    assert client.post(cancel, json={"reason": "lần nữa"}).json()["error"] == "ExamRequestIsOver"
    assert len(client.get(f"{_ROOT}/requests").json()["items"]) == 1
    way = client.get(f"{_ROOT}/partners/{his}/way").json()
    assert (way["version"], way["orders"], way["images"]) == (0, "omi", "ed")
    given = {"version": 0, "orders": "orm", "images": "rp", "schedule": False, "studies": True}
    saved = client.put(f"{_ROOT}/partners/{his}/way", json=given).json()
    assert (saved["orders"], saved["version"]) == ("orm", 1)
    [unknown] = client.get(f"{_ROOT}/partners/{his}/codes").json()["items"]
    assert (unknown["code"], unknown["ours"]) == ("LA-GI", "")
    path = f"{_ROOT}/partners/{his}/codes"
    assert client.put(path, json={"code": "LA-GI", "ours": CHEST}).json()["ours"] == CHEST
    bad = client.put(path, json={"code": "LA-GI", "ours": "KHONG-CO"})
    assert bad.json()["error"] == "NotAServiceOfImaging"
    assert sign_in().get(f"{_ROOT}/orders").status_code == 403
