"""An old prescription again, and sets: laid on the draft, checked anew, differences named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import service as encounters
from his.prescribing import drafting, drugs, slots
from his.prescribing.drafting import Draft, Wanted
from his.prescribing.errors import NothingPrescribed
from his.prescribing.models import Prescription, PrescriptionLine, PrescriptionSet
from his.prescribing.words import PrescriptionState
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """What is not as it was when the old prescription was signed."""

    drug_code: str
    kind: str  # ended, price, scope, stock
    says: Text


@dataclass(frozen=True, slots=True)
class Renewed:
    draft: Draft
    changes: list[Change]


def earlier(
    db: Session, patient_id: UUID, *, after: str | None = None, limit: int = 20
) -> tuple[list[Prescription], str | None]:
    """A patient's signed prescriptions, newest first."""
    query = select(Prescription).where(
        col(Prescription.patient_id) == patient_id,
        col(Prescription.state) == PrescriptionState.SIGNED,
    )
    by = (col(Prescription.drafted_at), col(Prescription.id))
    return page_of(
        db,
        query,
        by=by,
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def renew(db: Session, actor: Actor, encounter_id: UUID, *, prescription_id: UUID) -> Renewed:
    """Lay the lines of an old prescription of the same patient on the visit's draft.

    Prices, stock, insurance and alerts are those of today; what differs is named.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    old = drafting.get(db, actor, prescription_id)
    if old.patient_id != encounter.patient_id or old.state is PrescriptionState.DRAFT:
        raise NotFound
    before = drafting.lines(db, old.id)
    draft = drafting.add(
        db,
        actor,
        encounter.id,
        wanted=[drafting.as_wanted(line) for line in before],
        advice=old.advice,
        renewed_from=old.id,
        source=before,
    )
    return Renewed(draft, _changes(db, before, draft))


def _changes(db: Session, before: Sequence[PrescriptionLine], draft: Draft) -> list[Change]:
    now = {line.drug_code: line for line in draft.lines}
    listed = drugs.many(db, list(now))
    stock = slots.stock_of(db, list(now))
    found: list[Change] = []
    for old in before:
        new = now.get(old.drug_code)
        if new is None:
            continue
        code = old.drug_code
        if code not in listed:
            found.append(
                Change(code, "ended", Text("Không còn trong danh mục", "No longer on the list"))
            )
            continue
        if old.unit_price != new.unit_price:
            found.append(
                Change(
                    code,
                    "price",
                    Text("Giá {a} → {b}", "Price {a} → {b}").put(
                        a=_dong(old.unit_price), b=_dong(new.unit_price)
                    ),
                )
            )
        if old.in_scope != new.in_scope:
            says = (
                Text("Nay được BHYT chi trả", "Now insured")
                if new.in_scope
                else Text("Nay ngoài phạm vi BHYT", "No longer insured")
            )
            found.append(Change(code, "scope", says))
        left = stock.get(code)
        if left is not None and left.quantity < new.quantity:
            found.append(
                Change(
                    code,
                    "stock",
                    Text("Kho còn {n} {u}", "{n} {u} in stock").put(
                        n=f"{left.quantity.normalize():f}", u=left.unit
                    ),
                )
            )
    return found


def _dong(amount: Decimal) -> str:
    return f"{amount:,.0f}".replace(",", ".")


def sets(db: Session, actor: Actor, *, limit: int = 100) -> list[PrescriptionSet]:
    """The doctor's own sets and those of his department."""
    staff = admin.staff(db, actor.id)
    mine: list[Any] = [col(PrescriptionSet.owner_id) == actor.id]
    if staff and staff.department_id:
        mine.append(col(PrescriptionSet.department_id) == staff.department_id)
    asked = select(PrescriptionSet).where(or_(*mine), col(PrescriptionSet.ended_at).is_(None))
    return list(
        db.execute(asked.order_by(col(PrescriptionSet.name), col(PrescriptionSet.id)).limit(limit))
        .scalars()
        .all()
    )


def keep_set(
    db: Session, actor: Actor, *, name: str, prescription_id: UUID, for_department: bool
) -> PrescriptionSet:
    """Keep the lines of a prescription as a set. Raises NothingPrescribed."""
    source = drafting.get(db, actor, prescription_id)
    its = drafting.lines(db, source.id)
    if not its:
        raise NothingPrescribed
    staff = admin.staff(db, actor.id)
    department = staff.department_id if staff and for_department else None
    made = PrescriptionSet(
        name=name,
        owner_id=None if department else actor.id,
        department_id=department,
        advice=source.advice,
        lines=[_kept(line) for line in its],
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def use_set(db: Session, actor: Actor, encounter_id: UUID, *, set_id: UUID) -> Draft:
    """Lay a set's lines on the draft; drugs that are off the list are left out."""
    found = _mine(db, actor, set_id)
    wanted = [_wanted(each) for each in found.lines]
    listed = drugs.many(db, [w.drug_code for w in wanted])
    usable = [w for w in wanted if w.drug_code in listed]
    if not usable:
        raise NothingPrescribed
    return drafting.add(db, actor, encounter_id, wanted=usable, advice=found.advice)


def end_set(db: Session, actor: Actor, set_id: UUID) -> PrescriptionSet:
    found = _mine(db, actor, set_id)
    found.ended_at = utc_now()
    db.flush()
    return found


def _mine(db: Session, actor: Actor, set_id: UUID) -> PrescriptionSet:
    found = next((s for s in sets(db, actor) if s.id == set_id), None)
    if found is None:
        raise NotFound
    return found


def _kept(line: PrescriptionLine) -> dict[str, Any]:
    return {
        "drug_code": line.drug_code,
        "name": line.name,
        "morning": str(line.morning),
        "noon": str(line.noon),
        "afternoon": str(line.afternoon),
        "evening": str(line.evening),
        "as_needed": line.as_needed,
        "days": line.days,
        "instruction": line.instruction,
    }


def _wanted(kept: dict[str, Any]) -> Wanted:
    return Wanted(
        drug_code=kept["drug_code"],
        morning=Decimal(kept["morning"]),
        noon=Decimal(kept["noon"]),
        afternoon=Decimal(kept["afternoon"]),
        evening=Decimal(kept["evening"]),
        as_needed=kept["as_needed"],
        days=kept["days"],
        instruction=kept["instruction"],
    )
