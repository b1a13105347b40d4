"""Check-up packages by contract: what a company's or a campaign's people are examined for."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from kernel.clock import today
from kernel.db import expect
from kernel.errors import NotFound
from lis.specimens.campaign_models import CheckPackage
from lis.specimens.errors import PackageCodeTaken, PackageNotInForce


def packages(db: Session, *, ended: bool = False) -> list[CheckPackage]:
    """The packages by name; with `ended` those too that are no more."""
    asked = select(CheckPackage).order_by(col(CheckPackage.name), col(CheckPackage.id))
    if not ended:
        asked = asked.where(col(CheckPackage.active))
    return list(db.exec(asked.limit(500)))


def save(
    db: Session, *, package_id: UUID | None, version: int, said: Mapping[str, Any]
) -> CheckPackage:
    """Make a package or change it; campaigns keep what they were taken with.

    Raises PackageCodeTaken, NotFound, NotInCatalogue, ChangedMeanwhile.
    """
    taken = db.exec(select(CheckPackage.id).where(CheckPackage.code == said["code"])).first()
    if taken is not None and taken != package_id:
        raise PackageCodeTaken(code=said["code"])
    admin.room(db, said["room_id"])
    for code in said["services"]:
        catalogs.demand(db, "service", code)
    if package_id is None:
        found = CheckPackage(**said)
        db.add(found)
    else:
        held = db.get(CheckPackage, package_id, with_for_update=True)
        if held is None:
            raise NotFound
        expect(held, version)
        found = held
        for name, value in said.items():
            setattr(found, name, value)
    db.flush()
    return found


def in_force(db: Session, package_id: UUID, on: date | None = None) -> CheckPackage:
    """A package that may be used on a day (today). Raises NotFound, PackageNotInForce."""
    found = db.get(CheckPackage, package_id)
    if found is None:
        raise NotFound
    day = on or today()
    gone = [c for c, each in _entries(db, found, day).items() if each is None]
    late = found.valid_to is not None and found.valid_to < day
    if not found.active or found.valid_from > day or late or gone:
        raise PackageNotInForce(code=found.code, services=", ".join(gone) or "-")
    return found


def _entries(db: Session, package: CheckPackage, day: date) -> dict[str, Any]:
    known = catalogs.entries(db, "service", list(package.services), on=day)
    return {code: known.get(code) for code in package.services}
