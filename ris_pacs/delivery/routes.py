"""What is handed out: asked for, made, fetched, handed over, withdrawn."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import FileResponse
from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import audit, printing
from kernel.access import Actor, Requires, acting_in
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.text import Language
from ris_pacs.archive import service as archive
from ris_pacs.delivery import asking, making, permissions, sharing, slips
from ris_pacs.delivery.errors import NotReadyToHand
from ris_pacs.delivery.models import Delivery, DeliveryForm, DeliveryState
from ris_pacs.delivery.schemas import (
    DeliveredStudyOut,
    DeliveryAddressOut,
    DeliveryChoicesOut,
    DeliveryEventOut,
    DeliveryHandIn,
    DeliveryIn,
    DeliveryOut,
    DeliveryPersonOut,
    DeliveryPinIn,
    DeliveryWholeOut,
    DeliveryWithdrawIn,
)

router = Router(prefix="/imaging/deliveries", tags=["ris_pacs.delivery"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Hander = Annotated[Actor, Depends(Requires(permissions.HAND))]


@router.get("")
def deliveries(
    actor: Reader,
    db: Db,
    state: DeliveryState | None = None,
    form: DeliveryForm | None = None,
    patient_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[DeliveryOut]:
    """What was handed out, the newest first."""
    asked = select(Delivery).where(patients.seen_by(actor, Delivery.patient_id))
    if state:
        asked = asked.where(Delivery.state == state)
    if form:
        asked = asked.where(Delivery.form == form)
    if patient_id:
        asked = asked.where(Delivery.patient_id == patients.get(db, actor, patient_id).id)
    rows, following = page_of(
        db,
        asked,
        by=(col(Delivery.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    audit.read_list(db, "patient", {r.patient_id for r in rows})
    return Page(items=_lines(db, actor, rows), next=following)


@router.post("", status_code=201)
def ask(wanted: DeliveryIn, actor: Hander, db: Db) -> DeliveryWholeOut:
    """One patient, two identifiers that agree, his studies."""
    made = asking.ask(
        db,
        actor,
        patient_id=wanted.patient_id,
        studies=wanted.studies,
        form=wanted.form,
        purpose=wanted.purpose,
        recipient=wanted.recipient,
        code=wanted.code,
        birth=wanted.birth,
        consent=wanted.consent,
        boxes=[(b.left, b.top, b.right, b.bottom) for b in wanted.boxes],
        note=wanted.note,
    )
    return _whole(db, actor, made)


@router.get("/choices/{patient_id}")
def choices(patient_id: UUID, actor: Hander, db: Db) -> DeliveryChoicesOut:
    """The patient's studies that can be handed out, the newest first."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "studies")
    found = archive.studies(db, actor, archive.Wanted(patient_id=patient.id), limit=100)
    return DeliveryChoicesOut(items=[_study(s) for s in found if s.instance_count])


@router.get("/{delivery_id}")
def delivery(delivery_id: UUID, actor: Reader, db: Db) -> DeliveryWholeOut:
    return _whole(db, actor, asking.get(db, actor, delivery_id))


@router.post("/{delivery_id}/making", status_code=204)
def make(delivery_id: UUID, actor: Hander, request: Request) -> None:
    """Write the disc; a large one takes minutes, and goes on when nobody waits for it."""
    making.make(request.app.state.database, actor, delivery_id, acting_in(request))


@router.get("/{delivery_id}/file", response_class=Response)
def fetch(delivery_id: UUID, actor: Hander, db: Db) -> Response:
    """The ZIP or the ISO."""
    found = asking.get(db, actor, delivery_id)
    path = making.place(archive.store(db).folder.parent, found)
    standing = found.state in (DeliveryState.MADE, DeliveryState.HANDED)
    if not standing or asking.over(found) or not path.exists():
        raise NotReadyToHand
    audit.read(db, ("patient", found.patient_id), f"imaging disc {found.id}")
    patient = patients.get(db, actor, found.patient_id)
    name = "teaching" if found.anonymised else patient.code
    kind = "application/zip" if found.form is DeliveryForm.ZIP else "application/x-iso9660-image"
    return FileResponse(path, media_type=kind, filename=f"{name}.{found.form.value}")


@router.get("/{delivery_id}/address")
def address(delivery_id: UUID, actor: Hander, db: Db) -> DeliveryAddressOut:
    """The PIN, and the link where one was made (POST makes it)."""
    found = asking.get(db, actor, delivery_id)
    if found.form is not DeliveryForm.LINK or asking.over(found):
        raise NotReadyToHand
    audit.read(db, ("patient", found.patient_id), f"imaging link {found.id}")
    return DeliveryAddressOut(address="", pin=sharing.pin(found), qr="")


@router.post("/{delivery_id}/address")
def give_address(delivery_id: UUID, actor: Hander, db: Db) -> DeliveryAddressOut:
    """The link, its code to scan, and the PIN that is told apart from it."""
    found = asking.get(db, actor, delivery_id)
    at = sharing.address(db, actor, found)
    audit.read(db, ("patient", found.patient_id), f"imaging link {found.id}")
    return DeliveryAddressOut(address=at, pin=sharing.pin(found), qr=printing.qr(at))


@router.post("/{delivery_id}/pin")
def new_pin(delivery_id: UUID, given: DeliveryPinIn, actor: Hander, db: Db) -> DeliveryWholeOut:
    """The PIN before opens nothing any more."""
    return _whole(db, actor, asking.new_pin(db, actor, delivery_id, version=given.version))


@router.post("/{delivery_id}/handing")
def hand(delivery_id: UUID, given: DeliveryHandIn, actor: Hander, db: Db) -> DeliveryWholeOut:
    """It was given to whom."""
    found = asking.hand(db, actor, delivery_id, to=given.to, version=given.version)
    return _whole(db, actor, found)


@router.post("/{delivery_id}/withdrawal")
def withdraw(
    delivery_id: UUID, given: DeliveryWithdrawIn, actor: Hander, db: Db
) -> DeliveryWholeOut:
    """Link and file open nothing any more."""
    found = asking.withdraw(db, actor, delivery_id, reason=given.reason, version=given.version)
    return _whole(db, actor, found)


@router.post("/{delivery_id}/slip", response_class=Response)
def slip(
    delivery_id: UUID,
    actor: Hander,
    db: Db,
    language: Annotated[Language, Query()] = "vi",
) -> Response:
    """The paper that goes with it (phiếu trả đĩa, đường dẫn)."""
    found = asking.get(db, actor, delivery_id)
    printed = slips.slip(db, actor, found, language=language)
    return Response(printed.pdf, media_type="application/pdf")


def _lines(db: Session, actor: Actor, rows: Sequence[Delivery]) -> list[DeliveryOut]:
    people = patients.briefs(db, actor, {r.patient_id for r in rows})
    return [
        DeliveryOut(
            **r.model_dump(include=set(DeliveryOut.model_fields) - {"patient", "over"}),
            patient=DeliveryPersonOut(
                id=people[r.patient_id].id,
                code=people[r.patient_id].code,
                name=people[r.patient_id].name,
            ),
            over=asking.over(r),
        )
        for r in rows
    ]


def _whole(db: Session, actor: Actor, of: Delivery) -> DeliveryWholeOut:
    db.flush()
    audit.read(db, ("patient", of.patient_id), "imaging delivery")
    ids = asking.studies_of(db, of.id)
    rows = db.exec(
        select(archive.ImagingStudy)
        .where(col(archive.ImagingStudy.id).in_(ids))
        .order_by(col(archive.ImagingStudy.study_date), col(archive.ImagingStudy.id))
    )
    return DeliveryWholeOut(
        delivery=_lines(db, actor, [of])[0],
        studies=[_study(s) for s in rows],
        events=[DeliveryEventOut.model_validate(e) for e in asking.events_of(db, of.id)],
    )


def _study(of: archive.ImagingStudy) -> DeliveredStudyOut:
    return DeliveredStudyOut(
        id=of.id,
        uid=of.uid,
        date=of.study_date,
        description=of.description,
        modalities=of.modalities,
        pictures=of.instance_count,
    )
