"""The first start: which facility this is, and who administers it. Works once."""

import os
import secrets
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.errors import AlreadySetUp
from his.admin.facility import facility_if_any
from his.admin.models import Department, Facility, Room, RoomKind, Site, Staff
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.identity import grants, users
from kernel.identity.models import User
from kernel.identity.passwords import Hasher
from kernel.settings import Settings

_FILE = "demo-password"


def is_new(db: Session) -> bool:
    """Nobody has an account yet."""
    return db.execute(select(col(User.id)).limit(1)).first() is None


def set_up(
    db: Session,
    hasher: Hasher,
    *,
    code: str,
    facility: str,
    username: str,
    name: str,
    password: str,
    demo: bool = False,
) -> User:
    """The facility with one site, department and two rooms, and the first administrator.

    With `demo` the practice clinic's own seed makes the facility. Raises AlreadySetUp: of two
    at once the second waits for the first and is refused.
    """
    grants.changing(db)
    if not is_new(db):
        raise AlreadySetUp
    if facility_if_any(db) is None and not demo:
        db.add(Facility(code=code, name=facility))
        site = Site(code="CS1", name=facility)
        db.add(site)
        db.flush()
        first = Department(site_id=site.id, code="KKB", name="Khoa Khám bệnh")
        db.add(first)
        db.flush()
        rooms = (("TD01", "Tiếp đón", RoomKind.RECEPTION), ("P101", "Phòng khám 1", RoomKind.EXAM))
        for room, title, kind in rooms:
            db.add(Room(site_id=site.id, department_id=first.id, code=room, name=title, kind=kind))
    made = users.create(
        db,
        hasher,
        username=username,
        name=name,
        roles=["admin"],
        password=password,
        must_change_password=False,
    )
    db.add(Staff(user_id=made.id))
    grants.somebody_remains(db)
    return made


def run_seeds(database: Database, *, demo: bool) -> None:
    """Reference lists, and with `demo` the practice clinic; a second run changes nothing."""
    everything = Actor(
        SYSTEM.id,
        SYSTEM.name,
        frozenset(p.id for p in database.assembly.permissions),
        username=SYSTEM.username,
    )
    for module in database.assembly.modules:
        for seed in module.seeds:
            if demo or not seed.demo:
                with database.write(everything, f"seed {seed.id}") as db:
                    seed.run(db)


def demo_password(settings: Settings) -> str:
    """HIS54_DEMO_PASSWORD, or one made here and kept where only we can read it."""
    if settings.demo_password:
        return settings.demo_password
    file = settings.data / _FILE
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(9) + "\n")
    return Path(file).read_text().strip()
