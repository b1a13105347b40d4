"""What people are sent, and how it leaves the house."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.parameters import set_parameter
from his.appointments import reminding, service
from his.appointments.senders import by_http, into_file
from his.appointments.service import Caller
from his.appointments.settings import CHANNEL
from his.appointments.simulator import REFUSES, SMS
from kernel import clock
from kernel.access import Actor
from kernel.ids import new_id
from kernel.outbox import Message, OutboxMessage, Undeliverable
from kernel.simulators import running
from tests.conftest import Later
from tests.his.appointments.conftest import Book, tomorrow


@pytest.fixture(autouse=True)
def forenoon(later: Later) -> None:
    """Tomorrow's visits are less than a day away, whenever these tests run."""
    later(hours=(10 - clock.local_now().hour) % 24)


LAN = Caller(name="Nguyễn Thị Lan", phone="0912345678")


def texts(db: Session) -> list[str]:
    rows = db.execute(select(col(OutboxMessage.payload)).order_by(col(OutboxMessage.id))).scalars()
    return [json.loads(row)["text"] for row in rows]


def test_a_reminder_says_when_and_nothing_of_the_patient(db: Session, book: Book) -> None:
    made = book(tomorrow(8), caller=LAN, reason="Khám thai")
    book(tomorrow(8, days=9))
    reminding.due(db)
    reminding.due(db)  # once only
    [text] = texts(db)
    assert made.code in text
    assert "08:00" in text
    assert f"/hen/l/{made.token}" in text
    for secret in ("Lan", "thai", "Nội", "P101"):
        assert secret not in text


def test_who_wants_no_messages_gets_none(db: Session, book: Book) -> None:
    made = book(tomorrow(8), caller=LAN)
    made.no_reminder = True
    db.flush()
    reminding.due(db)
    assert texts(db) == []


def test_a_house_may_remind_nobody(db: Session, actor: Actor, book: Book) -> None:
    book(tomorrow(8), caller=LAN)
    set_parameter(db, actor, CHANNEL.id, value="off", reason="Thử")
    assert reminding.due(db) is None
    assert texts(db) == []


def test_a_moved_appointment_is_reminded_of_again(
    db: Session, actor: Actor, book: Book, later: Later
) -> None:
    made = book(tomorrow(8), caller=LAN)
    reminding.due(db)
    to = tomorrow(9)
    service.move(db, actor, made, schedule_id=book_plan(db, made), at=to, reason="Bận")
    reminding.due(db)
    assert len(texts(db)) == 2


def book_plan(db: Session, made: service.Appointment):  # type: ignore[no-untyped-def]
    from his.appointments.models import AppointmentSlot

    slot = db.get(AppointmentSlot, made.slot_id)
    assert slot is not None
    return slot.schedule_id


def message(url: str = "", key: str = "nhac/1") -> Message:
    payload = {"to": "0912345678", "text": "nhac lich hen", "url": url}
    return Message(new_id(), reminding.SMS, key, payload, 1)


def test_the_gateway_gets_each_message_once() -> None:
    with running(SMS) as gateway:
        by_http(message(f"{gateway.url}/send"))
        by_http(message(f"{gateway.url}/send"))
        assert list(gateway.app.state.sent) == ["nhac/1"]


def test_a_refused_number_waits_for_a_person_and_a_gateway_that_is_down_is_tried_again() -> None:
    with running(SMS) as gateway:
        gateway.desk.set(REFUSES.id, times=1)
        with pytest.raises(Undeliverable):
            by_http(message(f"{gateway.url}/send"))
        gateway.desk.set("down", times=1)
        with pytest.raises(Exception, match="503") as failed:
            by_http(message(f"{gateway.url}/send"))
        assert not isinstance(failed.value, Undeliverable)
        by_http(message(f"{gateway.url}/send"))


def test_without_a_gateway_messages_stand_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIS54_DATA", str(tmp_path))
    into_file(message())
    [line] = (tmp_path / "messages" / "sms.jsonl").read_text().splitlines()
    assert json.loads(line)["to"] == "0912345678"
    assert (tmp_path / "messages" / "sms.jsonl").stat().st_mode & 0o077 == 0
