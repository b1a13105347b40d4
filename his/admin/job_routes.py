"""/api/jobs: the work that nobody asks for, when it runs and what came of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.admin import permissions
from kernel import housekeeping, jobs
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.events import assembly_of
from kernel.jobs import JobOutcome, JobState
from kernel.module import Job
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import Output, Words, said

router = Router(prefix="/jobs", tags=["his.admin"])


class JobOut(Output):
    """A job, when it runs, and what came of it last."""

    id: str
    title: Words
    every_seconds: int | None
    daily_at: str | None
    next_at: datetime | None
    started: datetime | None
    ended: datetime | None
    outcome: JobOutcome | None
    says: Words
    asked_at: datetime | None


class JobRunOut(Output):
    id: UUID
    job: str
    started: datetime
    ended: datetime
    outcome: JobOutcome
    says: Words
    asked_by: UUID | None


@router.get("")
def scheduled_jobs(
    actor: Annotated[Actor, Depends(Requires(permissions.JOBS))], db: Db
) -> Page[JobOut]:
    """Every job of the modules that are on, with its last outcome."""
    known = jobs.all_jobs(assembly_of(db), housekeeping.OWN)
    states = jobs.states(db)
    items = [_job(job, states.get(job.id)) for job in known.values()]
    return Page(items=items, next=None)


@router.get("/runs")
def job_runs(
    actor: Annotated[Actor, Depends(Requires(permissions.JOBS))],
    db: Db,
    job: Annotated[str | None, Query(min_length=1, max_length=120)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[JobRunOut]:
    """The last runs; of frequent jobs those that had something to say."""
    rows, following = jobs.runs(db, job=job, after=after, limit=limit)
    items = [
        JobRunOut(
            id=row.id,
            job=row.job,
            started=row.started,
            ended=row.ended,
            outcome=row.outcome,
            says=Words(vi=row.says_vi, en=row.says_en),
            asked_by=row.asked_by,
        )
        for row in rows
    ]
    return Page(items=items, next=following)


@router.post("/{job_id}/run")
def run_job(
    job_id: str, actor: Annotated[Actor, Depends(Requires(permissions.JOBS_RUN))], db: Db
) -> JobOut:
    """Have the worker run it within a second or two."""
    job = jobs.all_jobs(assembly_of(db), housekeeping.OWN).get(job_id)
    if job is None:
        raise jobs.NoSuchJob
    return _job(job, jobs.ask(db, actor, job))


def _job(job: Job, state: JobState | None) -> JobOut:
    return JobOut(
        id=job.id,
        title=said(job.title),
        every_seconds=round(job.every.total_seconds()) if job.every else None,
        daily_at=job.daily_at,
        next_at=jobs.next_run(job),
        started=state.started if state else None,
        ended=state.ended if state else None,
        outcome=state.outcome if state else None,
        says=words_of(state),
        asked_at=state.asked_at if state else None,
    )


def words_of(state: JobState | None) -> Words:
    return Words(vi=state.says_vi, en=state.says_en) if state else Words(vi="", en="")
