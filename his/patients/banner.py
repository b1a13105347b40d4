"""What stands above every page of a patient (dải thông tin người bệnh)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from his.patients import births, cards
from his.patients.background import AllergyStatus, allergies, allergy_status
from his.patients.cards import Validity
from his.patients.documents import documents, insurance_card
from his.patients.finding import get
from his.patients.models import Allergy, IdentifierKind, Patient, PatientIdentifier
from his.patients.slots import BannerItem, BannerPart
from kernel.access import Actor
from kernel.clock import today
from kernel.events import assembly_of
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Insurance:
    """The card that counts today. `pays` is the percent on the right route, where known."""

    card: PatientIdentifier
    pays: int | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class Banner:
    patient: Patient
    age: Text
    allergies: list[Allergy]
    allergy_status: AllergyStatus
    insurance: Insurance | None
    items: list[BannerItem]


def banner(db: Session, actor: Actor, patient_id: UUID) -> Banner:
    """Who this is, what he must not get, who pays, and what the modules have to say."""
    patient = get(db, actor, patient_id)
    known = allergies(db, actor, patient.id)
    papers = documents(db, patient.id)
    insurance = insured(papers, today())
    items = [*_own(patient, papers, insurance)]
    for part in assembly_of(db).contributions(BannerPart):
        if part.needs is None or actor.holds(part.needs):
            items += part.by(db, actor, patient.id)
    return Banner(
        patient,
        births.age(patient.birth, today()),
        known,
        allergy_status(db, patient.id, known),
        insurance,
        items,
    )


def insured(papers: list[PatientIdentifier], on: date) -> Insurance | None:
    card = insurance_card(papers)
    if card is None:
        return None
    number = cards.insurance_number(card.value)
    return Insurance(
        card,
        number.pays if number else None,
        cards.validity(card.valid_from, card.valid_to, on),
    )


def _own(
    patient: Patient, papers: list[PatientIdentifier], insurance: Insurance | None
) -> list[BannerItem]:
    items = []
    if patient.deceased_at:
        items.append(BannerItem("info", Text("Đã tử vong", "Deceased")))
    if patient.unknown:
        items.append(BannerItem("warning", Text("Chưa rõ danh tính", "Identity unknown")))
    if insurance and insurance.validity is Validity.ENDED:
        items.append(
            BannerItem(
                "warning",
                Text("Thẻ BHYT hết hạn {day}", "Insurance card ended on {day}").put(
                    day=f"{insurance.card.valid_to:%d/%m/%Y}"
                ),
            )
        )
    if insurance and insurance.validity is Validity.ENDS_SOON:
        items.append(
            BannerItem(
                "info",
                Text("Thẻ BHYT sắp hết hạn {day}", "Insurance card ends on {day}").put(
                    day=f"{insurance.card.valid_to:%d/%m/%Y}"
                ),
            )
        )
    if insurance and insurance.validity is Validity.NOT_YET:
        items.append(
            BannerItem("warning", Text("Thẻ BHYT chưa đến hạn", "Insurance card not yet valid"))
        )
    for paper in papers:
        if paper.kind is IdentifierKind.CCCD:
            doubts = cards.doubts_of_number(paper.value, birth=patient.birth, sex=patient.sex)
            items += [BannerItem("info", doubt) for doubt in doubts]
    return items
