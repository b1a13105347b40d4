"""What roles add up to, and the rule that somebody always holds the keys."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from kernel import counters
from kernel.assembly import Assembly
from kernel.counters import Counter
from kernel.events import assembly_of
from kernel.identity.errors import LastHolder, NoSuchPermission, NoSuchRole
from kernel.identity.models import (
    KnownPermission,
    Role,
    RolePermission,
    User,
    UserKind,
    UserRole,
)

GENERATION = "kernel.identity.access"
"""The counter that moves whenever any role or grant changes."""


def changing(db: Session) -> None:
    """Announce a change of anybody's rights, before making it.

    Permissions cached anywhere lapse when it commits; until then whoever else changes rights
    waits here, so that two changes can never each count the other's administrator.
    """
    counters.take(db, GENERATION)


def generation(db: Session) -> int:
    found = db.execute(select(col(Counter.value)).where(col(Counter.name) == GENERATION))
    return found.scalar() or 0


def permissions_of(
    connection: Connection | Session, user_id: UUID, assembly: Assembly
) -> tuple[frozenset[str], frozenset[str]]:
    """(roles, permissions) of a user, as far as modules that are on declare them."""
    rows = connection.execute(
        select(col(Role.id), col(RolePermission.permission_id))
        .select_from(UserRole)
        .join(Role, col(Role.id) == col(UserRole.role_id))
        .outerjoin(
            RolePermission,
            (col(RolePermission.role_id) == col(Role.id)) & col(RolePermission.granted),
        )
        .where(col(UserRole.user_id) == user_id, col(UserRole.active), col(Role.active))
    ).all()
    known = {p.id for p in assembly.permissions}
    return (
        frozenset(role for role, _ in rows),
        frozenset(permission for _, permission in rows if permission in known),
    )


def permissions_of_roles(db: Session, roles: Iterable[str]) -> frozenset[str]:
    known = {p.id for p in assembly_of(db).permissions}
    rows = db.execute(
        select(col(RolePermission.permission_id))
        .join(Role, col(Role.id) == col(RolePermission.role_id))
        .where(col(RolePermission.granted), col(Role.active), col(Role.id).in_(list(roles)))
    )
    return frozenset(p for p in rows.scalars() if p in known)


def holders(db: Session, permission_id: str) -> set[UUID]:
    """Active people whose roles give them the permission."""
    rows = db.execute(
        select(col(User.id))
        .distinct()
        .join(UserRole, col(UserRole.user_id) == col(User.id))
        .join(Role, col(Role.id) == col(UserRole.role_id))
        .join(RolePermission, col(RolePermission.role_id) == col(Role.id))
        .where(
            col(User.active),
            col(User.kind) == UserKind.PERSON,
            col(UserRole.active),
            col(Role.active),
            col(RolePermission.granted),
            col(RolePermission.permission_id) == permission_id,
        )
    )
    return set(rows.scalars())


def somebody_remains(db: Session) -> None:
    """After a change of rights: raises LastHolder when a permission that must always be held
    is held by nobody. `changing` must have been called first."""
    db.flush()
    for permission in assembly_of(db).permissions:
        if permission.always_held and not holders(db, permission.id):
            raise LastHolder(permission=permission.title, permission_id=permission.id)


def sync(db: Session) -> None:
    """Give each permission that is new here to its default roles. Runs at every start."""
    permissions = assembly_of(db).permissions
    known = set(db.execute(select(col(KnownPermission.id))).scalars())
    fresh = [p for p in permissions if p.id not in known]
    if not fresh:
        return
    changing(db)
    roles = set(db.execute(select(col(Role.id))).scalars())
    for permission in fresh:
        db.add(KnownPermission(id=permission.id))
        for role in permission.given_to:
            if role in roles:
                db.add(RolePermission(role_id=role, permission_id=permission.id))
    db.flush()


def set_grant(db: Session, role_id: str, permission_id: str, *, granted: bool) -> None:
    """Fill or empty one square of the matrix."""
    if permission_id not in {p.id for p in assembly_of(db).permissions}:
        raise NoSuchPermission(permission=permission_id)
    role(db, role_id)
    changing(db)
    square = db.get(RolePermission, (role_id, permission_id), with_for_update=True)
    if square is None:
        db.add(RolePermission(role_id=role_id, permission_id=permission_id, granted=granted))
    else:
        square.granted = granted
    somebody_remains(db)


def role(db: Session, role_id: str) -> Role:
    """Raises NoSuchRole."""
    found = db.get(Role, role_id)
    if found is None:
        raise NoSuchRole(role=role_id)
    return found


def roles(db: Session) -> list[Role]:
    return list(db.execute(select(Role).order_by(col(Role.id))).scalars())


def granted_to(db: Session, role_id: str) -> frozenset[str]:
    """Every permission granted to a role, of modules that are off too."""
    rows = db.execute(
        select(col(RolePermission.permission_id)).where(
            col(RolePermission.role_id) == role_id, col(RolePermission.granted)
        )
    )
    return frozenset(rows.scalars())


def grants(db: Session) -> dict[str, frozenset[str]]:
    """The matrix: role -> permissions granted (of modules that are on)."""
    known = {p.id for p in assembly_of(db).permissions}
    found: dict[str, set[str]] = {}
    rows = db.execute(
        select(col(RolePermission.role_id), col(RolePermission.permission_id)).where(
            col(RolePermission.granted)
        )
    )
    for role_id, permission_id in rows:
        if permission_id in known:
            found.setdefault(role_id, set()).add(permission_id)
    return {role_id: frozenset(each) for role_id, each in found.items()}
