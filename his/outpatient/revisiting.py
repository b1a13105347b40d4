"""A re-visit paper names a time that is booked, where somebody keeps a calendar (slots.NextVisit).

Without one it names the day only, as a paper does.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.encounters.slots import NextTime, NextVisit
from his.outpatient import papers
from his.outpatient.paper_models import Paper
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.events import assembly_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time of the calendar: `place` is the calendar's own id."""

    place: UUID
    at: datetime


def issue(
    db: Session, actor: Actor, encounter_id: UUID, *, content: papers.Revisit, book: Wanted | None
) -> Paper:
    """Issue the paper with the time that is booked with it, or was before for that day.

    Raises what papers.issue does, and the calendar's own refusals (SlotTaken, AlreadyBooked).
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    calendar = calendar_of(db)
    if calendar and book:
        content = timed(content, calendar.book(db, actor, encounter, book.place, book.at))
    elif calendar and (standing := calendar.known(db, encounter)) and _day(standing) == content.on:
        content = timed(content, standing)
    return papers.issue(db, actor, encounter_id, content=content)


def timed(content: papers.Revisit, time: NextTime) -> papers.Revisit:
    """The content with day, hour, room and number of what is booked."""
    return replace(
        content,
        on=_day(time),
        at=time.at.astimezone(LOCAL).strftime("%H:%M"),
        room=time.room,
        appointment=time.code,
    )


def known(db: Session, encounter: Encounter) -> NextTime | None:
    """What was booked from this visit already."""
    calendar = calendar_of(db)
    return calendar.known(db, encounter) if calendar else None


def cancelled(db: Session, actor: Actor, paper: Paper, reason: str) -> None:
    """The time that a cancelled paper named is free again."""
    calendar = calendar_of(db)
    if calendar and paper.content.get("appointment"):
        encounter = encounters.get(db, actor, paper.encounter_id)
        calendar.give_back(db, actor, encounter, reason)


def calendar_of(db: Session) -> NextVisit | None:
    return next(iter(assembly_of(db).contributions(NextVisit)), None)


def _day(time: NextTime) -> date:
    return time.at.astimezone(LOCAL).date()
