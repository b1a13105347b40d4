"""DICOMweb: QIDO-RS and WADO-RS (PS3.18, chapter 10)."""

from collections.abc import AsyncIterator
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Depends, Path, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from sqlmodel import Session

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from ris_pacs.archive import service as archive
from ris_pacs.web import answers, bulk, locating, looking, multipart, objects, pictures, whole
from ris_pacs.web.errors import NotInThatForm
from ris_pacs.web.locating import Located
from ris_pacs.web.permissions import VIEW
from ris_pacs.web.straight import StraightRouter

router = StraightRouter(prefix="/dicom-web", tags=["ris_pacs.web"])
router.include_in_schema = False  # the standard is its documentation

Uid = Annotated[str, Path(max_length=64)]
Viewer = Annotated[Actor, Depends(Requires(VIEW))]
_ONE = "/studies/{study}/series/{series}/instances/{instance}"


# WADO-RS: whole objects


@router.get("/studies/{study}")
def study_whole(request: Request, study: Uid, actor: Viewer, db: Db) -> Response:
    return _whole(request, actor, db, study)


@router.get("/studies/{study}/series/{series}")
def series_whole(request: Request, study: Uid, series: Uid, actor: Viewer, db: Db) -> Response:
    return _whole(request, actor, db, study, series)


def _whole(request: Request, actor: Actor, db: Session, study: str, series: str = "") -> Response:
    asked, _ = whole.syntax(answers.wishes(request), single=False)
    found = list(locating.several(db, actor, study, series))
    if not found:
        raise locating.NoSuchPicture
    if not all(whole.can_be_given(each, asked) for each in found):
        raise NotInThatForm(offered='multipart/related; type="application/dicom"')
    for each in found:
        if not each.path.exists():
            raise archive.PictureDamaged
    one = archive.study(db, actor, study)
    audit.record(db, "export", f"study {study}", objects.subject(one), objects=len(found))
    return _multipart(found, asked)


@router.get(_ONE)
async def instance_whole(
    request: Request, study: Uid, series: Uid, instance: Uid, actor: Viewer
) -> Response:
    asked, plain = whole.syntax(answers.wishes(request), single=True)
    found = await _opened(request, actor, study, series, instance)
    if not whole.can_be_given(found, asked):
        raise NotInThatForm(offered='multipart/related; type="application/dicom"')
    await whole.there([found])
    return await plain_file(found, asked) if plain else _multipart([found], asked)


async def plain_file(found: Located, asked: str) -> Response:
    body, given = await whole.content(found, asked)
    kind = f"{whole.DICOM};transfer-syntax={given}"
    if isinstance(body, bytes):
        return Response(body, media_type=kind)
    return FileResponse(body, media_type=kind, filename=f"{found.row.uid}.dcm")


def _multipart(found: list[Located], asked: str) -> Response:
    mark = multipart.boundary()
    kind = multipart.content_type(mark, whole.DICOM)
    return StreamingResponse(whole.parts(mark, found, asked), media_type=kind)


async def _opened(
    request: Request, actor: Actor, study: str, series: str, instance: str
) -> Located:
    found = await locating.one(request, actor, study, series, instance)
    await looking.opened(request, actor, found.study_id, found.study, found.patient_id)
    return found


# WADO-RS: frames, bulk data, pictures for people


@router.get(_ONE + "/frames/{frames}")
async def frames(
    request: Request, study: Uid, series: Uid, instance: Uid, frames: str, actor: Viewer
) -> Response:
    wanted = pictures.numbers(frames)
    found = await _opened(request, actor, study, series, instance)
    given = pictures.how(answers.wishes(request), found.syntax, len(wanted))
    kind = f"{given.kind};transfer-syntax={given.syntax}"
    if not given.multipart:
        return Response(await pictures.frame(found, wanted[0], given), media_type=kind)
    mark = multipart.boundary()
    head, end = multipart.part_head(mark, {"Content-Type": kind}), multipart.end(mark)
    media_type = multipart.content_type(mark, given.kind)
    first = await pictures.frame(found, wanted[0], given, head, b"" if wanted[1:] else end)
    if len(wanted) == 1:
        return Response(first, media_type=media_type)
    if len(wanted) > 16:
        body = _frames(found, wanted[1:], given, head, end, first)
        return StreamingResponse(body, media_type=media_type)
    pieces = [first, *[await pictures.frame(found, n, given, head) for n in wanted[1:]], end]
    return Response(b"".join(pieces), media_type=media_type)


async def _frames(
    found: Located,
    others: list[int],
    given: pictures.Given,
    head: bytes,
    end: bytes,
    first: bytes | memoryview,
) -> AsyncIterator[bytes | memoryview]:
    yield first
    for number in others:
        yield await pictures.frame(found, number, given, head)
    yield end


@router.get(_ONE + "/bulkdata/{place:path}")
async def bulkdata(
    request: Request, study: Uid, series: Uid, instance: Uid, place: str, actor: Viewer
) -> Response:
    wishes = answers.wishes(request)
    found = await _opened(request, actor, study, series, instance)
    if place.upper() in ("7FE00010", "7FE00008", "7FE00009"):
        every = ",".join(str(n) for n in range(1, found.row.frames + 1))
        return await frames(request, study, series, instance, every, actor)
    value = await run_sync(bulk.value, found.path, place)
    for each in wishes:
        if each.is_multipart and each.part in ("*/*", pictures.OCTETS):
            mark = multipart.boundary()
            head = multipart.part_head(mark, {"Content-Type": pictures.OCTETS})
            body = head + value + multipart.end(mark)
            return Response(body, media_type=multipart.content_type(mark, pictures.OCTETS))
        if each.takes(pictures.OCTETS):
            return Response(value, media_type=pictures.OCTETS)
    raise NotInThatForm(offered=pictures.OCTETS)


@router.get(_ONE + "/rendered")
async def rendered(
    request: Request, study: Uid, series: Uid, instance: Uid, actor: Viewer
) -> Response:
    return await _rendered(request, actor, study, series, instance)


@router.get(_ONE + "/frames/{frames}/rendered")
async def rendered_frame(
    request: Request, study: Uid, series: Uid, instance: Uid, frames: str, actor: Viewer
) -> Response:
    number = pictures.numbers(frames)[0]
    return await _rendered(request, actor, study, series, instance, number)


@router.get(_ONE + "/thumbnail")
async def thumbnail(
    request: Request, study: Uid, series: Uid, instance: Uid, actor: Viewer
) -> Response:
    return await _rendered(request, actor, study, series, instance, small=True)


@router.get(_ONE + "/frames/{frames}/thumbnail")
async def thumbnail_of_frame(
    request: Request, study: Uid, series: Uid, instance: Uid, frames: str, actor: Viewer
) -> Response:
    number = pictures.numbers(frames)[0]
    return await _rendered(request, actor, study, series, instance, number, small=True)


@router.get("/studies/{study}/series/{series}/rendered")
async def rendered_series(request: Request, study: Uid, series: Uid, actor: Viewer) -> Response:
    return await _standing(request, actor, study, series, small=False)


@router.get("/studies/{study}/rendered")
async def rendered_study(request: Request, study: Uid, actor: Viewer) -> Response:
    return await _standing(request, actor, study, "", small=False)


@router.get("/studies/{study}/series/{series}/thumbnail")
async def thumbnail_of_series(request: Request, study: Uid, series: Uid, actor: Viewer) -> Response:
    return await _standing(request, actor, study, series, small=True)


@router.get("/studies/{study}/thumbnail")
async def thumbnail_of_study(request: Request, study: Uid, actor: Viewer) -> Response:
    return await _standing(request, actor, study, "", small=True)


async def _standing(
    request: Request, actor: Actor, study: str, series: str, *, small: bool
) -> Response:
    """One picture for a whole study or series: what to see at a glance."""

    def find() -> Located:
        with request.app.state.database.read() as db:
            return locating.first(db, actor, study, series)

    found = await run_sync(find)
    middle = (found.row.frames + 1) // 2
    return await _rendered(request, actor, study, found.series, found.row.uid, middle, small=small)


async def _rendered(
    request: Request,
    actor: Actor,
    study: str,
    series: str,
    instance: str,
    number: int = 1,
    *,
    small: bool = False,
) -> Response:
    asked = pictures.asked_for(answers.wishes(request), request.query_params, thumbnail=small)
    found = await _opened(request, actor, study, series, instance)
    body = await pictures.rendered(found, number, asked)
    return Response(body, media_type=asked["kind"])
