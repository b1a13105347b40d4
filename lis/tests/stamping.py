"""The mark of the catalogue: every change renews it, so that what was read is read anew."""

from sqlalchemy import update
from sqlmodel import Session, col

from kernel.ids import new_id
from lis.tests.models import Stamp

NAME = "tests"


def renew_stamp(db: Session) -> None:
    """To be called in every transaction that changes a test, a range or a section."""
    new = update(Stamp).where(col(Stamp.id) == NAME).values(stamp=new_id())
    if db.execute(new.returning(col(Stamp.id))).first() is None:
        db.add(Stamp(id=NAME))
        db.flush()
