"""How anyone can check that administration and access control work (criteria 30, 114, 123)."""

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import parameters, people, permissions, rights
from his.admin.models import Room
from his.admin.settings import INACTIVE_DAYS
from kernel.access import SYSTEM, act_as
from kernel.errors import Refusal
from kernel.events import assembly_of
from kernel.identity import grants, lockout, passwords, second_factor, sessions, users
from kernel.identity.models import Role, User, UserKind
from kernel.identity.weak import WEAK
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.settings import Settings
from kernel.text import Text

_NAME = "his54-chung-minh"


def administration_works(db: Session) -> Finding:
    """A user from a role, a grant, a parameter and its undo, and the last administrator."""
    act_as(db, SYSTEM, "prove his.admin")
    made, told = people.create(
        db,
        SYSTEM,
        passwords.hasher(),
        username=_NAME,
        name="Chứng minh",
        kind=UserKind.PERSON,
        roles=[],
        password=None,
        staff={},
    )
    role = rights.add_role(
        db, SYSTEM, role_id=_NAME, title=Text("Thử", "Trial"), like=None, reason="chứng minh"
    )
    permission = permissions.USERS.id
    failed = _first_that_fails(
        ("password told once", lambda: len(told) >= passwords.LEAST),
        ("no role, no right", lambda: not rights.why(db, made.id, permission).allowed),
        ("given", lambda: _given(db, made, role.id, permission)),
        ("parameter", lambda: _parameter_and_undo(db)),
        ("disabled", lambda: _disabled(db, made)),
        ("last administrator", lambda: _last_administrator_stays(db)),
    )
    if failed:
        return _no(failed)
    count = len(db.execute(select(col(Role.id))).all())
    return Finding(
        Verdict.MET,
        Text(
            f"Tạo người dùng, cấp quyền, khoá, đặt và hoàn tác tham số đều đúng; {count} vai trò; "
            "quản trị cuối cùng không xoá được.",
            f"A user was made, granted and disabled, a parameter set and undone; {count} roles; "
            "the last administrator could not be removed.",
        ),
    )


def the_house_is_described(db: Session) -> Finding:
    """In use: the facility has active rooms and people with roles of their own."""
    known = db.execute(select(col(Room.active))).scalars().all()
    rooms = sum(known)
    active = db.execute(select(col(User.id)).where(col(User.active))).scalars().all()
    roles = users.all_roles(db, active)
    kinds = len({r for held in roles.values() for r in held})
    says = Text(
        f"{len(active)} tài khoản đang hoạt động trong {kinds} vai trò, {rooms} phòng.",
        f"{len(active)} active accounts in {kinds} roles, {rooms} rooms.",
    )
    if rooms > 0 and len(roles) > 1 and kinds > 1:
        return Finding(Verdict.MET, says)
    return Finding(Verdict.NOT_MET if known else Verdict.NOT_REVIEWED, says)


def access_is_controlled(db: Session) -> Finding:
    """Wrong passwords lock, a weak password is refused, a session ends, rights are granted."""
    act_as(db, SYSTEM, "prove his.admin")
    name = f"{_NAME}-khoa"
    settings = Settings()
    made = users.create(
        db,
        passwords.hasher(),
        username=name,
        name="Thử",
        roles=[],
        password=passwords.random_password(),
    )
    failed = _first_that_fails(
        ("lock-out", lambda: _locks(db, name)),
        ("weak password", lambda: _refused(lambda: passwords.accept("matkhau12345", name))),
        ("session", lambda: _session_ends(db, made, settings)),
        ("csrf", lambda: not sessions.is_csrf_token("a", sessions.csrf_token("b"))),
        ("rights", lambda: not grants.permissions_of(db, made.id, assembly_of(db))[1]),
    )
    if failed:
        return _no(failed)
    return Finding(
        Verdict.MET,
        Text(
            f"Khoá sau {lockout.FREE} lần sai; phiên tự hết sau {settings.session_idle_minutes} "
            f"phút không dùng, tối đa {settings.session_hours} giờ; không vai trò thì không quyền.",
            f"Locks after {lockout.FREE} failures; sessions end after "
            f"{settings.session_idle_minutes} idle minutes, {settings.session_hours} hours at "
            "most; no role, no right.",
        ),
    )


def second_factors_in_use(db: Session) -> Finding:
    """In use: who administers, and whether with a second factor (told, not demanded)."""
    holders = grants.holders(db, permissions.USERS.id)
    with_factor = sum(second_factor.is_on(db, each) for each in holders)
    return Finding(
        Verdict.MET if holders else Verdict.NOT_MET,
        Text(
            f"{len(holders)} quản trị, {with_factor} người dùng xác thực hai lớp.",
            f"{len(holders)} administrators, {with_factor} with a second factor.",
        ),
    )


def a_password_is_salted_and_hashed(db: Session) -> Finding:
    """Two people choose the same password: what is kept are two argon2id hashes that open."""
    act_as(db, SYSTEM, "prove his.admin")
    secret, chosen = passwords.hasher(), passwords.random_password()
    made = [
        users.create(db, secret, username=f"{_NAME}-{n}", name="Thử", roles=[], password=chosen)
        for n in (1, 2)
    ]
    ids = [each.id for each in made]
    stored = db.execute(select(col(User.password)).where(col(User.id).in_(ids))).scalars()
    one, two = [kept or "" for kept in stored]
    right = (
        one != two
        and all(kept.startswith("$argon2id$") for kept in (one, two))
        and all(secret.verify(chosen, kept) for kept in (one, two))
        and not secret.verify(f"{chosen}?", one)
        and not secret.is_weaker(one)
    )
    if not right:
        return _no("argon2id")
    cost = one.split("$")[3]
    return Finding(
        Verdict.MET,
        Text(
            f"Mật khẩu băm bằng argon2id ({cost}), muối riêng từng người; "
            f"danh sách chặn {len(WEAK)} mật khẩu phổ biến.",
            f"Passwords are argon2id hashes ({cost}), each with a salt of its own; "
            f"{len(WEAK)} common ones are refused.",
        ),
    )


def every_password_here_is_a_hash(db: Session) -> Finding:
    """In use: look at the format of every password that is kept."""
    kept = [p for p in db.execute(select(col(User.password))).scalars() if p]
    bad = [p for p in kept if not p.startswith("$argon2id$v=19$")]
    shared = len(kept) - len(set(kept))
    if bad or shared:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{len(bad)} mật khẩu không phải argon2id, {shared} trùng muối.",
                f"{len(bad)} passwords are not argon2id, {shared} share a salt.",
            ),
        )
    return Finding(
        Verdict.MET if kept else Verdict.NOT_REVIEWED,
        Text(
            f"{len(kept)} mật khẩu đang lưu đều là argon2id có muối riêng.",
            f"All {len(kept)} passwords kept are argon2id with salts of their own.",
        ),
    )


def _given(db: Session, made: User, role: str, permission: str) -> bool:
    grants.set_grant(db, role, permission, granted=True)
    users.give_role(db, made, role)
    made.must_change_password = False
    return rights.why(db, made.id, permission).allowed


def _parameter_and_undo(db: Session) -> bool:
    before = parameters.parameter(db, INACTIVE_DAYS.id)
    other = 8 if before != 8 else 9
    value = parameters.set_parameter(db, SYSTEM, INACTIVE_DAYS.id, value=other, reason="chứng minh")
    changed = parameters.parameter(db, INACTIVE_DAYS.id) == other
    parameters.undo(db, SYSTEM, value.id, reason="chứng minh")
    return changed and parameters.parameter(db, INACTIVE_DAYS.id) == before


def _disabled(db: Session, made: User) -> bool:
    # With everybody else's rights gone this one is the last who administers, so first:
    others = grants.holders(db, permissions.USERS.id) - {made.id}
    if not others:
        return True
    users.disable(db, made)
    stopped = not rights.why(db, made.id, permissions.USERS.id).allowed
    users.enable(db, made)
    return stopped


def _last_administrator_stays(db: Session) -> bool:
    for role_id, may in grants.grants(db).items():
        if permissions.USERS.id in may and role_id != _NAME:
            grants.set_grant(db, role_id, permissions.USERS.id, granted=False)
    return _refused(lambda: grants.set_grant(db, _NAME, permissions.USERS.id, granted=False))


def _locks(db: Session, name: str) -> bool:
    for _ in range(lockout.FREE - 1):
        lockout.count(db, name)
    lockout.demand_open(db, name)
    lockout.count(db, name)
    return _refused(lambda: lockout.demand_open(db, name))


def _session_ends(db: Session, made: User, settings: Settings) -> bool:
    _, session = sessions.begin(db, made.id, settings, ip="", browser="", second_factor=False)
    was_open = len(sessions.of_user(db, made.id, settings)) == 1
    sessions.end(db, session.id)
    return was_open and not sessions.of_user(db, made.id, settings)


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal:
        return True
    return False


def _first_that_fails(*checks: tuple[str, Callable[[], bool]]) -> str:
    for name, check in checks:
        if not check():
            return name
    return ""


def _no(what: str) -> Finding:
    return Finding(
        Verdict.NOT_MET, Text(f"Bước “{what}” không đúng.", f"The step “{what}” failed.")
    )


CLAIMS = (
    Claim(
        "TT54/30",
        Text(
            "Người dùng, vai trò và quyền, khoa phòng, máy trạm, máy in, tham số có hiệu lực theo "
            "ngày và hoàn tác được, bật tắt phân hệ; giải thích được vì sao có hay không có quyền.",
            "Users, roles and rights, departments, rooms, workstations, printers, dated parameters "
            "with undo, module switches; and a page that says why somebody can or cannot.",
        ),
        (
            Checked("tests/his/admin/test_users.py"),
            Checked("tests/his/admin/test_rights.py"),
            Checked("tests/his/admin/test_house.py"),
            Checked("tests/his/admin/test_parameters.py"),
            Checked("tests/his/admin/test_switches.py"),
            Demonstrated(administration_works),
            InUse(the_house_is_described),
        ),
        screen="/admin/users",
    ),
    Claim(
        "TT54/114",
        Text(
            "Xác thực, khoá tạm, phiên có hạn, hai lớp, phân quyền, kiểm tra đầu vào đầu ra, "
            "ghi vết từ chối.",
            "Authentication, lock-out, limited sessions, second factor, rights, control of input "
            "and output, refusals written down.",
        ),
        (
            Checked("tests/kernel/test_identity_door.py"),
            Checked("tests/kernel/test_identity_passwords.py"),
            Checked("tests/kernel/test_identity_tokens.py"),
            Checked("tests/kernel/test_edge.py"),
            Demonstrated(access_is_controlled),
            InUse(second_factors_in_use),
        ),
        screen="/admin/users",
    ),
    Claim(
        "TT54/123",
        Text(
            "Mật khẩu chỉ lưu dưới dạng băm argon2id có muối.",
            "Passwords are kept as salted argon2id hashes only.",
        ),
        (
            Checked("tests/kernel/test_identity_passwords.py"),
            Demonstrated(a_password_is_salted_and_hashed),
            InUse(every_password_here_is_a_hash),
        ),
        screen="/admin/users",
    ),
)
