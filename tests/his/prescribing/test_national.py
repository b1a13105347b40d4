"""The way to the national system: through the outbox, to the system played here."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from his.admin.parameters import set_parameter
from his.prescribing import national, service
from his.prescribing.simulator import SIMULATOR, complaints
from kernel import outbox
from kernel.access import Actor
from kernel.db import Database
from kernel.outbox import OutboxState
from kernel.simulators import Running, running
from tests.his import clinic
from tests.his.prescribing import house as making
from tests.his.prescribing.house import drug, sign, visit, write


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with running(SIMULATOR) as it:
        monkeypatch.setenv("HIS54_ERX_URL", it.url)
        monkeypatch.setenv("HIS54_ERX_FACILITY", "79999")
        yield it


def signed(database: Database, actor: Actor) -> service.Prescription:
    with database.write(actor) as db:
        rooms = making.build(db)
        set_parameter(db, actor, "his.prescribing.national", value=True, reason="Có tài khoản")
        encounter = visit(db, actor, rooms.p101, "J02.9")
        draft = write(db, actor, encounter, drug("PARA500", 1, 1, 0, 1))
        return sign(db, actor, draft, why="Được")[0]


def pump(database: Database) -> None:
    outbox.pump(database, {national.KIND: national.SENDER})


def state(database: Database, prescription: service.Prescription) -> OutboxState | None:
    with database.read() as db:
        row = national.message_of(db, prescription)
        return row.state if row else None


def test_a_signed_prescription_is_sent_once_as_the_system_wants_it(
    database: Database, actor: Actor, system: Running
) -> None:
    prescription = signed(database, actor)
    pump(database)
    pump(database)
    assert state(database, prescription) is OutboxState.SENT
    kept = system.app.state.prescriptions
    assert list(kept) == [prescription.code]
    sent = kept[prescription.code]
    assert complaints(sent) == []
    assert (sent["loai_don_thuoc"], sent["gioi_tinh"]) == ("c", 3)
    assert sent["thong_tin_don_thuoc"][0]["so_luong"] == "15"
    assert sent["chan_doan"][0]["ma_chan_doan"] == "J02.9"


def test_a_day_without_the_line_loses_nothing(
    database: Database, actor: Actor, system: Running, later: object
) -> None:
    system.desk.set("down")
    prescription = signed(database, actor)
    pump(database)
    assert state(database, prescription) is OutboxState.WAITING
    system.desk.clear()
    later(hours=2)  # type: ignore[operator]
    pump(database)
    assert state(database, prescription) is OutboxState.SENT


def test_a_refused_one_waits_for_a_person_and_is_sent_again(
    database: Database, actor: Actor, system: Running
) -> None:
    system.desk.set("refuse", times=1)
    prescription = signed(database, actor)
    pump(database)
    assert state(database, prescription) is OutboxState.FAILED
    with database.write(actor) as db:
        national.again(db, actor, service.by_id(db, prescription.id))
    pump(database)
    assert state(database, prescription) is OutboxState.SENT


def test_a_prescription_that_is_cancelled_in_time_never_leaves(
    database: Database, actor: Actor, system: Running
) -> None:
    prescription = signed(database, actor)
    with database.write(actor) as db:
        service.cancel(db, actor, prescription.id, reason="Kê nhầm người")
    pump(database)
    assert state(database, prescription) is OutboxState.CANCELLED
    assert system.app.state.prescriptions == {}


def test_the_code_tells_facility_and_form(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    [made] = sign(db, actor, write(db, actor, encounter, drug("PARA500", 1)), why="Được")
    assert made.code
    assert (len(made.code), made.code[:5], made.code[-2:]) == (14, "79999", "-C")


def test_practice_data_never_leave_unless_the_facility_says_so(
    database: Database, actor: Actor
) -> None:
    with database.write(actor) as db:
        rooms = making.build(db)
        encounter = visit(db, actor, rooms.p101, "J02.9")
        [made] = sign(db, actor, write(db, actor, encounter, drug("PARA500", 1)), why="Được")
        assert national.message_of(db, made) is None
        national.again(db, actor, made)
    pump(database)
    assert state(database, made) is OutboxState.FAILED, "no address, no account"
