"""Shared lists over the API. Upload is the bare file as the request's body."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response
from pydantic import AfterValidator

from his.catalogs import importer, permissions, service, trial
from his.catalogs.schemas import (
    Day,
    DifferenceOut,
    EndIn,
    EntryChangeIn,
    EntryIn,
    EntryOut,
    ImportOut,
    ListOut,
    ReasonIn,
    Source,
    VersionOut,
)
from his.catalogs.timeline import Kind
from his.catalogs.values import clean
from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page, cursor, place
from kernel.routing import Router

router = Router(prefix="/catalogs", tags=["his.catalogs"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Editor = Annotated[Actor, Depends(Requires(permissions.EDIT))]
Importer = Annotated[Actor, Depends(Requires(permissions.IMPORT))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE))]
Exporter = Annotated[Actor, Depends(Requires(permissions.EXPORT))]

ListId = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
On = Annotated[Day | None, Query(description="The day on which entries are in force; today.")]
Typed = Annotated[str, Query(max_length=200)]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Shown(StrEnum):
    """Which versions a list shows."""

    IN_FORCE = "in_force"
    ALL = "all"


@router.get("")
def lists(_: Reader, db: Db) -> Page[ListOut]:
    """Every shared list, with how many entries are in force today."""
    return Page[ListOut](
        items=[ListOut.of_overview(seen) for seen in service.overview(db)], next=None
    )


@router.get("/{list_id}/search")
def search(
    list_id: ListId,
    q: Typed,
    _: Reader,
    db: Db,
    on: On = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Page[EntryOut]:
    """What a picker shows while somebody types: the best first, never a second page."""
    found = service.search(db, list_id, q, on=on, limit=limit)
    return Page[EntryOut](items=[EntryOut.model_validate(e) for e in found], next=None)


@router.get("/{list_id}/entries")
def entries(
    list_id: ListId,
    _: Reader,
    db: Db,
    q: Typed = "",
    on: On = None,
    shown: Shown = Shown.IN_FORCE,
    mapping: service.Mapping | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[EntryOut]:
    """A list in the order of its codes; `mapping` shows how it stands to the Ministry's."""
    found, following = service.entries_page(
        db,
        list_id,
        on=(on or today()) if shown is Shown.IN_FORCE else None,
        text=q,
        mapping=mapping,
        after=after,
        limit=limit,
    )
    return Page[EntryOut](items=[EntryOut.model_validate(e) for e in found], next=following)


@router.post("/{list_id}/entries", status_code=201)
def add(list_id: ListId, entry: EntryIn, actor: Editor, db: Db) -> EntryOut:
    made = service.add(db, actor, list_id, **entry.model_dump())
    return EntryOut.model_validate(made)


@router.patch("/{list_id}/entries/{entry_id}")
def change(
    list_id: ListId, entry_id: UUID, changes: EntryChangeIn, actor: Editor, db: Db
) -> EntryOut:
    """Say something else from a day on; on the version's own first day it is corrected."""
    made = service.change(db, actor, list_id, entry_id, **changes.model_dump())
    return EntryOut.model_validate(made)


@router.post("/{list_id}/entries/{entry_id}/end")
def end(list_id: ListId, entry_id: UUID, ending: EndIn, actor: Editor, db: Db) -> EntryOut:
    ended = service.end(db, actor, list_id, entry_id, **ending.model_dump())
    return EntryOut.model_validate(ended)


@router.get("/{list_id}/entries/{entry_id}/history")
def history(list_id: ListId, entry_id: UUID, _: Reader, db: Db) -> Page[VersionOut]:
    """Every version of the entry's code, newest first."""
    entry = service.get(db, list_id, entry_id)
    lines = service.history(db, list_id, entry.code)
    return Page[VersionOut](items=[VersionOut.of(line) for line in lines], next=None)


@router.get("/{list_id}/difference")
def difference(
    list_id: ListId,
    earlier: Day,
    later: Day,
    _: Reader,
    db: Db,
    after: After = None,
    limit: Limit = 50,
) -> Page[DifferenceOut]:
    """How the list differs between two days."""
    lines = service.compare(db, list_id, earlier=earlier, later=later)
    start = _start(after)
    page = [DifferenceOut.of(line) for line in lines[start : start + limit]]
    following = cursor(start + limit) if start + limit < len(lines) else None
    return Page[DifferenceOut](items=page, next=following)


@router.get(
    "/{list_id}/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export(
    list_id: ListId,
    actor: Exporter,
    db: Db,
    file_format: Annotated[Format, Query(alias="format")],
    on: On = None,
) -> Response:
    """The list as a file that the import reads back."""
    csv = file_format is Format.CSV
    day = on or today()
    content = (service.export_csv if csv else service.export_xlsx)(db, list_id, on=day)
    audit.record(db, "export", "his.catalogs.export", ("catalogue", list_id), on=day.isoformat())
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if csv else _XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{list_id}-{day}.{file_format.value}"'
        },
    )


@router.get("/{list_id}/imports")
def imports(
    list_id: ListId, _: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ImportOut]:
    """The imports of a list, newest first."""
    found, following = service.imports_page(db, list_id, after=after, limit=limit)
    return Page[ImportOut](items=[ImportOut.of(i) for i in found], next=following)


@router.post("/{list_id}/imports", status_code=201)
def try_import(
    list_id: ListId,
    content: Annotated[bytes, Body(media_type="application/octet-stream", min_length=1)],
    file_name: Annotated[str, Query(min_length=1, max_length=200), AfterValidator(clean)],
    actor: Importer,
    db: Db,
    valid_from: Day | None = None,
    valid_to: Day | None = None,
    whole: bool | None = None,
    source: Source = "",
) -> ImportOut:
    """Try a file: what it would add, change and end, and what is wrong with it."""
    outcome = service.try_file(
        db,
        actor,
        list_id,
        content=content,
        file_name=file_name,
        valid_from=valid_from,
        valid_to=valid_to,
        whole=whole,
        source=source,
    )
    return ImportOut.of(outcome.trial)


@router.get("/{list_id}/imports/{import_id}")
def import_(list_id: ListId, import_id: UUID, _: Reader, db: Db) -> ImportOut:
    return ImportOut.of(trial.get(db, list_id, import_id))


@router.get("/{list_id}/imports/{import_id}/difference")
def import_difference(
    list_id: ListId,
    import_id: UUID,
    _: Reader,
    db: Db,
    kind: Kind | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[DifferenceOut]:
    """What the trial showed, code by code."""
    lines, following = trial.shown_difference(
        db, list_id, import_id, kind=kind, after=_start(after), limit=limit
    )
    return Page[DifferenceOut](
        items=[DifferenceOut.of_kept(line) for line in lines],
        next=None if following is None else cursor(following),
    )


@router.post("/{list_id}/imports/{import_id}/approval")
def approve(list_id: ListId, import_id: UUID, actor: Approver, db: Db) -> ImportOut:
    """Carry out a trial: all of it, or nothing."""
    return ImportOut.of(importer.approve(db, actor, list_id, import_id))


@router.post("/{list_id}/imports/{import_id}/rollback")
def roll_back(
    list_id: ListId, import_id: UUID, reason: ReasonIn, actor: Approver, db: Db
) -> ImportOut:
    """Take an import back; the newest first."""
    return ImportOut.of(importer.roll_back(db, actor, list_id, import_id, reason=reason.reason))


def _start(after: str | None) -> int:
    """Where a page of a list without keys begins."""
    if after is None:
        return 0
    (start,) = place(after, _whole)
    return int(start)


def _whole(number: object) -> int:
    if not isinstance(number, int) or not 0 <= number < 10**9:
        raise ValueError(number)
    return number
