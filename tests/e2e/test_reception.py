"""The desk, by keyboard only: a card is scanned, somebody is registered and sent to a room.

Budgets are those of the day-one tasks 4 and 5: a new patient in 3 clicks, one who was here
before in 2. A key that acts (F9, Alt+1) counts as much as a click.
"""

import re
from random import SystemRandom

from playwright.sync_api import Locator, Page, expect

from seed import people
from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

NEW_PATIENT, KNOWN_PATIENT = 3, 2


def test_a_new_patient_is_scanned_registered_and_sent_to_a_room(
    page_of: PageOf, clinic_url: str
) -> None:
    person = front_desk.somebody(sex="female", ages=(25, 60))
    card = chip_card(person)
    page = page_of("reception", width=1366, height=768)
    page.goto("/")
    expect(desk(page)).to_be_focused()
    see(page, "reception")
    assert faults(page) == []

    hands = Hands(page)
    hands.scan(card, then=field(page, "Điện thoại"))
    expect(field(page, "Họ và tên")).to_have_value(person.name)
    expect(page.get_by_text("Nữ", exact=True).first).to_be_visible()
    see(page, "reception-scanned")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("group", name=re.compile("Phòng")))
    see(page, "reception-visit")
    assert faults(page) == []
    hands.press("Alt+1")
    hands.press("F9", then=ticket(page))
    see(page, "reception-ticket")
    assert faults(page) == []
    hands.tell(4, "Register a new patient by scan, room, ticket")
    assert hands.keys <= NEW_PATIENT
    assert hands.clicks == 0

    with front_desk.signed_in(clinic_url, "reception") as api:
        found = api.post("/api/patients/scan", json={"text": card}).json()["found"]
    assert [each["name"] for each in found] == [person.name]


def test_who_was_here_before_is_found_by_the_same_card_at_once(
    page_of: PageOf, clinic_url: str
) -> None:
    person = front_desk.somebody(ages=(25, 60))
    card = chip_card(person)
    came_before(clinic_url, person, card)
    page = page_of("reception", width=1366, height=768)
    page.goto("/reception")
    expect(desk(page)).to_be_focused()
    hands = Hands(page)
    hands.scan(card, then=page.get_by_role("group", name=re.compile("Phòng")))
    expect(page.get_by_text(person.name.upper()).first).to_be_visible()
    see(page, "reception-known")
    hands.press("F9", then=ticket(page))
    hands.tell(5, "A patient who was here before, by scan to the ticket")
    assert hands.keys <= KNOWN_PATIENT
    assert hands.clicks == 0


def test_two_clicks_register_one_patient(page_of: PageOf, clinic_url: str) -> None:
    person = front_desk.somebody(ages=(25, 60))
    page = page_of("reception", width=1366, height=768)
    page.goto("/reception")
    expect(desk(page)).to_be_focused()
    Hands(page).scan(chip_card(person), then=field(page, "Điện thoại"))
    page.get_by_role("button", name="Đăng ký", exact=False).last.dblclick()
    page.get_by_role("group", name=re.compile("Phòng")).wait_for()
    with front_desk.signed_in(clinic_url, "reception") as api:
        found = api.get("/api/patients", params={"q": person.name}).json()["items"]
    assert len([each for each in found if each["name"] == person.name]) == 1


def test_by_hand_the_pointer_needs_no_more_clicks_than_the_budget(
    page_of: PageOf, clinic_url: str
) -> None:
    person = front_desk.somebody(ages=(25, 60))
    page = page_of("reception", width=1366, height=768)
    page.goto("/reception")
    expect(desk(page)).to_be_focused()
    hands = Hands(page)
    hands.scan(chip_card(person), then=field(page, "Điện thoại"))
    rooms = page.get_by_role("group", name=re.compile("Phòng"))
    hands.click(page.get_by_role("button", name=re.compile("^Đăng ký F9")), then=rooms)
    hands.click(rooms.locator("label").first)
    hands.click(page.get_by_role("button", name=re.compile("^Mở lượt khám")), then=ticket(page))
    hands.tell(4, "The same with the pointer")
    assert hands.clicks <= NEW_PATIENT
    assert hands.keys == 0


def test_the_desk_fits_a_phone(page_of: PageOf) -> None:
    person = front_desk.somebody(ages=(25, 60))
    page = page_of("reception", width=390, height=844)
    page.goto("/reception")
    expect(desk(page)).to_be_visible()
    desk(page).focus()
    Hands(page).scan(chip_card(person), then=field(page, "Điện thoại"))
    see(page, "phone-reception")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# --- what stands at the desk ------------------------------------------------------------------


def chip_card(person: people.Person) -> str:
    """What a scanner reads from an identity card: seven parts."""
    chance = SystemRandom()
    year, month, day = person.birth.split("-")
    number = people.cccd(chance, person.sex, int(year))
    sex = {"male": "Nam", "female": "Nữ"}[person.sex]
    return f"{number}||{person.name}|{day}{month}{year}|{sex}|{person.street}|01062021"


def came_before(clinic_url: str, person: people.Person, card: str) -> None:
    with front_desk.signed_in(clinic_url, "reception") as api:
        rooms = {each["code"]: each["id"] for each in api.get("/api/admin/rooms").json()["items"]}
        papers = [{"kind": "cccd", "value": card.split("|")[0]}]
        known = {"name": person.name, "sex": person.sex, "birth": person.birth}
        patient = api.post("/api/patients", json=known | {"documents": papers}).json()["id"]
        visit = api.post(
            "/api/encounters",
            json={"patient_id": patient, "room_id": rooms["P101"], "payer": "self_pay"},
        ).json()["id"]
        gone = api.post(f"/api/encounters/{visit}/cancel", json={"reason": "Bận việc nhà"})
        assert gone.status_code == 200, gone.text


def desk(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("^Quét thẻ"))


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(f"^{label}( \\*)?$"))


def ticket(page: Page) -> Locator:
    return page.get_by_role("status", name="Số thứ tự")
