"""What the API takes and gives. Quantities are decimals as strings, prices in dong."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field

from his.prescribing import drafting
from his.prescribing.checks.facts import Found
from his.prescribing.drugs import Offer
from his.prescribing.models import (
    Alert,
    Prescription,
    PrescriptionLine,
    PrescriptionSet,
)
from his.prescribing.renewing import Change
from his.prescribing.words import Form, PrescriptionState, Severity
from kernel.columns import nfc
from kernel.outbox import OutboxMessage, OutboxState
from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words, said

Part = Annotated[Decimal, Field(ge=0, le=1000, max_digits=8, decimal_places=4)]
Many = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=10, decimal_places=4)]
Short = Annotated[str, Field(max_length=500), AfterValidator(nfc)]
Long = Annotated[str, Field(max_length=2000), AfterValidator(nfc)]
Key = Annotated[str, Field(max_length=200)]


class DrugLineIn(Input):
    drug_code: Code
    morning: Part = Decimal(0)
    noon: Part = Decimal(0)
    afternoon: Part = Decimal(0)
    evening: Part = Decimal(0)
    as_needed: bool = False
    days: Annotated[int, Field(ge=1, le=365)] = 5
    quantity: Many | None = None
    instruction: Short = ""

    def wanted(self) -> drafting.Wanted:
        return drafting.Wanted(**self.model_dump())


class AlertAnswerIn(Input):
    """Why a prescription is signed against an alert."""

    key: Key
    reason: Reason


class PrescriptionDraftIn(Input):
    """The whole draft; `version` 0 says that there was none yet."""

    version: Annotated[int, Field(ge=0, le=2_000_000_000)]
    lines: Annotated[list[DrugLineIn], Field(max_length=40)]
    weight: Annotated[Decimal, Field(gt=0, le=400, max_digits=7, decimal_places=3)] | None = None
    guardian: Annotated[str, Field(max_length=200), AfterValidator(nfc)] = ""
    pregnant: bool = False
    pregnant_weeks: Annotated[int, Field(ge=1, le=44)] | None = None
    lactating: bool = False
    advice: Long = ""
    follow_up: date | None = None
    answers: Annotated[list[AlertAnswerIn], Field(max_length=60)] = Field(default_factory=list)

    def heading(self) -> drafting.Heading:
        return drafting.Heading(
            weight=self.weight,
            guardian=self.guardian,
            pregnant=self.pregnant,
            pregnant_weeks=self.pregnant_weeks,
            lactating=self.lactating,
            advice=self.advice,
            follow_up=self.follow_up,
            reasons={a.key: a.reason for a in self.answers},
        )


class SignatureIn(Input):
    version: Version
    answers: Annotated[list[AlertAnswerIn], Field(max_length=60)] = Field(default_factory=list)


class DraftVersionIn(Input):
    version: Version


class RenewalIn(Input):
    prescription_id: UUID


class UseSetIn(Input):
    set_id: UUID


class PrescriptionSetIn(Input):
    name: Line
    prescription_id: UUID
    for_department: bool = False


class PrescriptionReasonIn(Input):
    reason: Reason


class DrugLineOut(Output):
    id: UUID
    position: int
    drug_code: str
    name: str
    substance: str
    strength: str
    drug_form: str
    control: str
    route: str
    unit: str
    use_unit: str
    morning: Decimal
    noon: Decimal
    afternoon: Decimal
    evening: Decimal
    as_needed: bool
    days: int
    quantity: Decimal
    dose: str
    instruction: str
    unit_price: Decimal
    in_scope: bool


class FoundAlertOut(Output):
    """An alert beside its lines. `answer` is what was said of it so far."""

    key: str
    rule: str
    severity: Severity
    codes: list[str]
    says: Words
    source: str
    final: bool
    reason: str

    @classmethod
    def of(cls, found: Found, row: Alert | None) -> Self:
        return cls(
            key=found.key,
            rule=found.rule,
            severity=found.severity,
            codes=list(found.codes),
            says=said(found.says),
            source=found.source,
            final=found.final,
            reason=row.reason if row else "",
        )


class PrescriptionOut(Output):
    id: UUID
    code: str | None
    encounter_id: UUID
    patient_id: UUID
    form: Form
    state: PrescriptionState
    replaces: UUID | None
    weight: Decimal | None
    guardian: str
    pregnant: bool
    pregnant_weeks: int | None
    lactating: bool
    advice: str
    follow_up: date | None
    drafted_at: datetime
    saved_at: datetime
    saved_by_name: str
    signed_at: datetime | None
    signed_by_name: str
    valid_to: date | None
    cancelled_at: datetime | None
    cancelled_by_name: str
    cancel_reason: str
    version: int


class PrescriptionWithLines(PrescriptionOut):
    lines: list[DrugLineOut]
    sending: OutboxState | None

    @classmethod
    def of(
        cls, row: Prescription, lines: list[PrescriptionLine], message: OutboxMessage | None
    ) -> Self:
        return cls(
            **PrescriptionOut.model_validate(row).model_dump(),
            lines=[DrugLineOut.model_validate(line) for line in lines],
            sending=message.state if message else None,
        )


class DraftTotal(Output):
    """What the draft costs: in all, the insurer's part, the patient's part."""

    gross: Decimal
    insurer: Decimal
    patient: Decimal


class PrescriptionDraftOut(PrescriptionOut):
    lines: list[DrugLineOut]
    alerts: list[FoundAlertOut]
    total: DraftTotal
    weight_known: Decimal | None
    egfr: Decimal | None
    months: int | None
    expecting: bool
    diagnoses: list[str]
    unapproved: list[str]


class LineChangeOut(Output):
    drug_code: str
    kind: str
    says: Words

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(drug_code=change.drug_code, kind=change.kind, says=said(change.says))


class RenewedOut(Output):
    draft: PrescriptionDraftOut
    changes: list[LineChangeOut]


class PrescribedVisitOut(Output):
    """Everything that was prescribed in a visit, and the draft that somebody works on."""

    draft: PrescriptionDraftOut | None
    items: list[PrescriptionWithLines]


class DrugOfferOut(Output):
    """A line of the drug search: what it is, what is left, what it costs and who pays."""

    code: str
    name: str
    brand: str
    substance: str
    strength: str
    form: str
    route: str
    unit: str
    use_unit: str
    per_unit: Decimal
    step: Decimal
    control: str
    high_alert: bool
    stock: Decimal | None
    price: Decimal | None
    insured: bool
    rate_bh: Decimal | None

    @classmethod
    def of(cls, offer: Offer) -> Self:
        drug, price = offer.drug, offer.price
        return cls(
            code=drug.code,
            name=drug.name,
            brand=drug.brand,
            substance=drug.substance,
            strength=drug.strength,
            form=drug.form,
            route=drug.route,
            unit=drug.unit,
            use_unit=drug.use_unit,
            per_unit=drug.per_unit,
            step=drug.step,
            control=drug.control,
            high_alert=drug.high_alert,
            stock=offer.stock.quantity if offer.stock else None,
            price=price.unit_price if price else None,
            insured=bool(price and price.in_scope),
            rate_bh=price.rate_bh if price else None,
        )


class DoseSuggestionOut(Output):
    """What is usually given to this patient, and how it was worked out."""

    offer: DrugOfferOut
    morning: Decimal
    noon: Decimal
    afternoon: Decimal
    evening: Decimal
    days: int
    mg_per_kg: Decimal | None
    weight: Decimal | None


class PrescriptionSetOut(Output):
    id: UUID
    name: str
    department_id: UUID | None
    made_by_name: str
    drugs: list[str]

    @classmethod
    def of(cls, row: PrescriptionSet) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            department_id=row.department_id,
            made_by_name=row.made_by_name,
            drugs=[each["name"] for each in row.lines],
        )


class SentPrescriptionOut(Output):
    """A prescription on its way to the national system."""

    prescription_id: UUID
    encounter_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    code: str
    state: PrescriptionState
    signed_at: datetime
    signed_by_name: str
    sending: OutboxState | None
    attempts: int
    sent_at: datetime | None
    last_error: str
