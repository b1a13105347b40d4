"""A house with the practice drugs and the tables of knowledge, and a patient in front of us."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlmodel import Session

from his.admin.service import Room
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer
from his.outpatient import service as outpatient
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind
from his.patients import service as patients
from his.prescribing import service
from his.prescribing.service import Draft, Heading, Prescription, Wanted
from his.prescribing.tables import TABLES
from kernel.access import SYSTEM, Actor
from tests.his import clinic

ROOT = Path(__file__).parents[3] / "seed" / "catalogs"
LISTS = (
    *(("substance", "substance.csv"), ("drug_route", "drug_route.csv")),
    ("icd10", "icd10.csv"),
    ("drug", "sample/drug.csv"),
)


def fill(db: Session) -> None:
    """The lists that prescribing stands on, as the practice clinic has them."""
    for list_id, file in (*LISTS, *((t.id, f"{t.id}.csv") for t in TABLES)):
        if (ROOT / file).exists():
            catalogs.import_file(
                db,
                SYSTEM,
                list_id,
                ROOT / file,
                dry_run=False,
                valid_from=date(2018, 1, 1),
                whole=False,
                starter=True,
            )


def build(db: Session) -> clinic.Clinic:
    made = clinic.build(db)
    fill(db)
    return made


def visit(
    db: Session,
    actor: Actor,
    room: Room,
    *icd: str,
    birth: str | None = None,
    allergy: str = "",
    sex: patients.Sex = patients.Sex.FEMALE,
    payer: Payer = Payer.SELF_PAY,
) -> Encounter:
    """Somebody is being examined, with these diagnoses and this allergy."""
    who = clinic.somebody(db, actor, birth=birth)
    if who.sex is not sex:
        who.sex = sex
        db.flush()
    if allergy:
        given = patients.Reaction(kind=patients.AllergyKind.DRUG, substance=allergy)
        patients.record_allergy(db, actor, who.id, given)
    else:
        patients.assert_no_allergies(db, actor, who.id)
    opened = clinic.visit(db, actor, room, patient=who)
    encounters.begin(db, actor, opened.id)
    diagnose(db, actor, opened, *icd)
    return opened


def diagnose(db: Session, actor: Actor, encounter: Encounter, *icd: str) -> None:
    codes = [
        Code(DiagnosisKind.SECONDARY if i else DiagnosisKind.MAIN, code)
        for i, code in enumerate(icd)
    ]
    if codes:
        outpatient.diagnose(db, actor, encounter.id, codes=codes)


def drug(code: str, *takes: float, days: int = 5, quantity: int | None = None) -> Wanted:
    """A line: `drug("AMOX500", 1, 1, 1)`."""
    morning, noon, afternoon, evening = (Decimal(str(t)) for t in (*takes, 0, 0, 0, 0)[:4])
    return Wanted(
        drug_code=code,
        morning=morning,
        noon=noon,
        afternoon=afternoon,
        evening=evening,
        days=days,
        quantity=None if quantity is None else Decimal(quantity),
    )


def write(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    *wanted: Wanted,
    heading: Heading | None = None,
    version: int | None = None,
) -> Draft:
    """Save a draft over whatever is there."""
    if version is None:
        there = service.draft_of(db, encounter.id)
        version = there.version if there else 0
    return service.save(
        db,
        actor,
        encounter.id,
        version=version,
        heading=heading or Heading(),
        wanted=wanted,
    )


def rules_of(draft: Draft) -> set[str]:
    return {found.rule for found in draft.checked.found}


def sign(db: Session, actor: Actor, draft: Draft, *, why: str = "") -> list[Prescription]:
    """Sign it, with the same reason for every alert where one is given."""
    reasons = {f.key: why for f in draft.checked.found} if why else {}
    prescription = draft.prescription
    return service.sign(db, actor, prescription.id, version=prescription.version, reasons=reasons)
