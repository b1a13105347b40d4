"""The practice clinic: reference lists and demo data, built only through services.

It is made in an empty house or in one that is a practice clinic already, never in a real one.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from app.house import House
from his.admin import service as admin
from kernel.access import SYSTEM, Actor
from kernel.settings import Settings
from seed import (
    analysers,
    appointments,
    billing,
    consultations,
    imaging,
    insurance,
    lab_work,
    level,
    pharmacy,
    radiology,
    reading,
    specimens,
    stories,
)

_FILE = "demo-password"
NAMES = (
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
)


def demo_password(settings: Settings) -> str:
    """HIS54_DEMO_PASSWORD, or one made here and kept where only we can read it."""
    if settings.demo_password:
        return settings.demo_password
    file = settings.data / _FILE
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(9) + "\n")
    return Path(file).read_text().strip()


class NotAPracticeClinic(Exception):
    """Demo data never goes into a real facility's database."""


def fill(
    house: House, *, demo: bool = True, progress: Callable[[int, int], None] | None = None
) -> str:
    """Run every module's seeds in order; answers what to show the operator.

    Each seed is one transaction and finds out by itself what is there already. Raises
    NotAPracticeClinic.
    """
    if demo:
        with house.database.read() as db:
            ours = admin.facility_if_any(db)
        if ours is not None and not ours.demo:
            raise NotAPracticeClinic(
                f"{ours.name} is a real facility: demo data never goes into its database. "
                "Practise with another HIS54_DATA."
            )
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
    if demo and {"his.queue", "his.outpatient"} <= {m.id for m in house.database.assembly.modules}:
        on = {m.id for m in house.database.assembly.modules}
        if "his.pharmacy" in on:
            pharmacy.stock(house.database, everything)
        stories.play(house.database, everything, progress)
        if "lis.results" in on:
            lab_work.play(house.database, everything)
        if "lis.analysers" in on:
            analysers.play(house.database, everything)
        if "lis.specimens" in on:
            specimens.play(house.database, everything)
        if "ris_pacs.dicom" in on:
            imaging.play(house.database, everything)
        if "ris_pacs.schedule" in on:
            radiology.play(house.database, everything)
        if "ris_pacs.reading" in on:
            reading.play(house.database)
        if "ris_pacs.consult" in on:
            consultations.play(house.database)
        if "his.appointments" in on:
            appointments.fill(house.database, everything)
        if "his.pharmacy" in on:
            pharmacy.dispense(house.database, everything)
        if "his.billing" in on:
            billing.take_money(house.database, everything)
        if "his.pharmacy" in on:
            pharmacy.hand_over(house.database, everything)
        if "his.insurance" in on:
            insurance.connect(house.database, everything)
        if "level" in on:
            level.attest(house.database, everything)
    return sign_ins(house) if demo else "Reference lists are in place."


def sign_ins(house: House) -> str:
    return (
        "Practice clinic (invented people, no real data).\n"
        f"Sign in as: {', '.join(NAMES)}\n"
        f"Password  : {demo_password(house.settings)}"
    )
