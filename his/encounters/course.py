"""A visit takes its course: a doctor begins it, closes it, opens it again (khám, kết thúc)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from his.encounters import charging, states
from his.encounters.access import locked, step
from his.encounters.errors import NotReadyToClose
from his.encounters.events import (
    EncounterBegun,
    EncounterClosed,
    EncounterGoesOn,
    EncounterPutBack,
    EncounterReopened,
    about,
)
from his.encounters.models import Act, Disposition, Encounter
from his.encounters.slots import CancelCheck, ClosingCheck, Missing
from kernel import clock
from kernel.access import Actor
from kernel.events import assembly_of, publish


def begin(db: Session, actor: Actor, encounter_id: UUID) -> Encounter:
    """The doctor takes the patient. Raises AlreadyBegun, AlreadyClosed, AlreadyCancelled."""
    encounter = locked(db, actor, encounter_id)
    now = clock.utc_now()
    step(db, actor, encounter, Act.BEGIN, at=now)
    encounter.doctor_id = actor.id
    encounter.doctor_name = actor.name
    encounter.began_at = encounter.began_at or now
    db.flush()
    publish(db, EncounterBegun(**about(encounter, actor, now)))
    charging.performed(db, actor, encounter)
    return encounter


def put_back(db: Session, actor: Actor, encounter_id: UUID, *, reason: str) -> Encounter:
    """Begun by mistake, or the patient is not there: he waits again."""
    encounter = locked(db, actor, encounter_id)
    now = clock.utc_now()
    step(db, actor, encounter, Act.PUT_BACK, at=now, reason=reason)
    encounter.began_at = None
    encounter.doctor_id = None
    encounter.doctor_name = ""
    db.flush()
    publish(db, EncounterPutBack(**about(encounter, actor, now), reason=reason))
    return encounter


def missing(db: Session, encounter: Encounter) -> list[tuple[ClosingCheck, Missing]]:
    """What every module still wants before this visit closes."""
    return [
        (check, each)
        for check in assembly_of(db).contributions(ClosingCheck)
        for each in check.by(db, encounter)
    ]


def standing(db: Session, encounter: Encounter) -> list[tuple[CancelCheck, Missing]]:
    """What was done in this visit and keeps it from being cancelled."""
    return [
        (check, each)
        for check in assembly_of(db).contributions(CancelCheck)
        for each in check.by(db, encounter)
    ]


def close(db: Session, actor: Actor, encounter_id: UUID, *, disposition: Disposition) -> Encounter:
    """End a visit in which nothing is missing. Raises NotReadyToClose, which names each thing."""
    encounter = locked(db, actor, encounter_id)
    states.after(encounter.state, Act.CLOSE)
    if found := missing(db, encounter):
        raise NotReadyToClose(missing=shown(found), **as_lists(each for _, each in found))
    now = clock.utc_now()
    step(db, actor, encounter, Act.CLOSE, at=now, disposition=disposition)
    encounter.closed_at = now
    encounter.closed_by = actor.id
    encounter.disposition = disposition
    db.flush()
    closed = EncounterClosed(**about(encounter, actor, now), disposition=disposition)
    publish(db, closed)
    publish(db, EncounterGoesOn(**about(encounter, actor, now)))
    return encounter


def reopen(db: Session, actor: Actor, encounter_id: UUID, *, reason: str) -> Encounter:
    """Work on a closed visit again. Raises NotClosed, AlreadyCancelled."""
    encounter = locked(db, actor, encounter_id)
    now = clock.utc_now()
    step(db, actor, encounter, Act.REOPEN, at=now, reason=reason)
    encounter.closed_at = None
    encounter.closed_by = None
    encounter.disposition = None
    db.flush()
    publish(db, EncounterReopened(**about(encounter, actor, now), reason=reason))
    return encounter


def shown(found: Sequence[tuple[ClosingCheck | CancelCheck, Missing]]) -> list[dict[str, object]]:
    """As the facts of a refusal: what, where, and who asks for it."""
    return [
        {
            "check": check.id,
            "title": check.title.json(),
            "says": each.says.json(),
            "where": each.where,
        }
        for check, each in found
    ]


def as_lists(found: Iterable[Missing]) -> dict[str, str]:
    """The same in a sentence of each language."""
    named = list(found)
    return {
        "list_vi": "; ".join(each.says.vi.rstrip(".") for each in named),
        "list_en": "; ".join(each.says.en.rstrip(".") for each in named),
    }
