"""What lists and pages show: lines with names, limits and last values, in few statements."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.orders import service as orders
from his.orders.service import ANSWERED, Order, Urgency
from his.patients import service as patients
from his.patients.service import Brief
from kernel import audit
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.schemas import said
from lis.results.history import Before, before
from lis.results.judging import limits_of
from lis.results.keeping import Known, known
from lis.results.models import WAITING, LabResult, ResultSource
from lis.results.schemas import (
    LabChoiceOut,
    LabLineOut,
    LabOrderOut,
    LabPatientOut,
    LabResultOut,
    LabSectionOut,
    QueuedResultOut,
)
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState, Specimen
from lis.tests import service as tests


def results(found: Sequence[LabResult]) -> list[LabResultOut]:
    return [LabResultOut.model_validate(each) for each in found]


def lines(db: Session, actor: Actor, items: Sequence[Item]) -> list[LabLineOut]:
    """Lines of the bench, in the order of `items`; who is in them is written down."""
    if not items:
        return []
    about = known(db, actor, items, lock=False)
    tubes = specimens.specimens(db, {i.specimen_id for i in items if i.specimen_id})
    audit.read_list(db, "patient", sorted({i.patient_id for i in items}))
    return [_line(about, i, tubes) for i in items if i.id in about.items]


def _line(about: Known, item: Item, tubes: Mapping[UUID, Specimen]) -> LabLineOut:
    now = utc_now()
    profile = about.profiles[item.test_code]
    limits = limits_of(profile, about.person(item, now))
    old = about.before(item)
    tube = tubes.get(item.specimen_id) if item.specimen_id else None
    minutes = profile.minutes if item.urgency is Urgency.ROUTINE else profile.stat_minutes
    return LabLineOut(
        item_id=item.id,
        order_id=item.order_id,
        encounter_id=item.encounter_id,
        patient=patient(about.people[item.patient_id]),
        specimen_code=tube.code if tube else "",
        section_code=item.section_code,
        service_code=item.service_code,
        test_code=item.test_code,
        name=profile.name,
        kind=profile.kind,
        unit=profile.unit,
        choices=[LabChoiceOut(value=c.value, value_en=c.value_en) for c in profile.choices],
        calculated=bool(profile.formula),
        reflex=item.reflex_of is not None,
        reference=limits.shown(),
        low=limits.low,
        high=limits.high,
        critical_low=limits.critical_low,
        critical_high=limits.critical_high,
        absurd_low=limits.absurd_low,
        absurd_high=limits.absurd_high,
        awaits_approval=not profile.approved,
        previous=old.value if old else "",
        previous_at=old.at if old else None,
        urgency=item.urgency,
        ordered_at=item.ordered_at,
        received_at=item.received_at,
        due_at=item.received_at + timedelta(minutes=minutes) if item.received_at else None,
        state=item.state,
        ended_why=item.ended_why,
        runs=results(about.runs.get(item.id, ())),
    )


def patient(brief: Brief) -> LabPatientOut:
    return LabPatientOut(
        id=brief.id, code=brief.code, name=brief.name, sex=brief.sex, age=said(brief.age)
    )


def queued(db: Session, actor: Actor, found: Sequence[LabResult]) -> list[QueuedResultOut]:
    """The queue with names, orders and last values; who is in it is written down."""
    if not found:
        return []
    people = patients.briefs(db, actor, {r.patient_id for r in found})
    asked = _orders(db, {r.order_id for r in found})
    old = before(db, {(r.patient_id, r.loinc) for r in found}, but={r.order_id for r in found})
    audit.read_list(db, "patient", sorted(people))
    return [_queued(actor, r, people, asked[r.order_id], old) for r in found]


def _queued(
    actor: Actor,
    result: LabResult,
    people: Mapping[UUID, Brief],
    order: Order,
    old: Mapping[tuple[UUID, str], Before],
) -> QueuedResultOut:
    last = old.get((result.patient_id, result.loinc))
    typed = result.source not in (ResultSource.ANALYSER, ResultSource.FILE)
    return QueuedResultOut(
        result=LabResultOut.model_validate(result),
        patient=patient(people[result.patient_id]),
        service_name=order.service_name,
        order_code=order.code,
        urgency=order.urgency,
        previous=last.value if last else "",
        previous_at=last.at if last else None,
        mine=actor.id == result.checked_by or (typed and actor.id == result.entered_by),
    )


def _orders(db: Session, ids: set[UUID]) -> dict[UUID, Order]:
    return {o.id: o for o in db.exec(select(Order).where(col(Order.id).in_(ids)))}


def order(db: Session, actor: Actor, order_id: UUID) -> LabOrderOut:
    """One order with every test and run. Raises NotFound."""
    found = orders.get(db, actor, order_id)
    items = specimens.items_of_order(db, found.id)
    audit.read(db, ("patient", found.patient_id))
    people = patients.briefs(db, actor, [found.patient_id])
    return LabOrderOut(
        order_id=found.id,
        order_code=found.code,
        service_name=found.service_name,
        encounter_id=found.encounter_id,
        patient=patient(people[found.patient_id]),
        urgency=found.urgency,
        indication=found.indication,
        ordered_at=found.placed_at,
        ordered_by_name=found.placed_by_name,
        out=found.state in ANSWERED,
        lines=lines(db, actor, items),
    )


def sections(db: Session) -> list[LabSectionOut]:
    """The sections with what waits in each: three statements over what is open."""
    runs = select(Item.section_code, func.count()).where(
        col(Item.closed_at).is_(None), Item.state == ItemState.RECEIVED
    )
    waits = select(LabResult.section_code, func.count()).where(col(LabResult.state).in_(WAITING))
    to_run = dict(db.exec(runs.group_by(col(Item.section_code))).all())
    to_verify = dict(db.exec(waits.group_by(col(LabResult.section_code))).all())
    named = {s.code: s for s in tests.sections(db)}
    known_codes = [*named, *sorted((set(to_run) | set(to_verify)) - set(named))]
    return [
        LabSectionOut(
            code=code,
            name=named[code].name if code in named else code,
            name_en=named[code].name_en or named[code].name if code in named else code,
            to_run=to_run.get(code, 0),
            to_verify=to_verify.get(code, 0),
        )
        for code in known_codes
    ]
