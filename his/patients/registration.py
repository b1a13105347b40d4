"""Registering somebody, and correcting what is on his record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, column, text
from sqlmodel import Session, col, select

from his.patients import codes, names
from his.patients.cards import Sex
from his.patients.errors import NotAMother, SimilarPatients
from his.patients.events import PatientChanged, PatientRegistered
from his.patients.finding import locked
from his.patients.models import (
    IdentifierKind,
    Origin,
    Patient,
    PatientContact,
    PatientIdentifier,
    Relation,
)
from his.patients.particulars import (
    FIELDS,
    Document,
    Kin,
    Particulars,
    document_blind,
    fill,
    number,
    phone_blind,
    put_down,
    telephone,
)
from his.patients.similar_pairs import facts, remember_pair
from his.patients.similarity import Similar, similar
from kernel import counters
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.columns import blind
from kernel.db import expect
from kernel.events import publish
from kernel.prepared import Prepared
from kernel.schemas import Output

# A record without a name holds this one until somebody knows better.
_NAMELESS = {Sex.MALE: "Vô danh nam", Sex.FEMALE: "Vô danh nữ", Sex.UNKNOWN: "Vô danh"}


_LOCKS = Prepared(
    text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k").columns(
        column("locked", String)
    )
)


def register(
    db: Session,
    actor: Actor,
    *,
    documents: Sequence[Document] = (),
    kin: Sequence[Kin] = (),
    not_same_as: Sequence[UUID] = (),
    origin: Origin = Origin.HAND,
    given: Particulars | None = None,
    **fields: object,
) -> Patient:
    """Give somebody a record (đăng ký người bệnh).

    `fields` are those of Particulars (or `given` as a whole). Raises SimilarPatients unless all
    likely candidates are in `not_same_as`; whoever says so is remembered with the pair.
    """
    given = given or Particulars(**fields)  # type: ignore[arg-type]
    return enrol(
        db, actor, given, documents=documents, kin=kin, not_same_as=not_same_as, origin=origin
    )[0]


def enrol(
    db: Session,
    actor: Actor,
    given: Particulars,
    *,
    documents: Sequence[Document] = (),
    kin: Sequence[Kin] = (),
    not_same_as: Sequence[UUID] = (),
    origin: Origin = Origin.HAND,
) -> tuple[Patient, list[PatientIdentifier]]:
    """The same; answers his documents as well, newest first, as they are kept."""
    papers = tuple(documents)
    _one_at_a_time(db, given, papers)
    likely = [each for each in similar(db, actor, given, papers) if each.likely]
    if unsaid := [each for each in likely if each.patient.id not in not_same_as]:
        raise SimilarPatients(count=len(unsaid), candidates=[facts(each) for each in unsaid])
    patient = _begin(db, actor, given, origin)
    rows = _keep(db, actor, patient, papers, kin)
    for each in likely:
        remember_pair(db, actor, patient.id, each)
    _finish(db, actor, patient)
    return patient, sorted(rows, key=lambda row: (row.recorded_at, row.id), reverse=True)


def register_newborn(
    db: Session,
    actor: Actor,
    mother_id: UUID,
    *,
    birth: str,
    birth_time: str | None = None,
    sex: Sex,
    birth_order: int = 1,
    name: str | None = None,
    documents: Sequence[Document] = (),
    not_same_as: Sequence[UUID] = (),
) -> Patient:
    """Give a newborn a record with his mother's (trẻ sơ sinh).

    Until he is named he is "Con bà <mother>"; address, telephone and people are the mother's.
    `birth_order` tells twins apart. Raises NotAMother, SimilarPatients.
    """
    mother = locked(db, actor, mother_id)
    if mother.sex is Sex.MALE:
        raise NotAMother(name=mother.name)
    children = db.exec(select(Patient).where(col(Patient.newborn_of) == mother.id)).all()
    same = [
        Similar(child, 90, ("same_birth",))
        for child in children
        if child.birth == birth
        and child.birth_order == birth_order
        and child.merged_into is None
        and child.id not in not_same_as
    ]
    if same:
        raise SimilarPatients(count=len(same), candidates=[facts(each) for each in same])
    nameless = f"Con bà {mother.name}" + (f" {birth_order}" if birth_order > 1 else "")
    given = Particulars(
        name=name or nameless,
        birth=birth,
        birth_time=birth_time,
        sex=sex,
        nationality=mother.nationality,
        ethnic_group=mother.ethnic_group,
        street=mother.street,
        commune=mother.commune,
        province=mother.province,
        phone=mother.phone,
    )
    child = _begin(db, actor, given, Origin.NEWBORN)
    child.newborn_of = mother.id
    child.birth_order = birth_order
    _keep(db, actor, child, documents, ())
    db.add(
        PatientContact(
            patient_id=child.id,
            person_id=mother.id,
            name=mother.name,
            relation=Relation.MOTHER,
            guardian=True,
            phone=mother.phone,
            phone_blind=mother.phone_blind,
            recorded_by=actor.id,
            recorded_by_name=actor.name,
        )
    )
    return _finish(db, actor, child)


def register_unknown(
    db: Session, actor: Actor, *, sex: Sex = Sex.UNKNOWN, birth: str | None = None
) -> Patient:
    """Give an emergency patient whom nobody knows a record under a temporary name (vô danh).

    `birth` is the guessed year. Later he is named, or merged with his own record.
    """
    given = Particulars(name=_NAMELESS[sex], birth=birth, sex=sex)
    patient = _begin(db, actor, given, Origin.UNKNOWN, unknown=True)
    patient.name = f"{patient.name} {patient.code}"
    patient.name_search = names.searched(patient.name)
    patient.name_sound = names.sounds(patient.name)
    return _finish(db, actor, patient)


def update(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    version: int,
    given: Particulars | None = None,
    unknown: bool = False,
    deceased_at: datetime | None = None,
    present: Output | None = None,
    **fields: object,
) -> Patient:
    """Correct the particulars of a record. Raises ChangedMeanwhile with the present state."""
    patient = locked(db, actor, patient_id)
    expect(patient, version, present)
    changed = fill(db, patient, given or Particulars(**fields), unknown=unknown)  # type: ignore[arg-type]
    for field, value in (("unknown", unknown), ("deceased_at", deceased_at)):
        if getattr(patient, field) != value:
            setattr(patient, field, value)
            changed.append(field)
    db.flush()
    if changed:
        publish(
            db, PatientChanged(patient_id=patient.id, fields=tuple(sorted(changed)), actor=actor)
        )
    return patient


def particulars_of(patient: Patient) -> Particulars:
    """What is on the record, in the shape of the form."""
    return Particulars(**{field: getattr(patient, field) for field in FIELDS})


def _begin(
    db: Session, actor: Actor, given: Particulars, origin: Origin, *, unknown: bool = False
) -> Patient:
    running = counters.take_quick(db, "his.patients.code")
    patient = Patient(
        number=running,
        code=codes.code(running, local_now().year),
        name="",
        name_search="",
        name_sound="",
        sex=given.sex,
        unknown=unknown,
        origin=origin,
        registered_at=utc_now(),
        registered_by=actor.id,
    )
    fill(db, patient, given, unknown=unknown)
    db.add(patient)
    return patient


def _keep(
    db: Session,
    actor: Actor,
    patient: Patient,
    documents: Sequence[Document],
    kin: Sequence[Kin],
) -> list[PatientIdentifier]:
    rows = []
    for document in documents:
        row = PatientIdentifier(
            patient_id=patient.id,
            kind=document.kind,
            value="",
            blind=b"",
            recorded_by=actor.id,
            recorded_by_name=actor.name,
        )
        put_down(row, document)
        db.add(row)
        rows.append(row)
    for relative in kin:
        db.add(contact_row(actor, patient.id, relative))
    return rows


def contact_row(actor: Actor, patient_id: UUID, given: Kin) -> PatientContact:
    phone = telephone(given.phone)
    return PatientContact(
        patient_id=patient_id,
        name=names.kept(given.name),
        relation=given.relation,
        guardian=given.guardian,
        phone=phone,
        phone_blind=phone_blind(phone),
        cccd=number(IdentifierKind.CCCD, given.cccd) if given.cccd else None,
        address=given.address or None,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
    )


def _finish(db: Session, actor: Actor, patient: Patient) -> Patient:
    db.flush()
    publish(db, PatientRegistered(patient_id=patient.id, actor=actor))
    return patient


def _one_at_a_time(db: Session, given: Particulars, documents: Sequence[Document]) -> None:
    """Two desks that register the same person wait for each other, so that the second is
    warned. SQLite has one writer anyway; on PostgreSQL these are locks on what identifies."""
    if db.get_bind().dialect.name != "postgresql":
        return
    keys = {document_blind(d.kind.value, number(d.kind, d.value)) for d in documents}
    keys.add(blind("name", f"{names.sounds(given.name)} {given.birth or ''}"))
    if phone := phone_blind(telephone(given.phone)):
        keys.add(phone)
    numbers = sorted(int.from_bytes(key[:8], "big", signed=True) for key in keys)
    _LOCKS.all(db, keys=numbers)
