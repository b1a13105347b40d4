"""What an operator does with users at the server: `his54 user ...`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.errors import NotFound
from kernel.identity import lockout, users
from kernel.identity.models import User
from kernel.identity.passwords import hasher
from kernel.text import Text


class NoSuchUser(NotFound):
    """The name has no account."""

    says = Text("Không có người dùng {username}.", "There is no user {username}.")


def create(
    database: Database, username: str, *, name: str, roles: Iterable[str], password: str
) -> str:
    with database.write(SYSTEM, "his54 user create") as db:
        made = users.create(
            db,
            hasher(),
            username=username,
            name=name,
            roles=roles,
            password=password,
            must_change_password=False,
        )
        return f"{made.username} made, roles: {', '.join(sorted(users.roles_of(db, made.id)))}"


def set_password(database: Database, username: str, password: str) -> str:
    with _changing(database, username, "password") as (db, user):
        users.set_password(db, hasher(), user, password, must_change=False)
    return f"{username} has a new password; every session of theirs has ended."


def disable(database: Database, username: str) -> str:
    with _changing(database, username, "disable") as (db, user):
        users.disable(db, user)
    return f"{username} is disabled."


def enable(database: Database, username: str) -> str:
    with _changing(database, username, "enable") as (db, user):
        users.enable(db, user)
    return f"{username} may sign in again."


def unlock(database: Database, username: str) -> str:
    with _changing(database, username, "unlock") as (db, user):
        lockout.forget(db, user.username)
    return f"{username} may try again."


def give_role(database: Database, username: str, role: str) -> str:
    with _changing(database, username, "role") as (db, user):
        users.give_role(db, user, role)
    return f"{username} is {role} now."


def forget_second_factor(database: Database, username: str) -> str:
    with _changing(database, username, "second-factor") as (db, user):
        users.forget_second_factor(db, user)
    return f"{username} has no authenticator any more."


def listing(database: Database) -> list[str]:
    """One line a user: name, roles, state."""
    with database.read() as db:
        held = users.all_roles(db)
        return [
            f"{u.username:<20} {u.name:<30} {', '.join(held.get(u.id, ())):<30}"
            f" {'' if u.active else 'disabled'}".rstrip()
            for u in db.execute(select(User).order_by(col(User.username))).scalars()
        ]


@contextmanager
def _changing(database: Database, username: str, what: str) -> Iterator[tuple[Session, User]]:
    with database.write(SYSTEM, f"his54 user {what}") as db:
        found = users.find(db, username)
        if found is None:
            raise NoSuchUser(username=username)
        yield db, users.user(db, found.id, to_change=True)
