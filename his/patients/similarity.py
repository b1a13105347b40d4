"""Who is here already: the question before every registration."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
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
from kernel.prepared import Prepared

_MOST = 20
_ALIKE = 0.6

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
    a birth date within a slip; and of those born on the very day whose name sounds alike."""
    kind_of = {key: kind for kind, key in wanted.documents}
    sound, birth = names.sounds(wanted.name), wanted.birth
    fitting: list[str] = []
    if sound and birth:
        fitting = sorted({birth, birth[:4], birth[:7]} | births.neighbours(birth))
    shape = _Shape(
        _up(len(kind_of), 2),
        wanted.phone is not None,
        bool(sound),
        len(birth or ""),
        _up(len(fitting), 16),
    )
    question = _question(shape)
    if question is None:
        return {}
    given: dict[str, Any] = {
        **_filled("blind", list(kind_of), shape.documents),
        **_filled("birth", fitting, shape.births),
    }
    if shape.phone:
        given["phone"] = wanted.phone
    if shape.name:
        given["sound"] = sound
    if shape.name and birth:
        if shape.birth == 10:
            given["day"] = birth
        else:
            given |= {"first": f"{birth}-", "last": f"{birth}-99"}
    shared: dict[UUID, set[tuple[str, object]]] = {}
    for id_, blind, other in question.all(db, **given):
        if other is not None and not names.sound_alike(sound, other, least=_ALIKE):
            continue
        known = shared.setdefault(id_, set())
        if blind is not None:
            known.add((kind_of[blind], blind))
    if not shared:
        return {}
    query = select(
        col(Patient.id),
        col(Patient.name),
        col(Patient.birth),
        col(Patient.sex),
        col(Patient.phone_blind),
    ).where(col(Patient.id).in_(list(shared)), col(Patient.merged_into).is_(None), visible(actor))
    return {
        row.id: Person(row.name, row.birth, row.sex, row.phone_blind, frozenset(shared[row.id]))
        for row in db.execute(query)
    }


class _Shape(NamedTuple):
    """What there is to ask by: how many documents and birth dates (rounded up, so that there are
    few statements and each is planned once), and the length of the birth date."""

    documents: int
    phone: bool
    name: bool
    birth: int
    births: int


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


def _filled(name: str, values: list[Any], places: int) -> dict[str, Any]:
    """So many numbered values; the last one stands in the places that are left."""
    return {f"{name}_{n}": values[min(n, len(values) - 1)] for n in range(places)}


def _places(name: str, places: int, kind: Any) -> list[Any]:
    return [bindparam(f"{name}_{n}", type_=kind) for n in range(places)]


@lru_cache
def _question(shape: _Shape) -> Prepared | None:
    """(id, document's blind, how the name sounds if that has to be compared); made once a shape."""
    parts: list[_Ids] = []

    def add(query: _Ids, most: int) -> None:
        each = query.limit(literal_column(str(most))).subquery()
        parts.append(select(each.c.id, each.c.blind, each.c.sound))

    no_blind, no_sound = cast(null(), LargeBinary).label("blind"), cast(null(), String)
    born = type_coerce(col(Patient.birth), String)
    if shape.documents:
        owner: Any = col(PatientIdentifier.patient_id).label("id")
        same: _Ids = select(owner, col(PatientIdentifier.blind), no_sound.label("sound"))
        add(
            same.where(
                col(PatientIdentifier.blind).in_(_places("blind", shape.documents, LargeBinary)),
                col(PatientIdentifier.ended_at).is_(None),
            ),
            50,
        )
    one: _Ids = select(col(Patient.id), no_blind, no_sound.label("sound"))
    if shape.phone:
        add(one.where(col(Patient.phone_blind) == bindparam("phone")), 50)
    if shape.name:
        named = one.where(col(Patient.name_sound) == bindparam("sound"))
        if not shape.birth:
            add(named, 50)
        else:
            add(named.where(born.in_(_places("birth", shape.births, String))), 100)
        if 0 < shape.birth < 10:
            add(named.where(born.between(bindparam("first"), bindparam("last"))), 100)
        if shape.birth == 10:
            that_day: _Ids = select(
                col(Patient.id), no_blind, col(Patient.name_sound).label("sound")
            ).where(born == bindparam("day"))
            add(that_day, 300)
    return Prepared(union_all(*parts)) if parts else None


def _weigh_numbers(
    db: Session, wanted: Person, judged: dict[UUID, tuple[Person, Likeness]]
) -> None:
    """Another identity number says: another person. Looked up only for those who are alike."""
    if not judged:
        return
    others = select(PatientIdentifier.patient_id, PatientIdentifier.blind).where(  # type: ignore[call-overload]
        col(PatientIdentifier.patient_id).in_(list(judged)),
        col(PatientIdentifier.kind) == IdentifierKind.CCCD,
        col(PatientIdentifier.ended_at).is_(None),
    )
    for id_, key in db.execute(others):
        one = replace(judged[id_][0], documents=judged[id_][0].documents | {("cccd", key)})
        judged[id_] = (one, likeness.compare(wanted, one))


def _not_the_same(db: Session, patient_id: UUID) -> list[UUID]:
    pairs = select(PatientPair.first_id, PatientPair.second_id).where(  # type: ignore[call-overload]
        (col(PatientPair.first_id) == patient_id) | (col(PatientPair.second_id) == patient_id),
        col(PatientPair.state) == PairState.NOT_SAME,
    )
    return [b if a == patient_id else a for a, b in db.execute(pairs)]
