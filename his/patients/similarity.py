"""Who is here already: the question before every registration."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, String, cast, null, select, type_coerce, union_all
from sqlmodel import Session, col

from his.patients import births, likeness, names
from his.patients.finding import visible
from his.patients.likeness import Likeness, Person
from his.patients.models import (
    IdentifierKind,
    PairState,
    Patient,
    PatientIdentifier,
    PatientPair,
)
from his.patients.particulars import Document, Particulars, person
from kernel.access import Actor

_MOST = 20

_Ids = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Similar:
    """Somebody who may be the same person: 0 to 100, and why."""

    patient: Patient
    score: int
    reasons: tuple[str, ...]

    @property
    def likely(self) -> bool:
        return self.score >= likeness.WARN


def similar(
    db: Session,
    actor: Actor,
    given: Particulars,
    documents: tuple[Document, ...] = (),
    *,
    besides: UUID | None = None,
) -> list[Similar]:
    """Patients like the one on the form, most alike first.

    `besides` is the record being edited: it and those who were said not to be him are left out.
    """
    return alike(db, actor, person(given, documents), besides=besides)


def alike(db: Session, actor: Actor, wanted: Person, *, besides: UUID | None) -> list[Similar]:
    found = _candidates(db, actor, wanted)
    if besides is not None:
        for known in (besides, *_not_the_same(db, besides)):
            found.pop(known, None)
    judged = {id_: (one, likeness.compare(wanted, one)) for id_, one in found.items()}
    judged = {id_: each for id_, each in judged.items() if each[1].score >= likeness.SHOW}
    if any(kind == "cccd" for kind, _ in wanted.documents):
        _weigh_numbers(db, wanted, judged)
    best = sorted(judged, key=lambda id_: (-judged[id_][1].score, id_))[:_MOST]
    if not best:
        return []
    people = select(Patient).where(col(Patient.id).in_(best))
    patients = {patient.id: patient for patient in db.execute(people).scalars()}
    return [Similar(patients[i], judged[i][1].score, judged[i][1].reasons) for i in best]


def _candidates(db: Session, actor: Actor, wanted: Person) -> dict[UUID, Person]:
    """Bounded sets, each from an index: a document, the telephone, the name as it sounds with
    a birth date within a slip, the full birth date."""
    kind_of = {key: kind for kind, key in wanted.documents}
    parts: list[_Ids] = []

    def add(query: _Ids, most: int) -> None:
        each = query.limit(most).subquery()
        parts.append(select(each.c.id, each.c.blind))

    if wanted.documents:
        same: _Ids = select(
            col(PatientIdentifier.patient_id).label("id"), col(PatientIdentifier.blind)
        ).where(
            col(PatientIdentifier.blind).in_(list(kind_of)),
            col(PatientIdentifier.ended_at).is_(None),
        )
        add(same, 50)
    one: _Ids = select(col(Patient.id), cast(null(), LargeBinary).label("blind"))
    if wanted.phone is not None:
        add(one.where(col(Patient.phone_blind) == wanted.phone), 50)
    if sounds := names.sounds(wanted.name):
        named = one.where(col(Patient.name_sound) == sounds)
        if wanted.birth is None:
            add(named, 50)
        else:
            fitting = {wanted.birth, wanted.birth[:4], wanted.birth[:7]}
            fitting |= births.neighbours(wanted.birth)
            add(named.where(col(Patient.birth).in_(sorted(fitting))), 100)
            if len(wanted.birth) < 10:
                within = type_coerce(col(Patient.birth), String).between(
                    wanted.birth + "-", wanted.birth + "-99"
                )
                add(named.where(within), 100)
    if wanted.birth is not None and len(wanted.birth) == 10:
        add(one.where(col(Patient.birth) == wanted.birth), 300)
    if not parts:
        return {}
    candidate = union_all(*parts).subquery()
    query = (
        select(  # type: ignore[call-overload]
            Patient.id,
            Patient.name,
            Patient.birth,
            Patient.sex,
            Patient.phone_blind,
            candidate.c.blind,
        )
        .join(candidate, candidate.c.id == Patient.id)
        .where(col(Patient.merged_into).is_(None), visible(actor))
    )
    found: dict[UUID, Person] = {}
    for row in db.execute(query):
        known = found.get(row.id) or Person(row.name, row.birth, row.sex, row.phone_blind)
        if row.blind is not None:
            shared = (kind_of[row.blind], row.blind)
            known = replace(known, documents=known.documents | {shared})
        found[row.id] = known
    return found


def _weigh_numbers(
    db: Session, wanted: Person, judged: dict[UUID, tuple[Person, Likeness]]
) -> None:
    """Another identity number says: another person. Looked up only for those who are alike."""
    others = select(PatientIdentifier.patient_id, PatientIdentifier.blind).where(  # type: ignore[call-overload]
        col(PatientIdentifier.patient_id).in_(list(judged)),
        col(PatientIdentifier.kind) == IdentifierKind.CCCD,
        col(PatientIdentifier.ended_at).is_(None),
    )
    if not judged:
        return
    for id_, key in db.execute(others):
        one = replace(judged[id_][0], documents=judged[id_][0].documents | {("cccd", key)})
        judged[id_] = (one, likeness.compare(wanted, one))


def _not_the_same(db: Session, patient_id: UUID) -> list[UUID]:
    pairs = select(PatientPair.first_id, PatientPair.second_id).where(  # type: ignore[call-overload]
        (col(PatientPair.first_id) == patient_id) | (col(PatientPair.second_id) == patient_id),
        col(PatientPair.state) == PairState.NOT_SAME,
    )
    return [b if a == patient_id else a for a, b in db.execute(pairs)]
