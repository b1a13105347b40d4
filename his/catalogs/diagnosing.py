"""What the lists in force say of ICD-10 codes, ready for the rules of icd.py."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import icd
from his.catalogs.models import Entry, ListState
from his.catalogs.store import in_force_on
from kernel.clock import today
from kernel.settled import kept_each


def icd_known(
    db: Session, codes: Collection[str], *, on: date | None = None
) -> dict[str, icd.Disease]:
    """The codes that are in the edition of the day, with the rules and pairs that bind them.

    The day is that on which the visit ends (Circular 06/2026/TT-BYT).
    """
    day = on or today()
    wanted = {icd.dotted(code) for code in codes}
    return kept_each(
        db, ("his.catalogs.icd", day), wanted, lambda new: _read(db, new, day), ListState
    )


def _read(db: Session, wanted: Collection[str], day: date) -> dict[str, icd.Disease]:
    if not wanted:
        return {}
    entries = db.execute(
        select(Entry).where(
            col(Entry.list_id) == "icd10", col(Entry.code).in_(wanted), in_force_on(day)
        )
    ).scalars()
    rules = _by_code(db, "icd10_rule", "icd", wanted, day)
    pairs = _by_code(db, "icd10_pair", "asterisk", wanted, day)
    return {
        entry.code: icd.disease(
            entry.code,
            entry.name,
            entry.facts,
            rules.get(entry.code, ()),
            [pair["dagger"] for pair in pairs.get(entry.code, ())],
        )
        for entry in entries
    }


def _by_code(
    db: Session, list_id: str, column: str, codes: Collection[str], day: date
) -> dict[str, list[dict[str, Any]]]:
    """The facts of entries by the ICD code that one of their columns names."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = db.execute(
        select(col(Entry.facts)).where(
            col(Entry.list_id) == list_id,
            in_force_on(day),
            Entry.__table__.c.facts[column].as_string().in_(codes),  # type: ignore[attr-defined]
        )
    ).scalars()
    for facts in rows:
        found.setdefault(str(facts[column]), []).append(facts)
    return found
