"""Trying a file on a list: everything is shown, nothing of the list changes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs.effects import Work, work_out
from his.catalogs.errors import EndsBeforeItBegins, NoSuchImport
from his.catalogs.models import CatalogueImport, ImportFile, ImportState
from his.catalogs.packing import difference_out, packed, row_out, unpacked
from his.catalogs.reading import Reading, RowError, understand
from his.catalogs.slots import CatalogueUse
from his.catalogs.store import catalogue, spans
from his.catalogs.timeline import ONE_DAY, Difference, Kind, Window
from kernel.access import Actor
from kernel.clock import today
from kernel.events import assembly_of

_ERRORS_SHOWN = 200
_USED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file did, or would do."""

    trial: CatalogueImport
    differences: Sequence[Difference]
    errors: Sequence[RowError]
    work: Work


def check(
    db: Session,
    actor: Actor,
    list_id: str,
    *,
    content: bytes,
    file_name: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    whole: bool | None = None,
    source: str = "",
    starter: bool = False,
) -> Outcome:
    """Try a file: nothing of the list changes, the difference is kept for approval.

    `valid_from` is the first day of what the file says (today). `whole`: the file is an entire
    edition, in force until the next whole edition that the list has already, or `valid_to`.
    """
    list_ = catalogue(db, list_id)
    reading = understand(list_, content, file_name)
    start = valid_from or today()
    whole = list_.whole if whole is None else whole
    end = valid_to or (_next_edition(db, list_id, start) if whole else None)
    if end and end < start:
        raise EndsBeforeItBegins(start=start, end=end)
    edition = Window(start, end)
    work, clashes = work_out(spans(db, list_id), reading.rows, edition, whole=whole)
    errors = reading.errors + clashes
    used = _in_use(db, list_id, [d.code for d in work.differences if d.kind is Kind.ENDED])
    trial = CatalogueImport(
        list_id=list_id,
        file_name=file_name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        source=(source or list_.source)[:300],
        starter=starter,
        whole=whole,
        valid_from=start,
        valid_to=end,
        plan=work.digest(),
        rows=len(reading.rows),
        added=work.count(Kind.ADDED),
        changed=work.count(Kind.CHANGED),
        ended=work.count(Kind.ENDED),
        unchanged=work.count(Kind.UNCHANGED),
        errors=len(errors),
        used=sum(used.values()),
        findings=_findings(reading, errors, used),
        checked_by=actor.id,
        checked_by_name=actor.name,
    )
    db.add(trial)
    db.flush()
    changes = [d for d in work.differences if d.kind is not Kind.UNCHANGED]
    kept = ImportFile(
        import_id=trial.id,
        rows=packed([row_out(r) for r in reading.rows]),
        difference=packed([difference_out(d) for d in changes]),
    )
    db.add(kept)
    db.flush()
    return Outcome(trial, changes, errors, work)


def get(db: Session, list_id: str, import_id: UUID, *, locked: bool = False) -> CatalogueImport:
    found = db.get(CatalogueImport, import_id, with_for_update=locked or None)
    if found is None or found.list_id != list_id:
        raise NoSuchImport
    return found


def shown_difference(
    db: Session, list_id: str, import_id: UUID, *, kind: Kind | None, after: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of the difference that a trial showed: (lines, where the next page begins)."""
    get(db, list_id, import_id)
    lines = unpacked(file_of(db, import_id).difference)
    if kind:
        lines = [line for line in lines if line["kind"] == kind]
    page = lines[after : after + limit]
    return page, after + limit if after + limit < len(lines) else None


def file_of(db: Session, import_id: UUID) -> ImportFile:
    found = db.get(ImportFile, import_id)
    if found is None:
        raise NoSuchImport
    return found


def _next_edition(db: Session, list_id: str, start: date) -> date | None:
    """The last day before the next whole edition that the list has already."""
    following: date | None = db.execute(
        select(col(CatalogueImport.valid_from))
        .where(
            col(CatalogueImport.list_id) == list_id,
            col(CatalogueImport.state) == ImportState.APPROVED,
            col(CatalogueImport.whole),
            col(CatalogueImport.valid_from) > start,
        )
        .order_by(col(CatalogueImport.valid_from))
        .limit(1)
    ).scalar()
    return following - ONE_DAY if following else None


def _in_use(db: Session, list_id: str, codes: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for use in assembly_of(db).contributions(CatalogueUse):
        if use.list_id == list_id and codes:
            for code, count in use.by(db, codes).items():
                found[code] = found.get(code, 0) + count
    return {code: count for code, count in found.items() if count}


def _findings(
    reading: Reading, errors: Sequence[RowError], used: Mapping[str, int]
) -> dict[str, Any]:
    most_used = sorted(used.items(), key=lambda u: (-u[1], u[0]))[:_USED_SHOWN]
    return {
        "errors": [
            {"row": e.row, "column": e.column, "says": e.says.json()}
            for e in errors[:_ERRORS_SHOWN]
        ],
        "ignored_columns": reading.ignored[:100],
        "joined_rows": reading.joined,
        "used": [{"code": code, "count": count} for code, count in most_used],
    }
