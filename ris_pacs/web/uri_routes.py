"""WADO-URI (PS3.18, chapter 9): the older way to one object, by parameters."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from kernel.access import Actor, Requires
from kernel.routing import Router
from ris_pacs.web import accept, locating, looking, pictures, whole
from ris_pacs.web.accept import EXPLICIT_LITTLE
from ris_pacs.web.errors import ImageQueryNotUnderstood, NotInThatForm
from ris_pacs.web.permissions import VIEW
from ris_pacs.web.routes import plain_file

router = Router(prefix="/wado", tags=["ris_pacs.web"])
router.include_in_schema = False


@router.get("")
async def wado(request: Request, actor: Annotated[Actor, Depends(Requires(VIEW))]) -> Response:
    asked = request.query_params
    if asked.get("requestType") != "WADO":
        raise ImageQueryNotUnderstood(parameter="requestType")
    for name in ("studyUID", "seriesUID", "objectUID"):
        if not asked.get(name):
            raise ImageQueryNotUnderstood(parameter=name)
    place = (asked["studyUID"][:64], asked["seriesUID"][:64], asked["objectUID"][:64])
    found = await locating.one(request, actor, *place)
    await looking.opened(request, actor, found.study_id, found.study, found.patient_id)
    header = ", ".join(request.headers.getlist("accept"))
    said = asked.get("contentType")
    # What the address asks for is what the client takes; a browser's `*/*` takes a picture.
    wishes = accept.wanted(header, said)
    for each in wishes:
        if said and each.takes(whole.DICOM):
            syntax = asked.get("transferSyntax") or EXPLICIT_LITTLE
            if not whole.can_be_given(found, syntax):
                raise NotInThatForm(offered=whole.DICOM)
            await whole.there([found])
            return await plain_file(found, syntax)
    number = pictures.numbers(asked.get("frameNumber", "1"))[0]
    query = {}
    if "rows" in asked and "columns" in asked:
        query["viewport"] = f"{asked['columns']},{asked['rows']}"
    if "windowCenter" in asked or "windowWidth" in asked:
        centre, width = asked.get("windowCenter", ""), asked.get("windowWidth", "")
        query["window"] = f"{centre},{width},linear"
    if "imageQuality" in asked:
        query["quality"] = asked["imageQuality"]
    wanted = pictures.asked_for(wishes, query)
    body = await pictures.rendered(found, number, wanted)
    return Response(body, media_type=wanted["kind"])
