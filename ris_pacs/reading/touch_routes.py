"""Reports that corrections of pictures have touched, over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import col, select

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import Output
from ris_pacs.reading import permissions, service, showing, touching
from ris_pacs.reading.models import Reading
from ris_pacs.reading.schemas import ExamReadingOut, ReadingLineOut
from ris_pacs.reading.touch_schemas import ConfirmationIn, ReportTouchOut

router = Router(prefix="/reading", tags=["ris_pacs.reading"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Signer = Annotated[Actor, Depends(Requires(permissions.SIGN))]


class TouchedReportOut(Output):
    touch: ReportTouchOut
    reading: ReadingLineOut


@router.get("/touched")
def touched_reports(
    actor: Reader,
    db: Db,
    opened: Annotated[bool, Query()] = False,
    after: After = None,
    limit: Limit = 50,
) -> Page[TouchedReportOut]:
    """Corrections of pictures whose report was out, the newest first."""
    found, following = touching.page(db, actor, opened=opened, after=after, limit=limit)
    asked = select(Reading).where(col(Reading.id).in_({each.reading_id for each in found}))
    lines = {line.id: line for line in showing.lines(db, actor, db.exec(asked).all())}
    items = [
        TouchedReportOut(touch=showing.touched(each), reading=lines[each.reading_id])
        for each in found
    ]
    return Page(items=items, next=following)


@router.post("/{reading_id}/confirmation")
def confirm(reading_id: UUID, given: ConfirmationIn, actor: Signer, db: Db) -> ExamReadingOut:
    """The report holds after its pictures were corrected: a signed addendum says so."""
    service.confirm(db, actor, reading_id, remark=given.remark, ticket=given.ticket)
    return showing.page(db, actor, service.reading(db, actor, reading_id))
