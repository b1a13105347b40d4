"""The laboratory's door, and everything that happens to a tube behind it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language, Text
from lis.specimens import (
    chain,
    keeping,
    lists,
    papers,
    permissions,
    receiving,
    showing,
)
from lis.specimens.schemas import (
    DisposeIn,
    DivideIn,
    RejectionReasonChoice,
    SpecimenOut,
    SpecimenRejectionOut,
    SpecimenWhole,
    TubeReasonIn,
    TubeReceiveIn,
    TubeRejectIn,
    TubeStoreIn,
)
from lis.specimens.states import SpecimenState
from lis.tests import service as catalogue

router = Router(prefix="/lis/specimens", tags=["lis.specimens"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Receiver = Annotated[Actor, Depends(Requires(permissions.RECEIVE))]
Keeper = Annotated[Actor, Depends(Requires(permissions.KEEP))]
Lang = Annotated[Language, Query()]


@router.get("")
def tubes(
    actor: Reader,
    db: Db,
    state: SpecimenState | None = None,
    patient_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[SpecimenOut]:
    """Tubes of one state, the oldest first (without one: all whose life is not over); or all of
    one patient, the latest first."""
    if patient_id:
        found, following = lists.of_patient(db, actor, patient_id, after=after, limit=limit)
    else:
        found, following = lists.by_state(db, actor, state=state, after=after, limit=limit)
    return Page(items=showing.specimens(db, actor, found), next=following)


@router.get("/due")
def due(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[SpecimenOut]:
    """What has been kept long enough and waits to be disposed of."""
    found, following = keeping.due(db, actor, after=after, limit=limit)
    return Page(items=showing.specimens(db, actor, found), next=following)


@router.get("/rejection-reasons")
def rejection_reasons(_: Reader, db: Db) -> Page[RejectionReasonChoice]:
    """Why a specimen is not taken."""
    found = [
        RejectionReasonChoice(
            code=r.code, name=said(Text(r.name, r.name_en or r.name)), recollect=r.recollect
        )
        for r in catalogue.reasons(db)
    ]
    return Page(items=found, next=None)


@router.get("/rejections")
def rejections(
    actor: Reader, db: Db, mine: bool = False, after: After = None, limit: Limit = 50
) -> Page[SpecimenRejectionOut]:
    """What was rejected, the latest first; `mine`: what I ordered and have not seen."""
    found, following = lists.rejections(db, actor, mine=mine, after=after, limit=limit)
    return Page(items=showing.rejections(db, actor, found), next=following)


@router.post("/rejections/{rejection_id}/seen")
def see_rejection(rejection_id: UUID, actor: Reader, db: Db) -> SpecimenRejectionOut:
    """I know that this specimen was rejected."""
    seen = lists.see(db, actor, rejection_id)
    return showing.rejections(db, actor, [seen])[0]


@router.post("/disposal")
def dispose(given: DisposeIn, actor: Keeper, db: Db) -> Page[SpecimenOut]:
    """These are disposed of: who, when and how stays."""
    done = keeping.dispose(db, actor, given.codes, how=given.how)
    return Page(items=showing.specimens(db, actor, done), next=None)


@router.get("/by-code/{code}")
def where_is(code: str, actor: Reader, db: Db) -> SpecimenWhole:
    """Where the tube with this number is, and where it has been."""
    tube = chain.by_code(db, actor, code)
    audit.read(db, ("patient", tube.patient_id))
    return showing.whole(db, actor, tube)


@router.post("/by-code/{code}/reception")
def receive(code: str, given: TubeReceiveIn, actor: Receiver, db: Db) -> SpecimenWhole:
    """It is here, and fit for use."""
    tube = receiving.receive(db, actor, code, condition=given.condition, where=given.where)
    return showing.whole(db, actor, tube)


@router.post("/by-code/{code}/rejection")
def reject(code: str, given: TubeRejectIn, actor: Receiver, db: Db) -> SpecimenWhole:
    """It cannot be used; whoever ordered it is told, and it is drawn again if `again`."""
    reason = next((r for r in catalogue.reasons(db) if r.code == given.reason_code), None)
    if reason is None:
        raise NotFound
    tube = receiving.reject(
        db,
        actor,
        code,
        reason_code=reason.code,
        reason=reason.name,
        note=given.note,
        again=given.again,
    )
    return showing.whole(db, actor, tube)


@router.post("/by-code/{code}/rejection/print", responses=PDF, response_class=Response)
def print_rejection(code: str, actor: Reader, db: Db, language: Lang = "vi") -> Response:
    """The rejection slip (phiếu từ chối mẫu) as PDF."""
    return pdf(papers.rejection(db, actor, code, language=language), "phieu-tu-choi-mau")


@router.post("/by-code/{code}/loss")
def lose(code: str, why: TubeReasonIn, actor: Receiver, db: Db) -> SpecimenWhole:
    """Nobody finds it: its tests wait to be drawn again."""
    return showing.whole(db, actor, receiving.lose(db, actor, code, reason=why.reason))


@router.post("/by-code/{code}/parts", status_code=201)
def divide(code: str, given: DivideIn, actor: Receiver, db: Db) -> SpecimenWhole:
    """An aliquot with a label of its own; answers the new tube."""
    part = receiving.divide(db, actor, code, item_ids=given.item_ids, volume_ml=given.volume_ml)
    return showing.whole(db, actor, part)


@router.post("/by-code/{code}/storage")
def store(code: str, given: TubeStoreIn, actor: Keeper, db: Db) -> SpecimenWhole:
    """It stands there now; without a position in the first free one."""
    tube = keeping.store(db, actor, code, location_id=given.location_id, position=given.position)
    return showing.whole(db, actor, tube)


@router.post("/by-code/{code}/removal")
def take_out(code: str, actor: Keeper, db: Db) -> SpecimenWhole:
    """It was taken out of its place to be worked on."""
    return showing.whole(db, actor, keeping.take_out(db, actor, code))
