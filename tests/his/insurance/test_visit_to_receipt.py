"""An insured visit, from the desk to the gateway's receipt, over real HTTP."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from uuid import UUID

import pytest

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.insurance import handlers, service
from his.insurance.collecting import Collector
from his.insurance.errors import AlreadySent, DossierUnchanged, HasErrors
from his.insurance.models import CoverageState, DossierState, InsuranceDossier
from his.orders import service as orders
from his.outpatient import service as outpatient
from kernel.access import Actor
from kernel.db import Database
from kernel.simulators import Running
from tests.his.insurance import clinic

_TESTED = {"kind": "lab", "unit": "lần", "price": "50000", "tests": ["GLU"]}
Later = Callable[..., None]


@pytest.fixture
def database(listed: Database) -> Database:
    return listed


@pytest.fixture
def gateway() -> Iterator[Running]:
    with clinic.simulated() as it:
        yield it


@pytest.fixture
def doctor(database: Database, actor: Actor, gateway: Running) -> Actor:
    """An equipped clinic, connected to the gateway."""
    with database.write(actor) as db:
        clinic.build(db)
        clinic.charge_examinations(db, actor)
        clinic.somebody(db, "Lê Văn Trưởng", clinic.HEAD)
        found = clinic.somebody(db, "Trần Văn Bình")
        clinic.connect(db, found, gateway.url)
    return found


def opened(database: Database, doctor: Actor, card: str = clinic.CARD) -> Encounter:
    with database.write(doctor) as db:
        return clinic.visit(db, doctor, clinic.insured(db, doctor, card=card))


def closed(database: Database, doctor: Actor, card: str = clinic.CARD) -> InsuranceDossier:
    visit = opened(database, doctor, card)
    clinic.pump(database)
    with database.write(doctor) as db:
        clinic.seen(db, doctor, visit)
    handlers.make_dossiers(database)
    with database.read(doctor) as db:
        found = service.of_visit(db, visit.id)
    assert found
    return found


def send(database: Database, doctor: Actor, dossier_id: UUID) -> None:
    with database.write(doctor) as db:
        service.send(db, doctor, dossier_id)


def now(database: Database, doctor: Actor, dossier_id: UUID) -> InsuranceDossier:
    with database.read(doctor) as db:
        return service.get(db, doctor, dossier_id)


def files(gateway: Running) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = gateway.app.state.files
    return {key: each for key, each in found.items() if key.startswith("dossier/")}


def test_the_card_is_checked_and_its_rate_told(database: Database, doctor: Actor) -> None:
    visit = opened(database, doctor)
    clinic.pump(database)
    with database.read(doctor) as db:
        found = service.coverage(db, visit.id)
        quote = service.quoted(db, visit.id)
    assert found
    assert quote
    assert (found.state, found.check_code, found.route) == (CoverageState.USABLE, "000", "1.1")
    [period] = quote.periods
    assert period.rate == 80
    assert "80%" in period.reason.vi


@pytest.mark.parametrize(
    ("card", "code", "state"),
    [
        ("DN4797900000010", "010", CoverageState.NOT_USABLE),
        ("DN4797900000003", "003", CoverageState.USABLE),
        ("DN4797900000060", "060", CoverageState.NOT_USABLE),
    ],
)
def test_the_gateway_knows_ended_renewed_and_wrong_cards(
    database: Database, doctor: Actor, card: str, code: str, state: CoverageState
) -> None:
    visit = opened(database, doctor, card)
    clinic.pump(database)
    with database.read(doctor) as db:
        found = service.coverage(db, visit.id)
    assert found
    assert (found.check_code, found.state) == (code, state)


def test_a_closed_visit_is_sent_and_its_receipt_kept(
    database: Database, doctor: Actor, gateway: Running
) -> None:
    dossier = closed(database, doctor)
    assert dossier.problems == []
    send(database, doctor, dossier.id)
    clinic.pump(database)
    found = now(database, doctor, dossier.id)
    assert found.state is DossierState.ACCEPTED
    assert found.receipt.startswith("GD")
    assert list(files(gateway)) == [f"dossier/{dossier.code}"]
    assert any(key.startswith("check-in/") for key in gateway.app.state.files)


def test_the_bill_and_the_tables_say_the_same(database: Database, doctor: Actor) -> None:
    from his.billing import service as billing

    dossier = closed(database, doctor)
    with database.read(doctor) as db:
        lines = billing.charges_of(db, dossier.encounter_id)
    head = json.loads(dossier.tables)["XML1"][0]
    assert head["T_TONGCHI_BV"] == f"{sum(line.gross for line in lines):.2f}"
    assert head["T_BHTT"] == f"{sum(line.insurer for line in lines):.2f}"
    assert (dossier.gross, dossier.insurer) == (
        Decimal(50_000),
        Decimal(50_000),  # below 15 % of the base salary
    )


def test_the_machine_that_did_it_stands_in_the_tables(database: Database, doctor: Actor) -> None:
    visit = opened(database, doctor)
    with database.write(doctor) as db:
        catalogs.add(
            db,
            doctor,
            "machine",
            code="AU480",
            name="Máy sinh hóa",
            ministry_code="SH.1.79999.AU1",
            facts={"kind": "SH"},
        )
        catalogs.add(db, doctor, "service", code="XN-MAY", name="Đường máu", facts=_TESTED)
        order = orders.place(db, doctor, encounter_id=visit.id, service_code="XN-MAY")
        orders.start(db, doctor, order.id)
        order.machines = "AU480;CL.1.79999.KHO2;MƯỢN"  # listed, said by the wing itself, unknown
        orders.fulfil(db, doctor, order.id, text="5,4")
        found = Collector(db, visit).dossier()
        assert found
        [tested] = [each for each in found.services if each.code == "XN-MAY"]
    assert tested.machine == "SH.1.79999.AU1;CL.1.79999.KHO2"


def test_what_was_accepted_is_never_sent_again(
    database: Database, doctor: Actor, gateway: Running
) -> None:
    dossier = closed(database, doctor)
    send(database, doctor, dossier.id)
    clinic.pump(database)
    with pytest.raises(AlreadySent):
        send(database, doctor, dossier.id)
    with database.write(doctor) as db, pytest.raises(DossierUnchanged):
        service.make(db, doctor, dossier.encounter_id)
    clinic.pump(database)
    assert [each["count"] for each in files(gateway).values()] == [1]


def test_a_mended_visit_replaces_what_was_refused(
    database: Database, doctor: Actor, gateway: Running
) -> None:
    dossier = closed(database, doctor)
    gateway.desk.set("refused", times=1)
    send(database, doctor, dossier.id)
    clinic.pump(database)
    refused = now(database, doctor, dossier.id)
    assert (refused.state, refused.answer_code) == (DossierState.REFUSED, "123")
    with database.write(doctor) as db:
        outpatient.amend(
            db,
            doctor,
            dossier.encounter_id,
            field="plan",
            value="Hạ sốt, tái khám khi sốt cao",
            reason="Bổ sung lời dặn",
            version=1,
        )
        again = service.make(db, doctor, dossier.encounter_id)
    assert again.number == 2
    send(database, doctor, again.id)
    clinic.pump(database)
    assert now(database, doctor, again.id).state is DossierState.ACCEPTED
    assert now(database, doctor, dossier.id).state is DossierState.REPLACED


def test_a_dossier_with_errors_stays_here(database: Database, doctor: Actor) -> None:
    with database.write(doctor) as db:
        service.set_up(db, doctor, address="http://127.0.0.1:1", head="")
    dossier = closed(database, doctor)
    assert [each["code"] for each in dossier.problems or ()] == ["N06", "C07"]
    assert dossier.state is DossierState.TO_MEND
    with pytest.raises(HasErrors):
        send(database, doctor, dossier.id)


@pytest.mark.parametrize("fault", ["down", "401", "lost", "expired"])
def test_trouble_on_the_way_loses_nothing_and_doubles_nothing(
    database: Database, doctor: Actor, gateway: Running, later: Later, fault: str
) -> None:
    dossier = closed(database, doctor)
    gateway.desk.set(fault, times=2)
    send(database, doctor, dossier.id)
    clinic.pump(database)
    for _ in range(3):
        later(minutes=2)
        clinic.pump(database)
    found = now(database, doctor, dossier.id)
    assert found.state is DossierState.ACCEPTED
    assert [each["count"] for each in files(gateway).values()] == [1]


def test_a_gateway_that_is_down_all_day_stops_nobody(
    database: Database, doctor: Actor, gateway: Running, later: Later
) -> None:
    gateway.desk.set("down")
    dossiers = [closed(database, doctor, f"DN479791234567{n}") for n in range(3)]
    for _ in range(4):
        clinic.pump(database)
        later(hours=1)
    states = {now(database, doctor, each.id).state for each in dossiers}
    assert states == {DossierState.READY}  # only warned that the card is not checked
    for each in dossiers:
        send(database, doctor, each.id)
    later(hours=2)
    clinic.pump(database)
    assert {now(database, doctor, e.id).state for e in dossiers} == {DossierState.QUEUED}
    gateway.desk.clear()
    for _ in range(3):
        later(hours=2)
        clinic.pump(database)
    assert {now(database, doctor, e.id).state for e in dossiers} == {DossierState.ACCEPTED}
    assert [each["count"] for each in files(gateway).values()] == [1, 1, 1]
    with database.read(doctor) as db:
        covered = service.coverage(db, dossiers[0].encounter_id)
    assert covered
    assert covered.state is CoverageState.USABLE
