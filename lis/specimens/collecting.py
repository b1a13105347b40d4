"""The needle: first whose arm it is, then the tubes (lấy mẫu)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.events import StepPerformed, about
from his.orders import service as orders
from his.orders.service import OrderState
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import publish
from lis.specimens import chain, drawing, knowing, tubes
from lis.specimens.errors import (
    CannotAddOn,
    ScanTheWristband,
    TubeOfAnother,
    UnknownSpecimen,
    WhoIsIt,
)
from lis.specimens.events import SpecimenCollected
from lis.specimens.items import change, items, items_of_specimen, move_items
from lis.specimens.models import Item, Specimen
from lis.specimens.settings import ADD_ON_HOURS, IDENTIFY
from lis.specimens.states import USABLE, CustodyAct, Identified, ItemState, SpecimenState

HOLDER = "lis"
_SOURCE = "his_order"


def who(db: Session, actor: Actor, scan: str) -> tuple[UUID, Identified | None]:
    """Whose card or wristband it is. A patient's code alone (it stands on every paper) finds him
    and identifies nobody. Raises WhoIsIt."""
    read = patients.recognise_scan(db, actor, scan)
    if len(read.found) != 1:
        raise WhoIsIt
    kind = read.scan.kind.value
    how = {"wristband": Identified.WRISTBAND, "code": None}.get(kind, Identified.CARD)
    return read.found[0].id, how


def collect(
    db: Session,
    actor: Actor,
    *,
    codes: Collection[str],
    scan: str = "",
    patient_id: UUID | None = None,
    asked: bool = False,
    where: str = "",
    condition: str = "",
) -> list[Specimen]:
    """These tubes were drawn from the patient whose card was scanned (or who was asked).

    Raises WhoIsIt, ScanTheWristband, TubeOfAnother, UnknownSpecimen, SpecimenCannotBecome: then
    nothing of it is recorded.
    """
    person, how = identified(db, actor, scan, patient_id, asked=asked)
    drawn = chain.many_locked(db, codes)
    if not drawn:
        raise UnknownSpecimen(code="")
    for tube in drawn:
        if patients.get(db, actor, tube.patient_id).id != person:
            raise TubeOfAnother(code=tube.code)
    now = utc_now()
    for tube in drawn:
        chain.turn(tube, SpecimenState.COLLECTED, now)
        tube.identified, tube.condition = how, condition
        tube.collected_at, tube.collected_by, tube.collected_by_name = now, actor.id, actor.name
        tube.collected_where = where
    chain.write(db, actor, drawn, CustodyAct.COLLECT, at=now, place=where, note=how.value)
    for tube in drawn:
        held = [i for i in items_of_specimen(db, tube.id, lock=True) if i.closed_at is None]
        move_items(db, actor, held, ItemState.COLLECTED, now)
        take_over(db, actor, held, now)
        publish(
            db,
            SpecimenCollected(
                specimen_id=tube.id,
                code=tube.code,
                patient_id=tube.patient_id,
                encounter_id=tube.encounter_id,
                item_ids=[i.id for i in held],
                actor=actor,
            ),
        )
    return drawn


def identified(
    db: Session, actor: Actor, scan: str, patient_id: UUID | None, *, asked: bool
) -> tuple[UUID, Identified]:
    """Who is before us, and how we know. Raises ScanTheWristband, WhoIsIt."""
    how = None
    person = patient_id
    if scan:
        person, how = who(db, actor, scan)
    if how is None:
        if admin.parameter(db, IDENTIFY.id) == "scan":
            raise ScanTheWristband
        if not asked or person is None:
            raise WhoIsIt
        how = Identified.ASKED
    assert person is not None
    return patients.get(db, actor, person).id, how


def take_over(db: Session, actor: Actor, held: Sequence[Item], at: datetime) -> None:
    """The orders are the laboratory's from here on, and the patient is done in its room."""
    for order in orders.hold(db, {i.order_id for i in held}, HOLDER):
        orders.sampled(order, actor, at)
        db.flush()
        if order.state is OrderState.PLACED:
            orders.accept(db, actor, order.id)
        still = select(Item.id).where(Item.order_id == order.id, Item.state == ItemState.WAITING)
        if db.exec(still.limit(1)).first() is None:
            head = about(encounters.by_id(db, order.encounter_id), actor, at)
            publish(db, StepPerformed(**head, source=_SOURCE, source_id=order.id))


def offers(db: Session, actor: Actor, patient_id: UUID) -> list[tuple[Item, Specimen]]:
    """Tests that wait and could be done from a tube that is there (thêm vào ống đã lấy)."""
    person = patients.get(db, actor, patient_id).id
    bare = [i for i in drawing.waiting_of(db, person) if i.specimen_id is None]
    if not bare:
        return []
    known = knowing.tests(db, {i.test_code for i in bare})
    there = list(
        db.exec(
            select(Specimen)
            .where(
                Specimen.patient_id == person,
                col(Specimen.state).in_(USABLE),
                col(Specimen.collected_at) >= utc_now() - _window(db),
            )
            .order_by(col(Specimen.collected_at).desc())
            .limit(50)
        )
    )
    found = []
    for item in bare:
        for tube in there:
            if why_not(db, tube, item, known) is None:
                found.append((item, tube))
                break
    return found


def add_on(
    db: Session, actor: Actor, code: str, item_ids: Collection[UUID], *, away: bool = False
) -> Specimen:
    """These tests are done from a tube that was drawn before; `away`: by the laboratory to which
    it was shipped. Raises CannotAddOn, with why."""
    tube = chain.locked(db, actor, code)
    wanted = items(db, item_ids, lock=True)
    if len(wanted) != len(set(item_ids)):
        raise NotFound
    known = knowing.tests(db, {i.test_code for i in wanted})
    for item in wanted:
        why = why_not(db, tube, item, known, away=away)
        if why is not None:
            raise CannotAddOn(code=tube.code, why=why[0], why_en=why[1])
        put_on(db, actor, tube, [item])
    note = ", ".join(i.test_code for i in wanted)
    chain.write(db, actor, [tube], CustodyAct.ADD_ON, note=note)
    return tube


def put_on(db: Session, actor: Actor, tube: Specimen, wanted: Sequence[Item]) -> None:
    """They stand where their tube stands."""
    assert tube.collected_at
    tube.ahead_open = False
    tube.section_code = tube.section_code or wanted[0].section_code
    change(db, wanted, {"specimen_id": tube.id})
    move_items(db, actor, wanted, ItemState.COLLECTED, tube.collected_at)
    if tube.received_at:
        move_items(db, actor, wanted, ItemState.RECEIVED, tube.received_at)
    take_over(db, actor, wanted, tube.collected_at)


def _window(db: Session) -> timedelta:
    return timedelta(hours=int(admin.parameter(db, ADD_ON_HOURS.id)))


def why_not(
    db: Session,
    tube: Specimen,
    item: Item,
    known: dict[str, knowing.Known],
    *,
    away: bool = False,
) -> tuple[str, str] | None:
    """Why a test cannot be done from a tube, in both languages; None: it can."""
    need = drawing.need_of(item, known)
    if tube.patient_id != item.patient_id:
        return "là ống của người khác.", "it is somebody else's."
    if item.state is not ItemState.WAITING or item.specimen_id is not None:
        return f"{item.test_code} đã có ống.", f"{item.test_code} has its tube."
    there = tube.state in USABLE or (away and tube.state is SpecimenState.SHIPPED)
    if not there or tube.collected_at is None:
        return "ống không còn dùng được.", "it is not usable."
    # (What was drawn before its order is shared by the sections.)
    elsewhere = tube.section_code != need.section and not tube.ahead
    if tube.container_code != need.container or elsewhere:
        return "khác loại ống hoặc nhóm xét nghiệm.", "another container or section."
    if item.planned_at != tube.planned_at:
        return "giờ lấy mẫu khác.", "it was planned for another time."
    if tube.collected_at < utc_now() - _window(db):
        return "mẫu lấy đã quá lâu.", "it was drawn too long ago."
    test = known.get(item.test_code)
    stable = test.stable_hours if test else None
    if stable is not None and tube.collected_at < utc_now() - timedelta(hours=stable):
        return "mẫu lấy đã quá lâu.", "it was drawn too long ago."
    others = items_of_specimen(db, tube.id)
    volumes = knowing.tests(db, {i.test_code for i in others})
    used = [volumes[i.test_code].volume_ml for i in others if i.test_code in volumes]
    vessel = knowing.vessels(db).get(tube.container_code)
    if not tubes.fits(used, need.volume, vessel.volume_ml if vessel else Decimal(0)):
        return "không đủ thể tích.", "there is not enough of it."
    return None
