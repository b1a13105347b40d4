"""The practice clinic: reference lists and demo data, built only through services."""

import os
import secrets
from pathlib import Path

from app.house import House
from kernel.access import SYSTEM, Actor
from kernel.settings import Settings

_FILE = "demo-password"


def demo_password(settings: Settings) -> str:
    """HIS54_DEMO_PASSWORD, or one made here and kept where only we can read it."""
    if settings.demo_password:
        return settings.demo_password
    file = settings.data / _FILE
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(9) + "\n")
    return Path(file).read_text().strip()


def fill(house: House, *, demo: bool = True) -> str:
    """Run every module's seeds in order; answers what to show the operator.

    Each seed is one transaction and finds out by itself what is there already.
    """
    os.environ["HIS54_DEMO_PASSWORD"] = demo_password(house.settings)
    everything = Actor(
        SYSTEM.id,
        SYSTEM.name,
        frozenset(p.id for p in house.database.assembly.permissions),
        username=SYSTEM.username,
    )
    for module in house.database.assembly.modules:
        for each in module.seeds:
            if demo or not each.demo:
                with house.database.write(everything, f"seed {each.id}") as db:
                    each.run(db)
    return sign_ins(house) if demo else "Reference lists are in place."


def sign_ins(house: House) -> str:
    names = [
        "admin",
        "reception",
        "nurse",
        "doctor",
        "lab",
        "radiology",
        "pharmacy",
        "cashier",
        "director",
        "trainer",
    ]
    return (
        "Practice clinic (invented people, no real data).\n"
        f"Sign in as: {', '.join(names)}\n"
        f"Password  : {demo_password(house.settings)}"
    )
