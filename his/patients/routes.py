"""The desk: scan, search, check, register, correct; and what every page shows of a patient."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from his.patients import (
    banner_routes,
    merge_routes,
    permissions,
    record_routes,
    registration,
    service,
    showing,
)
from his.patients.desk_schemas import (
    CheckOut,
    Difference,
    Doubt,
    NewbornIn,
    PatientChange,
    PatientCheck,
    PatientIn,
    ScanIn,
    ScanOut,
    UnknownIn,
)
from his.patients.models import Origin
from his.patients.particulars import FIELDS, Document, Kin, Particulars, doubts
from his.patients.scanning import recognise
from his.patients.schemas import DocumentIn, KinIn, ParticularsIn, PatientLine, PatientOut
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import said

desk = Router(prefix="/patients", tags=["his.patients"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Registrar = Annotated[Actor, Depends(Requires(permissions.REGISTER))]
Clerk = Annotated[Actor, Depends(Requires(permissions.UPDATE))]


@desk.get("")
def search(
    actor: Reader,
    db: Db,
    q: Annotated[str, Query(max_length=400)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[PatientLine]:
    """Patients by code, scan, document, telephone (or its last four), or name with birth year.

    Without a question: the newest.
    """
    found, following = service.search(db, actor, q, after=after, limit=limit)
    audit.read_list(db, "patient", [each.patient.id for each in found], "search")
    items = [showing.line(each.patient, each.merged_code) for each in found]
    return Page(items=items, next=following)


@desk.post("/scan")
def scan(scanned: ScanIn, actor: Reader, db: Db) -> ScanOut:
    """What a card, wristband or code says, and whose it is (sent in the body: it is secret)."""
    known = recognise(db, actor, scanned.text)
    audit.read_list(db, "patient", [patient.id for patient in known.found])
    read, place = known.scan, known.place
    return ScanOut(
        kind=read.kind,
        number=read.number,
        old_number=read.old_number,
        name=read.name,
        birth=read.birth,
        sex=read.sex,
        address=read.address,
        commune=place.commune,
        commune_name=place.commune_name,
        province=place.province,
        province_name=place.province_name,
        street=place.street,
        issued_on=read.issued_on,
        card_state=known.card_state,
        doubts=[said(doubt) for doubt in read.doubts],
        found=[showing.line(patient) for patient in known.found],
        differences=[
            Difference(field=field, here=here, scanned=there)
            for field, here, there in known.differences
        ],
    )


@desk.post("/check")
def check(form: PatientCheck, actor: Registrar, db: Db) -> CheckOut:
    """While a form is being filled: who is like that, and what contradicts itself."""
    papers = _documents(form.documents)
    given = _particulars(form)
    found = service.similar(db, actor, given, papers, besides=form.besides)
    audit.read_list(db, "patient", [each.patient.id for each in found])
    return CheckOut(
        similar=[showing.similar(each) for each in found],
        doubts=[Doubt(field=field, says=said(says)) for field, says in doubts(given, papers)],
    )


@desk.post("", status_code=201)
def register(form: PatientIn, actor: Registrar, db: Db) -> PatientOut:
    """Give somebody a record. 409 SimilarPatients names candidates in `facts.candidates`;
    send their ids in `not_same_as` to say that it is somebody else."""
    patient, documents = registration.enrol(
        db,
        actor,
        _particulars(form),
        documents=_documents(form.documents),
        kin=[_kin(each) for each in form.kin],
        not_same_as=form.not_same_as,
        origin=Origin(form.origin),
    )
    alone = not form.kin
    return showing.record(db, actor, patient, new=True, alone=alone, documents=documents)


@desk.post("/unknown", status_code=201)
def register_unknown(form: UnknownIn, actor: Registrar, db: Db) -> PatientOut:
    """An emergency patient whom nobody knows, under a temporary name."""
    patient = service.register_unknown(db, actor, sex=form.sex, birth=form.birth)
    return showing.record(db, actor, patient)


person = Router(prefix="/patients/{patient_id}", tags=["his.patients"])


@person.get("")
def show(patient_id: UUID, actor: Reader, db: Db) -> PatientOut:
    """The record; of a merged one its survivor's."""
    patient = service.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    return showing.record(db, actor, patient)


@person.put("")
def update(patient_id: UUID, form: PatientChange, actor: Clerk, db: Db) -> PatientOut:
    """Correct the particulars as a whole; leave out nothing that should stay."""
    patient = service.locked(db, actor, patient_id)
    stale = patient.version != form.version
    patient = service.update(
        db,
        actor,
        patient.id,
        version=form.version,
        given=_particulars(form),
        unknown=form.unknown,
        deceased_at=form.deceased_at,
        present=showing.record(db, actor, patient) if stale else None,
    )
    return showing.record(db, actor, patient)


@person.post("/newborns", status_code=201)
def register_newborn(patient_id: UUID, form: NewbornIn, actor: Registrar, db: Db) -> PatientOut:
    """A newborn of this mother: address, telephone and people are hers."""
    child = service.register_newborn(
        db,
        actor,
        patient_id,
        birth=form.birth,
        birth_time=form.birth_time,
        sex=form.sex,
        birth_order=form.birth_order,
        name=form.name,
        documents=_documents(form.documents),
        not_same_as=form.not_same_as,
    )
    return showing.record(db, actor, child)


def _particulars(form: ParticularsIn) -> Particulars:
    return Particulars(**{field: getattr(form, field) for field in FIELDS})


def _documents(forms: list[DocumentIn]) -> tuple[Document, ...]:
    return tuple(Document(**form.model_dump()) for form in forms)


def _kin(form: KinIn) -> Kin:
    return Kin(**form.model_dump())


router = APIRouter()
# Fixed addresses first: "/patients/duplicates" is nobody's id.
for _part in (
    desk,
    merge_routes.duplicates,
    person,
    banner_routes.router,
    record_routes.router,
    merge_routes.router,
):
    router.include_router(_part)
