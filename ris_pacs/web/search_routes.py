"""QIDO-RS and the metadata of WADO-RS: asked hundreds of times a second, mostly of what lies
ready (`ready.py`)."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Depends, Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from kernel import audit
from kernel.access import ACTING, Actor, Requires, acting_in
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.web import answers, listing, locating, looking, ready, searching
from ris_pacs.web.errors import ImageQueryNotUnderstood
from ris_pacs.web.permissions import VIEW
from ris_pacs.web.query import BadQuery, Level, Query, parse
from ris_pacs.web.straight import StraightRouter

router = StraightRouter(prefix="/dicom-web", tags=["ris_pacs.web"])
router.include_in_schema = False  # the standard is its documentation

Uid = Annotated[str, Path(max_length=64)]
Viewer = Annotated[Actor, Depends(Requires(VIEW))]


def _query(request: Request, level: Level) -> Query:
    if not request.scope["query_string"]:
        return Query(level)
    try:
        return parse(level, request.query_params.multi_items())
    except BadQuery as error:
        raise ImageQueryNotUnderstood(parameter=error.parameter[:60]) from error


def _warnings(query: Query, *, more: bool) -> list[str]:
    found = [f"{name} is not searched for: it was ignored" for name in query.ignored]
    return [*found, "There are more results: ask with offset"] if more else found


@router.get("/studies")
async def studies(request: Request, actor: Viewer) -> Response:
    kind = answers.object_kind(request)
    query = _query(request, Level.STUDY)
    database: Database = request.app.state.database
    kept = ready.shelf(database)

    def work() -> tuple[list[str], tuple[str, ...], bool]:
        return listing.listed(database, actor, query, kept)

    # What an index finds is found sooner than a thread; a page of a long list is not.
    quick = database.is_sqlite and (query.limit or 101) <= 101
    found, people, more = work() if quick else await run_sync(work)
    await looking.listed(request, actor, people)
    return await answers.listed(found, kind, _warnings(query, more=more))


@router.get("/series")
async def series(request: Request, actor: Viewer) -> Response:
    return await _among_all(request, actor, Level.SERIES)


@router.get("/instances")
async def instances(request: Request, actor: Viewer) -> Response:
    return await _among_all(request, actor, Level.INSTANCE)


@router.get("/studies/{study}/series")
async def series_of_study(request: Request, study: Uid, actor: Viewer) -> Response:
    return await _within(request, actor, Level.SERIES, study)


@router.get("/studies/{study}/instances")
async def instances_of_study(request: Request, study: Uid, actor: Viewer) -> Response:
    return await _within(request, actor, Level.INSTANCE, study)


@router.get("/studies/{study}/series/{series}/instances")
async def instances_of_series(request: Request, study: Uid, series: Uid, actor: Viewer) -> Response:
    return await _within(request, actor, Level.INSTANCE, study, series)


async def _among_all(request: Request, actor: Actor, level: Level) -> Response:
    kind = answers.object_kind(request)
    query = _query(request, level)
    database: Database = request.app.state.database

    def work() -> searching.Page:
        with database.read() as db:
            db.info[ACTING] = acting_in(request)
            return searching.search(db, actor, query)

    page = await run_sync(work)
    return await answers.listed(page.objects, kind, _warnings(query, more=page.more))


async def _within(
    request: Request, actor: Actor, level: Level, study: str, series: str = ""
) -> Response:
    """Of one study: the answer lies ready while the study is as it was."""
    kind = answers.object_kind(request)
    query = _query(request, level)

    def make(db: Session) -> bytes:
        page = searching.search(db, actor, query, study=study, series=series)
        audit.take_reads(db)  # written down below, once in a while
        return answers.packed(page.objects, more=page.more)

    try:
        what = (level, series, request.scope["query_string"])
        found, body = await ready.of_study(request, actor, study, what, make)
    except archive.NoSuchStudy:
        return await answers.listed([], kind)
    await looking.opened(request, actor, found.study_id, found.uid, found.patient_id)
    objects, more = answers.unpacked(body)
    return await answers.joined_list(objects, kind, _warnings(query, more=more))


@router.get("/studies/{study}/metadata")
async def metadata_of_study(request: Request, study: Uid, actor: Viewer) -> Response:
    return await _metadata(request, actor, study)


@router.get("/studies/{study}/series/{series}/metadata")
async def metadata_of_series(request: Request, study: Uid, series: Uid, actor: Viewer) -> Response:
    return await _metadata(request, actor, study, series)


@router.get("/studies/{study}/series/{series}/instances/{instance}/metadata")
async def metadata_of_instance(
    request: Request, study: Uid, series: Uid, instance: Uid, actor: Viewer
) -> Response:
    return await _metadata(request, actor, study, series, instance)


async def _metadata(
    request: Request, actor: Actor, study: str, series: str = "", instance: str = ""
) -> Response:
    kind = answers.object_kind(request)

    def make(db: Session) -> bytes:
        found = archive.study(db, actor, study)
        run = archive.one_series(db, found, series) if series else None
        runs = [run] if run else archive.series(db, found)
        rows = locating.described(db, found.id, run.id if run else None, instance)
        if not rows:
            raise locating.NoSuchPicture
        uids = {each.id: each.uid for each in runs}
        body = archive.metadata(
            db, found, rows, uids, lambda s, x, i: answers.address(s, x, i) + "/bulkdata"
        )
        return b"".join(body)

    what = ("metadata", series, instance)
    found, body = await ready.of_study(request, actor, study, what, make)
    await looking.opened(request, actor, found.study_id, found.uid, found.patient_id)
    return await answers.joined_list(body, kind)
