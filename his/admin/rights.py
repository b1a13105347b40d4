"""Roles x permissions, and the page that says why somebody can or cannot do a thing."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from his.admin.errors import RoleExists
from kernel.access import Actor, acting
from kernel.assembly import Assembly
from kernel.db import expect
from kernel.events import assembly_of
from kernel.identity import grants, second_factor, users
from kernel.identity.errors import NoSuchPermission
from kernel.identity.models import ApiToken, Role
from kernel.module import Module, Permission
from kernel.text import Text


class Step(NamedTuple):
    """One thing that was looked at, on the way to yes or no."""

    ok: bool
    says: Text


class Why(NamedTuple):
    allowed: bool
    steps: tuple[Step, ...]


class Seen(NamedTuple):
    """What somebody's screen would hold."""

    roles: frozenset[str]
    may: frozenset[str]
    held_back: tuple[str, ...]  # what they must do first: password, second_factor


def add_role(
    db: Session, actor: Actor, *, role_id: str, title: Text, like: str | None, reason: str
) -> Role:
    """A role of the house's own, empty or with the squares of another one."""
    acting(db).purpose = reason
    if db.get(Role, role_id) is not None:
        raise RoleExists(role=role_id)
    made = Role(id=role_id, title_vi=title.vi, title_en=title.en)
    db.add(made)
    db.flush()
    if like is not None:
        grants.role(db, like)
        for permission_id in sorted(grants.grants(db).get(like, ())):
            grants.set_grant(db, role_id, permission_id, granted=True)
    return made


def save_role(
    db: Session,
    actor: Actor,
    role_id: str,
    *,
    version: int,
    title: Text,
    needs_second_factor: bool,
    active: bool,
    reason: str,
) -> Role:
    """Raises LastHolder when an ended role was the last that administers."""
    acting(db).purpose = reason
    grants.changing(db)
    role = grants.role(db, role_id)
    db.refresh(role, with_for_update=True)
    expect(role, version)
    role.title_vi, role.title_en = title.vi, title.en
    role.needs_second_factor, role.active = needs_second_factor, active
    grants.somebody_remains(db)
    return role


def set_grant(
    db: Session, actor: Actor, *, role_id: str, permission_id: str, granted: bool, reason: str
) -> None:
    acting(db).purpose = reason
    grants.set_grant(db, role_id, permission_id, granted=granted)


def view_as_roles(db: Session, roles: Iterable[str]) -> Seen:
    held = frozenset(grants.role(db, r).id for r in roles)
    return Seen(held, grants.permissions_of_roles(db, held), ())


def view_as_user(db: Session, user_id: UUID) -> Seen:
    user = users.user(db, user_id)
    roles, may = grants.permissions_of(db, user.id, assembly_of(db))
    held_back = ["password"] if user.must_change_password else []
    if _lacks_second_factor(db, user_id, roles):
        held_back.append("second_factor")
    if not user.active:
        may = frozenset()
    return Seen(roles, may, tuple(held_back))


def why(db: Session, user_id: UUID, permission_id: str, *, token: ApiToken | None = None) -> Why:
    """Follow a permission from the person to the module, and say where it stops."""
    assembly = assembly_of(db)
    module, permission = _declared(assembly, permission_id)
    user = users.user(db, user_id)
    held = users.roles_of(db, user_id)
    granting = sorted(r for r in held if permission_id in grants.granted_to(db, r))
    titles = {r.id: Text(r.title_vi, r.title_en) for r in grants.roles(db)}
    ended = [r for r in granting if not grants.role(db, r).active]
    granting = [r for r in granting if r not in ended]
    steps = [
        _step(
            module.id not in assembly.off,
            Text(
                f"Phân hệ “{module.title.vi}” đang bật.", f"The module “{module.title.en}” is on."
            ),
            Text(
                f"Phân hệ “{module.title.vi}” đang tắt, nên quyền này không có tác dụng.",
                f"The module “{module.title.en}” is off, so the permission has no effect.",
            ),
        ),
        _step(
            user.active,
            Text(f"Tài khoản {user.username} đang hoạt động.", f"{user.username} is active."),
            Text(f"Tài khoản {user.username} đã bị khoá.", f"{user.username} is disabled."),
        ),
        _step(
            bool(granting),
            Text(
                f"Được cấp bởi vai trò: {_list(titles, granting, 0)}.",
                f"Granted by the role: {_list(titles, granting, 1)}.",
            ),
            _nobody_grants(db, titles, held, ended, permission),
        ),
    ]
    roles = frozenset(held)
    if user.must_change_password:
        steps.append(
            Step(
                False,
                Text("Phải đổi mật khẩu lần đầu trước.", "The first password must be replaced."),
            )
        )
    if _lacks_second_factor(db, user_id, roles):
        steps.append(
            Step(
                False,
                Text(
                    "Vai trò đòi xác thực hai lớp, chưa đăng ký.",
                    "A role demands a second factor, which is not set up.",
                ),
            )
        )
    if token is not None:
        steps.append(
            _step(
                permission_id in token.scopes and token.revoked_at is None,
                Text(
                    f"Khoá “{token.name}” có quyền này.",
                    f"The token “{token.name}” includes it.",
                ),
                Text(
                    f"Khoá “{token.name}” không gồm quyền này, hoặc đã thu hồi.",
                    f"The token “{token.name}” does not include it, or is revoked.",
                ),
            )
        )
    return Why(all(s.ok for s in steps), tuple(steps))


def _step(ok: bool, yes: Text, no: Text) -> Step:
    return Step(ok, yes if ok else no)


def _nobody_grants(
    db: Session,
    titles: dict[str, Text],
    held: frozenset[str],
    ended: list[str],
    permission: Permission,
) -> Text:
    if ended:
        return Text(
            f"Vai trò cấp quyền này đã ngừng dùng: {_list(titles, ended, 0)}.",
            f"The role that grants it has been ended: {_list(titles, ended, 1)}.",
        )
    who = sorted(r for r, may in grants.grants(db).items() if permission.id in may)
    has = Text(
        _list(titles, sorted(held), 0) or "không có", _list(titles, sorted(held), 1) or "none"
    )
    return Text(
        f"Không vai trò nào của người này ({has.vi}) có quyền này. "
        f"Vai trò có quyền: {_list(titles, who, 0) or 'chưa có'}.",
        f"None of this person's roles ({has.en}) grants it. "
        f"Roles that do: {_list(titles, who, 1) or 'none'}.",
    )


def _list(titles: dict[str, Text], roles: Iterable[str], language: int) -> str:
    return ", ".join(titles[r][language] if r in titles else r for r in roles)


def _lacks_second_factor(db: Session, user_id: UUID, roles: Iterable[str]) -> bool:
    demanded = any((r := grants.role(db, each)).active and r.needs_second_factor for each in roles)
    return demanded and not second_factor.is_on(db, user_id)


def _declared(assembly: Assembly, permission_id: str) -> tuple[Module, Permission]:
    for module in assembly.installed:
        for permission in module.permissions:
            if permission.id == permission_id:
                return module, permission
    raise NoSuchPermission(permission=permission_id)
