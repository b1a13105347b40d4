"""What the API takes and gives of open kits, of the patients of a lot, and of orders."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Reason
from lis.reagents.kit_models import OrderPaperState, UseKind
from lis.reagents.schemas import Place, Plain, Remark, Short, Some


class KitOpenIn(Input):
    lot_id: UUID
    analyser: Place = ""
    in_use: bool = False
    reason: Remark = ""


class KitPutOnIn(Input):
    analyser: Place = ""
    reason: Remark = ""


class KitExcuseIn(Input):
    reason: Reason


class KitFinishIn(Input):
    reason: Remark = ""


class KitUseIn(Input):
    kind: UseKind
    amount: Some
    test_code: Annotated[str, Field(max_length=60)] = ""
    note: Remark = ""


class ReagentUseOut(Output):
    id: UUID
    kind: UseKind
    test_code: str
    times: int
    amount: Plain
    at: datetime
    note: str
    by_name: str


class ReagentTracedOut(Output):
    result_id: UUID
    order_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    test_code: str
    test_name: str
    value: str
    unit: str
    flag: str
    state: str
    measured_at: datetime
    kit_code: str
    kind: UseKind


class ReagentWantedIn(Input):
    reagent_id: UUID
    kits: Some
    why: Short = ""


class ReagentOrderIn(Input):
    lines: Annotated[list[ReagentWantedIn], Field(min_length=1, max_length=200)]
    note: Remark = ""


class ReagentOrderLineOut(Output):
    reagent_id: UUID
    code: str
    name: str
    unit: str
    kits: Plain
    received: Plain
    why: str


class ReagentOrderOut(Output):
    id: UUID
    code: str
    at: datetime
    state: OrderPaperState
    lines: list[ReagentOrderLineOut]
    note: str
    by_name: str


class ReagentJudgeIn(Input):
    reason: Remark = ""


class ReagentRejectIn(Input):
    reason: Reason


class ReagentRecallIn(Input):
    reason: Reason
    order_no: Annotated[str, Field(max_length=120)] = ""
