"""/api/admin: roles x permissions, view as, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from his.admin import permissions, rights
from his.admin.people_schemas import (
    GrantIn,
    MatrixOut,
    ModulePermissionsOut,
    PermissionOut,
    RoleIn,
    RoleNew,
    RoleOut,
    SeenOut,
    StepOut,
    WhyOut,
)
from his.admin.schemas import PermissionId, RoleId
from kernel.access import Actor, Requires, SignedIn
from kernel.db import Db
from kernel.errors import Invalid
from kernel.events import assembly_of
from kernel.identity import grants, users
from kernel.identity.models import ApiToken, Role
from kernel.module import Permission
from kernel.routing import Router
from kernel.schemas import Words, said
from kernel.text import Text

router = Router(prefix="/admin", tags=["his.admin"])
mine = Router(prefix="/session", tags=["his.admin"])

Reads = Annotated[Actor, Depends(Requires(permissions.USERS_READ))]
Manages = Annotated[Actor, Depends(Requires(permissions.USERS))]


class OneOfThem(Invalid):
    """View as a role, or as a user."""

    says = Text("Hãy chọn một vai trò hoặc một người dùng.", "Choose a role or a user.")


@router.get("/matrix")
def matrix(actor: Reads, db: Db) -> MatrixOut:
    """Every role and every permission of the modules that are on."""
    return MatrixOut(
        modules=[
            ModulePermissionsOut(
                id=m.id, title=said(m.title), permissions=[_permission(p) for p in m.permissions]
            )
            for m in assembly_of(db).modules
            if m.permissions
        ],
        roles=[_role(r) for r in grants.roles(db)],
        grants={role: sorted(may) for role, may in grants.grants(db).items()},
    )


@router.put("/matrix", status_code=204)
def set_grant(square: GrantIn, actor: Manages, db: Db) -> None:
    """One square. It counts at everybody's next click."""
    rights.set_grant(
        db,
        actor,
        role_id=square.role,
        permission_id=square.permission,
        granted=square.granted,
        reason=square.reason,
    )


@router.post("/roles", status_code=201)
def add_role(new: RoleNew, actor: Manages, db: Db) -> RoleOut:
    """`like` copies another role's squares."""
    made = rights.add_role(
        db,
        actor,
        role_id=new.id,
        title=Text(new.title_vi, new.title_en),
        like=new.like,
        reason=new.reason,
    )
    return _role(made)


@router.put("/roles/{role_id}")
def save_role(role_id: RoleId, change: RoleIn, actor: Manages, db: Db) -> RoleOut:
    saved = rights.save_role(
        db,
        actor,
        role_id,
        version=change.version,
        title=Text(change.title_vi, change.title_en),
        needs_second_factor=change.needs_second_factor,
        active=change.active,
        reason=change.reason,
    )
    return _role(saved)


@router.get("/view-as")
def view_as(
    actor: Reads,
    db: Db,
    role: RoleId | None = None,
    user: UUID | None = None,
) -> SeenOut:
    """What a role or a user would see, without becoming them."""
    if (role is None) == (user is None):
        raise OneOfThem
    seen = (
        rights.view_as_roles(db, [role]) if role is not None else rights.view_as_user(db, _id(user))
    )
    return SeenOut(
        roles=sorted(seen.roles),
        modules=[m.id for m in assembly_of(db).modules],
        may=sorted(seen.may),
        held_back=list(seen.held_back),
    )


@router.get("/why")
def why(
    actor: Reads,
    db: Db,
    user: UUID,
    permission: PermissionId,
    token: UUID | None = None,
) -> WhyOut:
    """Why somebody can, or cannot: every step from the person to the module."""
    return _why(db, user, permission, token)


@mine.get("/why")
def why_me(actor: SignedIn, db: Db, permission: PermissionId) -> WhyOut:
    """The same about oneself; a refusal links here."""
    return _why(db, actor.id, permission, None)


def _why(db: Db, user_id: UUID, permission_id: str, token_id: UUID | None) -> WhyOut:
    token = db.get(ApiToken, token_id) if token_id else None
    found = rights.why(db, user_id, permission_id, token=token)
    declared = next(
        p for m in assembly_of(db).installed for p in m.permissions if p.id == permission_id
    )
    return WhyOut(
        allowed=found.allowed,
        user=users.user(db, user_id).name,
        permission=_permission(declared),
        steps=[StepOut(ok=s.ok, says=said(s.says)) for s in found.steps],
    )


def _id(user: UUID | None) -> UUID:
    if user is None:
        raise OneOfThem
    return user


def _permission(permission: Permission) -> PermissionOut:
    return PermissionOut(
        id=permission.id, title=said(permission.title), given_to=list(permission.given_to)
    )


def _role(role: Role) -> RoleOut:
    return RoleOut(
        id=role.id,
        title=Words(vi=role.title_vi, en=role.title_en),
        needs_second_factor=role.needs_second_factor,
        active=role.active,
        version=role.version,
    )
