"""Paid first: whether what was picked for a patient is paid (nộp tiền trước khi nhận thuốc)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import RoomKind
from his.encounters import service as encounters
from his.encounters.service import Payer, Priority
from his.pharmacy.dispensing_models import Dispensing, DispensingLine
from his.pharmacy.settings import UNPAID
from his.pharmacy.slots import DispenseCheck
from his.pricing import service as pricing
from his.pricing.slots import PaidOf
from kernel.events import assembly_of
from kernel.once import once
from kernel.text import Text

LINE = "his_dispensing_line"
_ZERO = Decimal(0)


class DrugPayment(StrEnum):
    """How the patient stands with the cashier for what was picked and is not in his hand."""

    NONE = "none"  # nothing picked, or nobody takes money here
    FREE = "free"  # he pays nothing of it
    UNPAID = "unpaid"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Owing:
    payment: DrugPayment
    unpaid: Decimal  # whole dong


NOTHING = Owing(DrugPayment.NONE, _ZERO)


def owing(db: Session, dispensing_ids: Sequence[UUID]) -> Mapping[UUID, Owing]:
    """Of several prescriptions at once, in two questions."""
    those = {"those": list(dispensing_ids)}
    name = ("his.pharmacy.owing", frozenset(dispensing_ids))
    found = once(db, name, lambda: db.execute(_NOT_HANDED, those).scalars().all(), DispensingLine)
    lines = [line for line in found if line.kept]
    known = pricing.paid(db, LINE, [line.id for line in lines]) if lines else None
    if known is None:
        return {}
    sums: dict[UUID, tuple[Decimal, Decimal]] = {}
    for line in lines:
        if each := known.get(line.id):
            patient, unpaid = sums.get(line.dispensing_id, (_ZERO, _ZERO))
            sums[line.dispensing_id] = patient + each.patient, unpaid + each.unpaid
    return {id_: _state(*both) for id_, both in sums.items()}


_NOT_HANDED = select(DispensingLine).where(
    col(DispensingLine.dispensing_id).in_(bindparam("those", expanding=True)),
    col(DispensingLine.handed_at).is_(None),
)


def of(db: Session, dispensing: Dispensing) -> Owing:
    return owing(db, [dispensing.id]).get(dispensing.id, NOTHING)


def _state(patient: Decimal, unpaid: Decimal) -> Owing:
    if pricing.to_dong(unpaid) > 0:
        return Owing(DrugPayment.UNPAID, pricing.to_dong(unpaid))
    return Owing(DrugPayment.PAID if pricing.to_dong(patient) > 0 else DrugPayment.FREE, _ZERO)


def pays_first(db: Session, dispensing: Dispensing) -> bool:
    """Whether this patient is sent to the cashier before he gets anything: he pays himself, it
    is no emergency, and the house wants it."""
    visit = encounters.by_id(db, dispensing.encounter_id)
    return (
        admin.parameter(db, UNPAID.id) == "refuse"
        and visit.payer is not Payer.BHYT
        and visit.priority is not Priority.EMERGENCY
        and bool(assembly_of(db).contributions(PaidOf))
    )


def objection(db: Session, dispensing: Dispensing) -> Text | None:
    """Why not yet: so much of these drugs is not paid, and where it is paid."""
    visit = encounters.by_id(db, dispensing.encounter_id)
    if visit.priority is Priority.EMERGENCY:
        return None
    found = of(db, dispensing)
    if found.payment is not DrugPayment.UNPAID:
        return None
    tills = [r for r in admin.rooms(db, kind=RoomKind.CASHIER) if r.site_id == visit.site_id]
    where = ", ".join(f"{r.name} ({r.code})" for r in tills)
    where_en = ", ".join(f"{r.name_en or r.name} ({r.code})" for r in tills)
    return Text(
        "Tiền thuốc {amount} đồng chưa nộp. Mời người bệnh nộp ở {where}, rồi quay lại nhận.",
        "{amount} dong for these drugs are not paid. The patient pays at {where}, then comes back.",
    ).put(
        amount=pricing.money(found.unpaid),
        where=Text(where or "quầy thu ngân", where_en or "the cashier's"),
    )


CHECK = DispenseCheck(
    "his.pharmacy.unpaid", Text("Tiền thuốc chưa nộp", "Drugs that are not paid"), objection
)
