"""Small files of our own, brought into a list."""

from datetime import date

from sqlmodel import Session

from his.catalogs import importer, trial
from his.catalogs.trial import Outcome
from kernel.access import Actor


def bring_in(
    db: Session,
    actor: Actor,
    list_id: str,
    text: str,
    *,
    valid_from: date,
    whole: bool | None = None,
) -> Outcome:
    """Try a CSV text and approve it."""
    outcome = try_on(db, actor, list_id, text, valid_from=valid_from, whole=whole)
    importer.approve(db, actor, list_id, outcome.trial.id)
    return outcome


def try_on(
    db: Session,
    actor: Actor,
    list_id: str,
    text: str,
    *,
    valid_from: date,
    whole: bool | None = None,
) -> Outcome:
    return trial.check(
        db,
        actor,
        list_id,
        content=text.encode(),
        file_name=f"{list_id}.csv",
        valid_from=valid_from,
        whole=whole,
    )
