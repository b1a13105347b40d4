"""What demonstrations play with: a patient, a doctor, drugs of this house's own list."""

from dataclasses import dataclass
from decimal import Decimal
from random import SystemRandom

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient import service as outpatient
from his.patients import service as patients
from his.prescribing import drugs, permissions, service
from his.prescribing.drugs import Drug
from his.prescribing.models import Prescription
from his.prescribing.service import Heading, Wanted
from kernel.access import Actor
from kernel.clock import today
from kernel.ids import new_id
from kernel.module import Finding, Verdict
from kernel.text import Text

REASON = "Minh chứng: ghi lý do"


@dataclass(frozen=True, slots=True)
class Scene:
    """A patient in front of a doctor who may do everything."""

    doctor: Actor
    visit: Encounter


def scene(db: Session, *, allergy: str = "") -> Scene | None:
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    code = db.execute(
        select(col(catalogs.Entry.code)).where(
            col(catalogs.Entry.list_id) == "icd10",
            col(catalogs.Entry.code).in_(("J02.9", "J06.9", "I10", "Z00.0")),
            catalogs.in_force_on(today()),
        )
    ).scalars()
    icd = next(iter(code), None)
    if not rooms or icd is None:
        return None
    doctor = Actor(new_id(), "Bác sĩ minh chứng", frozenset({permissions.OVERRIDE_STOP.id}))
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.MALE
    )
    if not allergy:
        patients.assert_no_allergies(db, doctor, patient.id)
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason=REASON,
        beyond_quota=True,
    )
    encounters.begin(db, doctor, visit.id)
    outpatient.diagnose(
        db, doctor, visit.id, codes=[outpatient.Code(outpatient.DiagnosisKind.MAIN, icd)]
    )
    made = Scene(doctor, visit)
    if allergy:
        react(db, made, allergy)
    return made


def react(db: Session, scene: Scene, substance: str) -> None:
    """The patient turns out to be allergic to it."""
    given = patients.Reaction(kind=patients.AllergyKind.DRUG, substance=substance)
    patients.record_allergy(db, scene.doctor, scene.visit.patient_id, given)


def listed(db: Session) -> list[Drug]:
    """Ordinary drugs of our own list that are taken by mouth."""
    asked = (
        select(catalogs.Entry)
        .where(col(catalogs.Entry.list_id) == "drug", catalogs.in_force_on(today()))
        .order_by(col(catalogs.Entry.code))
        .limit(1000)
    )
    found = [drugs.of(e) for e in db.execute(asked).scalars()]
    return [d for d in found if d.route.startswith("1.") and not d.control and d.ingredients]


def write(db: Session, scene: Scene, *codes: str, version: int = 0) -> service.Draft:
    wanted = [Wanted(drug_code=code, morning=Decimal(1), days=5) for code in codes]
    return service.save(
        db, scene.doctor, scene.visit.id, version=version, heading=Heading(), wanted=wanted
    )


def sign(db: Session, scene: Scene, draft: service.Draft) -> list[Prescription]:
    reasons = {f.key: REASON for f in draft.checked.found}
    prescription = draft.prescription
    return service.sign(
        db, scene.doctor, prescription.id, version=prescription.version, reasons=reasons
    )


def nothing_to_show() -> Finding:
    return Finding(
        Verdict.NOT_REVIEWED,
        Text(
            "Chưa có phòng khám, danh mục thuốc hoặc ICD-10 để minh chứng.",
            "There is no examination room, drug list or ICD-10 list to show it with.",
        ),
    )
