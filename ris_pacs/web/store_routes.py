"""STOW-RS (PS3.18, 10.5)."""

from typing import Annotated

import anyio.from_thread
from anyio.to_thread import run_sync
from fastapi import Depends, Path, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from kernel.access import Actor, Requires, acting_in
from kernel.routing import Router
from ris_pacs.web import accept, answers, native
from ris_pacs.web.errors import NotAStowBody, NotTakenInThatForm
from ris_pacs.web.permissions import STORE
from ris_pacs.web.storing import Reception, Stored

router = Router(prefix="/dicom-web", tags=["ris_pacs.web"])
router.include_in_schema = False

Sender = Annotated[Actor, Depends(Requires(STORE))]


@router.post("/studies")
async def store(request: Request, actor: Sender) -> Response:
    return await _store(request, actor, "")


@router.post("/studies/{study}")
async def store_in_study(
    request: Request, study: Annotated[str, Path(max_length=64)], actor: Sender
) -> Response:
    return await _store(request, actor, study)


async def _store(request: Request, actor: Actor, study: str) -> Response:
    kind = answers.object_kind(request, single=True)
    sent, parameters = accept.header(request.headers.get("content-type", ""))
    if sent != "multipart/related" or not accept.covers(
        parameters.get("type", "application/dicom").lower(), "application/dicom"
    ):
        raise NotTakenInThatForm
    mark = parameters.get("boundary", "")
    if not mark:
        raise NotAStowBody(why="boundary")
    stream = request.stream()

    async def next_piece() -> bytes:
        async for chunk in stream:
            if chunk:
                return chunk
        return b""

    reception = Reception(request.app.state.database, actor, acting_in(request), study)

    def work() -> Stored:
        return reception.take(mark, lambda: anyio.from_thread.run(next_piece))

    try:
        done = await run_sync(work)
    except ClientDisconnect as error:
        raise NotAStowBody(why="line") from error
    (body,) = native.models(done.body) if kind == native.XML else (done.body,)
    return Response(body, done.status, media_type=kind)
