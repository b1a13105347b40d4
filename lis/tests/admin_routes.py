"""The laboratory's administration over the API: one look, the list of verifiers, the audit."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.events import assembly_of
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language, Text
from lis.tests import administration, permissions
from lis.tests.administration import Part
from lis.tests.list_schemas import (
    InstrumentOut,
    LabActOut,
    LabAdministrationOut,
    LabPersonOut,
    LabSectionWhole,
    SectionMemberOut,
    TestSectionOut,
    TwiceVerifiedOut,
)
from lis.tests.slots import Instrument

router = Router(prefix="/lis", tags=["lis.tests"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Auditor = Annotated[Actor, Depends(Requires(permissions.AUDIT))]


@router.get("/administration")
def administration_of_the_laboratory(_: Reader, db: Db) -> LabAdministrationOut:
    """Every section with its people, what they may do from when to when, how results are
    signed there, which tests want two physicians, and the instruments."""
    return LabAdministrationOut(
        sections=[_part(each) for each in administration.overview(db)],
        instruments=[_instrument(each) for each in administration.nowhere(db)],
    )


def _part(part: Part) -> LabSectionWhole:
    return LabSectionWhole(
        section=TestSectionOut.model_validate(part.section),
        people=[
            LabPersonOut(
                member=SectionMemberOut.model_validate(p.member), active=p.active, now=p.now
            )
            for p in part.people
        ],
        tests=part.tests,
        twice=[
            TwiceVerifiedOut(code=t.code, name=said(Text(t.name, t.name_en))) for t in part.twice
        ],
        instruments=[_instrument(each) for each in part.instruments],
    )


def _instrument(each: Instrument) -> InstrumentOut:
    return InstrumentOut(
        code=each.code, name=each.name, state=each.state, good=each.good, where=each.where
    )


@router.post("/administration/verifiers/print", responses=PDF, response_class=Response)
def print_verifiers(
    actor: Reader, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """Who enters and who verifies, by section, to be signed; as PDF."""
    return pdf(administration.verifiers(db, actor, language=language), "nguoi-duyet-ket-qua")


@router.get("/acts")
def acts(
    _: Auditor,
    db: Db,
    since: date | None = None,
    until: date | None = None,
    action: Annotated[str | None, Query(max_length=40)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[LabActOut]:
    """What was done in the laboratory, by whom, from where; the latest first."""
    found, following = administration.acts(
        db, since=since, until=until, action=action, after=after, limit=limit
    )
    titles = {m.id: m.title for m in assembly_of(db).installed}
    items = [
        LabActOut(
            id=row.id,
            at=row.at,
            actor_name=row.actor_name,
            action=row.action,
            what=row.what,
            module=said(titles.get(".".join(row.what.split(".")[:2]), Text(row.what, row.what))),
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            ip=row.ip,
            workstation=row.workstation,
        )
        for row in found
    ]
    return Page(items=items, next=following)
