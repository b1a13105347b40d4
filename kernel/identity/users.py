"""Making users, giving them roles, setting passwords, letting them go."""

import unicodedata
from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from kernel import audit
from kernel.clock import utc_now
from kernel.columns import nfc
from kernel.errors import NotFound
from kernel.identity import grants, lockout
from kernel.identity.errors import MachinesHaveNoPassword, UsernameTaken
from kernel.identity.models import (
    ApiToken,
    RecoveryCode,
    SecondFactor,
    SignIn,
    User,
    UserKind,
    UserRole,
)
from kernel.identity.passwords import Hasher, accept


def key_of(username: str) -> str:
    """A user name as it is compared: `Lan ` and `lan` are one person."""
    return nfc(unicodedata.normalize("NFKC", username)).casefold()[:60]


def find(db: Session, username: str) -> User | None:
    """The user of that name, active or not."""
    wanted = select(User).where(col(User.username) == key_of(username))
    return db.execute(wanted).scalar_one_or_none()


def user(db: Session, user_id: UUID, *, to_change: bool = False) -> User:
    """Raises NotFound."""
    found = db.get(User, user_id, with_for_update=to_change or None)
    if found is None:
        raise NotFound
    return found


def create(
    db: Session,
    hasher: Hasher,
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    password: str | None,
    kind: UserKind = UserKind.PERSON,
    must_change_password: bool = True,
    language: str = "vi",
) -> User:
    """A new user with roles. Raises UsernameTaken and what `passwords.accept` raises."""
    if find(db, username):
        raise UsernameTaken(username=username)
    made = User(username=key_of(username), name=name, kind=kind, language=language)
    if kind == UserKind.MACHINE and password:
        raise MachinesHaveNoPassword
    if password is not None:
        accept(password, made.username)
        made.password = hasher.hash(password)
        made.password_at = utc_now()
        made.must_change_password = must_change_password
    db.add(made)
    db.flush()
    for role in sorted(set(roles)):
        give_role(db, made, role)
    return made


def roles_of(db: Session, user_id: UUID) -> frozenset[str]:
    rows = db.execute(
        select(col(UserRole.role_id)).where(col(UserRole.user_id) == user_id, col(UserRole.active))
    )
    return frozenset(rows.scalars())


def having_role(role_id: str) -> Select[UUID]:
    """A subquery: who has the role."""
    return select(col(UserRole.user_id)).where(
        col(UserRole.role_id) == role_id, col(UserRole.active)
    )


def all_roles(db: Session, of: Collection[UUID] | None = None) -> dict[UUID, list[str]]:
    """The roles of everybody, or of these users, in one question."""
    found: dict[UUID, list[str]] = {}
    query = (
        select(col(UserRole.user_id), col(UserRole.role_id))
        .where(col(UserRole.active))
        .order_by(col(UserRole.role_id))
    )
    if of is not None:
        query = query.where(col(UserRole.user_id).in_(of))
    for user_id, role_id in db.execute(query):
        found.setdefault(user_id, []).append(role_id)
    return found


def give_role(db: Session, to: User, role_id: str) -> None:
    """Takes effect at the user's next click."""
    grants.role(db, role_id)
    grants.changing(db)
    held = db.get(UserRole, (to.id, role_id), with_for_update=True)
    if held is None:
        db.add(UserRole(user_id=to.id, role_id=role_id))
    else:
        held.active = True
    to.access_version += 1
    db.flush()


def take_role(db: Session, of: User, role_id: str) -> None:
    """Raises LastHolder when nobody else could administer."""
    grants.changing(db)
    held = db.get(UserRole, (of.id, role_id), with_for_update=True)
    if held is not None and held.active:
        held.active = False
        of.access_version += 1
        grants.somebody_remains(db)


def set_roles(db: Session, of: User, wanted: Iterable[str]) -> None:
    wanted, held = set(wanted), roles_of(db, of.id)
    for role_id in sorted(wanted - held):
        give_role(db, of, role_id)
    for role_id in sorted(held - wanted):
        take_role(db, of, role_id)


def disable(db: Session, who: User) -> None:
    """The next click of every session and token of this user is refused."""
    grants.changing(db)
    who.active = False
    who.access_version += 1
    end_sessions(db, who.id)
    now = utc_now()
    mine = select(ApiToken).where(
        col(ApiToken.user_id) == who.id, col(ApiToken.revoked_at).is_(None)
    )
    for token in db.execute(mine).scalars():
        token.revoked_at = now
    grants.somebody_remains(db)


def enable(db: Session, who: User) -> None:
    grants.changing(db)
    who.active = True
    who.access_version += 1
    db.flush()


def set_password(
    db: Session, hasher: Hasher, of: User, password: str, *, must_change: bool
) -> None:
    """A new password; every session ends and the lock opens."""
    if of.kind == UserKind.MACHINE:
        raise MachinesHaveNoPassword
    accept(password, of.username)
    keep_password(db, of, hasher.hash(password), must_change=must_change)
    end_sessions(db, of.id)
    lockout.forget(db, of.username)


def keep_password(db: Session, of: User, hashed: str, *, must_change: bool) -> None:
    of.password = hashed
    of.password_at = utc_now()
    of.must_change_password = must_change
    audit.record(db, "password", "", ("user", of.id), must_change=must_change)
    db.flush()


def end_sessions(db: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    mine = [col(SignIn.user_id) == user_id, col(SignIn.ended_at).is_(None)]
    if but is not None:
        mine.append(col(SignIn.id) != but)
    db.execute(update(SignIn).where(*mine).values(ended_at=utc_now()))


def forget_second_factor(db: Session, of: User) -> None:
    """The phone is lost: the person sets up a new one."""
    held = db.get(SecondFactor, of.id)
    if held is not None:
        codes = select(RecoveryCode).where(col(RecoveryCode.user_id) == of.id)
        for code in db.execute(codes).scalars():
            db.delete(code)
        db.delete(held)
        of.access_version += 1
        db.flush()
