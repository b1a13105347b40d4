"""The worker: runs jobs and sends the outbox, beside the web server or apart from it.

Several may be started on one PostgreSQL; the one that holds the lease works, the others wait.
"""

import contextlib
import os
import socket
import threading
from datetime import datetime, timedelta
from uuid import UUID

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from kernel import jobs, logs
from kernel.clock import LOCAL, utc_now
from kernel.db import Database
from kernel.housekeeping import OWN
from kernel.ids import new_id
from kernel.module import Job
from kernel.settings import Settings

LEASE = "runner"
_LOOKS = 1.0  # seconds between looks at what people asked for


class Worker:
    """Start it once a process; `stop` waits for the jobs that run."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        own: tuple[Job, ...] = OWN,
        lasting: timedelta = timedelta(seconds=20),
    ) -> None:
        self._database = database
        self._settings = settings
        self._own = own
        self._lasting = lasting
        # SQLite is one process: after a crash it need not wait for itself.
        self._me = "sqlite" if database.is_sqlite else f"{socket.gethostname()}/{os.getpid()}"
        if not database.is_sqlite:
            self._me += f"/{new_id().hex[-6:]}"
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._scheduler: BackgroundScheduler | None = None
        self._scheduled_for: object = None

    @property
    def leads(self) -> bool:
        return self._scheduler is not None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._watch, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _watch(self) -> None:
        held_until: datetime | None = None
        while not self._stop.is_set():
            try:
                held_until = self._look(held_until)
            except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                logs.log.warning("worker_cannot_look", error=type(error).__name__)
                if held_until and held_until <= utc_now():
                    self._rest()
                self._stop.wait(2)
            self._stop.wait(_LOOKS)
        self._rest()
        with contextlib.suppress(Exception), self._database.write() as db:
            jobs.let_go(db, LEASE, self._me)

    def _look(self, held_until: datetime | None) -> datetime | None:
        """Renew the lease where it is half over; work while it is ours."""
        now = utc_now()
        if held_until is None or held_until - now < self._lasting / 2:
            with self._database.write() as db:
                mine = jobs.hold(db, LEASE, self._me, self._lasting)
            held_until = now + self._lasting if mine else None
        if held_until is None:
            self._rest()
            return None
        if self._scheduled_for is not self._database.assembly:  # modules were switched
            self._rest()
            self._work()
        self._run_asked()
        return held_until

    def _work(self) -> None:
        """Begin to lead: schedule every job, and catch up on what was missed."""
        scheduler = BackgroundScheduler(
            timezone=LOCAL,
            executors={"default": ThreadPoolExecutor(6)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        known = self._known()
        for job in known.values():
            scheduler.add_job(self._run, _trigger(job), args=[job], id=job.id)
        with self._database.write() as db:
            for job in jobs.missed(db, known):
                scheduler.add_job(self._run, args=[job])
        scheduler.start()
        self._scheduler = scheduler
        self._scheduled_for = self._database.assembly
        logs.log.info("worker_leads", jobs=len(known))

    def _rest(self) -> None:
        """Stop leading; what runs is finished first."""
        if self._scheduler:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
            self._scheduled_for = None

    def _run_asked(self) -> None:
        with self._database.read() as db:
            if not jobs.anyone_asked(db):
                return
        with self._database.write() as db:
            asked = jobs.take_asked(db)
        known = self._known()
        for job_id, by in asked:
            if job_id in known and self._scheduler:
                self._scheduler.add_job(self._run, args=[known[job_id], by])

    def _known(self) -> dict[str, Job]:
        return jobs.all_jobs(self._database.assembly, self._own)

    def _run(self, job: Job, asked_by: UUID | None = None) -> None:
        jobs.run(self._database, job, asked_by=asked_by)


def _trigger(job: Job) -> CronTrigger | IntervalTrigger:
    if job.daily_at:
        hour, minute = job.daily_at.split(":")
        return CronTrigger(hour=int(hour), minute=int(minute), timezone=LOCAL)
    assert job.every
    return IntervalTrigger(seconds=job.every.total_seconds(), timezone=LOCAL)
