"""What the shared lists say about tests and services makes what was read here old."""

from datetime import date

from sqlmodel import Session

from his.catalogs.events import CatalogueChanged
from lis.tests.stamping import renew_stamp

_READ = frozenset({"lab_test", "service"})


def renew(db: Session, event: CatalogueChanged) -> None:
    if event.list_id in _READ:
        renew_stamp(db)


def catch_up(db: Session, since: date) -> None:
    renew_stamp(db)
