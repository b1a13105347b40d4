"""What of a patient goes on paper: the patient card (thẻ khám bệnh) and the wristband."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.patients import births, permissions
from his.patients.background import allergies
from his.patients.cards import Sex
from his.patients.documents import owned
from his.patients.errors import CardNotActive
from his.patients.finding import get
from his.patients.models import CardKind, CardState, Patient, PatientCard, Severity
from kernel import printing
from kernel.access import Actor
from kernel.clock import today
from kernel.printing import Print, Printed
from kernel.text import Text

_HERE = Path(__file__).parent / "prints"

CARD = Print(
    "his.patients.card",
    Text("Thẻ khám bệnh", "Patient card"),
    _HERE / "card.typ",
    permissions.ISSUE_CARD,
)
WRISTBAND = Print(
    "his.patients.wristband",
    Text("Vòng tay người bệnh", "Wristband"),
    _HERE / "wristband.typ",
    permissions.ISSUE_CARD,
)
ALL = (CARD, WRISTBAND)

_SEX = {Sex.MALE: ("Nam", "Male"), Sex.FEMALE: ("Nữ", "Female"), Sex.UNKNOWN: ("", "")}


def card(db: Session, actor: Actor, patient_id: UUID, card_id: UUID) -> tuple[Printed, str]:
    """Print a card that is active; answers the PDF and a name for it. Raises CardNotActive."""
    patient = get(db, actor, patient_id)
    found = owned(db, PatientCard, patient.id, card_id)
    if found.state is not CardState.ACTIVE:
        raise CardNotActive
    form = CARD if found.kind is CardKind.CARD else WRISTBAND
    printed = printing.render(
        db,
        actor,
        form,
        subject=("patient", patient.id),
        document=found.id,
        data=shown(db, actor, patient, found.token),
        code=patient.code,
        language=actor.language,
    )
    return printed, f"{found.kind.value}-{patient.code}"


def shown(db: Session, actor: Actor, patient: Patient, token: str) -> dict[str, Any]:
    """What stands on it. The barcode is the patient code, the QR only the card's token."""
    vi, en = _SEX[patient.sex]
    grave = allergies(db, actor, patient.id)
    return {
        "code": patient.code,
        "name": patient.name,
        "birth": births.shown(patient.birth),
        "age": births.age(patient.birth, today()).to(actor.language),
        "sex": en if actor.language == "en" else vi,
        "token_qr": printing.qr(token),
        "allergies": [each.substance for each in grave][:3],
        "more_allergies": max(0, len(grave) - 3),
        "severe": any(each.severity is Severity.SEVERE for each in grave),
    }
