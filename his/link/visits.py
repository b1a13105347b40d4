"""In which visit the orders of another system lie."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.encounters.service import Encounter, EncounterState, Payer
from his.link.models import Partner
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now

_OPEN = (EncounterState.WAITING, EncounterState.IN_PROGRESS)
_SAME_STAY = timedelta(hours=24)


def visit(
    db: Session,
    actor: Actor,
    partner: Partner,
    patient: Patient,
    *,
    linked: Any,
    group: str,
    reason: str,
) -> Encounter | None:
    """The open visit in which this system's orders for him lie; a new one in the room set for it.

    `linked` is the asking module's table of such orders (partner, patient, encounter, group
    number); those of one group, or of one day, lie in one visit. None: no room is set.
    """
    now = utc_now()
    rows = db.exec(
        select(Encounter, linked)
        .join(linked, linked.encounter_id == col(Encounter.id))
        .where(
            linked.partner_id == partner.id,
            linked.patient_id == patient.id,
            col(Encounter.state).in_(_OPEN),
        )
        .order_by(col(Encounter.opened_at).desc(), linked.id)
        .limit(50)
    )
    for found, before in rows:
        same = bool(group) and before.group_number == group
        if same or now - found.opened_at < _SAME_STAY:
            return found
    if partner.room_id is None:
        return None
    return encounters.open(
        db,
        actor,
        patient_id=patient.id,
        room_id=partner.room_id,
        payer=Payer.SELF_PAY,
        reason=reason[:500],
        again=True,
        beyond_quota=True,
    )
