"""What billing does when something that costs happens, or a visit changes."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.billing.accounts import bill_of, demand, due, requote
from his.billing.models import Bill, Charge, ChargeState
from his.billing.settings import PAY_BEFORE_CLOSING
from his.billing.way import follow
from his.encounters import service as encounters
from his.encounters.events import EncounterChanged, EncounterMovedToPatient
from his.encounters.service import Encounter
from his.encounters.slots import Missing
from his.patients.slots import BannerItem
from his.pricing.events import ChargeArose, ChargePerformed, ChargeWithdrawn
from his.pricing.service import Payable, money
from kernel.access import Actor
from kernel.events import in_batches
from kernel.once import once
from kernel.text import Text


def arise_many(db: Session, events: Sequence[ChargeArose]) -> None:
    """One charge a source: told again, it changes nothing; once withdrawn, it may begin anew."""
    bills = {id_: demand(db, id_) for id_ in dict.fromkeys(e.encounter_id for e in events)}
    last = _last_of(db, events)
    changed: set[UUID] = set()
    for event in events:
        before = last.get(event.source_id)
        if before and before.state is not ChargeState.WITHDRAWN:
            continue
        bill = bills[event.encounter_id]
        last[event.source_id] = _charge(event, bill, before.number + 1 if before else 1)
        db.add(last[event.source_id])
        changed.add(event.encounter_id)
    db.flush()
    whole = {e.encounter_id: e.actor for e in events if not e.more_follow}
    for encounter_id, actor in whole.items():
        if encounter_id in changed:
            requote(db, bills[encounter_id])
            follow(db, actor, bills[encounter_id])


@in_batches(arise_many)
def arise(db: Session, event: ChargeArose) -> None:
    arise_many(db, [event])


def _charge(event: ChargeArose, bill: Bill, number: int) -> Charge:
    return Charge(
        source=event.source,
        source_id=event.source_id,
        number=number,
        encounter_id=event.encounter_id,
        patient_id=bill.patient_id,
        site_id=event.site_id,
        kind=event.kind,
        code=event.code,
        name=event.name[:300],
        quantity=event.quantity,
        ordered=event.quantity,
        ordered_at=event.ordered_at,
        ordered_by=event.ordered_by,
        ordered_by_name=event.ordered_by_name,
        department_id=event.department_id,
        room_id=event.room_id,
        own_price=event.unit_price,
        facts=dict(event.facts) or None,
        performed_at=event.performed_at,
        performed_by=event.actor.id if event.performed_at else None,
        performed_by_name=event.actor.name if event.performed_at else "",
    )


def _last_of(
    db: Session, events: Sequence[ChargeArose] | Sequence[ChargePerformed]
) -> dict[UUID, Charge]:
    """The last charge of each source, held."""
    [source] = {e.source for e in events}
    asked = (
        select(Charge)
        .where(
            col(Charge.source) == source,
            col(Charge.source_id).in_({e.source_id for e in events}),
        )
        .order_by(col(Charge.source_id), col(Charge.number))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {charge.source_id: charge for charge in db.execute(asked).scalars()}


def performed_many(db: Session, events: Sequence[ChargePerformed]) -> None:
    """When it was done and answered, on the last charge of each source."""
    last = _last_of(db, events)
    for event in events:
        charge = last.get(event.source_id)
        if charge is None or charge.state is ChargeState.WITHDRAWN:
            continue
        charge.performed_at = event.performed_at
        charge.performed_by, charge.performed_by_name = event.performed_by, event.performed_by_name
        charge.resulted_at = event.resulted_at or charge.resulted_at
        if event.machines:
            charge.facts = {**(charge.facts or {}), "machines": event.machines}
    db.flush()


@in_batches(performed_many)
def performed(db: Session, event: ChargePerformed) -> None:
    performed_many(db, [event])


def withdrawn(db: Session, event: ChargeWithdrawn) -> None:
    """It is not paid; what was paid already waits for the cashier to give it back."""
    charge = _of_source(db, event.source, event.source_id, locked=False)
    if charge is None or charge.state is ChargeState.WITHDRAWN:
        return
    bill = demand(db, charge.encounter_id)  # the account first: the cashier locks in this order
    charge = _of_source(db, event.source, event.source_id)
    if charge is None or charge.state is ChargeState.WITHDRAWN:
        return
    back = charge.quantity if event.quantity is None else min(event.quantity, charge.quantity)
    charge.quantity -= back
    charge.withdrawn_reason = event.reason[:500]
    if charge.quantity == 0 and charge.state is ChargeState.OPEN:
        charge.state = ChargeState.WITHDRAWN
    db.flush()
    requote(db, bill)
    follow(db, event.actor, bill)


def _of_source(db: Session, source: str, source_id: UUID, *, locked: bool = True) -> Charge | None:
    asked = (
        select(Charge)
        .where(col(Charge.source) == source, col(Charge.source_id) == source_id)
        .order_by(col(Charge.number).desc())
        .limit(1)
    )
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found: Charge | None = db.execute(asked).scalar_one_or_none()
    return found


def payer_changed(db: Session, event: EncounterChanged) -> None:
    """Another payer: every open line is worked out anew."""
    if "payer" not in event.fields:
        return
    visit = encounters.by_id(db, event.encounter_id)
    if bill_of(db, visit.id) is None:
        return
    bill = demand(db, visit.id)
    bill.payer = visit.payer
    requote(db, bill)
    follow(db, event.actor, bill)


def moved_to_patient(db: Session, event: EncounterMovedToPatient) -> None:
    """The account went along with the visit; whoever looks at either patient is told."""
    if bill := bill_of(db, event.encounter_id):
        requote(db, bill)


def unpaid(db: Session, encounter: Encounter) -> list[Missing]:
    """Where the facility wants it: nothing is left to pay when a visit closes."""
    if not admin.parameter(db, PAY_BEFORE_CLOSING.id):
        return []
    bill = bill_of(db, encounter.id)
    if bill is None or due(bill) <= 0:
        return []
    shown = money(due(bill))
    says = Text(f"Người bệnh còn phải nộp {shown} đồng.", f"{shown} dong are still to be paid.")
    return [Missing(says, "billing")]


def money_was_taken(db: Session, encounter: Encounter) -> list[Missing]:
    """A visit in which money was taken is not cancelled before it is given back."""
    bill = bill_of(db, encounter.id)
    if bill is None or (bill.paid == 0 and bill.deposit == 0):
        return []
    shown = money(bill.paid + bill.deposit)
    says = Text(
        f"Đã thu {shown} đồng, thu ngân hoàn lại trước.",
        f"{shown} dong were taken; the cashier gives them back first.",
    )
    return [Missing(says, "billing")]


def debts(db: Session, actor: Actor, patient_id: UUID) -> list[BannerItem]:
    """What a patient owes from any visit, on every page of his."""
    owed = db.execute(
        select(col(Bill.owed), col(Bill.encounter_id))
        .where(col(Bill.patient_id) == patient_id, col(Bill.owed) > Decimal(0))
        .limit(100)
    ).all()
    if not owed:
        return []
    shown = money(sum((row[0] for row in owed), Decimal(0)))
    says = Text(f"Nợ viện phí {shown} đ", f"Owes {shown} dong")
    return [BannerItem("warning", says, f"/billing/{owed[0][1]}")]


def paid(db: Session, source: str, source_ids: Collection[UUID]) -> dict[UUID, Payable]:
    """Which charges are paid: invoiced ones are, and open ones that a deposit covers."""
    asked = (
        select(Charge, Bill)
        .join(Bill, col(Bill.encounter_id) == col(Charge.encounter_id))
        .where(
            col(Charge.source) == source,
            col(Charge.source_id).in_(list(source_ids)),
            col(Charge.state) != ChargeState.WITHDRAWN,
        )
    )
    name = ("his.billing.paid", source, frozenset(source_ids))
    found = once(db, name, lambda: db.execute(asked).all(), Charge, Bill)
    zero = Decimal(0)
    return {
        charge.source_id: Payable(
            charge.patient,
            charge.patient
            if charge.state is ChargeState.OPEN and bill.deposit < due(bill)
            else zero,
        )
        for charge, bill in found
    }
