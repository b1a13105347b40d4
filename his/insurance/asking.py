"""Asking the gateway about cards (tra cứu thẻ): put into the outbox, answered a moment later.

Nobody waits: a patient is registered whether the gateway answers or not. When it is down the
question goes on waiting, and the answer reaches the visit whenever it comes.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.insurance.covering import cards_of
from his.insurance.errors import CardOfTheWrongShape
from his.insurance.gateway import RENEWED, USABLE
from his.insurance.models import CardCheck, Coverage, CoverageState
from his.patients import service as patients
from his.patients.service import Patient
from kernel import live, outbox
from kernel.access import Actor
from kernel.clock import utc_now

CARD = "his.insurance.card"
_KEPT = (
    "maThe",
    "gtTheTu",
    "gtTheDen",
    "maDKBD",
    "maKV",
    "ngayDu5Nam",
    "maTheMoi",
    "gtTheTuMoi",
    "gtTheDenMoi",
    "maDKBDMoi",
    "tenDKBDMoi",
    "gioiTinh",
    "dsLichSuKCB2018",
    "dsLichSuKT2018",
)


def ask(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    number: str = "",
    encounter_id: UUID | None = None,
) -> CardCheck:
    """Ask about a card: the one named, the visit's, or the patient's own.

    Raises NotFound, CardOfTheWrongShape.
    """
    patient = patients.get(db, actor, patient_id)
    if not number and encounter_id:
        encounters.get(db, actor, encounter_id)
        standing = cards_of(db, encounter_id)
        number = standing[-1].number if standing else ""
    if not number:
        card = patients.insurance_card(patients.documents(db, patient.id))
        number = card.value if card else ""
    read = patients.insurance_number(number)
    if read is None:
        raise CardOfTheWrongShape
    made = CardCheck(
        patient_id=patient.id,
        encounter_id=encounter_id,
        number=read.value,
        tail=read.value[-4:],
        asked_by=actor.id,
        asked_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    outbox.put(db, CARD, str(made.id), {"check": made.id}, ("patient", patient.id))
    live.touch(db, "insurance")
    return made


def question(db: Session, check_id: UUID) -> dict[str, Any]:
    """What the gateway is asked, read when the message leaves."""
    check = db.get_one(CardCheck, check_id)
    patient = db.get_one(Patient, check.patient_id)
    return {"card": check.number, "name": patient.name, "birth": _birth(patient.birth or "")}


def answer(db: Session, check_id: UUID, said: Mapping[str, Any]) -> None:
    """Write down what the gateway said, and what it means for the visit."""
    check = db.get(CardCheck, check_id, with_for_update=True)
    if check is None or check.answered_at:
        return
    check.answered_at = utc_now()
    check.code = str(said.get("maKetQua", ""))[:10]
    check.says = str(said.get("ghiChu") or "")[:500]
    kept = {name: said[name] for name in _KEPT if said.get(name)}
    check.facts = json.dumps(kept, ensure_ascii=False)
    found = (
        db.get(Coverage, check.encounter_id, with_for_update=True) if check.encounter_id else None
    )
    if found is not None and _same_card(db, check):
        found.state = CoverageState.USABLE if check.code in USABLE else CoverageState.NOT_USABLE
        found.check_code, found.check_says = check.code, check.says
        found.checked_at, found.checked_by_name = check.answered_at, check.asked_by_name
        if check.code not in RENEWED:
            _fill_in(db, found, kept)
    live.touch(db, "insurance")


def _same_card(db: Session, check: CardCheck) -> bool:
    """The card may have been changed while the answer was on its way."""
    assert check.encounter_id
    return any(card.number == check.number for card in cards_of(db, check.encounter_id))


def _fill_in(db: Session, found: Coverage, kept: Mapping[str, Any]) -> None:
    """What nobody had entered; what was entered stays."""
    if found.five_years is None:
        found.five_years = day(str(kept.get("ngayDu5Nam", "")))
    if not found.area and str(kept.get("maKV", "")) in ("K1", "K2", "K3"):
        found.area = str(kept["maKV"])
    for card in cards_of(db, found.encounter_id)[-1:]:
        card.since = card.since or day(str(kept.get("gtTheTu", "")))
        card.until = card.until or day(str(kept.get("gtTheDen", "")))
        card.facility = card.facility or str(kept.get("maDKBD", ""))[:5]


def checks(db: Session, actor: Actor, patient_id: UUID, *, limit: int = 20) -> list[CardCheck]:
    """The questions about a patient, newest first."""
    patients.get(db, actor, patient_id)
    asked = select(CardCheck).where(CardCheck.patient_id == patient_id)
    ordered = asked.order_by(col(CardCheck.asked_at).desc(), col(CardCheck.id).desc())
    return list(db.exec(ordered.limit(limit)))


def facts_of(check: CardCheck) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check.facts) if check.facts else {}
    return found


def day(text: str) -> date | None:
    """dd/MM/yyyy as the gateway writes it."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None


def _birth(birth: str) -> str:
    parts = birth.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else parts[0]


def latest(db: Session, encounter_id: UUID) -> CardCheck | None:
    """The last question about a visit's card."""
    asked = select(CardCheck).where(CardCheck.encounter_id == encounter_id)
    return db.exec(asked.order_by(col(CardCheck.asked_at).desc()).limit(1)).first()
