from random import Random

import pytest
from sqlmodel import Session

from his.patients import permissions as may
from his.patients import service as patients
from his.patients.handlers import in_search_box
from his.patients.models import Patient
from his.patients.service import CardKind, CardState, Kin, Relation, Sex
from kernel.access import Actor
from kernel.paging import cursor
from kernel.schemas import BadCursor
from tests.conftest import SignIn
from tests.his.patients.people import bhyt, cccd, form, somebody


def names(db: Session, actor: Actor, text: str) -> list[str]:
    found, _ = patients.search(db, actor, text)
    return [each.patient.name for each in found]


@pytest.fixture
def hoa(db: Session, actor: Actor) -> Patient:
    somebody(db, actor, "Trần Văn Bình", "1990-01-01", phone="0987654321")
    somebody(db, actor, "Nguyễn Thị Hoài", "1977-07-07", Sex.FEMALE)
    return somebody(
        db,
        actor,
        "Nguyễn Thị Hoà",
        "1985-03-17",
        Sex.FEMALE,
        cccd("001185012345"),
        bhyt("DN4010123456789"),
        phone="0912345678",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Hoà",
        "nguyen thi hoa",
        "hoa nguyen",
        "nguyễn thị hòa 1985",
        "hoa 17/03/1985",
        "17/03/1985",
        "001185012345",
        "001 185 012 345",
        "2345",
        "DN4010123456789",
        "dn4 01 0123456789",
        "0123456789",
        "0912345678",
        "+84 912 345 678",
        "5678",
        "001185012345||Nguyễn Thị Hoà|17031985|Nữ|Hà Nội|01022021",
    ],
)
def test_a_patient_is_found_by_anything_that_names_her(
    db: Session, actor: Actor, hoa: Patient, text: str
) -> None:
    assert names(db, actor, text)[0] == "Nguyễn Thị Hoà"


def test_a_patient_is_found_by_code_and_not_by_a_mistyped_one(
    db: Session, actor: Actor, hoa: Patient
) -> None:
    assert names(db, actor, hoa.code) == ["Nguyễn Thị Hoà"]
    assert names(db, actor, hoa.code.replace("-", "")) == ["Nguyễn Thị Hoà"]
    wrong = hoa.code[:-1] + str((int(hoa.code[-1]) + 1) % 10)
    assert names(db, actor, wrong) == []


def test_whole_words_come_before_those_that_only_begin_so(
    db: Session, actor: Actor, hoa: Patient
) -> None:
    assert names(db, actor, "nguyen hoa") == ["Nguyễn Thị Hoà", "Nguyễn Thị Hoài"]
    assert names(db, actor, "ng th ho") == ["Nguyễn Thị Hoà", "Nguyễn Thị Hoài"]
    assert names(db, actor, "hoa 1990") == []
    assert names(db, actor, "không ai cả") == []


def test_names_of_every_people_are_found(db: Session, actor: Actor) -> None:
    somebody(db, actor, "H'Hen Niê", "1992-05-15", Sex.FEMALE)
    somebody(db, actor, "Alexander von Humboldt", "1969-09-14")
    assert names(db, actor, "hhen nie") == ["H'Hen Niê"]
    assert names(db, actor, "H'hen") == ["H'Hen Niê"]
    assert names(db, actor, "humbold") == ["Alexander von Humboldt"]
    assert names(db, actor, "alexandre") == []


def test_a_corrected_name_is_found_and_the_old_one_no_more(
    db: Session, actor: Actor, hoa: Patient
) -> None:
    patients.update(
        db, actor, hoa.id, version=hoa.version, name="Lê Thị Cúc", birth="1985", sex=Sex.FEMALE
    )
    assert names(db, actor, "le thi cuc 1985") == ["Lê Thị Cúc"]
    assert names(db, actor, "nguyen hoa") == ["Nguyễn Thị Hoài"]


def test_a_child_is_found_by_the_telephone_of_its_mother(db: Session, actor: Actor) -> None:
    somebody(
        db,
        actor,
        "Bé Na",
        "2024-01-01",
        Sex.FEMALE,
        kin=[Kin(name="Mẹ Na", relation=Relation.MOTHER, phone="0933333333")],
    )
    assert names(db, actor, "0933333333") == ["Bé Na"]


def test_a_card_finds_its_holder_until_it_is_lost(db: Session, actor: Actor, hoa: Patient) -> None:
    card = patients.issue_card(db, actor, hoa.id, kind=CardKind.CARD)
    assert names(db, actor, card.token.lower()) == ["Nguyễn Thị Hoà"]
    patients.withdraw_card(
        db, actor, hoa.id, card.id, version=card.version, state=CardState.LOST, reason="đánh rơi"
    )
    assert names(db, actor, card.token) == []


def test_a_merged_record_leads_to_its_survivor(db: Session, actor: Actor, hoa: Patient) -> None:
    other = somebody(db, actor, "Hoà Thị Nguyễn", "1985-03-17", Sex.FEMALE, not_same_as=(hoa.id,))
    patients.merge(db, actor, kept_id=hoa.id, gone_id=other.id, reason="trùng")
    found, _ = patients.search(db, actor, other.code)
    assert [(each.patient.id, each.merged_code) for each in found] == [(hoa.id, other.code)]
    found, _ = patients.search(db, actor, "hoa nguyen")
    assert found[0].patient.id == hoa.id
    assert len({each.patient.id for each in found}) == len(found)


def test_pages_follow_each_other_without_gap_or_repetition(db: Session, actor: Actor) -> None:
    chance = Random(7)  # noqa: S311 (names, no secret)
    known: list[Patient] = []
    for n in range(40):
        name = f"Nguyễn Văn {chance.choice(['An', 'Anh', 'Ánh', 'Bình'])}"
        everyone = tuple(each.id for each in known)
        known.append(somebody(db, actor, name, f"19{50 + n}-01-01", not_same_as=everyone))
    for text in ("", "nguyen van an", "nguyen v a"):
        whole, _ = patients.search(db, actor, text, limit=200)
        paged, after = patients.search(db, actor, text, limit=7)
        while after:
            more, after = patients.search(db, actor, text, limit=7, after=after)
            paged += more
        assert [e.patient.id for e in paged] == [e.patient.id for e in whole]
    assert len(whole) == len([p for p in known if "Bình" not in p.name])


@pytest.mark.parametrize("after", ["x", cursor(0, 10**12), cursor(-1, 3), cursor("a", "b")])
def test_a_cursor_of_nobodys_page_is_refused(db: Session, actor: Actor, after: str) -> None:
    with pytest.raises(BadCursor):
        patients.search(db, actor, "an", after=after)


def test_the_one_search_box_names_patients(db: Session, actor: Actor, hoa: Patient) -> None:
    (hit,) = in_search_box(db, actor, "001185012345", 10)
    assert hit.title == "Nguyễn Thị Hoà"
    assert hit.detail.startswith(f"{hoa.code} · nữ · 17/03/1985 · ")
    assert hit.to == f"/patients/{hoa.id}"


def test_a_scan_at_the_desk_finds_the_patient_and_says_what_differs(sign_in: SignIn) -> None:
    desk = sign_in(may.READ, may.REGISTER, may.READ_IDENTITY)
    card = "001085012345||Nguyễn Văn Ân|17031985|Nam|Số 5, Phường Ba Đình, Hà Nội|01022021"
    new = desk.post("/api/patients/scan", json={"text": card}).json()
    assert (new["kind"], new["found"], new["name"]) == ("cccd", [], "Nguyễn Văn Ân")
    an = desk.post("/api/patients", json=form()).json()
    known = desk.post("/api/patients/scan", json={"text": card}).json()
    assert [each["id"] for each in known["found"]] == [an["id"]]
    assert known["differences"] == [
        {"field": "name", "here": "Nguyễn Văn An", "scanned": "Nguyễn Văn Ân"}
    ]


def test_a_lost_card_finds_nobody_and_says_so(sign_in: SignIn) -> None:
    desk = sign_in(may.READ, may.REGISTER, may.ISSUE_CARD)
    an = desk.post("/api/patients", json=form()).json()
    path = f"/api/patients/{an['id']}/cards"
    first = desk.post(path, json={"kind": "card"}).json()
    desk.post(path, json={"kind": "card"})
    states = [each["state"] for each in desk.get(path).json()["items"]]
    assert states == ["active", "replaced"]
    assert "token" not in first
