"""Departments, rooms, workstations, printers and where forms come out (criterion 30)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from his.admin import service
from his.admin.models import Printer
from kernel import printing
from kernel.db import Database
from kernel.errors import NotFound

SignedIn = Callable[[str], TestClient]


def item(client: TestClient, what: str, code: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = client.get(f"/api/admin/{what}").json()["items"]
    return next(each for each in found if each["code"] == code)


def test_the_practice_clinic_has_its_rooms_and_people(clinic: Database) -> None:
    with clinic.read() as db:
        rooms = {r.code for r in service.rooms(db)}
        assert {"TD01", "P101", "P102", "P103", "P201", "XN01", "CDHA01", "TN01", "NT01"} <= rooms
        exam = service.rooms(db, kind=service.RoomKind.EXAM)
        assert {r.code for r in exam} == {"P101", "P102", "P103", "P201"}
        assert service.room(db, exam[0].id).code == exam[0].code
        with pytest.raises(NotFound):
            service.room_by_code(db, "P999")
        assert service.facility(db).demo


def test_seeding_the_clinic_twice_changes_nothing(clinic: Database) -> None:
    def count() -> tuple[int, int]:
        with clinic.read() as db:
            return len(service.rooms(db)), len(service.departments(db))

    before = count()
    service.run_seeds(clinic, demo=True)
    assert count() == before


def test_a_room_is_added_changed_and_closed(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    near = item(admin, "rooms", "P101")
    new = {
        "site_id": near["site_id"],
        "department_id": near["department_id"],
        "code": "P104",
        "name": "Phòng khám Tim mạch",
        "kind": "exam",
    }
    made = admin.post("/api/admin/rooms", json=new)
    assert made.status_code == 201
    assert admin.post("/api/admin/rooms", json=new).json()["error"] == "CodeTaken"
    change = {**new, "name_en": "Cardiology", "active": False, "version": 1}
    path = f"/api/admin/rooms/{made.json()['id']}"
    assert admin.put(path, json=change).json()["active"] is False
    assert admin.put(path, json=change).json()["error"] == "ChangedMeanwhile"
    codes = [r["code"] for r in admin.get("/api/admin/rooms?active=true").json()["items"]]
    assert "P104" not in codes


def test_a_department_closes_after_its_rooms(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    lab = item(admin, "departments", "XN")
    change = {k: lab[k] for k in ("site_id", "code", "official", "name", "name_en", "version")}
    refused = admin.put(f"/api/admin/departments/{lab['id']}", json={**change, "active": False})
    assert (refused.status_code, refused.json()["error"]) == (409, "InUse")


def test_a_receptionist_reads_rooms_and_changes_none(signed_in: SignedIn) -> None:
    client = signed_in("reception")
    room = item(client, "rooms", "P101")
    assert client.put(f"/api/admin/rooms/{room['id']}", json={**_bare(room)}).status_code == 403


def _bare(room: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in room.items() if k != "id"}


def test_a_form_comes_out_at_the_desks_own_printer_else_at_the_houses(clinic: Database) -> None:
    with clinic.read() as db:
        desk = service.printer_for(db, "his.encounters.slip", workstation="MT-TD01")
        other = service.printer_for(db, "his.encounters.slip", workstation="MT-P101")
        unknown = service.printer_for(db, "his.encounters.slip")
    assert desk is not None
    assert other is not None
    assert unknown is not None
    assert (desk.code, other.code, unknown.code) == ("IN-A5-TD", "IN-A4-P1", "IN-A4-P1")


def test_a_route_for_one_form_wins_over_the_route_for_all(
    signed_in: SignedIn, clinic: Database
) -> None:
    admin = signed_in("admin")
    route = {
        "form": "his.queue.ticket",
        "workstation_id": item(admin, "workstations", "MT-TD01")["id"],
        "printer_id": item(admin, "printers", "IN-K80-TD")["id"],
    }
    assert admin.post("/api/admin/print-routes", json=route).status_code == 201
    with clinic.read() as db:
        ticket = service.printer_for(db, "his.queue.ticket", workstation="MT-TD01")
        slip = service.printer_for(db, "his.encounters.slip", workstation="MT-TD01")
    assert ticket is not None
    assert slip is not None
    assert (ticket.code, slip.code) == ("IN-K80-TD", "IN-A5-TD")


def test_a_print_says_at_which_printer_of_this_workstation_it_comes_out(
    signed_in: SignedIn, clinic: Database
) -> None:
    desk = signed_in("reception")
    visit = desk.get("/api/encounters").json()["items"][0]["id"]
    path = f"/api/encounters/{visit}/prints/slip"
    told = {
        where: unquote(desk.post(path, headers={"X-Workstation": where}).headers["X-Printer"])
        for where in ("MT-TD01", "MT-P101")
    }
    with clinic.read() as db:
        names = {p.code: p.name for p in db.exec(select(Printer))}
    assert told == {"MT-TD01": names["IN-A5-TD"], "MT-P101": names["IN-A4-P1"]}


def test_prints_carry_the_facilitys_head(signed_in: SignedIn, clinic: Database) -> None:
    admin = signed_in("admin")
    ours = admin.get("/api/admin/facility").json()
    change = {k: v for k, v in ours.items() if k not in ("id", "demo")}
    change["name"] = "Phòng khám Đa khoa Thử"
    assert admin.put("/api/admin/facility", json=change).status_code == 200
    with clinic.read() as db:
        head = printing.letterhead(db)
    assert head.name == "Phòng khám Đa khoa Thử"
    assert head.practice is True
