"""Work that nobody asks for: once, at its time, by one of many."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.worker import Worker
from kernel import audit, audit_chain, housekeeping, jobs, outbox
from kernel.access import Actor
from kernel.db import Database
from kernel.jobs import JobOutcome, JobRun, JobState
from kernel.module import Job, Module, Sender
from kernel.settings import Settings
from kernel.text import Text
from tests.conftest import Later

TITLE = Text("Việc", "Work")


def job(run: Callable[[Session], Text | None], **when: object) -> Job:
    return Job("his.test.count", TITLE, run, **(when or {"every": timedelta(hours=1)}))  # type: ignore[arg-type]


def runs(database: Database) -> list[JobRun]:
    with database.read() as db:
        return jobs.runs(db)[0]


def eventually(true: Callable[[], object]) -> bool:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def worker(database: Database, *own: Job) -> Worker:
    return Worker(database, Settings(), own=own, lasting=timedelta(seconds=2))


def test_a_job_is_one_transaction_and_tells_what_it_did(database: Database) -> None:
    def work(db: Session) -> Text:
        audit.record(db, "count", "", ("stock", 1))
        return Text("3 thẻ hết hạn.", "3 cards lapsed.")

    assert jobs.run(database, job(work)) == JobOutcome.DONE
    (ran,) = runs(database)
    assert (ran.job, ran.says_en) == ("his.test.count", "3 cards lapsed.")
    with database.read() as db:
        (row,) = db.exec(select(audit.Audit))
        assert (row.actor_name, row.what) == ("HIS54", "his.test.count")


def test_a_job_that_fails_changes_nothing_and_says_why(database: Database) -> None:
    def work(db: Session) -> None:
        audit.record(db, "count", "", ("stock", 1))
        raise LookupError("no stock room")

    assert jobs.run(database, job(work)) == JobOutcome.FAILED
    (ran,) = runs(database)
    assert (ran.outcome, ran.says_en) == (JobOutcome.FAILED, "LookupError: no stock room")
    with database.read() as db:
        assert not db.exec(select(audit.Audit)).all()


def test_of_a_frequent_job_only_news_is_written_down(database: Database) -> None:
    says: list[Text | None] = [None]
    often = job(lambda _: says[0], every=timedelta(seconds=1))
    for _ in range(3):
        jobs.run(database, often)
    assert runs(database) == []
    says[0] = TITLE
    jobs.run(database, often)
    jobs.run(database, often)
    assert len(runs(database)) == 1
    with database.read() as db:
        state = db.get(JobState, often.id)
        assert state
        assert state.outcome == JobOutcome.DONE


def test_a_job_never_runs_twice_at_once(database: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def wait(_: Database) -> None:
        inside.set()
        go_on.wait(10)

    slow = Job("his.test.slow", TITLE, every=timedelta(hours=1), apart=wait)
    first = threading.Thread(target=jobs.run, args=(database, slow))
    first.start()
    assert inside.wait(10)
    assert jobs.run(database, slow) is None
    if not database.is_sqlite:
        elsewhere = Database(database.url)
        assert jobs.run(elsewhere, slow) is None
        elsewhere.close()
    go_on.set()
    first.join()
    assert jobs.run(database, slow) == JobOutcome.DONE


def test_one_of_many_holds_the_lease_until_it_has_run_out(database: Database, later: Later) -> None:
    def hold(holder: str) -> bool:
        with database.write() as db:
            return jobs.hold(db, "runner", holder, timedelta(seconds=20))

    assert hold("one")
    assert not hold("other")
    later(seconds=15)
    assert hold("one")
    later(seconds=15)
    assert not hold("other")
    later(seconds=6)
    assert hold("other")
    assert not hold("one")
    with database.write() as db:
        jobs.let_go(db, "runner", "other")
    assert hold("one")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T18:29", "2026-11-19T18:30"),  # 01:29 in Vietnam
        ("2026-11-20T18:30", "2026-11-20T18:30"),
        ("2026-11-21T05:00", "2026-11-20T18:30"),
    ],
)
def test_a_daily_job_is_due_at_its_vietnamese_time(now: str, due: str) -> None:
    def utc(at: str) -> datetime:
        return datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert jobs.due_since("01:30", utc(now)) == utc(due)


def test_what_was_missed_while_the_machine_was_off_is_caught_up(
    database: Database, later: Later
) -> None:
    nightly = job(lambda _: None, daily_at="01:30")
    known = {nightly.id: nightly}
    with database.write() as db:
        assert jobs.missed(db, known) == []  # new here: nothing was missed
    later(days=1)
    with database.write() as db:
        assert jobs.missed(db, known) == [nightly]
    jobs.run(database, nightly)
    with database.write() as db:
        assert jobs.missed(db, known) == []


def test_the_worker_seals_the_audit_and_sends_the_outbox(database: Database, actor: Actor) -> None:
    sent: list[str] = []
    sms = Sender("sms", TITLE, lambda message: sent.append(message.key))
    database.assembly = replace(
        database.assembly, modules=(Module(id="his.sms", title=TITLE, senders=(sms,)),)
    )
    with database.write(actor) as db:
        audit.record(db, "print", "x", ("patient", 1))
        outbox.put(db, "sms", "visit-1", {})

    def is_sealed() -> bool:
        with database.read() as db:
            return audit_chain.last_seal(db) is not None

    runner = worker(database, *housekeeping.OWN[:2])
    runner.start()
    try:
        assert eventually(lambda: sent == ["visit-1"])
        assert eventually(is_sealed)
    finally:
        runner.stop()


def test_two_workers_share_the_house_and_one_takes_over(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is one process")
    one, other = worker(database), worker(database)
    one.start()
    assert eventually(lambda: one.leads)
    other.start()
    time.sleep(1.5)
    assert not other.leads
    one.stop()
    assert eventually(lambda: other.leads)
    other.stop()


def test_somebody_asks_for_a_job_now(database: Database, actor: Actor) -> None:
    count = job(lambda _: TITLE)
    runner = worker(database, count)
    runner.start()
    try:
        with database.write(actor) as db:
            jobs.ask(db, actor, count)
        assert eventually(lambda: runs(database))
        assert runs(database)[0].asked_by == actor.id
    finally:
        runner.stop()


def test_verifying_at_night_names_what_is_wrong(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    database.folder = tmp_path
    with database.write(actor) as db:
        audit.record(db, "print", "x", ("patient", 1))
    verify = next(j for j in housekeeping.OWN if j.id == "kernel.audit.verify")
    assert jobs.run(database, verify) == JobOutcome.DONE
    with database.write() as db:
        db.add(audit_chain.AuditSeal(position=3, audit_id=77, hash=b"forged"))
    assert jobs.run(database, verify) == JobOutcome.FAILED
    assert "position 2 is missing" in runs(database)[0].says_en


def test_every_job_of_the_house_runs_on_an_empty_hospital(
    database: Database, tmp_path: Path
) -> None:
    database.folder = tmp_path
    for each in housekeeping.OWN:
        assert jobs.run(database, each) == JobOutcome.DONE, each.id
