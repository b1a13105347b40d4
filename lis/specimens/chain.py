"""The chain of custody: tubes are fetched to change them, turned, and written down."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from lis.specimens import numbers
from lis.specimens.errors import UnknownSpecimen
from lis.specimens.items import TOPIC
from lis.specimens.models import Specimen, SpecimenEvent
from lis.specimens.states import OVER, CustodyAct, SpecimenState, become


def by_code(db: Session, actor: Actor, code: str) -> Specimen:
    """The tube with this number on its label. Raises UnknownSpecimen, also for a misread one."""
    found = _by_code(db, code, lock=False)
    patients.get(db, actor, found.patient_id)
    return found


def locked(db: Session, actor: Actor, code: str) -> Specimen:
    """The same, to change it: others wait."""
    found = _by_code(db, code, lock=True)
    patients.get(db, actor, found.patient_id)
    return found


def many_locked(db: Session, codes: Collection[str]) -> list[Specimen]:
    """Several, locked in the order of their ids. Raises UnknownSpecimen."""
    wanted = {code: numbers.read(code) for code in codes}
    for said, code in wanted.items():
        if code is None:
            raise UnknownSpecimen(code=said[:40])
    asked = select(Specimen).where(col(Specimen.code).in_(set(wanted.values())))
    found = list(
        db.exec(
            asked.order_by(col(Specimen.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    missing = set(wanted.values()) - {each.code for each in found}
    if missing:
        raise UnknownSpecimen(code=sorted(str(m) for m in missing)[0])
    return found


def get(db: Session, actor: Actor, specimen_id: UUID) -> Specimen:
    found = db.get(Specimen, specimen_id)
    if found is None:
        raise UnknownSpecimen(code="")
    patients.get(db, actor, found.patient_id)
    return found


def specimens(db: Session, ids: Collection[UUID]) -> dict[UUID, Specimen]:
    """Several by id, in one query."""
    if not ids:
        return {}
    asked = select(Specimen).where(col(Specimen.id).in_(set(ids)))
    return {each.id: each for each in db.exec(asked)}


def _by_code(db: Session, code: str, *, lock: bool) -> Specimen:
    read = numbers.read(code)
    if read is None:
        raise UnknownSpecimen(code=code.strip()[:40])
    asked = select(Specimen).where(Specimen.code == read)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = db.exec(asked).first()
    if found is None:
        raise UnknownSpecimen(code=read)
    return found


def turn(specimen: Specimen, to: SpecimenState, at: datetime | None = None) -> None:
    """Its new state; whoever leaves a place leaves its position. Raises SpecimenCannotBecome."""
    specimen.state = become(specimen.code, specimen.state, to)
    specimen.state_at = at or utc_now()
    specimen.closed_at = specimen.state_at if to in OVER else None
    if to in OVER:
        specimen.ahead_open = False
    if to is not SpecimenState.STORED:
        specimen.location_id, specimen.position = None, ""


def write(
    db: Session,
    actor: Actor,
    specimens: Sequence[Specimen],
    act: CustodyAct,
    *,
    at: datetime | None = None,
    place: str = "",
    note: str = "",
) -> None:
    """What was done with these tubes, one line each."""
    when = at or utc_now()
    db.flush()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "specimen_id": each.id,
            "act": act,
            "at": when,
            "by": actor.id,
            "by_name": actor.name,
            "place": place[:200],
            "note": note[:500],
        }
        for each in specimens
    ]
    if rows:
        db.execute(insert(SpecimenEvent), rows)
        live.touch(db, TOPIC)


def history(db: Session, specimen_id: UUID) -> list[SpecimenEvent]:
    """Everything that was done with a tube, oldest first."""
    asked = select(SpecimenEvent).where(SpecimenEvent.specimen_id == specimen_id)
    return list(db.exec(asked.order_by(col(SpecimenEvent.id)).limit(200)))


def parts_of(db: Session, specimen_id: UUID) -> list[Specimen]:
    """What was taken from it into tubes of their own."""
    asked = select(Specimen).where(Specimen.parent_id == specimen_id)
    return list(db.exec(asked.order_by(col(Specimen.id)).limit(50)))
