"""The practice clinic behind a real server, and somebody who may do everything."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select
from sqlmodel import col

from app import practice
from app.house import alembic_config
from bench.houses import Place
from kernel import keys
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.identity import users
from kernel.identity.models import Role
from kernel.identity.passwords import hasher
from kernel.settings import Settings


@pytest.fixture
def place(clinic: Database, tmp_path: Path) -> Place:
    """The clinic as a server finds it: its keys in a file, its tables of this version."""
    keys.save(keys.ring(), tmp_path / "keys" / "ring.json")
    command.stamp(alembic_config(clinic), "head")
    password = practice.demo_password(Settings())
    with clinic.write(SYSTEM) as db:
        settings = Settings()
        secret = hasher(settings)
        roles = list(db.execute(select(col(Role.id))).scalars())
        person = users.create(
            db, secret, username="everyone", name="Ai Cũng Được", roles=roles, password=None
        )
        users.keep_password(db, person, secret.hash(password), must_change=False)
    clinic.engine.dispose()
    return Place(tmp_path, clinic.url, password)
