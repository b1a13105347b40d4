"""From a visit in the database to its dossier: what the record, the bill and the papers say."""

from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.billing import service as billing
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Disposition, Encounter
from his.insurance.billed import Lines, facts_of, local
from his.insurance.covering import cards_of, coverage, day_of
from his.insurance.dossier import (
    Card,
    Course,
    Discharge,
    Dossier,
    Facility,
    Person,
    Stay,
    Summary,
)
from his.insurance.fields import WITH_COURSE_KINDS, WITH_DISCHARGE_KINDS, WITH_SUMMARY_KINDS
from his.insurance.models import Coverage
from his.insurance.paperwork import papers_of
from his.insurance.setting_up import head_of_house
from his.outpatient import service as outpatient
from his.outpatient.service import Diagnosis, DiagnosisKind, Examination
from his.patients import service as patients
from his.patients.service import IdentifierKind, Patient
from kernel.clock import utc_now

_SEX = {patients.Sex.MALE: "1", patients.Sex.FEMALE: "2", patients.Sex.UNKNOWN: "3"}
_DISCHARGE = {Disposition.REFERRED: "2", Disposition.LEFT: "3"}
_WEIGHT = "29463-7"


class Collector:
    """Reads one visit; what is asked more than once is asked once."""

    def __init__(self, db: Session, encounter: Encounter) -> None:
        self.db = db
        self.encounter = encounter
        self.day = day_of(encounter)
        self._licences: dict[UUID, str] = {}
        self._departments: dict[UUID, str] = {}
        self._lines = Lines(
            db, encounter, self.day, licence=self.licence, department=self._department
        )

    def dossier(self) -> Dossier | None:
        """None where nobody said who covers the visit."""
        covered = coverage(self.db, self.encounter.id)
        if covered is None:
            return None
        patient = self.db.get_one(Patient, self.encounter.patient_id)
        stay = self._stay(covered)
        drugs, services = self._lines.billed()
        papers = papers_of(self.db, self.encounter, stay, self.licence)
        exam = self.exam
        return Dossier(
            facility=self._facility(),
            person=self._person(patient),
            cards=self._cards(),
            stay=papers.stay,
            drugs=tuple(drugs),
            services=tuple(services),
            results=tuple(self._lines.results()),
            course=tuple(self._course(stay, exam)),
            leave=papers.leave,
            transfer=papers.transfer,
            revisit=papers.revisit,
            discharge=self._discharge(stay),
            summary=self._summary(stay, exam),
        )

    def on_arrival(self) -> Dossier | None:
        """What the gateway hears when the patient comes (XML0): who, by which card, for what."""
        covered = coverage(self.db, self.encounter.id)
        if covered is None:
            return None
        drugs, services = self._lines.billed()
        return Dossier(
            facility=self._facility(),
            person=self._person(self.db.get_one(Patient, self.encounter.patient_id)),
            cards=self._cards(),
            stay=self._arrival(covered),
            drugs=tuple(drugs),
            services=tuple(services),
        )

    @cached_property
    def exam(self) -> Examination | None:
        return outpatient.examination(self.db, self.encounter.id)

    def _cards(self) -> tuple[Card, ...]:
        return tuple(
            Card(number=c.number, facility=c.facility, since=c.since, until=c.until)
            for c in cards_of(self.db, self.encounter.id)
        )

    def licence(self, user_id: UUID | None) -> str:
        """The licence to practise of one of the staff, or "" where none was entered."""
        if user_id is None:
            return ""
        if user_id not in self._licences:
            person = admin.staff(self.db, user_id)
            self._licences[user_id] = person.licence if person else ""
        return self._licences[user_id]

    def _department(self, department_id: UUID | None) -> str:
        usual = str(admin.parameter(self.db, "his.insurance.department"))
        if department_id is None:
            return usual
        if department_id not in self._departments:
            found = admin.department(self.db, department_id)
            self._departments[department_id] = (found.official if found else "") or usual
        return self._departments[department_id]

    def _facility(self) -> Facility:
        house = admin.facility_if_any(self.db)
        return Facility(code=house.code if house else "", head=head_of_house(self.db) or "")

    def _person(self, patient: Patient) -> Person:
        papers = patients.documents(self.db, patient.id)
        own = (IdentifierKind.CCCD, IdentifierKind.CMND, IdentifierKind.PASSPORT)
        contacts = patients.contacts(self.db, patient.id)
        kin = {k.relation: k.name for k in contacts}
        guardians = [k.name for k in contacts if k.guardian]
        return Person(
            code=patient.code,
            name=patient.name,
            birth=patient.birth or "",
            birth_time=patient.birth_time or "",
            sex=_SEX[patient.sex],
            identity=next((p.value for kind in own for p in papers if p.kind is kind), ""),
            nationality=self._country(patient.nationality),
            ethnic_group=patient.ethnic_group or "01",
            occupation=(patient.occupation or "00000").ljust(5, "0")[:5],
            address=self._address(patient),
            province=patient.province or "",
            commune=patient.commune or "",
            phone=patient.phone or "",
            workplace=patient.workplace,
            father=kin.get(patients.Relation.FATHER, ""),
            mother=kin.get(patients.Relation.MOTHER, ""),
            guardian=guardians[0] if guardians else "",
        )

    def _country(self, code: str | None) -> str:
        """MA_QUOCTICH: the police's numbers; Vietnam is 000."""
        found = catalogs.entry(self.db, "country", code, on=self.day) if code else None
        return (found.ministry_code or str(found.facts.get("numeric") or "")) if found else "000"

    def _address(self, patient: Patient) -> str:
        places = []
        for list_id, code in (("commune", patient.commune), ("province", patient.province)):
            found = catalogs.entry(self.db, list_id, code, on=self.day) if code else None
            places.append(found.name if found else "")
        return ", ".join(part for part in (patient.street or "", *places) if part)

    def _arrival(self, covered: Coverage) -> Stay:
        """The visit without what is written in its record."""
        encounter = self.encounter
        left = local(encounter.closed_at or utc_now())
        stays = covered.kind in WITH_SUMMARY_KINDS
        return Stay(
            number=encounter.code,
            kind=covered.kind,
            route=covered.route,
            arrived=local(encounter.opened_at),
            admitted=local(encounter.opened_at) if stays else None,
            left=left,
            reason=encounter.reason,
            reason_admitted=encounter.reason if stays else "",
            first_diagnosis="",
            diagnosis="",
            icd="",
            from_facility=covered.from_facility,
            referral=covered.referral,
            accident=covered.accident,
            outcome="",
            settled=(left.year, left.month),
            department=self._department(encounter.department_id),
            doctor=self.licence(encounter.doctor_id),
            doctor_name=encounter.doctor_name,
            area=covered.area,
            exempt_from=covered.exempt_from,
            five_years=covered.five_years,
            service_days=1,
        )

    def _stay(self, covered: Coverage) -> Stay:
        came, encounter, exam = self._arrival(covered), self.encounter, self.exam
        listed = list(outpatient.diagnoses(self.db, encounter.id))
        main = [d for d in listed if d.kind is DiagnosisKind.MAIN]
        others = [d for d in listed if d.kind is not DiagnosisKind.MAIN]
        bill = billing.bill_of(self.db, encounter.id)
        paid = local(bill.settled_at) if bill and bill.settled_at else None
        settled = max(paid or came.left, came.left)
        names = "; ".join(_named(d) for d in (*main, *others))
        return replace(
            came,
            reason=(exam.reason if exam else "") or came.reason,
            first_diagnosis=(exam.conclusion if exam else "") or names,
            diagnosis=names or (exam.conclusion if exam else ""),
            icd=catalogs.icd_dotted(main[0].code) if main else "",
            icd_others=tuple(dict.fromkeys(catalogs.icd_dotted(d.code) for d in others)),
            treatment=exam.plan if exam else "",
            outcome=self._outcome(exam),
            discharge=_DISCHARGE.get(encounter.disposition, "1") if encounter.disposition else "1",
            advice=exam.plan if exam else "",
            paid=paid,
            settled=(settled.year, settled.month),
            weight=self._weight(),
            medicine_days=max(self._days(), 0),
        )

    def _outcome(self, exam: Examination | None) -> str:
        if self.encounter.disposition is Disposition.DIED:
            return "5"
        return exam.outcome.value if exam and exam.outcome else ""

    def _weight(self) -> Decimal | None:
        patient_id = self.encounter.patient_id
        found = cdr.latest(self.db, patient_id, [_WEIGHT], encounter_id=self.encounter.id)
        return found[_WEIGHT].number if _WEIGHT in found else None

    def _days(self) -> int:
        days = [str(facts_of(c).get("days") or "") for c in self._lines.charges]
        return max((int(d) for d in days if d.isdigit()), default=0)

    def _course(self, stay: Stay, exam: Examination | None) -> list[Course]:
        if stay.kind not in WITH_COURSE_KINDS or exam is None:
            return []
        text = "\n".join(part for part in (exam.illness, exam.general, exam.organs) if part)
        at = local(exam.saved_at)
        return [Course(text=text, at=at, by=self.licence(exam.saved_by))] if text else []

    def _discharge(self, stay: Stay) -> Discharge | None:
        if stay.kind not in WITH_DISCHARGE_KINDS:
            return None
        return Discharge(
            record=self.encounter.code,
            diagnosis=stay.diagnosis,
            treatment=stay.treatment,
            on=stay.left.date(),
            doctor=stay.doctor,
            doctor_name=stay.doctor_name,
        )

    def _summary(self, stay: Stay, exam: Examination | None) -> Summary | None:
        if stay.kind not in WITH_SUMMARY_KINDS or exam is None:
            return None
        return Summary(
            course=exam.illness,
            results=exam.organs,
            treatment=exam.plan,
            on=stay.left.date(),
        )


def collect(db: Session, encounter_id: UUID) -> Dossier | None:
    """The dossier of a visit as it stands now."""
    return Collector(db, encounters.by_id(db, encounter_id)).dossier()


def _named(diagnosis: Diagnosis) -> str:
    return diagnosis.name + (f" ({diagnosis.note})" if diagnosis.note else "")
