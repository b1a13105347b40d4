"""A company's list of persons and its package become visits, orders, tubes and labels at once."""

import base64
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, col, select

from his.catalogs.errors import NotInCatalogue
from his.orders.service import Order
from his.patients import service as patients
from his.patients.service import Document, IdentifierKind, Sex
from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from lis.specimens import campaign_file, campaigns, packages, permissions
from lis.specimens.campaign_models import CheckPackage
from lis.specimens.errors import (
    CampaignFileUnreadable,
    CampaignHasErrors,
    CampaignMovedOn,
    PackageNotInForce,
)
from lis.specimens.models import Specimen
from tests.conftest import SignIn
from tests.his import clinic
from tests.lis.specimens.laboratory import NURSE, build

HEAD = "Họ và tên;Ngày sinh;Giới tính;Số CCCD;Điện thoại;Đơn vị;Mã nhân viên\n"
LIST = HEAD + (
    "Nguyễn Văn An;17/05/1980;Nam;099080001234;0501234567;Xưởng 1;NV01\n"
    "Trần Thị Bình;02/09/1985;Nữ;;;Xưởng 1;NV02\n"
    "Lê Văn Cường;1979;Nam;;;Xưởng 2;NV03\n"
)


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return build(db)


def package(db: Session, house: clinic.Clinic, **said: Any) -> CheckPackage:
    given = {
        "code": "KSK-A",
        "name": "Khám sức khoẻ Công ty A",
        "customer": "Công ty A",
        "contract_no": "12/HĐ",
        "services": ["XN-CTM", "XN-SH"],
        "room_id": house.lab.id,
        "valid_from": today(),
        **said,
    }
    return packages.save(db, package_id=None, version=0, said=given)


def test_a_list_becomes_visits_orders_and_numbered_tubes(db: Session, house: clinic.Clinic) -> None:
    made = package(db, house)
    known = patients.register(
        db,
        NURSE,
        name="Nguyễn Văn An",
        birth="1980-05-17",
        sex=Sex.MALE,
        documents=[Document(kind=IdentifierKind.CCCD, value="099080001234")],
    )
    content = LIST.encode()
    trial = campaigns.attempt(db, NURSE, made.id, content=content)
    assert [(t.patient_id, t.open) for t in trial.rows] == [
        (known.id, False),
        (None, False),
        (None, False),
    ]
    assert db.exec(select(Order)).all() == [], "a trial keeps nothing"
    done = campaigns.take(db, NURSE, made.id, content=content, plan=trial.plan, place="Công ty A")
    assert (done.persons, done.new_patients, done.orders, done.tubes) == (3, 2, 6, 6)
    people = campaigns.persons(db, done.id)
    assert people[0].patient_id == known.id
    tubes = campaigns.tubes(db, people)
    assert [len(tubes[p.encounter_id]) for p in people] == [2, 2, 2]
    codes = db.exec(select(Specimen.code)).all()
    assert len(set(codes)) == 6
    asked = db.exec(select(Order.indication).distinct()).all()
    assert asked == ["Khám sức khoẻ Công ty A"]

    again = campaigns.attempt(db, NURSE, made.id, content=content)
    wrong = again.rows[0].wrong
    assert wrong
    assert "Hôm nay đã có" in wrong.vi, "the same person is not taken twice a day"


def test_whoever_may_be_somebody_known_is_decided_by_a_person(
    db: Session, house: clinic.Clinic
) -> None:
    made = package(db, house)
    known = patients.register(db, NURSE, name="Trần Thị Bình", birth="1985-09-02", sex=Sex.FEMALE)
    content = LIST.encode()
    trial = campaigns.attempt(db, NURSE, made.id, content=content)
    doubtful = trial.rows[1]
    assert (doubtful.open, doubtful.patient_id) == (True, None)
    assert [c.patient_id for c in doubtful.candidates] == [known.id]
    with pytest.raises(CampaignHasErrors):
        campaigns.take(db, NURSE, made.id, content=content, plan=trial.plan)
    same = {3: str(known.id)}
    chosen = campaigns.attempt(db, NURSE, made.id, content=content, decisions=same)
    assert chosen.rows[1].patient_id == known.id
    other = {3: campaigns.NEW}
    new = campaigns.attempt(db, NURSE, made.id, content=content, decisions=other)
    assert (new.rows[1].patient_id, new.left) == (None, 0)
    with pytest.raises(CampaignMovedOn):
        campaigns.take(db, NURSE, made.id, content=content, plan=chosen.plan, decisions=other)
    done = campaigns.take(db, NURSE, made.id, content=content, plan=new.plan, decisions=other)
    assert done.new_patients == 3


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("An;17/05/1980;Nam;;;;", "họ và tên"),
        ("Nguyễn Văn An;32/05/1980;Nam;;;;", "Ngày sinh"),
        ("Nguyễn Văn An;;Nam;;;;", "Ngày sinh"),
        ("Nguyễn Văn An;1980;Nam;123;;;", "CCCD"),
        ("Nguyễn Văn An;1980;;;;;", "giới tính"),
        ("Trần Thị Bình;02/09/1985;Nữ;;;;", "Trùng"),
    ],
)
def test_a_row_that_is_wrong_says_why_and_nothing_is_taken(
    db: Session, house: clinic.Clinic, row: str, says: str
) -> None:
    made = package(db, house)
    content = (LIST + row + "\n").encode()
    trial = campaigns.attempt(db, NURSE, made.id, content=content)
    wrong = trial.rows[-1].wrong
    assert wrong
    assert says in wrong.vi
    with pytest.raises(CampaignHasErrors):
        campaigns.take(db, NURSE, made.id, content=content, plan=trial.plan)


def test_a_spreadsheet_is_read_with_its_days_and_eaten_noughts() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", "Họ tên", "Năm sinh", "Giới", "CCCD", "SĐT"])
    sheet.append([1, "Nguyễn  Văn An", today().replace(year=1980), "nam", 99080001234, 501234567])
    out = io.BytesIO()
    book.save(out)
    [row] = campaign_file.rows_of(out.getvalue())
    assert (row.given.name, row.given.birth) == (
        "Nguyễn Văn An",
        today().replace(year=1980).isoformat(),
    )
    assert (row.cccd, row.given.phone, row.wrong) == ("099080001234", "0501234567", None)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK not a book", b"Tuoi;Que\n1;2\n"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(CampaignFileUnreadable):
        list(campaign_file.rows_of(content))


def test_a_package_has_its_days_and_its_services(db: Session, house: clinic.Clinic) -> None:
    later = package(db, house, valid_from=today() + timedelta(days=1))
    with pytest.raises(PackageNotInForce):
        campaigns.attempt(db, NURSE, later.id, content=LIST.encode())
    with pytest.raises(NotInCatalogue):
        package(db, house, code="X", services=["KHONG-CO"])


def test_over_the_api(database: Database, sign_in: SignIn) -> None:
    with database.write(SYSTEM, "test") as db:
        house = build(db)
        room = str(house.lab.id)
    setter = sign_in(permissions.PACKAGES, permissions.CAMPAIGN)
    clerk = sign_in(permissions.CAMPAIGN)
    given = {
        "code": "KSK-A",
        "name": "Khám sức khoẻ Công ty A",
        "services": ["XN-CTM"],
        "room_id": room,
        "valid_from": today().isoformat(),
    }
    assert clerk.post("/api/lis/packages", json=given).status_code == 403
    made = setter.post("/api/lis/packages", json=given)
    assert made.status_code == 201, made.text
    twice = setter.post("/api/lis/packages", json=given)
    assert twice.json()["error"] == "PackageCodeTaken"
    kept = made.json()
    where = f"/api/lis/packages/{kept['id']}"
    change = {**given, "version": kept["version"], "customer": "Công ty A"}
    assert setter.put(where, json=change).json()["customer"] == "Công ty A"
    assert "Họ và tên" in clerk.get("/api/lis/campaigns/template").text

    said = {"content": base64.b64encode(LIST.encode()).decode(), "decisions": {}}
    trial = clerk.post(f"{where}/trial", json=said).json()
    assert (trial["known"], trial["new"], trial["left"]) == (0, 3, 0)
    taken = clerk.post(f"{where}/campaigns", json={**said, "plan": trial["plan"]})
    assert taken.status_code == 201, taken.text
    mine = f"/api/lis/campaigns/{taken.json()['id']}"
    whole = clerk.get(mine).json()
    assert [(p["unit"], len(p["tubes"])) for p in whole["persons"]] == [
        ("Xưởng 1", 1),
        ("Xưởng 1", 1),
        ("Xưởng 2", 1),
    ]
    for paper in ("labels", "list"):
        printed = clerk.post(f"{mine}/{paper}/print")
        assert printed.content.startswith(b"%PDF"), printed.text
    assert [c["persons"] for c in clerk.get("/api/lis/campaigns").json()["items"]] == [3]
    with database.read() as db:
        prints = db.exec(select(Specimen.prints).order_by(col(Specimen.code))).all()
        assert prints == [1, 1, 1]
