"""Work that nobody asks for: who runs it, when, and what came of it (công việc tự động).

Of all processes on one database one is the runner: it holds the lease and renews it; when it
dies, another takes over after the lease has run out. A job never runs twice at once, also while
two believe that they are the runner (an advisory lock on PostgreSQL; SQLite is one process).
A daily job that was missed because the machine was off runs at the next start.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, delete, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from kernel import audit, live, logs, metrics
from kernel.access import SYSTEM, Actor
from kernel.assembly import Assembly
from kernel.clock import LOCAL, local_now, utc_now
from kernel.columns import Instant, words
from kernel.db import Database
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.module import Job
from kernel.paging import page_of
from kernel.text import Text

TOPIC = "jobs"
_FREQUENT = timedelta(minutes=10)  # of these only what is new is written down
_KEPT = timedelta(days=400)


class Lease(SQLModel, table=True):
    """Who may do what only one may do, and until when."""

    __tablename__ = "kernel_lease"
    audited: ClassVar[bool] = False

    name: str = Field(primary_key=True, max_length=60)
    holder: str = Field(max_length=120)
    until: datetime = Field(sa_type=Instant)


class JobOutcome(StrEnum):
    DONE = "done"
    FAILED = "failed"


class JobState(SQLModel, table=True):
    """What is known of a job since it was first seen."""

    __tablename__ = "kernel_job"
    audited: ClassVar[bool] = False

    id: str = Field(primary_key=True, max_length=120)
    first_seen: datetime = Field(sa_type=Instant)
    started: datetime | None = Field(default=None, sa_type=Instant)
    ended: datetime | None = Field(default=None, sa_type=Instant)
    outcome: JobOutcome | None = Field(default=None, sa_type=words(JobOutcome))
    says_vi: str = Field(default="", max_length=1000)
    says_en: str = Field(default="", max_length=1000)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_by: UUID | None = None


class JobRun(SQLModel, table=True):
    """One run worth telling: of frequent jobs those that said something or changed outcome."""

    __tablename__ = "kernel_job_run"
    __table_args__ = (Index("ix_kernel_job_run_job", "job", "id"),)
    audited: ClassVar[bool] = False

    id: UUID = Field(default_factory=new_id, primary_key=True)
    job: str = Field(max_length=120)
    started: datetime = Field(sa_type=Instant, index=True)
    ended: datetime = Field(sa_type=Instant)
    outcome: JobOutcome = Field(sa_type=words(JobOutcome))
    says_vi: str = Field(default="", max_length=1000)
    says_en: str = Field(default="", max_length=1000)
    asked_by: UUID | None = None


class NoSuchJob(NotFound):
    """No module that is on has a job of this name."""

    says = Text("Không có công việc này.", "There is no such job.")


def all_jobs(assembly: Assembly, own: tuple[Job, ...] = ()) -> dict[str, Job]:
    """Every job by its id: the kernel's own, then the modules'."""
    return {job.id: job for job in (*own, *(j for m in assembly.modules for j in m.jobs))}


def _do(database: Database, job: Job) -> Text | None:
    if job.apart is not None:
        return job.apart(database)
    assert job.run is not None, job.id
    with database.write(SYSTEM, job.id) as db:
        return job.run(db)


def due_since(daily_at: str, now: datetime) -> datetime:
    """The last moment at which a daily job should have run."""
    local = now.astimezone(LOCAL)
    due = datetime.combine(local.date(), time.fromisoformat(daily_at), LOCAL)
    return due if due <= local else due - timedelta(days=1)


def hold(db: Session, name: str, holder: str, lasting: timedelta) -> bool:
    """Take or renew a lease; False when somebody else holds it."""
    now = utc_now()
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    values = {"name": name, "holder": holder, "until": now + lasting}
    mine = dialect.insert(Lease).values(values)
    mine = mine.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "until": values["until"]},
        where=or_(col(Lease.holder) == holder, col(Lease.until) < now),
    )
    return db.execute(mine.returning(col(Lease.holder))).first() is not None


def let_go(db: Session, name: str, holder: str) -> None:
    """Give a lease back, so that the next one need not wait for its end."""
    db.execute(delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder))


_running: set[tuple[int, str]] = set()
_mutex = threading.Lock()


@contextmanager
def _alone(database: Database, job: str) -> Iterator[bool]:
    """Whether this is the only run of the job now, in all processes."""
    key = (id(database), job)
    with _mutex:
        first = key not in _running
        _running.add(key)
    if not first:
        yield False
        return
    try:
        if database.is_sqlite:
            yield True
            return
        with database.engine.connect() as line:
            lock = {"job": f"his54 job {job}"}
            asked = text("SELECT pg_try_advisory_lock(hashtextextended(:job, 0))")
            mine = bool(line.execute(asked, lock).scalar())
            line.commit()
            try:
                yield mine
            finally:
                if mine:
                    line.execute(text("SELECT pg_advisory_unlock(hashtextextended(:job, 0))"), lock)
                    line.commit()
    finally:
        with _mutex:
            _running.discard(key)


def run(database: Database, job: Job, *, asked_by: UUID | None = None) -> JobOutcome | None:
    """Run a job now and write down what came of it; None when it is running already."""
    with _alone(database, job.id) as alone:
        if not alone:
            return None
        started = utc_now()
        says: Text | None
        try:
            says, outcome = _do(database, job), JobOutcome.DONE
        except Exception as error:  # noqa: BLE001 (a job that fails never stops the others)
            logs.log.error("job_failed", job=job.id, **logs.error_facts(error))
            words_ = f"{type(error).__name__}: {logs.safe_words(error)}"
            says, outcome = Text(words_, words_), JobOutcome.FAILED
        metrics.job_done(job.id, outcome)
        try:
            _write_down(database, job, started, outcome, says, asked_by)
        except Exception as error:  # noqa: BLE001
            logs.log.error("job_not_written_down", job=job.id, **logs.error_facts(error))
        return outcome


_last: dict[tuple[int, str], tuple[JobOutcome, Text | None, datetime]] = {}


def _write_down(
    database: Database,
    job: Job,
    started: datetime,
    outcome: JobOutcome,
    says: Text | None,
    asked_by: UUID | None,
) -> None:
    now = utc_now()
    key = (id(database), job.id)
    frequent = job.every is not None and job.every < _FREQUENT
    before = _last.get(key)
    same = before is not None and before[:2] == (outcome, says)
    quiet = frequent and asked_by is None and (same or (before is None and says is None))
    if quiet and before and now - before[2] < timedelta(minutes=1):
        return
    with database.write() as db:
        state = db.get(JobState, job.id) or JobState(id=job.id, first_seen=now)
        state.started, state.ended, state.outcome = started, now, outcome
        state.says_vi, state.says_en = (says.vi[:1000], says.en[:1000]) if says else ("", "")
        db.add(state)
        if not quiet:
            db.add(
                JobRun(
                    job=job.id,
                    started=started,
                    ended=now,
                    outcome=outcome,
                    says_vi=state.says_vi,
                    says_en=state.says_en,
                    asked_by=asked_by,
                )
            )
            live.touch(db, TOPIC)
    _last[key] = (outcome, says, now)


def missed(db: Session, jobs: dict[str, Job]) -> list[Job]:
    """Daily jobs that did not run when they should have; new jobs are noted, not missed."""
    now = utc_now()
    found = []
    for job in jobs.values():
        if job.daily_at is None:
            continue
        state = db.get(JobState, job.id)
        if state is None:
            db.add(JobState(id=job.id, first_seen=now))
        elif (state.started or state.first_seen) < due_since(job.daily_at, now):
            found.append(job)
    return found


def ask(db: Session, actor: Actor, job: Job) -> JobState:
    """Have the runner run a job now, wherever it is."""
    state = db.get(JobState, job.id, with_for_update=True)
    if state is None:
        state = JobState(id=job.id, first_seen=utc_now())
        db.add(state)
    state.asked_at, state.asked_by = utc_now(), actor.id
    audit.record(db, "run", "", ("kernel_job", job.id))
    return state


def anyone_asked(db: Session) -> bool:
    query = select(col(JobState.id)).where(col(JobState.asked_at).is_not(None)).limit(1)
    return db.execute(query).first() is not None


def take_asked(db: Session) -> list[tuple[str, UUID | None]]:
    """The jobs that people asked for since the last call."""
    query = select(JobState).where(col(JobState.asked_at).is_not(None)).with_for_update()
    taken = []
    for state in db.execute(query).scalars():
        taken.append((state.id, state.asked_by))
        state.asked_at = state.asked_by = None
    return taken


def states(db: Session) -> dict[str, JobState]:
    return {s.id: s for s in db.execute(select(JobState)).scalars()}


def runs(
    db: Session, *, job: str | None = None, after: str | None = None, limit: int = 50
) -> tuple[list[JobRun], str | None]:
    """The last runs first."""
    query: Any = select(JobRun)
    if job:
        query = query.where(col(JobRun.job) == job)
    by = [col(JobRun.id)]
    return page_of(db, query, by=by, types=[UUID], after=after, limit=limit, descending=True)


def forget_old(db: Session) -> None:
    db.execute(delete(JobRun).where(col(JobRun.started) < utc_now() - _KEPT))


def next_run(job: Job) -> datetime | None:
    """When a daily job is due next."""
    if job.daily_at is None:
        return None
    return due_since(job.daily_at, local_now()) + timedelta(days=1)
