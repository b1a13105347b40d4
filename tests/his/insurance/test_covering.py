"""Who covers a visit: cards, routes, rates, and what the desk and the clerk may do by the API."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from his.encounters.service import Encounter
from his.insurance import handlers, permissions, service
from his.insurance.errors import CardOfTheWrongShape, CardsOverlap
from his.insurance.service import Given, GivenCard
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from tests.his.insurance import clinic

SignIn = Callable[..., TestClient]


@pytest.fixture
def database(listed: Database) -> Database:
    return listed


@pytest.fixture
def doctor(database: Database, actor: Actor) -> Actor:
    with database.write(actor) as db:
        clinic.build(db)
        clinic.charge_examinations(db, actor)
        clinic.somebody(db, "Lê Văn Trưởng", clinic.HEAD)
        return clinic.somebody(db, "Trần Văn Bình")


@pytest.fixture
def visit(database: Database, doctor: Actor) -> Encounter:
    with database.write(doctor) as db:
        return clinic.visit(db, doctor, clinic.insured(db, doctor))


def rates(database: Database, doctor: Actor, visit: Encounter, **given: object) -> list[Decimal]:
    cards = given.pop("cards", (GivenCard(number=clinic.CARD, facility="79999"),))
    with database.write(doctor) as db:
        service.cover(db, doctor, visit.id, Given(cards=cards, **given))  # type: ignore[arg-type]
        quote = service.quoted(db, visit.id)
    assert quote
    return [period.rate for period in quote.periods]


def card(number: str, **more: object) -> tuple[GivenCard, ...]:
    return (GivenCard(number=number, **more),)  # type: ignore[arg-type]


def test_the_rate_follows_from_card_and_route(
    database: Database, doctor: Actor, visit: Encounter
) -> None:
    found = {
        "80": rates(database, doctor, visit),
        "95": rates(database, doctor, visit, cards=card("HT3797912345678")),
        "100": rates(database, doctor, visit, cards=card("CK2797912345678")),
        "commune": rates(database, doctor, visit, route="1.2"),
        "no level told": rates(database, doctor, visit, cards=card("7912345678")),
        "level told": rates(database, doctor, visit, cards=card("7912345678", level=3)),
        "exempt": rates(database, doctor, visit, exempt_from=today() - timedelta(days=1)),
    }
    assert {name: int(each[0]) for name, each in found.items()} == {
        "80": 80,
        "95": 95,
        "100": 100,
        "commune": 100,
        "no level told": 80,
        "level told": 95,
        "exempt": 100,
    }


def test_two_cards_follow_each_other(database: Database, doctor: Actor, visit: Encounter) -> None:
    first = GivenCard(number=clinic.CARD, until=today())
    second = GivenCard(number="CK2797912345678", since=today() + timedelta(days=1))
    assert rates(database, doctor, visit, cards=(first, second)) == [80, 100]
    both = Given(cards=(first, GivenCard(number="CK2797912345678", since=today())))
    with database.write(doctor) as db, pytest.raises(CardsOverlap):
        service.cover(db, doctor, visit.id, both)


def test_a_number_that_is_no_card_is_refused(
    database: Database, doctor: Actor, visit: Encounter
) -> None:
    with database.write(doctor) as db, pytest.raises(CardOfTheWrongShape):
        service.cover(db, doctor, visit.id, Given(cards=card("123")))


def test_a_new_coverage_works_the_bill_out_anew(
    database: Database, doctor: Actor, visit: Encounter
) -> None:
    from his.billing import service as billing

    rates(database, doctor, visit, route="9")
    with database.read(doctor) as db:
        [line] = billing.charges_of(db, visit.id)
    assert (line.insurer, line.own + line.copay) == (Decimal(0), Decimal(50_000))
    rates(database, doctor, visit, route="1.2")
    with database.read(doctor) as db:
        [line] = billing.charges_of(db, visit.id)
    assert (line.insurer, line.own + line.copay) == (Decimal(50_000), Decimal(0))


def test_the_card_number_is_sealed(database: Database, doctor: Actor, visit: Encounter) -> None:
    from sqlalchemy import text

    with database.read() as db:
        kept = db.execute(text("SELECT number, tail FROM his_coverage_card")).all()
    assert [(clinic.CARD.encode() in bytes(number), tail) for number, tail in kept] == [
        (False, "5678")
    ]


def test_the_desk_enters_a_card_by_the_api(
    database: Database, doctor: Actor, visit: Encounter, sign_in: SignIn
) -> None:
    desk = sign_in(permissions.READ, permissions.SET)
    body = {"cards": [{"number": "HT3797912345678"}], "route": "1.3", "referral": "12/2026"}
    saved = desk.put(f"/api/insurance/coverage/{visit.id}", json={**body, "from_facility": "79001"})
    assert saved.status_code == 200, saved.text
    shown = desk.get(f"/api/insurance/coverage/{visit.id}").json()
    assert (shown["route"], Decimal(shown["cards"][0]["rate"])) == ("1.3", Decimal(95))
    assert "95" in shown["cards"][0]["reason"]["vi"]
    nobody = sign_in()
    assert nobody.get(f"/api/insurance/coverage/{visit.id}").status_code == 403


def test_the_clerk_sees_what_is_wrong_and_may_not_send_it(
    database: Database, doctor: Actor, visit: Encounter, sign_in: SignIn
) -> None:
    with database.write(doctor) as db:
        clinic.seen(db, doctor, visit)
    handlers.make_dossiers(database)
    clerk = sign_in(permissions.DOSSIERS, permissions.MAKE, permissions.SEND, permissions.SETTLE)
    [line] = clerk.get("/api/insurance/dossiers").json()["items"]
    assert line["state"] == "to_mend"  # nobody signs for the house yet
    whole = clerk.get(f"/api/insurance/dossiers/{line['id']}").json()
    assert "N06" in [problem["code"] for problem in whole["problems"]]
    assert {problem["mend"] for problem in whole["problems"]} >= {"facility"}
    stopped = clerk.post("/api/insurance/dossiers/send", json={"ids": [line["id"]]}).json()
    assert (stopped["done"], stopped["stopped"][0]["code"]) == (0, visit.code)
    tables = clerk.get(f"/api/insurance/dossiers/{line['id']}/tables").json()["tables"]
    assert [table["id"] for table in tables] == ["XML1", "XML3"]
    assert clerk.get("/api/insurance/dossiers/counts").json()["to_mend"] == 1
    rules = clerk.get("/api/insurance/rules").json()["rules"]
    assert len(rules) > 40
    assert {rule["code"]: rule["broken"] for rule in rules}["N06"] == 1
    month = f"{today():%Y-%m}"
    assert (
        clerk.get("/api/insurance/settlement/sums", params={"month": month}).json()["visits"] == 0
    )
    book = clerk.get("/api/insurance/settlement/workbook", params={"month": month})
    assert book.content.startswith(b"PK")


def test_a_secret_of_the_gateway_is_never_shown(
    database: Database, doctor: Actor, sign_in: SignIn
) -> None:
    admin = sign_in(permissions.GATEWAY)
    body = {"address": "http://127.0.0.1:8061", "username": "79999_BV", "password": "bi mat"}
    saved = admin.put("/api/insurance/gateway", json=body)
    assert saved.status_code == 200, saved.text
    shown = admin.get("/api/insurance/gateway")
    assert "bi mat" not in shown.text
    assert shown.json()["has_password"]
