"""Too many wrong passwords: wait (khoá tạm). Counted in the database, for unknown names too, so
that a lock tells nobody which names exist."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from kernel.clock import utc_now
from kernel.identity.errors import SignInLocked
from kernel.identity.models import SignInFailures

FREE = 5
FIRST = timedelta(minutes=5)
LONGEST = timedelta(hours=2)
FORGOTTEN = timedelta(hours=24)


def wait(failures: int) -> timedelta | None:
    """How long to wait after so many failures in a row: 5, 10, 20 minutes ... 2 hours."""
    if failures < FREE:
        return None
    doubled: timedelta = FIRST * 2 ** min(failures - FREE, 10)
    return min(doubled, LONGEST)


def demand_open(db: Session, username: str) -> None:
    """Raises SignInLocked."""
    until: datetime | None = db.execute(
        select(col(SignInFailures.locked_until)).where(col(SignInFailures.username) == username)
    ).scalar()
    now = utc_now()
    if until is not None and until > now:
        raise SignInLocked(minutes=ceil((until - now).total_seconds() / 60), until=until)


def count(db: Session, username: str) -> int:
    """One more failure; the fifth locks. Answers how many in a row."""
    now = utc_now()
    db.execute(
        delete(SignInFailures).where(
            col(SignInFailures.username) == username,
            col(SignInFailures.last_at) < now - FORGOTTEN,
        )
    )
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    upsert = insert(SignInFailures).values(username=username, failures=1, last_at=now)
    failures: int = db.execute(
        upsert.on_conflict_do_update(
            index_elements=["username"],
            set_={"failures": col(SignInFailures.failures) + 1, "last_at": now},
        ).returning(col(SignInFailures.failures))
    ).scalar_one()
    if (pause := wait(failures)) is not None:
        db.execute(
            update(SignInFailures)
            .where(col(SignInFailures.username) == username)
            .values(locked_until=now + pause)
        )
    return failures


def forget(db: Session, username: str) -> None:
    db.execute(delete(SignInFailures).where(col(SignInFailures.username) == username))


def forget_old(db: Session) -> None:
    """Names nobody has tried for a day."""
    db.execute(delete(SignInFailures).where(col(SignInFailures.last_at) < utc_now() - FORGOTTEN))
