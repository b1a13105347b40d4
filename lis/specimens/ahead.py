"""The tube comes first, the order later (cấp cứu): drawn, numbered, followed, and joined to its
order when that is written. A tube without an order has no test: no result of it can go out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders.service import Order, Urgency
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.specimens import chain, drawing, knowing
from lis.specimens.collecting import identified, put_on, why_not
from lis.specimens.errors import NothingToJoin, NoTubeNamed, VisitElsewhere
from lis.specimens.items import items
from lis.specimens.models import Specimen
from lis.specimens.states import USABLE, CustodyAct, Identified, SpecimenState

_MOST = 12


def draw(
    db: Session,
    actor: Actor,
    *,
    containers: Collection[str],
    asked_by: str,
    room_id: UUID | None = None,
    scan: str = "",
    patient_id: UUID | None = None,
    asked: bool = False,
    unknown: patients.Sex | None = None,
    where: str = "",
) -> list[Specimen]:
    """These tubes were drawn now from somebody who cannot wait for an order.

    `unknown`: nobody knows him; he gets a record without a name. Whoever has no open visit gets
    one in `room_id`. Raises WhoIsIt, ScanTheWristband, NoTubeNamed, VisitElsewhere.
    """
    vessels = knowing.vessels(db)
    wanted = [code for code in containers if code in vessels]
    if not wanted or len(wanted) != len(containers) or len(wanted) > _MOST:
        raise NoTubeNamed
    if unknown is not None:
        person, how = patients.register_unknown(db, actor, sex=unknown).id, Identified.UNKNOWN
    else:
        person, how = identified(db, actor, scan, patient_id, asked=asked)
    visit = _visit(db, actor, person, room_id)
    now, made = utc_now(), []
    for code in sorted(wanted, key=lambda c: (vessels[c].order, c)):
        tube = Specimen(
            code=drawing.new_number(db),
            patient_id=person,
            encounter_id=visit.id,
            site_id=visit.site_id,
            container_code=code,
            state=SpecimenState.COLLECTED,
            state_at=now,
            urgency=Urgency.STAT,
            labelled_by_name=actor.name,
            identified=how,
            collected_at=now,
            collected_by=actor.id,
            collected_by_name=actor.name,
            collected_where=where,
            ahead=asked_by,
            ahead_open=True,
        )
        db.add(tube)
        made.append(tube)
    db.flush()
    chain.write(db, actor, made, CustodyAct.LABEL, at=now, note=asked_by)
    chain.write(db, actor, made, CustodyAct.COLLECT, at=now, place=where, note=how.value)
    return made


def _visit(db: Session, actor: Actor, patient_id: UUID, room_id: UUID | None) -> Encounter:
    """What he is in the house for, or a visit as an emergency."""
    there = encounters.open_today(db, actor, patient_id)
    if there:
        return encounters.open_for_work(db, actor, there[-1].encounter.id)
    if room_id is None:
        raise VisitElsewhere
    return encounters.open(
        db,
        actor,
        patient_id=patient_id,
        room_id=room_id,
        payer=encounters.Payer.SELF_PAY,
        priority=encounters.Priority.EMERGENCY,
        reason="Cấp cứu",
        beyond_quota=True,
    )


def join(db: Session, actor: Actor, order: Order, item_ids: Collection[UUID]) -> list[Specimen]:
    """The order that was awaited: its tests go onto the tubes that were drawn before it. Only an
    urgent order, or one of an emergency, looks; others are joined by a person (`join_tube`)."""
    if not item_ids or not _may_be_awaited(db, order):
        return []
    found = db.exec(
        select(Specimen)
        .where(
            Specimen.encounter_id == order.encounter_id,
            Specimen.ahead != "",
            col(Specimen.state).in_(USABLE),
        )
        .order_by(col(Specimen.id))
        .with_for_update()
    )
    joined = []
    for tube in found.all():
        if _put(db, actor, tube, item_ids, order.code):
            joined.append(tube)
    return joined


def _may_be_awaited(db: Session, order: Order) -> bool:
    if order.urgency is not Urgency.ROUTINE:
        return True
    visit = encounters.by_id(db, order.encounter_id)  # (read already, to place the order)
    return visit.priority is encounters.Priority.EMERGENCY


def join_tube(db: Session, actor: Actor, code: str) -> Specimen:
    """A person joins a tube to what waits for the same patient. Raises NothingToJoin."""
    tube = chain.locked(db, actor, code)
    waiting = [i for i in drawing.waiting_of(db, tube.patient_id, lock=True) if not i.specimen_id]
    if not _put(db, actor, tube, [i.id for i in waiting], ""):
        raise NothingToJoin(code=tube.code)
    return tube


def _put(
    db: Session, actor: Actor, tube: Specimen, item_ids: Collection[UUID], order_code: str
) -> bool:
    wanted = [i for i in items(db, item_ids, lock=True) if i.specimen_id is None]
    known = knowing.tests(db, {i.test_code for i in wanted})
    done = []
    for item in wanted:
        if why_not(db, tube, item, known) is None:
            put_on(db, actor, tube, [item])
            done.append(item.test_code)
    if done:
        note = f"{order_code} {', '.join(done)}".strip()
        chain.write(db, actor, [tube], CustodyAct.ADD_ON, note=note)
        db.flush()
    return bool(done)


def waiting(
    db: Session, actor: Actor, *, after: str | None, limit: int
) -> tuple[list[Specimen], str | None]:
    """Tubes whose order has not come, the oldest first: somebody asks for it."""
    asked = select(Specimen).where(
        col(Specimen.ahead_open), patients.seen_by(actor, Specimen.patient_id)
    )
    by = (col(Specimen.state_at), col(Specimen.id))
    return page_of(db, asked, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit)


def give_up(db: Session, actor: Actor, code: str, *, reason: str) -> Specimen:
    """No order will come: the tube waits to be disposed of. Raises NotFound, NothingToJoin."""
    tube = chain.locked(db, actor, code)
    if not tube.ahead:
        raise NotFound
    if not tube.ahead_open:
        raise NothingToJoin(code=tube.code)
    chain.turn(tube, SpecimenState.DISPOSED)
    tube.reason = reason
    chain.write(db, actor, [tube], CustodyAct.DISPOSE, note=reason)
    return tube
