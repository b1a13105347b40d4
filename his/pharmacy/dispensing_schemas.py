"""What the API takes and gives of prescriptions that are dispensed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.pharmacy.dispensing_models import DispensingState
from his.pharmacy.paper_schemas import TakenIn
from his.pharmacy.paying import DrugPayment
from kernel.schemas import Code, Input, Output, Reason, Version, Words


class PrescriptionWaitingOut(Output):
    """A line of the dispensing queue."""

    id: UUID
    code: str
    state: DispensingState
    signed_at: datetime
    doctor_name: str
    form: str
    drugs: int
    patient_id: UUID
    patient_code: str
    patient_name: str
    patient_age: Words
    encounter_id: UUID
    encounter_code: str
    payer: str
    payment: DrugPayment
    unpaid: Decimal


class PickOut(Output):
    """A lot to take, and where it lies."""

    lot_id: UUID
    lot_number: str
    expiry: date
    quantity: Decimal


class DispensingItemOut(Output):
    id: UUID
    prescription_line_id: UUID
    position: int
    drug_code: str
    name: str
    gives_code: str
    gives_name: str
    unit: str
    quantity: Decimal
    dispensed: Decimal
    owed: Decimal
    dose: str
    instruction: str
    substance: str
    strength: str
    control: str
    high_alert: bool
    look_alike: str
    place: str
    refused_reason: str
    refused_by_name: str
    consent: str
    picks: list[PickOut]
    missing: Decimal
    lots: list[PickOut]


class DispensingLineOut(Output):
    id: UUID
    dispensing_item_id: UUID
    name: str
    unit: str
    lot_number: str
    expiry: date
    store_name: str
    quantity: Decimal
    returned: Decimal
    at: datetime
    by_name: str
    handed_at: datetime | None


class DispensingOut(Output):
    id: UUID
    prescription_id: UUID
    code: str
    form: str
    state: DispensingState
    encounter_id: UUID
    encounter_code: str
    payer: str
    patient_id: UUID
    signed_at: datetime
    doctor_name: str
    checked_at: datetime | None
    checked_by_name: str
    dispensed_at: datetime | None
    dispensed_by_name: str
    handed_at: datetime | None
    handed_by_name: str
    receiver: str
    counselled: bool
    note: str
    reason: str
    version: int


class DispensingWork(DispensingOut):
    store_id: UUID | None
    against: list[Words]
    stops: bool
    pays_first: bool
    payment: DrugPayment
    unpaid: Decimal
    items: list[DispensingItemOut]
    lines: list[DispensingLineOut]


class PortionIn(Input):
    item_id: UUID
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999"), decimal_places=4)]
    lots: Annotated[list[TakenIn], Field(max_length=20, default_factory=list)]


class DispenseIn(Input):
    """Without portions all that is owed, by expiry. `hand_over`: put into his hand at once,
    unless it has to be paid first: then it stays picked, and `against` says where he pays."""

    store_id: UUID
    version: Version | None = None
    portions: Annotated[list[PortionIn] | None, Field(max_length=100)] = None
    note: Annotated[str, Field(max_length=1000)] = ""
    hand_over: bool = False
    counselled: bool = False
    receiver: Annotated[str, Field(max_length=200)] = ""


class DrugHandOverIn(Input):
    counselled: bool
    receiver: Annotated[str, Field(max_length=200)] = ""


class DrugCheckIn(Input):
    note: Annotated[str, Field(max_length=1000)] = ""


class SubstituteIn(Input):
    drug_code: Code
    consent: Reason


class TakeBackIn(Input):
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal("99999"), decimal_places=4)]
    reason: Reason


class SubstituteOut(Output):
    code: str
    name: str
    quantity: Decimal
    unit: str
