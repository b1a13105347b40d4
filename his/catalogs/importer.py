"""Renewing a list from a file: tried first, approved by a person, taken back if need be.

The versions that an import makes and ends are written in bulk, not one by one through the
audited session: `his_catalog_import` is their audit, and each of them carries its id.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from his.catalogs.effects import Work, work_out
from his.catalogs.errors import (
    ImportHasErrors,
    LaterChanges,
    NotApproved,
    NotOnTrial,
    StaleTrial,
)
from his.catalogs.events import CatalogueChanged
from his.catalogs.lists.declaration import Catalogue
from his.catalogs.models import (
    CatalogueImport,
    ChangeKind,
    Entry,
    EntryChange,
    ImportState,
    ListState,
)
from his.catalogs.packing import row_in, unpacked
from his.catalogs.search import words_of
from his.catalogs.store import catalogue, hold, spans, stamp
from his.catalogs.timeline import Plan, Window
from his.catalogs.trial import Outcome, check, file_of, get
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.ids import new_id

Progress = Callable[[int, int], None]

_BATCH = 1000


def approve(
    db: Session, actor: Actor, list_id: str, import_id: UUID, *, progress: Progress | None = None
) -> CatalogueImport:
    """Carry out what the trial showed, if the list is still as it was."""
    state = hold(db, list_id)
    trial = get(db, list_id, import_id, locked=True)
    if trial.state is not ImportState.CHECKED:
        raise NotOnTrial
    _refuse_errors(trial)
    rows = [row_in(r) for r in unpacked(file_of(db, import_id).rows)]
    edition = Window(trial.valid_from, trial.valid_to)
    work, _ = work_out(spans(db, list_id), rows, edition, whole=trial.whole)
    if work.digest() != trial.plan:
        raise StaleTrial
    return _put_in_force(db, actor, state, trial, work, progress)


def _refuse_errors(trial: CatalogueImport) -> None:
    if trial.errors:
        first = trial.findings["errors"][0]
        raise ImportHasErrors(
            errors=trial.errors,
            row=first["row"],
            first=first["says"]["vi"],
            first_en=first["says"]["en"],
        )


def _put_in_force(
    db: Session,
    actor: Actor,
    state: ListState,
    trial: CatalogueImport,
    work: Work,
    progress: Progress | None,
) -> CatalogueImport:
    trial.state = ImportState.APPROVED
    trial.approved_at = utc_now()
    trial.approved_by, trial.approved_by_name = actor.id, actor.name
    db.flush()
    _carry_out(db, actor, catalogue(db, trial.list_id), trial, work.plans, progress)
    stamp(db, state)
    publish(db, CatalogueChanged(list_id=trial.list_id, actor=actor, import_id=trial.id))
    return trial


def roll_back(
    db: Session, actor: Actor, list_id: str, import_id: UUID, *, reason: str
) -> CatalogueImport:
    """Take an import back: the list is again as it was before. Newest first."""
    state = hold(db, list_id)
    done = get(db, list_id, import_id, locked=True)
    if done.state is not ImportState.APPROVED or done.approved_at is None:
        raise NotApproved
    _refuse_if_changed_since(db, done)
    made = update(Entry).where(col(Entry.import_id) == import_id).values(active=False)
    db.execute(made, execution_options={"synchronize_session": False})
    restored = db.exec(select(EntryChange).where(EntryChange.import_id == import_id)).all()
    _update_rows(
        db, [{"row": c.entry_id, "end": c.valid_to_before, "stands": True} for c in restored]
    )
    done.state = ImportState.ROLLED_BACK
    done.rolled_back_at = utc_now()
    done.rolled_back_by, done.rolled_back_by_name = actor.id, actor.name
    done.reason = reason
    db.flush()
    _look_again(db)
    stamp(db, state)
    publish(db, CatalogueChanged(list_id=list_id, actor=actor, import_id=import_id))
    return done


def import_file(
    db: Session,
    actor: Actor,
    list_id: str,
    path: Path,
    *,
    dry_run: bool,
    valid_from: date | None = None,
    valid_to: date | None = None,
    whole: bool | None = None,
    source: str = "",
    starter: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Try a file and, unless `dry_run`, put it in force at once (`his54 import LIST FILE`).

    Raises ImportHasErrors when a row has an error; `Outcome.errors` of a dry run say which.
    """
    state = hold(db, list_id)  # nobody changes the list between the trial and its approval
    tried = check(
        db,
        actor,
        list_id,
        content=path.read_bytes(),
        file_name=path.name,
        valid_from=valid_from,
        valid_to=valid_to,
        whole=whole,
        source=source,
        starter=starter,
    )
    if not dry_run:
        _refuse_errors(tried.trial)
        _put_in_force(db, actor, state, tried.trial, tried.work, progress)
    return tried


def _carry_out(
    db: Session,
    actor: Actor,
    list_: Catalogue,
    trial: CatalogueImport,
    plans: Mapping[str, Plan],
    progress: Progress | None,
) -> None:
    """Write all plans in batches: what ends first, then what begins."""
    ended: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    now = utc_now()
    for code, todo in plans.items():
        for e in todo.end:
            ended.append({"row": e.row, "end": e.after, "stands": True})
            changes.append(_change(trial, actor, e.row, ChangeKind.ENDED, e.before, e.after))
        for s in todo.withdraw:
            ended.append({"row": s.row, "end": s.end, "stands": False})
            changes.append(_change(trial, actor, s.row, ChangeKind.WITHDRAWN, s.end, s.end))
        for s in todo.make:
            made.append(
                {
                    "id": new_id(),
                    "version": 1,
                    "list_id": list_.id,
                    "code": code,
                    "name": s.content.name,
                    "name_en": s.content.name_en,
                    "ministry_code": s.content.ministry_code,
                    "facts": s.content.facts or {},
                    "name_search": words_of(
                        list_, code, s.content.name, s.content.name_en, s.content.facts or {}
                    ),
                    "valid_from": s.start,
                    "valid_to": s.end,
                    "active": True,
                    "source": s.source or trial.source,
                    "import_id": trial.id,
                    "made_at": now,
                    "made_by": actor.id,
                    "made_by_name": actor.name,
                    "reason": "",
                }
            )
    total, done = len(ended) + len(made), 0
    for batch in _batches(ended):
        _update_rows(db, batch)
        done += len(batch)
        if progress:
            progress(done, total)
    for batch in _batches(changes):
        db.execute(insert(EntryChange), batch)
    for batch in _batches(made):
        db.execute(insert(Entry), batch)
        done += len(batch)
        if progress:
            progress(done, total)
    _look_again(db)


def _change(
    trial: CatalogueImport,
    actor: Actor,
    row: object,
    kind: ChangeKind,
    before: date | None,
    after: date | None,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "list_id": trial.list_id,
        "entry_id": row,
        "kind": kind,
        "at": utc_now(),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "reason": "",
        "import_id": trial.id,
        "valid_to_before": before,
        "valid_to_after": after,
    }


def _update_rows(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        table = Entry.__table__  # type: ignore[attr-defined]
        db.connection().execute(
            update(table)
            .where(table.c.id == bindparam("row"))
            .values(
                valid_to=bindparam("end"),
                active=bindparam("stands"),
                version=table.c.version + 1,
            ),
            list(rows),
        )


def _look_again(db: Session) -> None:
    """Entries that this session knows already were changed behind its back."""
    for known in list(db.identity_map.values()):
        if isinstance(known, Entry):
            db.expire(known)


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _refuse_if_changed_since(db: Session, done: CatalogueImport) -> None:
    since = done.approved_at or done.checked_at
    later = db.exec(
        select(CatalogueImport)
        .where(
            CatalogueImport.list_id == done.list_id,
            CatalogueImport.state == ImportState.APPROVED,
            col(CatalogueImport.approved_at) >= since,
            CatalogueImport.id != done.id,
        )
        .order_by(col(CatalogueImport.approved_at).desc())
        .limit(1)
    ).first()
    if later:
        raise LaterChanges(what=later.file_name)
    by_hand = (
        select(Entry.code)
        .where(
            Entry.list_id == done.list_id,
            col(Entry.import_id).is_(None),
            Entry.made_at > since,
        )
        .limit(1)
    )
    changed = (
        select(Entry.code)
        .join(EntryChange, col(EntryChange.entry_id) == col(Entry.id))
        .where(
            EntryChange.list_id == done.list_id,
            col(EntryChange.import_id).is_(None),
            EntryChange.at > since,
        )
        .limit(1)
    )
    code = db.exec(by_hand).first() or db.exec(changed).first()
    if code:
        raise LaterChanges(what=code)
