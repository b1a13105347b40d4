"""The director's page: the figures of a day beside the same weekday of the week before."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from kernel.access import Actor
from kernel.events import assembly_of
from kernel.reports import Headline


@dataclass(frozen=True, slots=True)
class Told:
    headline: Headline
    value: Decimal | int | None
    before: Decimal | int | None  # the same weekday, a week earlier

    @property
    def better(self) -> bool | None:
        """Whether the change is for the good; None where it is neither."""
        if not self.headline.good or self.value is None or self.before is None:
            return None
        change = (self.value > self.before) - (self.value < self.before)
        return None if change == 0 else change == self.headline.good


def latest(db: Session, actor: Actor, now: date) -> tuple[date, list[Told]]:
    """Yesterday; a house that stood still yesterday is shown today."""
    told = briefing(db, actor, now - timedelta(1))
    if any(each.value for each in told):
        return now - timedelta(1), told
    return now, briefing(db, actor, now)


def briefing(db: Session, actor: Actor, day: date) -> list[Told]:
    """Every figure that the person may see, in module order."""
    return [
        Told(each, each.by(db, actor, day), each.by(db, actor, day - timedelta(7)))
        for each in assembly_of(db).contributions(Headline)
        if actor.holds(each.needs)
    ]
