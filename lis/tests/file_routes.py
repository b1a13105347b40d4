"""The catalogue as a file: out, on trial, in. Upload is the bare file as the request's body."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Body, Depends, Query, Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.routing import Router
from kernel.schemas import said
from lis.tests import files, permissions
from lis.tests.cells import What, as_csv, as_xlsx
from lis.tests.files import FileTrial
from lis.tests.schemas import DifferenceLineOut, FileProblemOut, FileTrialOut

router = Router(prefix="/lis", tags=["lis.tests"])

Importer = Annotated[Actor, Depends(Requires(permissions.IMPORT))]
Exporter = Annotated[Actor, Depends(Requires(permissions.EXPORT))]
Content = Annotated[
    bytes, Body(media_type="application/octet-stream", min_length=1, max_length=20_000_000)
]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 500


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@router.get(
    "/catalogue",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export_tests(
    _: Exporter,
    db: Db,
    what: What = What.TESTS,
    file_format: Annotated[FileKind, Query(alias="format")] = FileKind.CSV,
) -> Response:
    """Tests or limits as a file that the import reads back."""
    rows = files.write(db, what)
    csv = file_format is FileKind.CSV
    audit.record(db, "export", "lis.tests.export", ("lis_catalogue", what.value))
    return Response(
        as_csv(rows) if csv else as_xlsx(rows, what.value),
        media_type="text/csv; charset=utf-8" if csv else _XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{what}-{today()}.{file_format.value}"'
        },
    )


@router.post("/catalogue/trial")
def try_tests(
    content: Content, what: What, _: Importer, db: Db, since: date | None = None
) -> FileTrialOut:
    """What a file would change and what is wrong with it. Nothing is kept."""
    return _out(files.attempt(db, what, content=content, since=since or today()))


@router.post("/catalogue")
def import_tests(
    content: Content,
    what: What,
    plan: Annotated[str, Query(min_length=64, max_length=64)],
    actor: Importer,
    db: Db,
    since: date | None = None,
) -> FileTrialOut:
    """Take a tried file in, whole or not at all; `plan` says which trial was seen."""
    day = since or today()
    return _out(files.take(db, actor, what, content=content, since=day, plan=plan))


def _out(trial: FileTrial) -> FileTrialOut:
    return FileTrialOut(
        rows=trial.rows,
        unchanged=trial.unchanged,
        changed=len(trial.differences),
        plan=trial.plan,
        differences=[
            DifferenceLineOut(code=d.code, before=d.before, after=d.after)
            for d in trial.differences[:_SHOWN]
        ],
        problems=[FileProblemOut(row=p.row, says=said(p.says)) for p in trial.problems[:_SHOWN]],
    )
