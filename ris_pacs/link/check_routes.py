"""The conformance statement, and the validator."""

from typing import Annotated

from fastapi import Depends, Response

from his.link.service import Explained
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import Router
from kernel.schemas import said
from ris_pacs.link import conforming, permissions, validating
from ris_pacs.link.conforming_schemas import ConformanceOut
from ris_pacs.link.schemas import (
    CheckedLineOut,
    CheckedOut,
    CheckedPartOut,
    CheckIn,
    LinkFindingOut,
)

router = Router(prefix="/imaging/link", tags=["ris_pacs.link"])

Conforms = Annotated[Actor, Depends(Requires(permissions.CONFORMANCE))]
Validates = Annotated[Actor, Depends(Requires(permissions.VALIDATE))]
_HTML = "text/html; charset=utf-8"


@router.get("/conformance")
def imaging_conformance(actor: Conforms, db: Db) -> ConformanceOut:
    """What this installation speaks: DICOM, DICOMweb, HL7; from the code's own tables."""
    return conforming.statement(db)


@router.get(
    "/conformance/sheet",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
def imaging_conformance_sheet(actor: Conforms, db: Db) -> Response:
    """The same as a page for a printer, or to hand on."""
    return Response(conforming.page(conforming.statement(db), actor.language), media_type=_HTML)


@router.post("/check")
def check_message_or_object(wanted: CheckIn, actor: Validates, db: Db) -> CheckedOut:
    """Judge a message or an object, place by place; nothing of it is kept."""
    found = validating.check(db, actor, **wanted.model_dump())
    return CheckedOut(
        kind=found.kind,
        title=found.title,
        profile=said(found.profile),
        accepted=found.accepted,
        findings=[
            LinkFindingOut(place=f.place, weight=f.weight.value, code=f.code, says=said(f.says))
            for f in found.faults
        ],
        lines=[_line(each) for each in found.lines],
    )


def _line(line: Explained) -> CheckedLineOut:
    return CheckedLineOut(
        name=line.name,
        title=said(line.title),
        raw=line.raw,
        parts=[
            CheckedPartOut(place=p.place, title=said(p.title), value=p.value, means=said(p.means))
            for p in line.parts
        ],
    )
