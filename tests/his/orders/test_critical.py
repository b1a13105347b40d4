"""Critical results: alarmed at once, acknowledged with what was done, passed on when late."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from his.admin.models import Staff
from his.admin.parameters import set_parameter
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import alarming, critical_report, inbox, permissions, resulting, service
from his.orders.critical_models import CriticalAlarm
from his.orders.errors import AlarmAcknowledged, AlarmReplaced
from his.orders.models import Order
from his.patients.permissions import READ as READ_PATIENTS
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity.models import User
from kernel.ids import new_id
from kernel.reports import Period
from tests.conftest import Later, SignIn
from tests.his.orders.test_results import TECHNICIAN, enter, prepare

DOCTOR = Actor(new_id(), "BS. Lan")
ANOTHER = Actor(new_id(), "BS. Minh")
DONE = "Đã đọc lại, tiêm calci, chuyển cấp cứu"


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    return prepare(db, actor)


@pytest.fixture
def order(db: Session, visit: Encounter) -> Order:
    return service.place(db, DOCTOR, encounter_id=visit.id, service_code="XN-2")


def standing(db: Session) -> CriticalAlarm:
    [found] = alarming.waiting(db, SYSTEM)[0]
    return found


def test_a_critical_value_alarms_whoever_ordered_and_the_room_at_once(
    db: Session, visit: Encounter, order: Order
) -> None:
    enter(db, order, potassium="7,1")

    alarm = standing(db)
    assert alarm.says == "Kali: 7,1 mmol/L [HH]"
    assert alarming.mine(db, DOCTOR) == [alarm]
    assert alarming.mine(db, ANOTHER) == []
    assert alarming.mine(db, ANOTHER, room_id=visit.room_id) == [alarm]


def test_whoever_works_in_the_room_by_the_list_of_staff_is_alarmed(
    db: Session, visit: Encounter, order: Order
) -> None:
    nurse = User(username="hoa", name="ĐD. Hoa")
    db.add(nurse)
    db.flush()
    db.add(Staff(user_id=nurse.id, room_id=visit.room_id))
    enter(db, order, potassium="7,1")

    assert alarming.mine(db, Actor(nurse.id, nurse.name)) == [standing(db)]


@pytest.mark.parametrize(("glucose", "potassium"), [("5,4", "4,1"), ("7,8", "3,2")])
def test_what_is_not_critical_alarms_nobody(
    db: Session, order: Order, glucose: str, potassium: str
) -> None:
    enter(db, order, glucose=glucose, potassium=potassium)

    assert alarming.of_order(db, order.id) == []


def test_an_acknowledgement_says_who_when_and_what_was_done(
    db: Session, visit: Encounter, order: Order
) -> None:
    enter(db, order, potassium="7,1")
    where = f"result:{order.id}"
    assert where in [m.where for _, m in encounters.missing(db, visit)]

    alarm = alarming.acknowledge(db, DOCTOR, standing(db).id, note=DONE)

    assert (alarm.acknowledged_by_name, alarm.acknowledged_note) == ("BS. Lan", DONE)
    assert alarm.acknowledged_at
    assert alarming.mine(db, DOCTOR) == []
    assert inbox.unseen_count(db, DOCTOR) == 0  # he has read it by that
    assert where not in [m.where for _, m in encounters.missing(db, visit)]
    with pytest.raises(AlarmAcknowledged):
        alarming.acknowledge(db, ANOTHER, alarm.id, note="Tôi cũng đã xem")


def test_looking_at_it_is_not_enough(db: Session, visit: Encounter, order: Order) -> None:
    enter(db, order, potassium="7,1")

    inbox.see(db, DOCTOR, order)

    assert standing(db).waits
    assert f"result:{order.id}" in [m.where for _, m in encounters.missing(db, visit)]


def test_what_nobody_answers_in_time_alarms_everybody(
    db: Session, order: Order, later: Later
) -> None:
    set_parameter(db, SYSTEM, "his.orders.critical_minutes", value=10, reason="quy định")
    enter(db, order, potassium="7,1")

    later(minutes=9)
    assert alarming.escalate(db) is None
    assert alarming.mine(db, ANOTHER) == []
    later(minutes=2)
    assert alarming.escalate(db)
    assert alarming.mine(db, ANOTHER) == [standing(db)]
    assert standing(db).escalated_at
    assert alarming.escalate(db) is None  # once


def test_an_answer_in_time_is_not_passed_on(db: Session, order: Order, later: Later) -> None:
    enter(db, order, potassium="7,1")
    alarming.acknowledge(db, DOCTOR, standing(db).id, note=DONE)

    later(hours=1)

    assert alarming.escalate(db) is None


def test_a_telephone_call_is_noted_and_the_alarm_stays(db: Session, order: Order) -> None:
    enter(db, order, potassium="7,1")

    alarm = alarming.call(db, TECHNICIAN, standing(db).id, note="BS. Lan, đã đọc lại")

    assert (alarm.called_by_name, alarm.waits) == ("KTV Hoa", True)


def correct(db: Session, order: Order, potassium: str) -> None:
    typed = {"GLU": "5,4", "K": potassium}
    resulting.correct(db, TECHNICIAN, order.id, typed=typed, reason="nhầm mẫu")


def test_a_correction_ends_the_alarm_and_a_worse_one_raises_its_own(
    db: Session, order: Order
) -> None:
    enter(db, order, potassium="7,1")
    first = standing(db)

    correct(db, order, "7,9")
    second = standing(db)
    assert second.says == "Kali: 7,9 mmol/L [HH]"
    with pytest.raises(AlarmReplaced):
        alarming.acknowledge(db, DOCTOR, first.id, note=DONE)
    correct(db, order, "4,4")
    assert alarming.waiting(db, SYSTEM)[0] == []
    correct(db, order, "7,1")
    assert standing(db).says == first.says
    assert len(alarming.of_order(db, order.id)) == 3


def test_the_final_report_leaves_the_alarm_of_the_partial_one(db: Session, order: Order) -> None:
    value = {"name": "Kali", "value": "7,1", "unit": "mmol/L", "flag": "HH", "loinc": "L-K"}
    facts = {"values": [{**value, "number": "7.1", "reference": "3,5-5,0", "test": "K"}]}
    service.report(db, TECHNICIAN, order.id, text="Kali 7,1", facts=facts)
    alarming.acknowledge(db, DOCTOR, standing(db).id, note=DONE)

    service.fulfil(db, TECHNICIAN, order.id, text="Kali 7,1", facts=facts)

    assert alarming.waiting(db, SYSTEM)[0] == []


def test_the_report_counts_minutes_to_the_acknowledgement(
    db: Session, order: Order, later: Later
) -> None:
    enter(db, order, potassium="7,1")
    later(minutes=12)
    alarming.acknowledge(db, DOCTOR, standing(db).id, note=DONE)
    over = Period(today() - timedelta(days=1), today() + timedelta(days=1))

    [line] = critical_report.REPORT.by(db, SYSTEM, over, {})
    records, _ = critical_report.of_service(db, DOCTOR, over, {}, line.key, None, 50)

    assert line.values[:6] == ("XN-2", "Glucose và kali", 1, 1, 0, 0)
    assert [round(m) for m in line.values[6:]] == [12, 12, 12]
    assert [r.to for r in records] == [f"/results/{order.id}"]


def test_over_the_api_the_doctor_answers_and_the_history_keeps_it(
    database: Database, sign_in: SignIn
) -> None:
    with database.write(DOCTOR) as db:
        visit = prepare(db, DOCTOR)
        order = service.place(db, DOCTOR, encounter_id=visit.id, service_code="XN-2")
        enter(db, order, potassium="7,1")
        path = f"/api/orders/{order.id}/result"
    reads = (permissions.READ, READ_PATIENTS)
    doctor = sign_in(permissions.ACKNOWLEDGE, *reads, name=DOCTOR.name, id=DOCTOR.id)
    lab = sign_in(permissions.PERFORM, *reads, name="KTV Hoa")

    [alarm] = doctor.get("/api/orders/results/critical/mine").json()["items"]
    one = f"/api/orders/results/critical/{alarm['id']}"
    assert (alarm["overdue"], alarm["room_code"]) == (False, "P101")
    assert lab.post(f"{one}/acknowledgement", json={"note": DONE}).status_code == 403
    assert lab.post(f"{one}/call", json={"note": "đã gọi BS. Lan"}).status_code == 200
    assert doctor.post(f"{one}/acknowledgement", json={"note": ""}).status_code == 422
    answered = doctor.post(f"{one}/acknowledgement", json={"note": DONE})
    assert answered.json()["acknowledged_by_name"] == DOCTOR.name
    again = doctor.post(f"{one}/acknowledgement", json={"note": "lần nữa"})
    assert (again.status_code, again.json()["error"]) == (409, "AlarmAcknowledged")
    [kept] = lab.get(path).json()["alarms"]
    assert (kept["acknowledged_note"], kept["called_by_name"]) == (DONE, "KTV Hoa")
    assert lab.get("/api/orders/results/critical").json()["items"] == []
