"""Our own cards and wristbands: issued, lost, blocked, replaced (thẻ khám bệnh, vòng tay)."""

from uuid import UUID

from sqlmodel import Session, col, func, select

from his.patients import codes
from his.patients.documents import owned
from his.patients.errors import CardNotActive
from his.patients.finding import get, locked
from his.patients.models import CardKind, CardState, Patient, PatientCard
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.columns import blind
from kernel.db import expect

_LETTER = {CardKind.CARD: "C", CardKind.WRISTBAND: "W"}


def cards(db: Session, patient_id: UUID) -> list[PatientCard]:
    """Every card there ever was, the newest first."""
    query = (
        select(PatientCard)
        .where(PatientCard.patient_id == patient_id)
        .order_by(col(PatientCard.recorded_at).desc(), col(PatientCard.id).desc())
    )
    return list(db.exec(query))


def issue_card(db: Session, actor: Actor, patient_id: UUID, *, kind: CardKind) -> PatientCard:
    """Give the patient a card or a wristband; the one before it opens nothing any more."""
    patient = locked(db, actor, patient_id)
    for former in cards(db, patient.id):
        if former.kind is kind and former.state is CardState.ACTIVE:
            _become(former, CardState.REPLACED, "")
    token = codes.new_token(_LETTER[kind])
    card = PatientCard(
        patient_id=patient.id,
        kind=kind,
        token=token,
        blind=blind("card", token),
        recorded_by=actor.id,
        recorded_by_name=actor.name,
    )
    db.add(card)
    db.flush()
    return card


def withdraw_card(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    card_id: UUID,
    *,
    version: int,
    state: CardState,
    reason: str,
) -> PatientCard:
    """It was lost, or is blocked. Raises CardNotActive when it is so already."""
    patient = locked(db, actor, patient_id)
    card = owned(db, PatientCard, patient.id, card_id)
    expect(card, version)
    if card.state is not CardState.ACTIVE:
        raise CardNotActive
    _become(card, state, reason)
    db.flush()
    return card


def holder(db: Session, actor: Actor, token: str) -> tuple[PatientCard, Patient] | None:
    """Whose card it is, in whatever state; also of a merged patient."""
    card = db.exec(
        select(PatientCard).where(PatientCard.blind == blind("card", token))
    ).one_or_none()
    return (card, get(db, actor, card.patient_id)) if card else None


def cards_in_use(db: Session) -> tuple[int, int]:
    """How many cards (not wristbands) open something, and how many there ever were."""
    query = select(func.count()).select_from(PatientCard).where(PatientCard.kind == CardKind.CARD)
    active = query.where(PatientCard.state == CardState.ACTIVE)
    return db.exec(active).one(), db.exec(query).one()


def _become(card: PatientCard, state: CardState, reason: str) -> None:
    card.state = state
    card.state_at = utc_now()
    card.state_reason = reason
