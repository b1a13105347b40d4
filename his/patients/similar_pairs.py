"""Candidates who are like somebody: as facts of the warning, and remembered when overridden."""

from uuid import UUID

from sqlmodel import Session, select

from his.patients import likeness
from his.patients.models import PairState, PatientPair
from his.patients.similarity import Similar
from kernel.access import Actor
from kernel.clock import utc_now


def facts(each: Similar) -> dict[str, object]:
    """A candidate as the screen shows it; secrets stay out."""
    known = each.patient
    return {
        "id": known.id,
        "code": known.code,
        "name": known.name,
        "birth": known.birth,
        "sex": known.sex,
        "phone": f"•••{known.phone[-4:]}" if known.phone else None,
        "score": each.score,
        "reasons": [
            {"reason": reason, "says": likeness.says(reason).json()} for reason in each.reasons
        ],
    }


def remember_pair(db: Session, actor: Actor, patient_id: UUID, each: Similar) -> None:
    """Whoever overrides a warning is remembered. A shared document stays on the work list:
    somebody has to find out whose it is."""
    first, second = sorted((patient_id, each.patient.id))
    mine = (PatientPair.first_id == first, PatientPair.second_id == second)
    if db.exec(select(PatientPair).where(*mine)).one_or_none():
        return
    shares = {"same_cccd", "same_bhyt", "same_document"} & set(each.reasons)
    pair = PatientPair(
        first_id=first,
        second_id=second,
        score=each.score,
        reasons=list(each.reasons),
        state=PairState.SUSPECTED if shares else PairState.NOT_SAME,
    )
    if not shares:
        pair.decided_at, pair.decided_by, pair.decided_by_name = utc_now(), actor.id, actor.name
    db.add(pair)
