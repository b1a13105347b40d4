"""What the API takes and gives. Amounts are strings in dong."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.billing.accounts import due
from his.billing.ledger import Invoice, InvoiceKind, PaymentKind, PaymentMethod
from his.billing.lists import BillLine, VisitLine
from his.billing.models import Charge, ChargeState, DiscountState, EInvoiceState
from his.billing.shifts import Balance
from his.billing.tills import (
    BankNoticeState,
    BankNoticeTrouble,
    BankTransferState,
    CashShift,
    CashShiftState,
    TransferRequest,
)
from his.encounters.service import EncounterState
from his.patients.service import Brief, Sex
from his.pricing.service import to_cents
from kernel import printing
from kernel.schemas import Input, Line, Output, Reason, Version, Words, said

Money = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=2)]
Signed = Annotated[Decimal, Field(ge=-(10**12), le=10**12, decimal_places=2)]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]


class BillTenderIn(Input):
    method: PaymentMethod
    amount: Money
    tendered: Money | None = Field(default=None, description="Handed over in cash.")
    reference: Annotated[str, Field(max_length=100)] = ""


Tenders = Annotated[list[BillTenderIn], Field(max_length=10)]


class BillSettleIn(Input):
    version: Version
    tenders: Tenders
    owing: bool = Field(default=False, description="What is missing is owed.")


class PayDebtIn(Input):
    version: Version
    tenders: Annotated[list[BillTenderIn], Field(min_length=1, max_length=10)]


class BillDepositIn(Input):
    tender: BillTenderIn
    reason: Annotated[str, Field(max_length=500)] = ""


class BillDepositQrIn(Input):
    amount: Annotated[Decimal, Field(gt=0, le=10**12, decimal_places=2)]


class InvoiceReverseIn(Input):
    version: Version
    invoice_id: UUID
    charge_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)] | None = None
    reason: Reason
    give_back: PaymentMethod = PaymentMethod.CASH
    again: bool = True


class PayOutIn(Input):
    version: Version
    amount: Money
    method: PaymentMethod
    reason: Reason


class DiscountIn(Input):
    percent: Percent
    reason: Reason
    charge_id: UUID | None = None


class DiscountDecisionIn(Input):
    approved: bool
    reason: Annotated[str, Field(max_length=500)] = ""


class BillVersionIn(Input):
    version: Version


class BillPatient(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    age: Words

    @classmethod
    def of(cls, patient: Brief) -> "BillPatient":
        return cls(
            id=patient.id,
            code=patient.code,
            name=patient.name,
            birth=patient.birth,
            sex=patient.sex,
            age=said(patient.age),
        )


class BillListed(Output):
    """One who waits at the cashier's."""

    encounter_id: UUID
    code: str
    patient: BillPatient
    payer: str
    visit_state: EncounterState
    due: Decimal
    refundable: Decimal
    owed: Decimal
    deposit: Decimal
    stale: bool
    waiting: bool
    waiting_since: datetime
    version: int

    @classmethod
    def of(cls, line: BillLine) -> "BillListed":
        bill = line.bill
        return cls(
            **bill.model_dump(
                include={
                    "encounter_id",
                    "payer",
                    "refundable",
                    "owed",
                    "deposit",
                    "stale",
                    "waiting",
                    "waiting_since",
                    "version",
                }
            ),
            code=line.visit.code,
            visit_state=line.visit.state,
            patient=BillPatient.of(line.patient),
            due=to_cents(due(bill)),
        )


class BillVisitOut(Output):
    """A visit of today from which money may be taken, charged or not."""

    encounter_id: UUID
    code: str
    patient: BillPatient
    payer: str
    visit_state: EncounterState
    due: Decimal
    deposit: Decimal

    @classmethod
    def of(cls, line: VisitLine) -> "BillVisitOut":
        return cls(
            encounter_id=line.visit.id,
            code=line.visit.code,
            patient=BillPatient.of(line.patient),
            payer=line.visit.payer.value,
            visit_state=line.visit.state,
            due=to_cents(due(line.bill)) if line.bill else to_cents(Decimal(0)),
            deposit=line.bill.deposit if line.bill else to_cents(Decimal(0)),
        )


class ChargeOut(Output):
    id: UUID
    source: str
    source_id: UUID
    state: ChargeState
    kind: str
    code: str
    name: str
    unit: str
    group: str
    quantity: Decimal
    ordered: Decimal
    ordered_at: datetime
    ordered_by_name: str
    performed_at: datetime | None
    withdrawn_reason: str
    unit_price: Decimal
    unit_price_bh: Decimal
    in_scope: bool
    rate_dv: Decimal
    rate_bh: Decimal
    rate: Decimal
    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    discount: Decimal
    patient: Decimal
    why: list[Words]
    invoice_id: UUID | None

    @classmethod
    def of(cls, charge: Charge) -> "ChargeOut":
        return cls(
            **charge.model_dump(exclude={"why"}),
            patient=charge.patient,
            why=[Words(**each) for each in charge.why or ()],
        )


class InvoiceOut(Output):
    id: UUID
    code: str
    kind: InvoiceKind
    reverses_id: UUID | None
    encounter_id: UUID
    buyer: str
    gross: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    discount: Decimal
    patient: Decimal
    rounding: Decimal
    total: Decimal
    reason: str
    at: datetime
    by_name: str
    einvoice: EInvoiceState | None
    einvoice_number: str

    @classmethod
    def of(
        cls, invoice: Invoice, state: EInvoiceState | None = None, number: str = ""
    ) -> "InvoiceOut":
        return cls(
            **invoice.model_dump(), code=invoice.code, einvoice=state, einvoice_number=number
        )


class PaymentOut(Output):
    id: UUID
    code: str
    kind: PaymentKind
    method: PaymentMethod
    amount: Decimal
    tendered: Decimal | None
    change: Decimal | None
    encounter_id: UUID
    invoice_id: UUID | None
    reverses_id: UUID | None
    reference: str
    reason: str
    at: datetime
    by_name: str


class DiscountOut(Output):
    id: UUID
    encounter_id: UUID
    charge_id: UUID | None
    percent: Decimal
    reason: str
    state: DiscountState
    asked_at: datetime
    asked_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    decided_reason: str


class BillSums(Output):
    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    discount: Decimal
    patient: Decimal


class BillOut(Output):
    """A visit's account: its lines with why, its invoices, its money."""

    encounter_id: UUID
    code: str
    patient: BillPatient
    visit_state: EncounterState
    payer: str
    version: int
    due: Decimal
    open: Decimal
    rounding: Decimal
    owed: Decimal
    deposit: Decimal
    refundable: Decimal
    stale: bool
    settled_at: datetime | None
    sums: BillSums
    charges: list[ChargeOut]
    invoices: list[InvoiceOut]
    payments: list[PaymentOut]
    discounts: list[DiscountOut]


class CashShiftOpenIn(Input):
    opening: Money


class CashMoveIn(Input):
    amount: Signed
    other: Line
    reason: Reason


class CashShiftCloseIn(Input):
    count: dict[Annotated[int, Field(ge=100, le=500_000)], Annotated[int, Field(ge=0, le=100_000)]]
    reason: Annotated[str, Field(max_length=500)] = ""
    handed_to: Annotated[str, Field(max_length=200)] = ""


class TakenOut(Output):
    method: PaymentMethod
    came: Decimal
    went: Decimal
    count: int


class CashShiftOut(Output):
    id: UUID
    code: str
    cashier_name: str
    state: CashShiftState
    opened_at: datetime
    opening: Decimal
    closed_at: datetime | None
    counted: Decimal | None
    expected: Decimal | None
    difference: Decimal | None
    difference_reason: str
    handed_to: str
    accepted_at: datetime | None
    accepted_by_name: str


class CashShiftBalance(CashShiftOut):
    """A shift with what it took."""

    taken: list[TakenOut]
    moved: Decimal
    expected_now: Decimal
    invoices: int
    invoiced: Decimal
    denominations: list[int]

    @classmethod
    def build(
        cls, shift: CashShift, balance: Balance, values: tuple[int, ...]
    ) -> "CashShiftBalance":
        return cls(
            **CashShiftOut.model_validate(shift).model_dump(),
            taken=[TakenOut.model_validate(t) for t in balance.taken],
            moved=balance.moved,
            expected_now=balance.expected,
            invoices=balance.invoices,
            invoiced=balance.invoiced,
            denominations=list(values),
        )


class MyShift(Output):
    """The open shift, if there is one."""

    shift: CashShiftBalance | None


class BillTransferOut(Output):
    id: UUID
    code: str
    encounter_id: UUID
    amount: Decimal
    deposit: bool
    payload: str
    svg: str = Field(description="The QR as a picture.")
    state: BankTransferState
    made_at: datetime

    @classmethod
    def of(cls, request: TransferRequest) -> "BillTransferOut":
        return cls(
            **request.model_dump(
                include=set(cls.model_fields) - {"svg"},
            ),
            svg=printing.qr(request.payload),
        )


class BankNoticeOut(Output):
    id: UUID
    transaction_id: str
    amount: Decimal
    content: str
    at: datetime
    told_at: datetime
    state: BankNoticeState
    trouble: BankNoticeTrouble
    encounter_id: UUID | None
    payment_id: UUID | None
    resolved_at: datetime | None
    resolved_by_name: str
    resolution: str


class BankNoticeResolveIn(Input):
    visit: Annotated[str, Field(max_length=20)] = Field(
        default="", description="Code of the visit whose it is; empty: it is not ours."
    )
    reason: Reason


class BankAccountIn(Input):
    bank_bin: Annotated[str, Field(pattern=r"^\d{6}$")]
    bank_name: Line
    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,19}$")]
    holder: Line
    secret: Annotated[str, Field(min_length=16, max_length=200)] | None = None


class BankAccountOut(Output):
    id: UUID
    bank_bin: str
    bank_name: str
    number: str
    holder: str
    hook: str = Field(description="Where the bank sends its notices.")


class BankAccountNow(Output):
    account: BankAccountOut | None
