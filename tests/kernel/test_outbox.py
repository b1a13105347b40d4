"""What leaves the house: nothing is lost, nothing goes out before its commit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from kernel import outbox
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.module import Sender
from kernel.outbox import Message, OutboxMessage, OutboxState
from kernel.text import Text
from tests.conftest import Later

TITLE = Text("Cổng giám định", "Insurance gateway")


class Gateway:
    """A receiver that remembers, and refuses as often as it is told to."""

    def __init__(self, error: Callable[[], Exception] | None = None, refusals: int = 0) -> None:
        self.got: list[Message] = []
        self._error = error
        self.refusals = refusals

    def send(self, message: Message) -> None:
        if self._error and self.refusals:
            self.refusals -= 1
            raise self._error()
        self.got.append(message)

    @property
    def senders(self) -> dict[str, Sender]:
        return {"bhxh.claim": Sender("bhxh.claim", TITLE, self.send)}


def put(database: Database, actor: Actor, key: str = "visit-1") -> OutboxMessage:
    with database.write(actor) as db:
        return outbox.put(db, "bhxh.claim", key, {"card": "DN4010112345678"}, ("patient", "7"))


def only(database: Database) -> OutboxMessage:
    with database.read() as db:
        return db.exec(select(OutboxMessage)).one()


def make_due(database: Database) -> None:
    with database.write() as db:
        row = db.exec(select(OutboxMessage)).one()
        row.next_at = utc_now() - timedelta(seconds=1)


def test_a_message_goes_out_once_after_its_transaction(database: Database, actor: Actor) -> None:
    gateway = Gateway()
    put(database, actor)
    put(database, actor)
    assert outbox.pump(database, gateway.senders) == 1
    assert outbox.pump(database, gateway.senders) == 0
    assert [m.payload for m in gateway.got] == [{"card": "DN4010112345678"}]
    assert only(database).state == OutboxState.SENT


def test_what_was_rolled_back_never_leaves(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        outbox.put(db, "bhxh.claim", "visit-1", {})
        db.rollback()
    assert outbox.pump(database, Gateway().senders) == 0


def test_a_payload_is_not_readable_in_the_database(db: Session) -> None:
    outbox.put(db, "bhxh.claim", "visit-1", {"card": "DN4010112345678"})
    stored = db.connection().execute(text("SELECT payload FROM kernel_outbox")).scalar_one()
    assert b"DN40101" not in bytes(stored)


def test_the_gateway_is_down_and_the_message_waits_longer_each_time(
    database: Database, actor: Actor
) -> None:
    gateway = Gateway(lambda: ConnectionError("no route"), refusals=1)
    put(database, actor)
    outbox.pump(database, gateway.senders)
    row = only(database)
    assert (row.state, row.attempts, row.last_error) == (
        OutboxState.WAITING,
        1,
        "ConnectionError: no route",
    )
    assert row.next_at > utc_now()
    make_due(database)
    outbox.pump(database, gateway.senders)
    assert only(database).state == OutboxState.SENT


def test_a_receiver_that_is_away_is_asked_by_one_message_and_then_by_all(
    database: Database, actor: Actor, later: Later
) -> None:
    asked = Gateway(lambda: ConnectionError("no route"), refusals=4)
    for n in range(10):
        put(database, actor, f"visit-{n}")

    outbox.pump(database, asked.senders)
    assert asked.refusals == 1, "three were tried, and seven were left alone"
    with database.read() as db:
        rows = db.exec(select(OutboxMessage)).all()
    assert sorted(row.attempts for row in rows) == [0] * 7 + [1] * 3
    assert {row.state for row in rows} == {OutboxState.WAITING}

    later(seconds=30)
    outbox.pump(database, asked.senders)
    assert asked.refusals == 0, "one asked whether it is there again"
    later(seconds=30)
    outbox.pump(database, asked.senders)
    assert len(asked.got) == 10


def test_one_bad_message_does_not_keep_the_others(database: Database, actor: Actor) -> None:
    def send(message: Message) -> None:
        if message.key == "visit-0":
            raise ConnectionError

    for n in range(5):
        put(database, actor, f"visit-{n}")
    outbox.pump(database, {"bhxh.claim": Sender("bhxh.claim", TITLE, send)})
    with database.read() as db:
        states = [row.state for row in db.exec(select(OutboxMessage)).all()]
    assert states.count(OutboxState.SENT) == 4


def test_pauses_double_up_to_an_hour_and_spread() -> None:
    assert outbox.pause(1, 1.0) == timedelta(seconds=5)
    assert outbox.pause(2, 1.0) == timedelta(seconds=10)
    assert outbox.pause(2, 0.0) == timedelta(seconds=5)
    assert outbox.pause(40, 1.0) == timedelta(hours=1)


def test_after_the_last_try_a_person_must_look(database: Database, actor: Actor) -> None:
    gateway = Gateway(lambda: ConnectionError("x"), refusals=outbox.TRIES)
    put(database, actor)
    for _ in range(outbox.TRIES):
        make_due(database)
        outbox.pump(database, gateway.senders)
    row = only(database)
    assert row.state == OutboxState.FAILED
    with database.read() as db:
        assert outbox.counts(db)[OutboxState.FAILED] == 1
    with database.write(actor) as db:
        outbox.resend(db, actor, row.id)
    outbox.pump(database, gateway.senders)
    assert only(database).state == OutboxState.SENT


def test_what_the_receiver_refuses_for_good_is_not_tried_again(
    database: Database, actor: Actor
) -> None:
    gateway = Gateway(lambda: outbox.Undeliverable("card unknown"), refusals=1)
    put(database, actor)
    outbox.pump(database, gateway.senders)
    assert only(database).state == OutboxState.FAILED


def test_the_worker_died_between_sending_and_marking_so_it_goes_out_again_under_the_same_key(
    database: Database, actor: Actor
) -> None:
    class Killed(BaseException):
        pass

    gateway = Gateway()

    def send_and_die(message: Message) -> None:
        gateway.send(message)
        raise Killed

    put(database, actor)
    with pytest.raises(Killed):
        outbox.pump(database, {"bhxh.claim": Sender("bhxh.claim", TITLE, send_and_die)})
    assert only(database).state == OutboxState.SENDING
    assert outbox.pump(database, gateway.senders) == 0  # for now it is held
    make_due(database)
    outbox.pump(database, gateway.senders)
    assert [m.key for m in gateway.got] == ["visit-1", "visit-1"]
    assert only(database).state == OutboxState.SENT


def test_messages_of_a_module_that_is_off_wait(database: Database, actor: Actor) -> None:
    put(database, actor)
    assert outbox.pump(database, {}) == 0
    assert only(database).state == OutboxState.WAITING


def test_a_cancelled_message_stays_with_who_and_why(database: Database, actor: Actor) -> None:
    message = put(database, actor)
    with database.write(actor) as db:
        outbox.cancel(db, actor, message.id, reason="Sent by paper")
    assert outbox.pump(database, Gateway().senders) == 0
    row = only(database)
    assert (row.state, row.ended_by, row.ended_why) == (
        OutboxState.CANCELLED,
        actor.id,
        "Sent by paper",
    )
    with pytest.raises(outbox.NotStopped), database.write(actor) as db:
        outbox.cancel(db, actor, message.id, reason="again")


def test_what_the_receiver_answers_is_written_down_with_the_mark(database: Database) -> None:
    heard: list[object] = []
    sender = Sender(
        "t.ask",
        Text("Thử", "Test"),
        lambda message: {"got": message.payload["to"]},
        ask=lambda db, message: {"to": f"{message.key}@somewhere"},
        answered=lambda db, message, answer: heard.append(answer),
    )
    with database.write() as db:
        outbox.put(db, "t.ask", "one", {})
    outbox.pump(database, {"t.ask": sender})
    assert heard == [{"got": "one@somewhere"}]


def test_an_answer_that_cannot_be_kept_is_not_sent_for_again(database: Database) -> None:
    def lose(*_: object) -> None:
        raise LookupError("no such file")

    sent: list[str] = []
    sender = Sender(
        "t.lost", Text("Thử", "Test"), lambda message: sent.append(message.key), answered=lose
    )
    with database.write() as db:
        message = outbox.put(db, "t.lost", "one", {})
    outbox.pump(database, {"t.lost": sender})
    outbox.pump(database, {"t.lost": sender})
    with database.read() as db:
        assert outbox.get(db, message.id).state is OutboxState.FAILED
    assert sent == ["one"]
