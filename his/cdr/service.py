"""The clinical data repository. Other modules may import this file, events.py and slots.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.cdr.errors import FactNotFinal, NeitherNumberNorText
from his.cdr.events import FactAmended
from his.cdr.life import (
    WITHDRAWN,
    Line,
    Series,
    cumulative,
    document_of_order,
    enter,
    enter_many,
    enter_medicines,
    life,
    of_order,
    of_orders,
    withdraw_medicine,
)
from his.cdr.models import (
    Category,
    ClinicalEntry,
    Document,
    EntryKind,
    FactState,
    Observation,
)
from his.cdr.recording import Fact, Found, record, record_many
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import publish
from kernel.paging import page_of

__all__ = [
    "WITHDRAWN",
    "Category",
    "ClinicalEntry",
    "Document",
    "EntryKind",
    "Fact",
    "FactState",
    "Found",
    "Line",
    "Observation",
    "Series",
    "amend",
    "cumulative",
    "document_of_order",
    "documents",
    "documents_of",
    "enter",
    "enter_many",
    "file_document",
    "get",
    "latest",
    "life",
    "observations",
    "of_order",
    "of_orders",
    "record",
    "record_many",
    "void",
]


def get(db: Session, observation_id: UUID) -> Observation:
    found = db.get(Observation, observation_id)
    if found is None:
        raise NotFound
    return found


def amend(
    db: Session, actor: Actor, observation_id: UUID, *, fact: Fact, reason: str
) -> Observation:
    """Put a right fact in the place of a wrong one; both stay."""
    old = _final(db, observation_id)
    if fact.number is None and not fact.text:
        raise NeitherNumberNorText(name=fact.name)
    new = Observation(
        patient_id=old.patient_id,
        encounter_id=old.encounter_id,
        order_id=old.order_id,
        category=old.category,
        code=old.code,
        name=old.name,
        number=fact.number,
        text=fact.text,
        unit=fact.unit or old.unit,
        flag=fact.flag,
        reference=fact.reference or old.reference,
        at=old.at,
        recorded_at=utc_now(),
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        source=old.source,
        device=old.device,
        replaces=old.id,
        state_reason=reason,
    )
    old.state, old.state_reason = FactState.AMENDED, reason
    withdraw_medicine(db, old)
    db.add(new)
    enter_medicines(db, [new])
    db.flush()
    publish(db, FactAmended(patient_id=old.patient_id, old_id=old.id, new_id=new.id, actor=actor))
    return new


def void(db: Session, actor: Actor, observation_id: UUID, *, reason: str) -> Observation:
    """Take a fact out of the picture that should never have been written."""
    old = _final(db, observation_id)
    old.state, old.state_reason = FactState.VOIDED, reason
    withdraw_medicine(db, old)
    publish(db, FactAmended(patient_id=old.patient_id, old_id=old.id, new_id=None, actor=actor))
    return old


def _final(db: Session, observation_id: UUID) -> Observation:
    found = db.get(Observation, observation_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.state is not FactState.FINAL:
        raise FactNotFinal(observation_id=observation_id)
    return found


def observations(
    db: Session,
    patient_id: UUID,
    *,
    codes: Sequence[str] = (),
    encounter_id: UUID | None = None,
    category: Category | None = None,
    with_replaced: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Observation], str | None]:
    """A patient's facts, newest first."""
    query = select(Observation).where(Observation.patient_id == patient_id)
    if codes:
        query = query.where(col(Observation.code).in_(codes))
    if encounter_id:
        query = query.where(Observation.encounter_id == encounter_id)
    if category:
        query = query.where(Observation.category == category)
    if not with_replaced:
        query = query.where(Observation.state == FactState.FINAL)
    by = (col(Observation.at), col(Observation.id))
    return page_of(
        db,
        query,
        by=by,
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def latest(
    db: Session, patient_id: UUID, codes: Sequence[str], *, encounter_id: UUID | None = None
) -> dict[str, Observation]:
    """The newest final fact of each code."""
    found: dict[str, Observation] = {}
    query = select(Observation).where(
        Observation.patient_id == patient_id,
        Observation.state == FactState.FINAL,
        col(Observation.code).in_(codes),
    )
    if encounter_id:
        query = query.where(Observation.encounter_id == encounter_id)
    newest_first = query.order_by(col(Observation.at).desc(), col(Observation.id).desc())
    for each in db.exec(newest_first.limit(20 * len(codes))):
        found.setdefault(each.code, each)
    return found


def file_document(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    encounter_id: UUID | None,
    kind: str,
    title: str,
    content: Any = None,
    file_id: UUID | None = None,
    order_id: UUID | None = None,
    source: str,
    replaces: UUID | None = None,
    reason: str = "",
) -> Document:
    """Lay a document into the record; `replaces` marks the older one as amended."""
    document = Document(
        patient_id=patient_id,
        encounter_id=encounter_id,
        kind=kind,
        title=title,
        content=content,
        file_id=file_id,
        order_id=order_id,
        at=utc_now(),
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        source=source,
        replaces=replaces,
        state_reason=reason,
    )
    if replaces:
        old = db.get(Document, replaces, with_for_update=True)
        if old is None:
            raise NotFound
        old.state, old.state_reason = FactState.AMENDED, reason
    db.add(document)
    db.flush()
    return document


def documents_of(db: Session, encounter_id: UUID, *, source: str, kind: str) -> Sequence[Document]:
    """What one module has filed about a visit and still holds, newest first."""
    found = select(Document).where(
        Document.encounter_id == encounter_id,
        Document.source == source,
        Document.kind == kind,
        Document.state == FactState.FINAL,
    )
    return db.exec(found.order_by(col(Document.at).desc(), col(Document.id).desc())).all()


def documents(
    db: Session, patient_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[Document], str | None]:
    query = select(Document).where(
        Document.patient_id == patient_id, Document.state == FactState.FINAL
    )
    by = (col(Document.at), col(Document.id))
    return page_of(
        db,
        query,
        by=by,
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )
