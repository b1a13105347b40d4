"""Order sets and usual wordings are looked after on their screens, by those who may."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from his.admin.models import Department, Staff
from his.catalogs import service as catalogs
from his.catalogs.permissions import READ as READ_LISTS
from his.orders import permissions, sets, templates
from his.orders.errors import NotOrderable, NotYourSet, SetNeedsDepartment
from his.orders.models import OrderKind
from his.orders.set_models import OrderSet, SetScope
from kernel.access import Actor
from kernel.db import Database
from kernel.errors import NotFound
from kernel.identity.models import User
from kernel.ids import new_id
from tests.conftest import SignIn
from tests.his import clinic, lists

DOCTOR = Actor(new_id(), "BS. Lan")
ADMIN = Actor(new_id(), "Quản trị", frozenset({permissions.SETS.id}))
LINES = [{"service_code": "XN-GLU", "quantity": 1}]


def keep(db: Session, actor: Actor, name: str, scope: SetScope = SetScope.OWN) -> OrderSet:
    return sets.save(db, actor, name=name, scope=scope, icd=["E11"], lines=LINES)


@pytest.fixture
def house(db: Session) -> None:
    lists.services(db)
    clinic.build(db)


def names(db: Session, actor: Actor, **asked: object) -> list[str]:
    return [each.name for each in sets.page(db, actor, **asked)[0]]  # type: ignore[arg-type]


@pytest.mark.usefixtures("house")
def test_one_looks_after_ones_own_sets_and_sees_the_houses(db: Session) -> None:
    keep(db, DOCTOR, "Đái tháo đường")
    keep(db, Actor(new_id(), "BS. Minh"), "Của người khác")
    keep(db, ADMIN, "Tăng huyết áp", SetScope.FACILITY)

    assert sorted(names(db, DOCTOR)) == ["Tăng huyết áp", "Đái tháo đường"]
    assert names(db, DOCTOR, q="dai thao") == ["Đái tháo đường"]
    assert names(db, DOCTOR, q="DUONG dái") == ["Đái tháo đường"]
    assert names(db, DOCTOR, q="hen") == []
    assert names(db, DOCTOR, scope=SetScope.FACILITY) == ["Tăng huyết áp"]


@pytest.mark.usefixtures("house")
def test_a_set_out_of_use_is_offered_no_more_and_can_come_back(db: Session) -> None:
    kept = keep(db, DOCTOR, "Cũ")
    what = {"scope": SetScope.OWN, "icd": [], "lines": LINES}

    sets.save(db, DOCTOR, set_id=kept.id, version=1, name="Cũ", active=False, **what)  # type: ignore[arg-type]
    assert sets.visible(db, DOCTOR) == []
    assert (names(db, DOCTOR, ended=False), names(db, DOCTOR, ended=True)) == ([], ["Cũ"])
    sets.save(db, DOCTOR, set_id=kept.id, version=2, name="Mới", **what)  # type: ignore[arg-type]
    assert [s.name for s in sets.visible(db, DOCTOR)] == ["Mới"]


@pytest.mark.usefixtures("house")
def test_nobody_changes_what_is_not_his(db: Session) -> None:
    mine, shared = keep(db, DOCTOR, "Riêng"), keep(db, ADMIN, "Chung", SetScope.FACILITY)
    what = {"name": "x", "scope": SetScope.OWN, "icd": [], "lines": LINES, "version": 1}

    with pytest.raises(NotYourSet):
        sets.save(db, DOCTOR, set_id=shared.id, **what)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        sets.save(db, ADMIN, set_id=mine.id, **what)  # type: ignore[arg-type]


@pytest.mark.usefixtures("house")
def test_a_departments_set_is_for_those_who_work_there(db: Session) -> None:
    with pytest.raises(SetNeedsDepartment):
        keep(db, ADMIN, "Của khoa", SetScope.DEPARTMENT)
    department = db.exec(select(Department)).one()
    what = {"name": "Của khoa", "scope": SetScope.DEPARTMENT, "icd": [], "lines": LINES}
    sets.save(db, ADMIN, department_id=department.id, **what)  # type: ignore[arg-type]

    nurse = User(username="hoa", name="BS. Hoa")
    db.add(nurse)
    db.flush()
    db.add(Staff(user_id=nurse.id, department_id=department.id))
    assert [s.name for s in sets.visible(db, Actor(nurse.id, nurse.name))] == ["Của khoa"]
    assert sets.visible(db, DOCTOR) == []


@pytest.mark.usefixtures("house")
def test_what_is_not_ordered_stands_in_no_set(db: Session) -> None:
    catalogs.add(db, ADMIN, "service", code="GIUONG", name="Ngày giường", facts={"kind": "bed"})
    with pytest.raises(NotOrderable):
        sets.save(
            db,
            DOCTOR,
            name="x",
            scope=SetScope.OWN,
            icd=[],
            lines=[{"service_code": "GIUONG", "quantity": 1}],
        )


@pytest.mark.usefixtures("house")
def test_wordings_are_found_by_name_and_kind_and_end(db: Session) -> None:
    text: dict[str, Any] = {"text": "Gan không to", "conclusion": "Bình thường"}
    made = templates.save(db, name="Bụng bình thường", kind=OrderKind.IMAGING, **text)
    templates.save(db, name="Điện tim bình thường", kind=OrderKind.FUNCTION, **text)

    def found(**asked: object) -> list[str]:
        return [t.name for t in templates.page(db, **asked)[0]]  # type: ignore[arg-type]

    assert found(q="binh thuong", kind=OrderKind.IMAGING) == ["Bụng bình thường"]
    assert found(q="dien tim") == ["Điện tim bình thường"]
    changed = {"template_id": made.id, "version": 1, "name": made.name, "active": False}
    templates.save(db, kind=OrderKind.IMAGING, **text, **changed)  # type: ignore[arg-type]
    assert (found(ended=False), found(ended=True)) == (
        ["Điện tim bình thường"],
        ["Bụng bình thường"],
    )


@pytest.fixture
def administrator(database: Database, sign_in: SignIn) -> TestClient:
    with database.write(ADMIN) as db:
        lists.services(db)
        clinic.build(db)
    return sign_in(permissions.KEEP_SETS, permissions.SETS, READ_LISTS, name="Quản trị")


def test_over_the_api_the_administrator_keeps_the_houses_sets(administrator: TestClient) -> None:
    set_ = {"name": "Sốt", "scope": "facility", "icd": ["R50"]}
    body = {**set_, "lines": [{"service_code": "XN-GLU"}]}

    made = administrator.post("/api/orders/sets", json=body)
    assert made.status_code == 201, made.text
    [row] = administrator.get("/api/orders/sets/all?q=sot").json()["items"]
    assert (row["scope"], row["mine"], row["department"]) == ("facility", False, "")
    wording = {"name": "Phổi", "kind": "imaging", "text": "Hai phế trường sáng"}
    assert administrator.post("/api/orders/result-templates", json=wording).status_code == 201
    found = administrator.get("/api/orders/result-templates?q=phoi&kind=imaging").json()["items"]
    assert [each["name"] for each in found] == ["Phổi"]
    unknown = administrator.post(
        "/api/orders/result-templates", json={**wording, "service_code": "KHONG-CO"}
    )
    assert unknown.json()["error"] == "NotInCatalogue"
