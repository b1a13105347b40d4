"""The people who work here, as the administrator sees them (người dùng, nhân viên)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlmodel import Session, col

from his.admin.facility import staff as staff_of
from his.admin.models import Department, Staff
from kernel import audit
from kernel.access import Actor, acting
from kernel.clock import utc_now
from kernel.db import expect
from kernel.identity import lockout, sessions, users
from kernel.identity.models import SecondFactor, SignIn, SignInFailures, User, UserKind
from kernel.identity.passwords import Hasher, random_password
from kernel.paging import page_of


@dataclass(frozen=True, slots=True)
class Person:
    """A user with everything the list shows, gathered for the whole page at once."""

    user: User
    roles: list[str]
    staff: Staff | None
    department: str
    last_sign_in: datetime | None
    locked_until: datetime | None
    second_factor: bool


def page(
    db: Session,
    *,
    q: str = "",
    active: bool | None = None,
    role: str = "",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Person], str | None]:
    """Users by name."""
    query = select(User)
    if active is not None:
        query = query.where(col(User.active) == active)
    if q:
        like = f"%{q.casefold()}%"
        query = query.where(
            or_(func.lower(col(User.name)).like(like), col(User.username).like(like))
        )
    if role:
        query = query.where(col(User.id).in_(users.having_role(role)))
    found, following = page_of(
        db,
        query,
        by=(col(User.name), col(User.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return described(db, found), following


def person(db: Session, user_id: UUID) -> Person:
    """Raises NotFound."""
    return described(db, [users.user(db, user_id)])[0]


def described(db: Session, found: Collection[User]) -> list[Person]:
    ids = [u.id for u in found]
    roles = users.all_roles(db, ids)
    staff = {
        s.user_id: s for s in db.execute(select(Staff).where(col(Staff.user_id).in_(ids))).scalars()
    }
    departments = {d.id: d.name for d in db.execute(select(Department)).scalars()}
    last: dict[UUID, datetime] = {
        row[0]: row[1]
        for row in db.execute(
            select(col(SignIn.user_id), func.max(col(SignIn.at)))
            .where(col(SignIn.user_id).in_(ids))
            .group_by(col(SignIn.user_id))
        )
    }
    now = utc_now()
    locked: dict[str, datetime] = {
        row[0]: row[1]
        for row in db.execute(
            select(col(SignInFailures.username), col(SignInFailures.locked_until)).where(
                col(SignInFailures.username).in_([u.username for u in found]),
                col(SignInFailures.locked_until) > now,
            )
        )
    }
    factors = set(
        db.execute(
            select(col(SecondFactor.user_id)).where(
                col(SecondFactor.user_id).in_(ids), col(SecondFactor.confirmed_at).is_not(None)
            )
        ).scalars()
    )
    return [
        Person(
            user=u,
            roles=roles.get(u.id, []),
            staff=(works := staff.get(u.id)),
            department=departments.get(works.department_id, "")
            if works and works.department_id
            else "",
            last_sign_in=last.get(u.id),
            locked_until=locked.get(u.username),
            second_factor=u.id in factors,
        )
        for u in found
    ]


def create(
    db: Session,
    actor: Actor,
    hasher: Hasher,
    *,
    username: str,
    name: str,
    kind: UserKind,
    roles: Collection[str],
    password: str | None,
    staff: Mapping[str, Any],
) -> tuple[User, str]:
    """(the user, the password made for them, "" when one was given or none is needed)."""
    told = ""
    if kind == UserKind.PERSON and not password:
        password = told = random_password()
    made = users.create(
        db, hasher, username=username, name=name, roles=roles, password=password, kind=kind
    )
    db.add(Staff(user_id=made.id, **staff))
    db.flush()
    return made, told


def save(
    db: Session,
    actor: Actor,
    user_id: UUID,
    *,
    version: int,
    name: str,
    language: str,
    staff: Mapping[str, Any],
) -> User:
    """Name, language and place of work. Raises ChangedMeanwhile."""
    user = users.user(db, user_id, to_change=True)
    expect(user, version)
    user.name, user.language = name, language
    works = db.get(Staff, user_id, with_for_update=True)
    if works is None:
        db.add(Staff(user_id=user_id, **staff))
    else:
        for field, value in staff.items():
            setattr(works, field, value)
        if db.is_modified(works):
            user.version += 1
    db.flush()
    return user


def set_roles(
    db: Session, actor: Actor, user_id: UUID, *, roles: Collection[str], reason: str
) -> None:
    """Takes effect at their next click. Raises LastHolder, NoSuchRole."""
    acting(db).purpose = reason
    users.set_roles(db, users.user(db, user_id, to_change=True), roles)


def disable(db: Session, actor: Actor, user_id: UUID, *, reason: str) -> None:
    """The next click of this person is refused. Raises LastHolder."""
    acting(db).purpose = reason
    users.disable(db, users.user(db, user_id, to_change=True))


def enable(db: Session, actor: Actor, user_id: UUID, *, reason: str) -> None:
    acting(db).purpose = reason
    users.enable(db, users.user(db, user_id, to_change=True))


def reset_password(db: Session, actor: Actor, hasher: Hasher, user_id: UUID, reason: str) -> str:
    """A password to tell them; they must replace it at once. Sessions end, the lock opens."""
    acting(db).purpose = reason
    password = random_password()
    user = users.user(db, user_id, to_change=True)
    users.set_password(db, hasher, user, password, must_change=True)
    return password


def unlock(db: Session, actor: Actor, user_id: UUID) -> None:
    user = users.user(db, user_id)
    lockout.forget(db, user.username)
    audit.record(db, "unlock", "", ("user", user.id))


def forget_second_factor(db: Session, actor: Actor, user_id: UUID, *, reason: str) -> None:
    acting(db).purpose = reason
    users.forget_second_factor(db, users.user(db, user_id, to_change=True))


def end_session(db: Session, actor: Actor, user_id: UUID, session_id: UUID) -> None:
    sessions.end(db, session_id, of=user_id)
    audit.record(db, "sign_out", "", ("user", user_id), session=session_id)


def end_all_sessions(db: Session, actor: Actor, user_id: UUID) -> None:
    user = users.user(db, user_id)
    users.end_sessions(db, user.id)
    audit.record(db, "sign_out", "", ("user", user.id), all=True)


def inactive(db: Session, *, days: int) -> list[Person]:
    """Open accounts of people that nobody has used for so long: to be reviewed, then closed."""
    since = utc_now() - timedelta(days=days)
    used = select(col(SignIn.user_id)).where(col(SignIn.seen_at) > since)
    query = select(User).where(
        col(User.active),
        col(User.kind) == UserKind.PERSON,
        col(User.made_at) < since,
        col(User.id).not_in(used),
    )
    return described(db, list(db.execute(query.order_by(col(User.name)).limit(200)).scalars()))


def departments_seen(db: Session, actor: Actor) -> frozenset[UUID] | None:
    """The departments whose visits the actor may see; None: the whole house."""
    works = staff_of(db, actor.id)
    if works is None or not works.departments_only or works.department_id is None:
        return None
    return frozenset({works.department_id})


def of_own_department(db: Session, actor: Actor, column: Any) -> ColumnElement[bool]:
    """For queries: true where `column` holds a department that the actor may see.

    Those who are kept to their own department (`departments_only`) see its rows alone.
    """
    seen = departments_seen(db, actor)
    return true() if seen is None else column.in_(seen)
