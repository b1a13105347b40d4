"""A patient's whole record in one order, and how a value went over the years."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.cdr import permissions
from his.cdr.models import (
    Category,
    ClinicalEntry,
    Document,
    EntryKind,
    FactState,
    Observation,
)
from his.patients.slots import TimelineItem, TimelinePart
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.paging import page_of
from kernel.text import Text

_MOST_POINTS = 2000
#: The state of a line that no longer holds (a diagnosis taken out, a paper cancelled).
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line for a patient's record, or the line of the same row anew."""

    patient_id: UUID
    encounter_id: UUID | None
    kind: EntryKind
    source: str
    source_id: UUID
    at: datetime
    name: str
    list_id: str = ""
    code: str = ""
    detail: str = ""
    state: str = ""
    flag: str = ""
    to: str = ""


def enter(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    encounter_id: UUID | None,
    kind: EntryKind,
    source: str,
    source_id: UUID,
    at: datetime,
    name: str,
    list_id: str = "",
    code: str = "",
    detail: str = "",
    state: str = "",
    flag: str = "",
    to: str = "",
) -> ClinicalEntry:
    """Put a line into the patient's record, or renew the line of the same row."""
    line = Line(
        patient_id=patient_id,
        encounter_id=encounter_id,
        kind=kind,
        source=source,
        source_id=source_id,
        at=at,
        name=name,
        list_id=list_id,
        code=code,
        detail=detail,
        state=state,
        flag=flag,
        to=to,
    )
    [found] = enter_many(db, actor, [line])
    return found


def enter_many(db: Session, actor: Actor, lines: Sequence[Line]) -> list[ClinicalEntry]:
    """The same for the rows of one source, in two statements."""
    if not lines:
        return []
    [source] = {line.source for line in lines}
    asked = (
        select(ClinicalEntry)
        .where(
            ClinicalEntry.source == source,
            col(ClinicalEntry.source_id).in_({line.source_id for line in lines}),
        )
        .order_by(col(ClinicalEntry.source_id))
    )
    there = {each.source_id: each for each in db.exec(asked.with_for_update())}
    found = []
    for line in lines:
        entry = there.get(line.source_id)
        if entry is None:
            entry = there[line.source_id] = ClinicalEntry(
                patient_id=line.patient_id,
                encounter_id=line.encounter_id,
                kind=line.kind,
                name=line.name,
                at=line.at,
                source=source,
                source_id=line.source_id,
                recorded_by=actor.id,
                recorded_by_name=actor.name,
                recorded_at=utc_now(),
            )
            db.add(entry)
        entry.list_id, entry.code, entry.name = line.list_id, line.code, line.name[:500]
        entry.detail, entry.state = line.detail[:2000], line.state
        entry.flag, entry.to = line.flag, line.to
        found.append(entry)
    db.flush()
    return found


def life(
    db: Session,
    patient_id: UUID,
    *,
    kinds: Collection[EntryKind] = (),
    withdrawn: bool = False,
    before: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[ClinicalEntry], str | None]:
    """A page of the record, newest first: one question, whoever wrote it.

    `withdrawn` also gives lines that no longer hold.
    """
    query = select(ClinicalEntry).where(ClinicalEntry.patient_id == patient_id)
    if not withdrawn:
        query = query.where(ClinicalEntry.state != WITHDRAWN)
    if len(kinds) == 1:
        query = query.where(ClinicalEntry.kind == next(iter(kinds)))
    elif kinds:
        query = query.where(col(ClinicalEntry.kind).in_(kinds))
    if before:
        query = query.where(col(ClinicalEntry.at) <= before)
    by = (col(ClinicalEntry.at), col(ClinicalEntry.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, query, by=by, types=types, after=after, limit=limit, descending=True)


FACTS = "his.cdr.fact"


def enter_medicines(db: Session, written: Sequence[Observation]) -> None:
    """What was prescribed or given stands in the record, a line a fact."""
    db.add_all(
        ClinicalEntry(
            patient_id=each.patient_id,
            encounter_id=each.encounter_id,
            kind=EntryKind.MEDICINE,
            code=each.code,
            name=each.name,
            detail=each.text or "",
            state=each.source,
            at=each.at,
            to=f"/visits/{each.encounter_id}" if each.encounter_id else "",
            source=FACTS,
            source_id=each.id,
            recorded_by=each.recorded_by,
            recorded_by_name=each.recorded_by_name,
            recorded_at=each.recorded_at,
        )
        for each in written
        if each.category is Category.MEDICATION
    )


def withdraw_medicine(db: Session, old: Observation) -> None:
    """The fact was amended or voided: its line no longer holds."""
    if old.category is not Category.MEDICATION:
        return
    asked = select(ClinicalEntry).where(
        ClinicalEntry.source == FACTS, ClinicalEntry.source_id == old.id
    )
    if line := db.exec(asked.with_for_update()).first():
        line.state = WITHDRAWN


def of_order(db: Session, order_id: UUID) -> Sequence[Observation]:
    """The final values that an order brought."""
    return of_orders(db, [order_id]).get(order_id, [])


def of_orders(db: Session, order_ids: Collection[UUID]) -> dict[UUID, list[Observation]]:
    asked = select(Observation).where(
        col(Observation.order_id).in_(order_ids), Observation.state == FactState.FINAL
    )
    found: dict[UUID, list[Observation]] = {}
    for each in db.exec(asked.order_by(col(Observation.id))):
        if each.order_id is not None:
            found.setdefault(each.order_id, []).append(each)
    return found


def document_of_order(db: Session, order_id: UUID) -> Document | None:
    """The report of an order that stands."""
    asked = select(Document).where(Document.order_id == order_id, Document.state == FactState.FINAL)
    return db.exec(asked).first()


_TITLES = {
    EntryKind.DIAGNOSIS: Text("Chẩn đoán", "Diagnoses"),
    EntryKind.ORDER: Text("Chỉ định", "Orders"),
    EntryKind.RESULT: Text("Kết quả", "Results"),
    EntryKind.MEDICINE: Text("Thuốc", "Medicines"),
    EntryKind.PROCEDURE: Text("Thủ thuật", "Procedures"),
    EntryKind.DOCUMENT: Text("Giấy tờ", "Documents"),
}


def _part(kind: EntryKind) -> Callable[..., list[TimelineItem]]:
    def by(
        db: Session, _: Actor, patient_id: UUID, before: datetime, limit: int
    ) -> list[TimelineItem]:
        found, _next = life(db, patient_id, kinds=[kind], before=before, limit=limit)
        title = _TITLES[kind]
        return [
            TimelineItem(
                at=each.at,
                title=Text(f"{title.vi}: {each.name}", f"{title.en}: {each.name}"),
                detail=" · ".join(
                    part for part in (each.flag, each.detail.replace("\n", "; ")[:160]) if part
                ),
                to=each.to or f"/patients/{patient_id}",
            )
            for each in found
        ]

    return by


PARTS = tuple(
    TimelinePart(f"his.cdr.{kind.value}", title, permissions.READ, _part(kind))
    for kind, title in _TITLES.items()
)


@dataclass(frozen=True, slots=True)
class Series:
    """One value over a life, newest first."""

    code: str
    name: str
    unit: str
    reference: str
    points: Sequence[Observation]


def cumulative(
    db: Session, patient_id: UUID, *, category: Category = Category.LABORATORY
) -> list[Series]:
    """All final values of a category side by side, those measured last first."""
    asked = select(Observation).where(
        Observation.patient_id == patient_id,
        Observation.category == category,
        Observation.state == FactState.FINAL,
    )
    newest_first = asked.order_by(col(Observation.at).desc(), col(Observation.id).desc())
    rows: dict[str, list[Observation]] = {}
    for each in db.exec(newest_first.limit(_MOST_POINTS)):
        rows.setdefault(each.code, []).append(each)
    return [
        Series(code, points[0].name, points[0].unit, points[0].reference, points)
        for code, points in rows.items()
    ]
