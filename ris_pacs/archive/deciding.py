"""Whose a study is: by rule when it comes, else by a person; each step can be undone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import Order, OrderKind
from his.patients import service as patients
from his.patients.service import Patient
from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.events import assembly_of, publish
from kernel.ids import new_id
from kernel.prepared import Prepared
from ris_pacs.archive import events
from ris_pacs.archive.errors import (
    NoSuchStudy,
    OrderOfAnotherPatient,
    StudyIsMatched,
    StudyIsUnmatched,
)
from ris_pacs.archive.matching import agree
from ris_pacs.archive.models import ImagingStudy, StudyAct, StudyChange, StudyState
from ris_pacs.archive.slots import StudyPromised

_TOPIC = "imaging"
_PATIENT = Prepared(
    select(col(Patient.id), col(Patient.name), col(Patient.birth), col(Patient.merged_into)).where(
        col(Patient.code) == bindparam("code_")
    )
)
_ORDER = Prepared(
    select(col(Order.id), col(Order.patient_id), col(Order.site_id), col(Order.kind)).where(
        col(Order.code) == bindparam("code_")
    )
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a study is by rule."""

    patient_id: UUID
    order_id: UUID | None
    site_id: UUID | None


def owner(db: Session, said: Any) -> Owner | None:
    """`said` has what the study's first picture names. Nobody, unless the rule is sure."""
    code = said["dicom_patient_id"].strip()
    found = _PATIENT.first(db, code_=code) if code else None
    if found is None or not agree(
        name=said["dicom_patient_name"],
        birth=said["birth_date"],
        our_name=found.name,
        our_birth=found.birth,
    ):
        return None
    patient = patients.get(db, SYSTEM, found.id) if found.merged_into else found
    promised = _promised(db, said["uid"])
    if promised is not None and patients.get(db, SYSTEM, promised[0]).id != patient.id:
        return None  # the machine took somebody else's line of its worklist
    asked = _ORDER.first(db, code_=said["accession"]) if said["accession"] else None
    if asked is None and promised is not None:
        order = orders.get(db, SYSTEM, promised[1])
        return Owner(patient.id, order.id, order.site_id)
    if (
        asked is not None
        and asked.kind in (OrderKind.IMAGING, OrderKind.FUNCTION)
        and asked.patient_id in (patient.id, found.id)
    ):
        return Owner(patient.id, asked.id, asked.site_id)
    return Owner(patient.id, None, None)


def _promised(db: Session, uid: str) -> tuple[UUID, UUID] | None:
    """Whose the study is by its UID, where we gave it (patient, order)."""
    for slot in assembly_of(db).contributions(StudyPromised):
        found = slot.by(db, uid)
        if found is not None:
            return found
    return None


def by_rule(db: Session, actor: Actor, study_id: UUID, found: Owner) -> None:
    """Write down that the rule gave it to him."""
    _note(
        db,
        actor,
        study_id,
        StudyAct.MATCHED,
        before=(None, None),
        after=(found.patient_id, found.order_id),
        reason="",
        by_rule=True,
    )
    publish(
        db,
        events.StudyMatched(
            study_id=study_id,
            patient_id=found.patient_id,
            order_id=found.order_id,
            by_rule=True,
            actor=actor,
        ),
    )


def match(
    db: Session,
    actor: Actor,
    study_id: UUID,
    *,
    patient_id: UUID,
    order_id: UUID | None = None,
    reason: str = "",
    version: int | None = None,
) -> ImagingStudy:
    """Say whose it is, and for which order. Raises StudyIsMatched, OrderOfAnotherPatient."""
    study = _locked(db, actor, study_id, version)
    if study.patient_id is not None and study.patient_id != patient_id:
        holder = patients.get(db, actor, study.patient_id)
        raise StudyIsMatched(code=holder.code)
    return _give(db, actor, study, StudyAct.MATCHED, patient_id, order_id, reason)


def unmatch(
    db: Session, actor: Actor, study_id: UUID, *, reason: str, version: int | None = None
) -> ImagingStudy:
    """Take it off the patient: it waits in the list again. Raises StudyIsUnmatched."""
    study = _locked(db, actor, study_id, version)
    if study.patient_id is None:
        raise StudyIsUnmatched
    return _give(db, actor, study, StudyAct.UNMATCHED, None, None, reason)


def undo(
    db: Session, actor: Actor, study_id: UUID, *, reason: str, version: int | None = None
) -> ImagingStudy:
    """Back to what it was before the last decision. Raises StudyIsUnmatched."""
    study = _locked(db, actor, study_id, version)
    last = next(iter(changes(db, study_id)), None)
    if last is None:
        raise StudyIsUnmatched
    return _give(db, actor, study, StudyAct.UNDONE, last.patient_before, last.order_before, reason)


def changes(db: Session, study_id: UUID) -> list[StudyChange]:
    """What was decided about it, the newest first."""
    query = select(StudyChange).where(StudyChange.study_id == study_id)
    return list(db.exec(query.order_by(col(StudyChange.id).desc()).limit(100)))


def try_again(db: Session, actor: Actor = SYSTEM, most: int = 500) -> int:
    """Those that wait, by the rule anew: the patient or his order may have come meanwhile."""
    query = (
        select(ImagingStudy)
        .where(col(ImagingStudy.patient_id).is_(None), ImagingStudy.state == StudyState.UNMATCHED)
        .order_by(col(ImagingStudy.received_at).desc(), col(ImagingStudy.id).desc())
        .limit(most)
        .with_for_update()
    )
    given = 0
    for study in db.exec(query).all():
        decided = db.exec(select(StudyChange.id).where(StudyChange.study_id == study.id).limit(1))
        if decided.first() is not None:
            continue  # a person took it off: the rule does not put it back
        found = owner(db, study.model_dump())
        if found:
            study.patient_id, study.order_id = found.patient_id, found.order_id
            study.site_id, study.state = found.site_id, StudyState.MATCHED
            db.add(study)
            by_rule(db, actor, study.id, found)
            given += 1
    if given:
        live.touch(db, _TOPIC)
    return given


def _locked(db: Session, actor: Actor, study_id: UUID, version: int | None) -> ImagingStudy:
    study = db.exec(
        select(ImagingStudy).where(ImagingStudy.id == study_id).with_for_update()
    ).one_or_none()
    if study is None:
        raise NoSuchStudy
    if study.patient_id is not None:
        patients.get(db, actor, study.patient_id)
    if version is not None:
        expect(study, version)
    return study


def _give(
    db: Session,
    actor: Actor,
    study: ImagingStudy,
    act: StudyAct,
    patient_id: UUID | None,
    order_id: UUID | None,
    reason: str,
) -> ImagingStudy:
    before = (study.patient_id, study.order_id)
    site_id = None
    if patient_id is not None:
        patient_id = patients.get(db, actor, patient_id).id
    if order_id is not None and patient_id is not None:
        order = orders.get(db, actor, order_id)
        theirs = patients.get(db, actor, order.patient_id).id
        if theirs != patient_id or order.kind not in (OrderKind.IMAGING, OrderKind.FUNCTION):
            raise OrderOfAnotherPatient(code=order.code)
        site_id = order.site_id
    study.patient_id, study.order_id, study.site_id = patient_id, order_id, site_id
    study.state = StudyState.MATCHED if patient_id else StudyState.UNMATCHED
    study.changed_at = utc_now()
    db.add(study)
    db.flush()
    _note(
        db,
        actor,
        study.id,
        act,
        before=before,
        after=(patient_id, order_id),
        reason=reason,
        by_rule=False,
    )
    if before[0] is not None and before[0] != patient_id:
        publish(db, events.StudyUnmatched(study_id=study.id, patient_id=before[0], actor=actor))
    if patient_id is not None:
        publish(
            db,
            events.StudyMatched(
                study_id=study.id,
                patient_id=patient_id,
                order_id=order_id,
                by_rule=False,
                actor=actor,
            ),
        )
    live.touch(db, _TOPIC)
    return study


def _note(
    db: Session,
    actor: Actor,
    study_id: UUID,
    act: StudyAct,
    *,
    before: tuple[UUID | None, UUID | None],
    after: tuple[UUID | None, UUID | None],
    reason: str,
    by_rule: bool,
) -> None:
    db.execute(
        insert(StudyChange),
        [
            {
                "id": new_id(),
                "study_id": study_id,
                "act": act,
                "patient_before": before[0],
                "order_before": before[1],
                "patient_after": after[0],
                "order_after": after[1],
                "reason": reason,
                "by_rule": by_rule,
                "by": actor.id,
                "by_name": actor.name,
                "at": utc_now(),
            }
        ],
    )
