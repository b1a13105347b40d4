"""A delivery is asked for: one patient, two identifiers compared, and the studies that are his."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patients import service as patients
from his.patients.service import Patient
from kernel import audit, live
from kernel.access import Actor, demand
from kernel.clock import utc_now
from kernel.db import expect
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.delivery import errors, permissions
from ris_pacs.delivery.models import (
    DeliveredStudy,
    Delivery,
    DeliveryAct,
    DeliveryEvent,
    DeliveryForm,
    DeliveryPurpose,
    DeliveryState,
)
from ris_pacs.delivery.settings import FILE_DAYS, LINK_DAYS

TOPIC = "imaging.deliveries"
OVER = (DeliveryState.WITHDRAWN, DeliveryState.EXPIRED, DeliveryState.FAILED)


def confirmed(patient: Patient, *, code: str, birth: str) -> str:
    """Which two identifiers agree. Raises IdentityNotConfirmed unless both do."""
    typed = "".join(c for c in birth if c.isdecimal())
    known = (patient.birth or "").replace("-", "")
    turned = known[6:8] + known[4:6] + known[:4] if len(known) == 8 else known
    same_birth = bool(known) and typed in (known, turned)
    if code.strip().upper() != patient.code.upper() or not same_birth:
        raise errors.IdentityNotConfirmed
    return "code+birth"


def ask(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    studies: Sequence[UUID],
    form: DeliveryForm,
    purpose: DeliveryPurpose,
    recipient: str,
    code: str,
    birth: str,
    consent: bool = False,
    boxes: Sequence[Sequence[float]] = (),
    note: str = "",
) -> Delivery:
    """Raises IdentityNotConfirmed, StudyOfAnotherPatient, NothingToDeliver, ConsentMissing."""
    patient = patients.get(db, actor, patient_id)
    agreed = confirmed(patient, code=code, birth=birth)
    teaching = purpose is DeliveryPurpose.TEACHING
    if (teaching or purpose is DeliveryPurpose.DOCTOR) and not consent:
        raise errors.ConsentMissing
    if teaching:
        demand(actor, permissions.TEACH)
        if form is DeliveryForm.LINK:
            form = DeliveryForm.ZIP
    found = theirs(db, actor, patient.id, studies)
    now = utc_now()
    days = LINK_DAYS if form is DeliveryForm.LINK else FILE_DAYS
    made = Delivery(
        patient_id=patient.id,
        form=form,
        purpose=purpose,
        anonymised=teaching,
        boxes=[list(each) for each in boxes],
        recipient=recipient,
        confirmed=agreed,
        consent=consent,
        note=note,
        state=DeliveryState.MADE if form is DeliveryForm.LINK else DeliveryState.ASKED,
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=now,
        made_at=now if form is DeliveryForm.LINK else None,
        expires_at=now + timedelta(days=int(admin.parameter(db, days.id))),
        pictures=sum(s.instance_count for s in found) if form is DeliveryForm.LINK else 0,
    )
    db.add(made)
    db.flush()
    for each in found:
        db.add(DeliveredStudy(delivery_id=made.id, study_id=each.id))
    db.flush()
    tell(db, made, DeliveryAct.ASKED, actor.name)
    return made


def theirs(
    db: Session, actor: Actor, patient_id: UUID, wanted: Sequence[UUID]
) -> list[ImagingStudy]:
    """The studies, all of this one patient. Raises StudyOfAnotherPatient, NothingToDeliver."""
    found = [archive.by_id(db, actor, each) for each in dict.fromkeys(wanted)]
    if not found or not any(s.instance_count for s in found):
        raise errors.NothingToDeliver
    for each in found:
        if each.patient_id is None or patients.get(db, actor, each.patient_id).id != patient_id:
            raise errors.StudyOfAnotherPatient
    return found


def get(db: Session, actor: Actor, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """Raises NoSuchDelivery."""
    found = db.get(Delivery, delivery_id, with_for_update=True if lock else None)
    if found is None:
        raise errors.NoSuchDelivery
    patients.get(db, actor, found.patient_id)
    return found


def studies_of(db: Session, delivery_id: UUID) -> list[UUID]:
    asked = select(DeliveredStudy.study_id).where(DeliveredStudy.delivery_id == delivery_id)
    return list(db.exec(asked))


def events_of(db: Session, delivery_id: UUID) -> list[DeliveryEvent]:
    asked = select(DeliveryEvent).where(DeliveryEvent.delivery_id == delivery_id)
    return list(db.exec(asked.order_by(col(DeliveryEvent.id)).limit(200)))


def hand(db: Session, actor: Actor, delivery_id: UUID, *, to: str, version: int) -> Delivery:
    """It was given to somebody, who is named. Raises NotReadyToHand."""
    found = get(db, actor, delivery_id, lock=True)
    expect(found, version)
    if found.state not in (DeliveryState.MADE, DeliveryState.HANDED) or over(found):
        raise errors.NotReadyToHand
    found.state, found.handed_at, found.handed_to = DeliveryState.HANDED, utc_now(), to
    tell(db, found, DeliveryAct.HANDED, actor.name, to)
    return found


def withdraw(
    db: Session, actor: Actor, delivery_id: UUID, *, reason: str, version: int
) -> Delivery:
    """The link opens nothing and the file is gone, from this moment. Raises NotReadyToHand."""
    found = get(db, actor, delivery_id, lock=True)
    expect(found, version)
    if found.state in OVER:
        raise errors.NotReadyToHand
    found.state = DeliveryState.WITHDRAWN
    tell(db, found, DeliveryAct.WITHDRAWN, actor.name, reason)
    return found


def new_pin(db: Session, actor: Actor, delivery_id: UUID, *, version: int) -> Delivery:
    """The PIN before opens nothing. Raises NotReadyToHand."""
    found = get(db, actor, delivery_id, lock=True)
    expect(found, version)
    if found.form is not DeliveryForm.LINK or over(found):
        raise errors.NotReadyToHand
    found.pin_round += 1
    tell(db, found, DeliveryAct.NEW_PIN, actor.name)
    return found


def over(of: Delivery, now: datetime | None = None) -> bool:
    return of.state in OVER or of.expires_at <= (now or utc_now())


def tell(db: Session, of: Delivery, act: DeliveryAct, by: str, note: str = "") -> None:
    row = {
        "id": new_id(),
        "delivery_id": of.id,
        "act": act,
        "note": note[:500],
        "by_name": by,
        "at": utc_now(),
    }
    db.flush()
    db.execute(insert(DeliveryEvent), [row])
    audit.record(db, "imaging.delivery", act.value, ("patient", of.patient_id), delivery=str(of.id))
    live.touch(db, TOPIC)
