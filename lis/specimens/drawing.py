"""Before the needle: what waits for a patient, which tubes, their labels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders.service import Urgency
from his.patients import service as patients
from his.pricing import service as pricing
from kernel import clock, counters
from kernel.access import Actor
from kernel.clock import utc_now
from lis.specimens import chain, knowing, numbers, tubes
from lis.specimens.errors import NothingToDraw, NotPaidYet
from lis.specimens.items import RANK, change
from lis.specimens.models import Item, Specimen
from lis.specimens.settings import UNPAID
from lis.specimens.states import CustodyAct, ItemState, SpecimenState

URGENCY = {rank: urgency for urgency, rank in RANK.items()}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tube with its label, and what is measured from it."""

    specimen: Specimen
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class ToDraw:
    """What a patient's collection looks like now."""

    wanted: Sequence[tubes.Tube]
    unpaid: frozenset[UUID]
    labelled: Sequence[Drawn]
    known: Mapping[str, knowing.Known]


def waiting_of(db: Session, patient_id: UUID, *, lock: bool = False) -> list[Item]:
    """What waits for a specimen of this patient, of all his visits."""
    asked = (
        select(Item)
        .where(
            Item.patient_id == patient_id,
            Item.state == ItemState.WAITING,
            col(Item.closed_at).is_(None),
        )
        .order_by(col(Item.id))
    )
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return list(db.exec(asked))


def to_draw(db: Session, actor: Actor, patient_id: UUID) -> ToDraw:
    """The tubes to label, and those that have their label and wait for the needle."""
    patient = patients.get(db, actor, patient_id)
    found = waiting_of(db, patient.id)
    known = knowing.tests(db, {item.test_code for item in found})
    bare = [item for item in found if item.specimen_id is None]
    held = chain.specimens(db, {i.specimen_id for i in found if i.specimen_id})
    labelled = [
        Drawn(specimen, [i for i in found if i.specimen_id == specimen.id])
        for specimen in sorted(held.values(), key=lambda s: s.code)
    ]
    return ToDraw(_plan(db, bare, known), unpaid(db, found), labelled, known)


def unpaid(db: Session, found: Sequence[Item]) -> frozenset[UUID]:
    """Routine tests that are not paid, where the facility asks; STAT and urgent ones go on."""
    if admin.parameter(db, UNPAID.id) == "allow":
        return frozenset()
    routine = [i for i in found if i.urgency is Urgency.ROUTINE]
    if not routine:
        return frozenset()
    owed = pricing.paid(db, "his_order", {i.order_id for i in routine}) or {}
    late = {id_ for id_, each in owed.items() if each.unpaid > 0}
    return frozenset(i.id for i in routine if i.order_id in late)


def label(
    db: Session, actor: Actor, patient_id: UUID, *, item_ids: Collection[UUID] | None = None
) -> list[Drawn]:
    """Give every tube that is to be drawn its number (all of them, or those of some tests).

    Two who do it at once get the same tubes once: what has its label is not labelled again.
    Raises NothingToDraw, NotPaidYet.
    """
    patient = patients.get(db, actor, patient_id)
    found = waiting_of(db, patient.id, lock=True)
    bare = [i for i in found if i.specimen_id is None]
    if item_ids is not None:
        bare = [i for i in bare if i.id in set(item_ids)]
    known = knowing.tests(db, {item.test_code for item in bare})
    if admin.parameter(db, UNPAID.id) == "refuse":
        owing = unpaid(db, bare)
        paid = [i for i in bare if i.id not in owing]
        if not paid and bare:
            names = {known[i.test_code].name.vi for i in bare if i.test_code in known}
            raise NotPaidYet(tests=", ".join(sorted(names)))
        bare = paid
    if not bare:
        raise NothingToDraw
    by_id = {item.id: item for item in bare}
    made = []
    now = utc_now()
    for tube in _plan(db, bare, known):
        held = [by_id[need.item_id] for need in tube.needs]
        specimen = Specimen(
            code=new_number(db),
            patient_id=patient.id,
            encounter_id=tube.encounter_id,
            site_id=held[0].site_id,
            specimen_type=tube.specimen_type,
            container_code=tube.container,
            section_code=tube.section,
            state_at=now,
            urgency=URGENCY[tube.rank],
            planned_at=tube.planned_at,
            prints=0,
            labelled_by_name=actor.name,
            volume_ml=tube.volume or None,
        )
        db.add(specimen)
        db.flush()
        change(db, held, {"specimen_id": specimen.id})
        made.append(Drawn(specimen, held))
    chain.write(db, actor, [each.specimen for each in made], CustodyAct.LABEL, at=now)
    return made


def new_number(db: Session) -> str:
    """The next number of today: never given twice, also where two ask at once."""
    day = clock.today()
    return numbers.number(day, counters.take_quick(db, f"lis.specimens.code/{day:%y%m%d}"))


def tear_up(db: Session, actor: Actor, code: str, *, reason: str) -> Specimen:
    """A label is withdrawn before anything was drawn; its tests wait for another one."""
    specimen = chain.locked(db, actor, code)
    chain.turn(specimen, SpecimenState.CANCELLED)
    specimen.reason = reason
    held = select(Item).where(Item.specimen_id == specimen.id, col(Item.closed_at).is_(None))
    change(db, list(db.exec(held.order_by(col(Item.id)).with_for_update())), {"specimen_id": None})
    chain.write(db, actor, [specimen], CustodyAct.CANCEL, note=reason)
    return specimen


def _plan(
    db: Session, found: Sequence[Item], known: Mapping[str, knowing.Known]
) -> list[tubes.Tube]:
    if not found:
        return []
    holds = {code: v.volume_ml for code, v in knowing.vessels(db).items() if v.volume_ml}
    return tubes.plan([need_of(item, known) for item in found], holds)


def need_of(item: Item, known: Mapping[str, knowing.Known]) -> tubes.Need:
    test = known.get(item.test_code)
    return tubes.Need(
        item.id,
        item.encounter_id,
        item.test_code,
        item.section_code,
        test.container if test else "",
        test.specimen_type if test else "",
        test.volume_ml if test else Decimal(0),
        item.rank,
        item.planned_at,
    )
