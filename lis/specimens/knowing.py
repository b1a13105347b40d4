"""What the laboratory knows of the tests that are asked, as collecting needs it (lis.tests)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from his.catalogs import service as catalogs
from kernel.clock import today
from kernel.text import Text
from lis.tests import service as catalogue


@dataclass(frozen=True, slots=True)
class Known:
    """Of a test: where it is done, from what, and how long that is good."""

    code: str
    name: Text
    section: str
    specimen_type: str
    container: str
    volume_ml: Decimal
    stable_hours: int | None
    preparation: str


@dataclass(frozen=True, slots=True)
class Vessel:
    """A kind of tube."""

    code: str
    name: Text
    cap: str
    colour: str
    volume_ml: Decimal
    order: int


def of_service(db: Session, service_code: str) -> list[tuple[str, str]]:
    """The tests of a service that the laboratory does, in their order, each with its section.

    One short statement: lists in force and tests are kept in memory by their marks.
    """
    entry = catalogs.entry(db, "service", service_code)
    codes = [str(code) for code in (entry.facts.get("tests") or ())] if entry else []
    known = catalogue.profile(db, codes, today()) if codes else {}
    live = catalogue.TestState.LIVE
    return [(c, known[c].section) for c in codes if c in known and known[c].state is live]


def tests(db: Session, codes: Collection[str]) -> dict[str, Known]:
    """By code; codes that the list does not know are left out."""
    if not codes:
        return {}
    return {
        code: Known(
            code,
            Text(each.name, each.name_en),
            each.section,
            each.specimen_type,
            each.container,
            each.volume_ml or Decimal(0),
            each.stable_hours,
            each.preparation,
        )
        for code, each in catalogue.profile(db, codes, today()).items()
    }


def vessels(db: Session) -> dict[str, Vessel]:
    """The kinds of tubes, by code."""
    return {
        code: Vessel(
            code,
            Text(each.name, each.name_en or each.name),
            each.cap_colour,
            each.colour,
            each.volume_ml or Decimal(0),
            each.draw_order,
        )
        for code, each in catalogue.containers_by_code(db).items()
    }


def sections(db: Session) -> dict[str, Text]:
    """The names of the sections, by code."""
    return {
        each.code: Text(each.name, each.name_en or each.name) for each in catalogue.sections(db)
    }
